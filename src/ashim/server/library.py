"""Putting files into the library and drawing their thumbnails: what needs workers."""

import asyncio
from functools import partial
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import FileResponse

from ashim.accounts.access import Principal, require
from ashim.engine import RunError, SourceFile, Task
from ashim.errors import InvalidRequestError, NotFoundError, ProcessingError
from ashim.library.model import NewFile, Step, StoredFile
from ashim.library.routes import Library
from ashim.library.schemas import FileDocument, LibraryFiles, SavedFile
from ashim.library.service import LibraryService, not_found
from ashim.server.forms import FILE, FILES, UPLOAD_FAULTS, form
from ashim.server.runs import Services, staged_upload
from ashim.server.uploads import UploadedFile, upload_fault

router = APIRouter(prefix="/api/v1/files", tags=["Files"])

FileUser = Annotated[Principal, Depends(require("files:own", "files:all"))]

THUMBNAIL_WIDTH = 300
_THUMBNAIL: tuple[tuple[str, dict[str, Any]], ...] = (
    ("resize", {"width": THUMBNAIL_WIDTH, "withoutEnlargement": True}),
    ("convert", {"format": "jpg", "quality": 80}),
    ("strip-metadata", {}),
)

# Everything else is "some bytes" to clients of the contract.
_IMAGE_TYPES = ("jpeg", "png", "webp", "gif", "bmp", "tiff", "avif")

_TEXT = {"type": "string"}
_REFUSED: dict[int | str, dict[str, Any]] = {
    **UPLOAD_FAULTS,
    413: {"description": "A file is too large, there are too many, or the user has no room left"},
}


@router.post(
    "/upload",
    status_code=201,
    operation_id="storeFiles",
    openapi_extra=form({"file": FILES}, ["file"]),
    responses=_REFUSED,
)
async def upload(request: Request, owner: FileUser, library: Library) -> LibraryFiles:
    """Store pictures in the library: all of a request, or none."""
    services = Services.of(request)
    await asyncio.to_thread(library.check_quota, owner.user_id)
    most = services.config.max_batch_size
    async with staged_upload(request, services, files=most, fault=upload_fault) as (received, _):
        if not received.files:
            raise InvalidRequestError("No valid files uploaded: send at least one image")
        uploads = []
        for item in received.files:
            try:
                uploads.append((item.path, await _measured(services, item)))
            except RunError as error:
                reason = error.failure.message
                raise InvalidRequestError(f'Invalid file "{item.original_name}": {reason}') from error
        stored = await asyncio.to_thread(library.add, owner, uploads)
    return LibraryFiles(files=[FileDocument.of(file) for file in stored])


@router.post(
    "/save-result",
    status_code=201,
    operation_id="saveResult",
    openapi_extra=form({"file": FILE, "parentId": _TEXT, "toolId": _TEXT}, ["file", "parentId"]),
    responses={**_REFUSED, 404: {"description": "The parent does not exist"}},
)
async def save_result(request: Request, owner: FileUser, library: Library) -> SavedFile:
    """Store a picture as the next version of a file."""
    services = Services.of(request)
    await asyncio.to_thread(library.check_quota, owner.user_id)
    async with staged_upload(request, services, files=1, fault=upload_fault) as (received, _):
        if not received.files:
            raise InvalidRequestError("No file provided")
        parent_id = received.fields.get("parentId", "")
        if not parent_id:
            raise InvalidRequestError("parentId is required")
        item = received.files[0]
        try:
            measured = await _measured(services, item)
        except RunError as error:
            raise InvalidRequestError(f"Invalid file: {error.failure.message}") from error
        parent = await asyncio.to_thread(_parent, library, owner, parent_id)
        new = NewFile(
            name=_named_after(parent, item.name),
            mime_type=measured.mime_type,
            width=measured.width,
            height=measured.height,
        )
        tool_id = received.fields.get("toolId", "").strip()
        steps = [Step(tool_id=tool_id[:100], settings=None)] if tool_id else []
        saving = partial(library.add_version, parent, owner.user_id, item.path, new, steps=steps)
        return SavedFile(file=FileDocument.of(await asyncio.to_thread(saving)))


@router.get(
    "/{file_id}/thumbnail",
    operation_id="getThumbnail",
    response_class=FileResponse,
    responses={
        200: {"content": {"image/jpeg": {}}, "description": "A JPEG, at most 300 pixels wide"},
        422: {"description": "The file could not be drawn"},
    },
)
async def thumbnail(request: Request, file_id: str, viewer: FileUser, library: Library) -> FileResponse:
    """Give a small JPEG of a file; it is drawn once."""
    file = await asyncio.to_thread(library.get, viewer, file_id)
    path = library.blobs.thumbnail(file.stored_name)
    if not path.is_file():
        await _draw(Services.of(request), library, file)
    headers = {"Cache-Control": "private, max-age=86400, immutable", "ETag": f'"{file.stored_name}-thumbnail"'}
    return FileResponse(path, media_type="image/jpeg", headers=headers)


async def _draw(services: Services, library: LibraryService, file: StoredFile) -> None:
    source = library.blobs.path(file.stored_name)
    if not source.is_file():
        raise not_found("File not found on disk; ask an administrator to run `ashim doctor`")
    folder = services.workspace.stage()
    try:
        task = Task("", _THUMBNAIL, (SourceFile(source, file.original_name),), folder.output, services.pool.limits)
        outcome = await services.pool.run(task)
        await asyncio.to_thread(library.blobs.keep_thumbnail, file.stored_name, folder.output / outcome.output.name)
    except RunError as error:
        raise ProcessingError("Could not generate thumbnail", details=error.failure.message) from error
    finally:
        await asyncio.to_thread(services.workspace.remove, folder)


async def _measured(services: Services, item: UploadedFile) -> NewFile:
    facts = await services.pool.check(SourceFile(item.path, item.name))
    mime_type = f"image/{facts.format}" if facts.format in _IMAGE_TYPES else "application/octet-stream"
    return NewFile(name=item.name, mime_type=mime_type, width=facts.width, height=facts.height)


def _parent(library: LibraryService, owner: Principal, file_id: str) -> StoredFile:
    try:
        return library.get(owner, file_id)
    except NotFoundError as error:
        raise not_found("Parent file not found") from error


def _named_after(parent: StoredFile, uploaded: str) -> str:
    """Give the parent's name with the extension of what was uploaded, or with its own if that has none."""
    suffix = Path(uploaded).suffix or Path(parent.original_name).suffix
    return Path(parent.original_name).stem + suffix
