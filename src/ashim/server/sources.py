"""What is there already as input of runs: files of the library, uploads and earlier results. And results as files."""

import asyncio
import re
import uuid
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from ashim import strict_json
from ashim.accounts.principal import Principal
from ashim.engine import safe_name, unique_name
from ashim.errors import AshimError, InvalidRequestError, NotFoundError
from ashim.imaging import FORMATS
from ashim.jobs.model import Job, JobFile
from ashim.library.model import NewFile, Step, StoredFile
from ashim.library.service import LibraryService
from ashim.server.uploads import Upload, UploadedFile
from ashim.storage import Workspace, link_or_copy

_FILE_ID = "fileId"
_SOURCE = "source"
_MEANING = {_FILE_ID: "a file id", _SOURCE: "the address of a download"}
_LIBRARY = re.compile(r"/api/v1/files/([^/]+)/download")
_WORKSPACE = re.compile(r"/api/v1/download/([^/]+)/([^/]+)")


class Sources:
    """Finds for one caller what is in the library and in the folders of jobs."""

    def __init__(self, library: LibraryService, workspace: Workspace, principal: Principal) -> None:
        self._library = library
        self._workspace = workspace
        self._principal = principal

    def stored(self, file_id: str) -> UploadedFile:
        """Give a file of the library. Raises NotFoundError."""
        if not (self._principal.can("files:own") or self._principal.can("files:all")):
            raise _not_found("File", file_id)
        try:
            file = self._library.get(self._principal, file_id)
        except NotFoundError as error:
            raise _not_found("File", file_id) from error
        return self._of_library(file)

    def at(self, address: str) -> UploadedFile:
        """Give what one would download from the address. Raises NotFoundError."""
        try:
            url = urlsplit(address)
        except ValueError as error:
            raise _not_found("Source", address) from error
        if found := _LIBRARY.fullmatch(url.path):
            return self.stored(unquote(found[1]))
        found = _WORKSPACE.fullmatch(url.path)
        if found is None:
            raise _not_found("Source", address)
        index = parse_qs(url.query).get("file", [""])[0]
        try:
            path = self._workspace.find(unquote(found[1]), unquote(found[2]), int(index) if index.isdecimal() else None)
        except AshimError as error:
            raise _not_found("Source", address) from error
        return UploadedFile("", path.name, path.name, path, path.stat().st_size, "")

    def _of_library(self, file: StoredFile) -> UploadedFile:
        path = self._library.blobs.path(file.stored_name)
        if not path.is_file():
            raise NotFoundError(f"{file.original_name} is not on disk any more", code="NOT_FOUND")
        name = safe_name(file.original_name)
        return UploadedFile("", name, file.original_name, path, file.size, "", file.stored_name, file.id)


async def take_sources(sources: Sources, upload: Upload, folder: Path, *, pictures: bool, most: int) -> str | None:
    """Put what the form fields `source` and `fileId` name beside the uploads; give the file that results extend.

    Each field holds one name or a JSON array of them. Beside `pictures`, sent or named by `source`, `fileId` just says
    of what the result is a version; an id that is unknown, or somebody else's, then counts as absent, as the contract
    has it. Raises InvalidRequestError for a field that cannot be read and for more than `most` names (0 = no limit),
    and NotFoundError for what is needed and not there.
    """
    addresses, ids = _names(upload, _SOURCE, most), _names(upload, _FILE_ID, most)
    if addresses or pictures:
        upload.files += await asyncio.to_thread(_beside, map(sources.at, addresses), folder)
        return await asyncio.to_thread(_known, sources, ids[0]) if len(ids) == 1 else None
    upload.files += await asyncio.to_thread(_beside, map(sources.stored, ids), folder)
    return None


def save_result(library: LibraryService, job: Job, item: JobFile, path: Path) -> str:
    """Store a result as the next version of the file that it was made from; give its id. Raises AshimError."""
    parent = library.find(str(item.version_of))
    if parent is None or parent.user_id is None:
        raise NotFoundError("the file has been deleted")
    new = NewFile(
        name=path.name,
        mime_type=FORMATS[item.format].mime if item.format and item.format in FORMATS else "application/octet-stream",
        width=item.width,
        height=item.height,
        # The same run saves its result once, also if the server ends before that is recorded.
        id=str(uuid.uuid5(uuid.UUID(job.id), str(item.index))),
    )
    steps = [Step(tool_id=step["toolId"], settings=step["settings"]) for step in job.steps]
    return library.add_version(parent, parent.user_id, path, new, steps=steps).id


def _known(sources: Sources, file_id: str) -> str | None:
    try:
        return sources.stored(file_id).stored_id
    except NotFoundError:
        return None


def _beside(found: Iterable[UploadedFile], folder: Path) -> list[UploadedFile]:
    taken = {path.name for path in folder.iterdir()}
    uploads = []
    for file in found:
        target = folder / unique_name(file.name, taken)
        taken.add(target.name)
        try:
            link_or_copy(file.path, target)
        except FileNotFoundError as error:
            raise _not_found("Source", file.name) from error
        uploads.append(replace(file, path=target))
    return uploads


def _names(upload: Upload, field: str, most: int) -> list[str]:
    names = _parsed(upload.fields.get(field, "").strip(), field)
    if most and len(names) > most:
        raise InvalidRequestError(f"Files limit reached: {field} may name at most {most} files")
    return names


def _parsed(text: str, field: str) -> list[str]:
    if not text.startswith("["):
        return [text] if text else []
    refusal = f"{field} must be {_MEANING[field]}, or a JSON array of several"
    try:
        names = strict_json.parse(text)
    except ValueError as error:
        raise InvalidRequestError(refusal) from error
    if not all(isinstance(each, str) for each in names):
        raise InvalidRequestError(refusal)
    return list(names)


def _not_found(what: str, name: str) -> NotFoundError:
    return NotFoundError(f"{what} not found: {name[:200]}", code="NOT_FOUND")
