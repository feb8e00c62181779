"""Files that a job works on: putting them in, getting results out, and looking at what browsers cannot draw."""

import asyncio
import mimetypes
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import FileResponse, Response

from ashim.accounts.access import public, require
from ashim.engine import RunError, SourceFile
from ashim.errors import InvalidRequestError, ProcessingError
from ashim.imaging import InvalidImageError, by_extension, sniff
from ashim.server.forms import FILE, FILES, UPLOAD_FAULTS, form
from ashim.server.runs import Services, staged_upload
from ashim.server.uploads import upload_fault
from ashim.storage import Workspace, content_disposition
from ashim.wire import WireModel

router = APIRouter(prefix="/api/v1", tags=["Files"])

PREVIEW_SIDE = 1200
# An SVG may run script when a browser opens it as a page, so it is never shown in place.
_NEVER_INLINE = "image/svg+xml"


class StoredFile(WireModel):
    """A file in the folder of a job. `downloadUrl` can be the `source` of a run."""

    name: str
    size: int
    format: str
    download_url: str


class StoredFiles(WireModel):
    """A new folder of a job, and what is in it."""

    job_id: str
    files: list[StoredFile]


@router.post(
    "/upload",
    operation_id="uploadFiles",
    dependencies=[Depends(require("tools:use"))],
    openapi_extra=form({"file": FILES}, ["file"]),
    responses=UPLOAD_FAULTS,
)
async def upload(request: Request) -> StoredFiles:
    """Store images in a new job folder, from where they can be downloaded until they expire."""
    services = Services.of(request)
    most = services.config.max_batch_size
    async with staged_upload(request, services, files=most, fault=upload_fault) as (received, folder):
        if not received.files:
            raise InvalidRequestError("No valid files uploaded: send at least one image")
        job_id = services.workspace.new_id()
        files = []
        for item in received.files:
            try:
                format = sniff(item.path, item.name)
            except InvalidImageError as error:
                raise InvalidRequestError(f'Invalid file "{item.original_name}": {error}') from error
            name = item.path.name
            address = f"/api/v1/download/{job_id}/{quote(name, safe='')}"
            files.append(StoredFile(name=name, size=item.size, format=format.id, download_url=address))
        services.workspace.adopt(folder, job_id)
    return StoredFiles(job_id=job_id, files=files)


@router.get(
    "/download/{job_id}/{filename:path}",
    operation_id="downloadFile",
    response_class=FileResponse,
    responses={200: {"content": {"*/*": {}}, "description": "The file"}},
)
@public
async def download(
    request: Request,
    job_id: str,
    filename: str,
    file: Annotated[int | None, Query(ge=0, description="Which file of a batch.")] = None,
    inline: Annotated[bool, Query(description="Show in the browser instead of saving.")] = False,
) -> FileResponse:
    """Send a result, or else an input, of a job."""
    workspace: Workspace = request.app.state.workspace
    path = workspace.find(job_id, filename, file)
    known = by_extension(filename)
    media_type = known.mime if known else mimetypes.guess_type(filename)[0] or "application/octet-stream"
    disposition = content_disposition(filename, inline=inline and known is not None and media_type != _NEVER_INLINE)
    headers = {"Content-Disposition": disposition, "Cache-Control": "private, max-age=3600"}
    return FileResponse(path, media_type=media_type, headers=headers)


@router.post(
    "/preview",
    operation_id="previewImage",
    dependencies=[Depends(require("tools:use"))],
    response_class=Response,
    openapi_extra=form({"file": FILE}, ["file"]),
    responses={
        **UPLOAD_FAULTS,
        200: {"content": {"image/webp": {}}, "description": "The picture, at most 1200 by 1200 pixels"},
        422: {"description": "The picture cannot be decoded"},
    },
)
async def preview(request: Request) -> Response:
    """Give a WebP of the image that fits inside 1200 by 1200 pixels, for formats that browsers cannot draw."""
    services = Services.of(request)
    most = services.config.max_batch_size
    async with staged_upload(request, services, files=most, fault=upload_fault) as (received, folder):
        if not received.files:
            raise InvalidRequestError("No file provided")
        item = received.files[0]
        target = folder.output / "preview.webp"
        try:
            sniff(item.path, item.name)
            source = SourceFile(item.path, item.name)
            width, height = await services.pool.preview(source, target, PREVIEW_SIDE)
        except InvalidImageError as error:
            raise InvalidRequestError(str(error)) from error
        except RunError as error:
            if error.failure.kind == "invalid":
                raise InvalidRequestError(error.failure.message) from error
            raise ProcessingError("Failed to generate preview", details=error.failure.message) from error
        content = await asyncio.to_thread(target.read_bytes)
    headers = {"X-Original-Width": str(width), "X-Original-Height": str(height)}
    return Response(content, media_type="image/webp", headers=headers)
