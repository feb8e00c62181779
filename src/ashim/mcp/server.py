"""The MCP server: every tool of ashim behind a few generic ones, on top of `ashim.Client`."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

from mcp.server.mcpserver import Context, Image, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from pydantic import Field

from ashim.client import Client, ClientError, Input, Remote, Result, Stored

_STORED = "file:"
_DOWNLOADS = "/api/v1/"
_SHOWN_SIDE = 1024

INSTRUCTIONS = """ashim works on images: resize, convert, compress, crop, watermark, read metadata and much more.
Find a tool with list_tools, learn its settings with describe_tool, run it with run_tool. Several steps in a row are
quicker and lose less with run_pipeline; many pictures go through run_batch. show_picture lets you look at one."""

Picture = Annotated[
    str,
    Field(
        description="A picture: the path of a file, `file:ID` of the library, or the `address` of an earlier result."
    ),
]
Steps = Annotated[
    list[dict[str, Any]],
    Field(description='Tools in a row: [{"toolId": "resize", "settings": {"width": 800}}, …].'),
]
Folder = Annotated[str, Field(description="A folder for the results; without one they stay at their addresses.")]
PipelineId = Annotated[str, Field(description="Id of a saved pipeline, in place of steps.")]


class Workshop:
    """The tools that agents see.

    `connect` gives a client for the `Authorization` header of a request, None where there is none. With `local` paths
    name files of this machine; else there are only the library and earlier results.
    """

    def __init__(self, connect: Callable[[str | None], Client], *, local: bool) -> None:
        self._connect = connect
        self._local = local

    def list_tools(self, ctx: Context, search: str = "") -> list[dict[str, Any]]:
        """List the tools for pictures, or those with a word in their name, description or keywords."""
        with self._client(ctx) as client:
            return [
                {name: tool[name] for name in ("id", "name", "description", "category", "kind", "pipeline")}
                for tool in client.tools()
                if search.lower() in _words(tool)
            ]

    def describe_tool(self, ctx: Context, tool_id: str) -> dict[str, Any]:
        """Tell all about a tool: what it takes and gives, the JSON Schema of its settings, examples, and presets."""
        with self._client(ctx) as client:
            found = next((tool for tool in client.tools() if tool["id"] == tool_id), None)
            if found is None:
                raise ValueError(f"There is no tool {tool_id}; list_tools names all")
            return {**found, "presets": client.presets(tool_id)}

    def run_tool(
        self,
        ctx: Context,
        tool_id: str,
        pictures: list[Picture],
        settings: dict[str, Any] | None = None,
        further: Annotated[
            dict[str, str] | None, Field(description="Paths for the tool's further inputs, by their field names.")
        ] = None,
        save_to: Folder = "",
    ) -> dict[str, Any]:
        """Run one tool. Most take one picture, some several (collage, compare, stitch), some none (qr-generate)."""
        with self._client(ctx) as client:
            second = {name: self._path(path) for name, path in (further or {}).items()}
            found = client.run(tool_id, *map(self._input, pictures), settings=settings, **second)
            return {**_facts(found.job), **self._results(found, save_to)}

    def run_pipeline(
        self,
        ctx: Context,
        picture: Picture,
        steps: Steps | None = None,
        pipeline_id: PipelineId = "",
        save_to: Folder = "",
    ) -> dict[str, Any]:
        """Run several tools in a row on one picture: decoded once, encoded once."""
        with self._client(ctx) as client:
            found = client.pipeline(self._input(picture), steps or [], saved=pipeline_id or None)
            return {**_facts(found.job), **self._results(found, save_to)}

    def run_batch(
        self,
        ctx: Context,
        pictures: list[Picture],
        steps: Steps | None = None,
        pipeline_id: PipelineId = "",
        save_to: Folder = "",
    ) -> list[dict[str, Any]]:
        """Run one or several tools in a row on many pictures; tells of each whether it worked."""
        with self._client(ctx) as client:
            found = client.batch([self._input(each) for each in pictures], steps or [], saved=pipeline_id or None)
            return [
                {"picture": picture, "error": file.error}
                if file.result is None
                else {"picture": picture, **self._results(file.result, save_to)}
                for picture, file in zip(pictures, found, strict=True)
            ]

    def list_pipelines(self, ctx: Context) -> list[dict[str, Any]]:
        """List the saved pipelines."""
        with self._client(ctx) as client:
            return client.pipelines()

    def find_files(
        self, ctx: Context, search: str = "", limit: Annotated[int, Field(ge=1, le=200)] = 20
    ) -> list[dict[str, Any]]:
        """Find files of the library by a part of their names, newest first; `file:ID` stands for one as a picture."""
        with self._client(ctx) as client:
            return list(islice(client.files(search, limit=limit), limit))

    def store_files(self, ctx: Context, paths: list[str]) -> list[dict[str, Any]]:
        """Put files into the library."""
        with self._client(ctx) as client:
            return client.store(*map(self._path, paths))

    def show_picture(self, ctx: Context, picture: Picture, steps: Steps | None = None) -> Image:
        """Look at a picture, or at what steps would make of it, at most 1024 pixels a side."""
        with self._client(ctx) as client:
            shown = steps or [{"toolId": "convert", "settings": {"format": "jpg"}}]
            kind, content = client.preview(self._input(picture), shown, side=_SHOWN_SIDE)
            return Image(data=content, format=kind.removeprefix("image/"))

    def server(self) -> MCPServer[Any]:
        """Give the MCP server with these tools."""
        server: MCPServer[Any] = MCPServer("ashim", instructions=INSTRUCTIONS)
        for tool in (
            self.list_tools,
            self.describe_tool,
            self.run_tool,
            self.run_pipeline,
            self.run_batch,
            self.list_pipelines,
            self.find_files,
            self.store_files,
            self.show_picture,
        ):
            server.add_tool(tool)
        return server

    @contextmanager
    def _client(self, ctx: Context) -> Iterator[Client]:
        try:
            with self._connect((ctx.headers or {}).get("authorization")) as client:
                yield client
        except (ClientError, OSError, ValueError) as error:
            # Agents are told nothing of other errors.
            raise ToolError(str(error)) from error

    def _input(self, picture: str) -> Input:
        if picture.startswith(_STORED):
            return Stored(picture.removeprefix(_STORED))
        return Remote(picture) if picture.startswith(_DOWNLOADS) else self._path(picture)

    def _path(self, path: str) -> Path:
        if not self._local:
            raise ValueError("This server reaches no files of yours: name pictures as file:ID, or by their addresses")
        found = Path(path).expanduser()
        if not found.is_file():
            raise FileNotFoundError(f"There is no file {found}")
        return found

    def _results(self, found: Result, save_to: str) -> dict[str, Any]:
        outputs: list[dict[str, Any]] = [{"name": name, "address": remote.address} for name, remote in found.outputs]
        if save_to:
            if not self._local:
                raise ValueError("This server reaches no folders of yours: leave save_to out")
            folder = Path(save_to).expanduser()
            folder.mkdir(parents=True, exist_ok=True)
            for output, path in zip(outputs, found.save(folder), strict=True):
                output["path"] = str(path)
        return {"outputs": outputs, "warnings": found.warnings}


def _facts(job: dict[str, Any]) -> dict[str, Any]:
    """Give of a job's document what tells of the result rather than of the run."""
    left_out = ("progress", "status", "type", "createdAt", "completedAt", "expiresAt", "retryable", "downloadUrl")
    return {name: value for name, value in job.items() if name not in left_out}


def _words(tool: dict[str, Any]) -> str:
    return " ".join((tool["id"], tool["name"], tool["description"], *tool["keywords"])).lower()
