"""`ashim.Client`: the tools, pipelines and files of a server from Python."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from http import HTTPStatus
from os import PathLike
from pathlib import Path
from typing import Any, Self

from ashim.client.connection import ClientError, Connection
from ashim.picture import Steps, with_format
from ashim.tool_methods import ToolMethods

DEFAULT_URL = "http://127.0.0.1:1349"


@dataclass(frozen=True, slots=True)
class Stored:
    """A file of the server's library."""

    id: str

    @property
    def address(self) -> str:
        """Where it can be downloaded."""
        return f"/api/v1/files/{self.id}/download"


@dataclass(frozen=True, slots=True)
class Remote:
    """An upload, or the result of a run, by the address that it can be downloaded from."""

    address: str


Input = str | PathLike[str] | Stored | Remote


class Result:
    """What a run gave. `job` is the server's document of it, which holds what a tool found out."""

    def __init__(self, connection: Connection, job: dict[str, Any]) -> None:
        self._connection = connection
        self.job = job

    @property
    def outputs(self) -> list[tuple[str, Remote]]:
        """Name and address of every file that there is."""
        several = [(each["filename"], Remote(each["downloadUrl"])) for each in self.job.get("outputs", ())]
        if several or "downloadUrl" not in self.job:
            return several
        return [(self.job["filename"], Remote(self.job["downloadUrl"]))]

    @property
    def warnings(self) -> list[str]:
        """What was lost on the way."""
        return list(self.job.get("warnings", ()))

    def save(self, target: str | PathLike[str]) -> list[Path]:
        """Save the only file under the name `target`, or all files into that folder; give where they are.

        A target without an extension is a folder. Raises ClientError.
        """
        outputs, target = self.outputs, Path(target)
        alone = len(outputs) == 1 and target.suffix != "" and not target.is_dir()
        paths = [target if alone else target / Path(name).name for name, _ in outputs]
        for path, (_, remote) in zip(paths, outputs, strict=True):
            self._connection.download(remote.address, path)
        return paths


@dataclass(frozen=True, slots=True)
class BatchFile:
    """One file of a batch: its result, or why there is none."""

    name: str
    result: Result | None
    error: str | None


class Client:
    """A connection to a server; a context manager that hangs up at its end.

    `key` is an API key or the token of a session; without one the server must be open. Methods raise ClientError, and
    FileNotFoundError for local pictures that are not there.
    """

    def __init__(self, url: str = DEFAULT_URL, key: str | None = None) -> None:
        self._connection = Connection(url, key)
        self._uploads: dict[tuple[Path, int, int], Remote] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def tools(self) -> list[dict[str, Any]]:
        """Give what the server tells of every tool, the JSON Schema of its settings included."""
        return list(self._connection.call("GET", "/api/v1/tools")["tools"])

    def open(self, picture: Input) -> "RemotePicture":
        """Open a picture; tools are its methods, and `save` runs them on the server."""
        return RemotePicture(self, self.upload(picture), _name(picture))

    def upload(self, picture: Input) -> Stored | Remote:
        """Send a local picture to the server, once as long as it is not changed; give what stands for it there."""
        if isinstance(picture, Stored | Remote):
            return picture
        path = Path(picture).resolve()
        about = path.stat()
        key = (path, about.st_mtime_ns, about.st_size)
        if key not in self._uploads:
            with path.open("rb") as file:
                answer = self._connection.call("POST", "/api/v1/upload", files={"file": (path.name, file)})
            self._uploads[key] = Remote(answer["files"][0]["downloadUrl"])
        return self._uploads[key]

    def run(
        self,
        tool_id: str,
        *pictures: Input,
        settings: Mapping[str, Any] | None = None,
        **second: str | PathLike[str],
    ) -> Result:
        """Run a tool of any kind and give what came of it.

        `second` are local pictures for the tool's further inputs, by their names: `watermark="logo.png"`.
        """
        sources = [each for each in pictures if isinstance(each, Stored | Remote)]
        with ExitStack() as stack:
            parts: list[tuple[str, Any]] = [_field("settings", dict(settings or {}))]
            if sources:
                parts.append(_field("source", [each.address for each in sources]))
            local = [("file", each) for each in pictures if not isinstance(each, Stored | Remote)]
            for name, path in (*local, *second.items()):
                parts.append((name, (Path(path).name, stack.enter_context(Path(path).open("rb")))))
            return self._done(f"/api/v1/tools/{tool_id}", parts)

    def pipeline(self, picture: Input, steps: Sequence[Mapping[str, Any]] = (), *, saved: str | None = None) -> Result:
        """Run `steps` (`{"toolId": …, "settings": {…}}`), or the saved pipeline with an id, on one picture."""
        parts = [*_plan(steps, saved), _field("source", self.upload(picture).address)]
        return self._done("/api/v1/pipeline/execute", parts)

    def batch(
        self, pictures: Sequence[Input], steps: Sequence[Mapping[str, Any]] = (), *, saved: str | None = None
    ) -> list[BatchFile]:
        """Run steps, or a saved pipeline, on many pictures; a bad one does not stop the others."""
        found, sent = [BatchFile(_name(each), None, None) for each in pictures], {}
        for index, picture in enumerate(pictures):
            try:
                sent[index] = self.upload(picture).address
            except ClientError as error:
                if error.status != HTTPStatus.BAD_REQUEST:
                    raise
                found[index] = replace(found[index], error=str(error))
        if sent:
            job = self._job("/api/v1/pipeline/batch", [*_plan(steps, saved), _field("source", list(sent.values()))])
            for index, file in zip(sent, job["files"], strict=True):
                done = {**file, "filename": file.get("outputName"), "jobId": job["jobId"]}
                result = Result(self._connection, done) if file["status"] == "completed" else None
                found[index] = replace(found[index], result=result, error=file.get("error"))
        return found

    def preview(self, picture: Input, steps: Sequence[Mapping[str, Any]], *, side: int) -> tuple[str, bytes]:
        """Give media type and bytes of a small picture of what steps would make."""
        body = {"source": self.upload(picture).address, "steps": list(steps), "size": side}
        answer = self._connection.read("/api/v1/pipeline/preview", method="POST", json=body)
        return answer.headers["content-type"], answer.content

    def pipelines(self) -> list[dict[str, Any]]:
        """Give the saved pipelines that there are for this user."""
        return list(self._connection.call("GET", "/api/v1/pipeline/list")["pipelines"])

    def presets(self, tool_id: str | None = None) -> list[dict[str, Any]]:
        """Give the presets that there are for this user, of one tool or of all."""
        params = {} if tool_id is None else {"toolId": tool_id}
        return list(self._connection.call("GET", "/api/v1/presets", params=params)["presets"])

    def files(self, search: str = "", **filters: Any) -> Iterator[dict[str, Any]]:
        """Give the files of the library, newest first; `filters` are those of `GET /api/v1/files`."""
        page: dict[str, Any] = {"next": None}
        while True:
            after = {} if page["next"] is None else {"after": page["next"]}
            page = self._connection.call("GET", "/api/v1/files", params={"search": search, **filters, **after})
            yield from page["files"]
            if page["next"] is None:
                return

    def store(self, *paths: str | PathLike[str]) -> list[dict[str, Any]]:
        """Put local pictures into the library, all or none; give their documents."""
        with ExitStack() as stack:
            files = [("file", (Path(path).name, stack.enter_context(Path(path).open("rb")))) for path in paths]
            return list(self._connection.call("POST", "/api/v1/files/upload", files=files)["files"])

    def download(self, file_id: str, target: str | PathLike[str]) -> None:
        """Save a file of the library."""
        self._connection.download(Stored(file_id).address, Path(target))

    def delete(self, *file_ids: str) -> int:
        """Delete files of the library with all their versions; give how many versions went."""
        return int(self._connection.call("DELETE", "/api/v1/files", json={"ids": file_ids})["deleted"])

    def _done(self, path: str, parts: list[tuple[str, Any]]) -> Result:
        job = self._job(path, parts)
        if job["status"] != "completed":
            raise ClientError(422, job.get("error") or f"The run was {job['status']}")
        return Result(self._connection, job)

    def _job(self, path: str, parts: list[tuple[str, Any]]) -> dict[str, Any]:
        accepted = self._connection.call("POST", path, files=parts, headers={"Prefer": "respond-async"})
        return self._connection.finished(accepted["jobId"])


class RemotePicture(ToolMethods):
    """A picture on a server and the steps to be run on it there. Immutable: every method gives a new one."""

    def __init__(self, client: Client, source: Stored | Remote, name: str, steps: Steps = ()) -> None:
        self._client = client
        self._source = source
        self._name = name
        self._steps = steps

    def run(self, tool_id: str, settings: Mapping[str, Any]) -> Self:
        """Add a tool by its id; settings have the names of the REST API, and those that are None are left out."""
        given = {name: value for name, value in settings.items() if value is not None}
        return type(self)(self._client, self._source, self._name, (*self._steps, (tool_id, given)))

    def save(self, path: str | PathLike[str]) -> Result:
        """Run the tools, decoding and encoding once, and save the result in the format of the path's extension.

        Raises ClientError when the server refuses the settings or cannot work on the picture.
        """
        target = Path(path)
        steps = [
            {"toolId": tool, "settings": dict(settings)}
            for tool, settings in with_format(self._steps, self._name, target)
        ]
        result = self._client.pipeline(self._source, steps)
        result.save(target)
        return result


def _plan(steps: Sequence[Mapping[str, Any]], saved: str | None) -> list[tuple[str, Any]]:
    return [_field("pipeline", {"steps": list(steps)}) if saved is None else _field("pipelineId", saved)]


def _field(name: str, value: Any) -> tuple[str, tuple[None, str]]:
    return name, (None, value if isinstance(value, str) else json.dumps(value))


def _name(picture: Input) -> str:
    if isinstance(picture, Stored | Remote):
        return picture.address.partition("?")[0].rpartition("/")[2]
    return Path(picture).name
