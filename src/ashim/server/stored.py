"""Files of the library as inputs of runs, and results of runs as files of the library."""

import asyncio
import uuid
from pathlib import Path

from ashim import strict_json
from ashim.accounts.principal import Principal
from ashim.engine import safe_name, unique_name
from ashim.errors import InvalidRequestError, NotFoundError
from ashim.imaging import FORMATS
from ashim.jobs.model import Job, JobFile
from ashim.library.model import NewFile, Step, StoredFile
from ashim.library.service import LibraryService
from ashim.server.uploads import Upload, UploadedFile
from ashim.storage import link_or_copy

_FIELD = "fileId"


async def take_stored(
    library: LibraryService, principal: Principal, upload: Upload, folder: Path, *, instead: bool, most: int
) -> list[str]:
    """Find the files of the form field `fileId`, one id or a JSON array of them; give the ids of those found.

    `instead` of pictures in the request they are put beside its uploads. Otherwise they just say of what the result is
    a version, and ids that are unknown, or those of somebody else, count as absent, as the contract has it. Raises
    InvalidRequestError for a field that cannot be read and for more than `most` ids (0 = no limit), and NotFoundError
    for files that are needed.
    """
    ids = _ids(upload.fields.get(_FIELD, ""))
    if most and len(ids) > most:
        raise InvalidRequestError(f"Files limit reached: {_FIELD} may name at most {most} files")
    if not ids or not (principal.can("files:own") or principal.can("files:all")):
        return []
    found = await asyncio.to_thread(_find, library, principal, ids, needed=instead)
    if instead:
        upload.files += await asyncio.to_thread(_beside_uploads, library, found, folder)
    return [file.id for file in found]


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
    )
    steps = [Step(tool_id=step["toolId"], settings=step["settings"]) for step in job.steps]
    # The same run saves its result once, also if the server ends before that is recorded.
    version_id = str(uuid.uuid5(uuid.UUID(job.id), str(item.index)))
    return library.add_version(parent, parent.user_id, path, new, steps=steps, version_id=version_id).id


def _find(library: LibraryService, principal: Principal, ids: list[str], *, needed: bool) -> list[StoredFile]:
    found = []
    for file_id in ids:
        try:
            found.append(library.get(principal, file_id))
        except NotFoundError as error:
            if needed:
                raise NotFoundError(f"File not found: {file_id[:100]}", code="NOT_FOUND") from error
    return found


def _beside_uploads(library: LibraryService, found: list[StoredFile], folder: Path) -> list[UploadedFile]:
    taken = {path.name for path in folder.iterdir()}
    uploads = []
    for file in found:
        name = unique_name(safe_name(file.original_name), taken)
        taken.add(name)
        target = folder / name
        try:
            link_or_copy(library.blobs.path(file.stored_name), target)
        except FileNotFoundError as error:
            raise NotFoundError(f"{file.original_name} is not on disk any more", code="NOT_FOUND") from error
        name = safe_name(file.original_name)
        uploads.append(UploadedFile("", name, file.original_name, target, file.size, "", digest=file.stored_name))
    return uploads


def _ids(text: str) -> list[str]:
    text = text.strip()
    if not text.startswith("["):
        return [text] if text else []
    try:
        ids = strict_json.parse(text)
    except ValueError as error:
        raise _unreadable() from error
    if not all(isinstance(each, str) for each in ids):
        raise _unreadable()
    return list(ids)


def _unreadable() -> InvalidRequestError:
    return InvalidRequestError(f"{_FIELD} must be a file id or a JSON array of file ids")
