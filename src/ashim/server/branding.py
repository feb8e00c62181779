"""The installation's own name and logo."""

import asyncio
from functools import partial
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import FileResponse

from ashim.accounts.access import Principal, public, require
from ashim.accounts.schemas import Done
from ashim.administration.branding import Branding
from ashim.engine import RunError, SourceFile, Task
from ashim.errors import InvalidRequestError, NotFoundError, ProcessingError
from ashim.server.forms import FILE, UPLOAD_FAULTS, form
from ashim.server.runs import Services, staged_upload
from ashim.server.uploads import upload_fault

router = APIRouter(prefix="/api/v1/settings/logo", tags=["Settings"])

Brander = Annotated[Principal, Depends(require("branding:manage"))]

LOGO_SIDE = 128
KILOBYTE = 1024

_FIT: tuple[tuple[str, dict[str, Any]], ...] = (
    ("resize", {"width": LOGO_SIDE, "height": LOGO_SIDE, "fit": "inside", "withoutEnlargement": True}),
    ("convert", {"format": "png"}),
    ("strip-metadata", {}),
)


def _branding(request: Request) -> Branding:
    branding: Branding = request.app.state.branding
    return branding


Brand = Annotated[Branding, Depends(_branding)]


@router.get(
    "",
    operation_id="getLogo",
    response_class=FileResponse,
    responses={
        200: {"content": {"image/png": {}}, "description": "The logo, at most 128 by 128 pixels"},
        404: {"description": "There is no logo"},
    },
)
@public
def get_logo(branding: Brand) -> FileResponse:
    """Give the installation's logo as a PNG."""
    path = branding.logo
    if path is None:
        raise NotFoundError("There is no custom logo", code="NOT_FOUND")
    return FileResponse(path, media_type="image/png", headers={"Cache-Control": "no-cache"})


@router.post(
    "",
    operation_id="setLogo",
    openapi_extra=form({"file": FILE}, ["file"]),
    responses={**UPLOAD_FAULTS, 422: {"description": "The picture cannot be decoded"}},
)
async def set_logo(request: Request, actor: Brander, branding: Brand) -> Done:
    """Take a picture as the logo; it is fitted into 128 by 128 pixels."""
    services = Services.of(request)
    async with staged_upload(request, services, files=0, fault=upload_fault) as (upload, folder):
        if not upload.files:
            raise _invalid("No file provided: send the logo as the form field file")
        item = upload.files[0]
        limit = services.config.max_logo_size_kb
        if not item.media_type.startswith("image/"):
            raise _invalid("The logo must be an image")
        if limit and item.size > limit * KILOBYTE:
            raise _invalid(f"The logo must be {limit:g} KB or smaller")
        png = await _fitted(services, SourceFile(item.path, item.name), folder.output)
        await asyncio.to_thread(partial(branding.save, png, actor=actor))
    return Done()


@router.delete("", operation_id="deleteLogo")
def delete_logo(actor: Brander, branding: Brand) -> Done:
    """Go back to the logo of the program."""
    branding.remove(actor=actor)
    return Done()


async def _fitted(services: Services, source: SourceFile, folder: Path) -> bytes:
    try:
        outcome = await services.pool.run(Task("", _FIT, (source,), folder, services.pool.limits))
    except RunError as error:
        raise ProcessingError("The logo could not be read", details=error.failure.message) from error
    return await asyncio.to_thread((folder / outcome.output.name).read_bytes)


def _invalid(message: str) -> InvalidRequestError:
    return InvalidRequestError(message, code="VALIDATION_ERROR")
