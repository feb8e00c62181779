"""What this server can do: its tools, formats and limits, for clients to draw themselves from."""

import json
from functools import lru_cache
from typing import Annotated, Self

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse, Response

from ashim.accounts.access import CurrentPrincipal, require
from ashim.config import Config
from ashim.errors import PermissionDeniedError
from ashim.imaging import FORMATS, Format
from ashim.server.availability import available_tools
from ashim.server.runs import upload_limit_mb
from ashim.tools import Registry
from ashim.tools.document import tool_document
from ashim.wire import WireModel

router = APIRouter(prefix="/api/v1", tags=["Tools"], dependencies=[Depends(require("tools:use"))])

MEGABYTE = 1024 * 1024


@router.get("/tools", operation_id="listTools", response_class=JSONResponse)
def list_tools(
    request: Request,
    principal: CurrentPrincipal,
    every: Annotated[
        bool, Query(alias="all", description="With the tools that are switched off; needs settings:write.")
    ] = False,
) -> Response:
    """Give the catalogue: categories and tools, each tool with the JSON Schema of its settings and hints for forms."""
    registry = available_tools(request)
    if not every:
        return Response(_tools(registry), media_type="application/json")
    if not principal.can("settings:write"):
        raise PermissionDeniedError("Listing tools that are switched off needs the permission settings:write")
    shown = json.loads(_tools(request.app.state.registry))
    for tool in shown["tools"]:
        if registry.get(tool["id"]) is None:
            tool["disabled"] = True
    return JSONResponse(shown)


class FormatFacts(WireModel):
    """A format: whether it is read and written, and what a file of it can hold."""

    id: str
    name: str
    extensions: list[str]
    mime: str
    reads: bool
    writes: bool
    alpha: bool
    animation: bool
    max_depth: int
    lossy: bool
    browser: bool

    @classmethod
    def of(cls, format: Format) -> Self:
        """Show a format."""
        return cls(**{name: getattr(format, name) for name in cls.model_fields})


class FormatList(WireModel):
    """All formats."""

    formats: list[FormatFacts]


class LimitsInForce(WireModel):
    """The limits of this server; null is no limit. Sizes are in bytes."""

    max_upload_bytes: int | None
    max_batch_files: int | None
    max_megapixels: float | None
    max_canvas_pixels: int | None
    max_frames: int | None
    max_svg_bytes: int | None
    max_output_bytes: int | None
    max_pipeline_steps: int | None
    max_active_jobs: int | None
    processing_seconds: float | None
    requests_per_minute: int | None
    retention_hours: float | None


@lru_cache(maxsize=8)
def _tools(registry: Registry) -> bytes:
    """Give the catalogue as JSON; it takes a tenth of a second to make and changes only with what is switched off."""
    catalogue = {
        "categories": [
            {"id": item.id, "name": item.name, "color": item.color, "icon": item.icon} for item in registry.categories
        ],
        "tools": [tool_document(tool, registry.operations()) for tool in registry.all()],
    }
    return json.dumps(catalogue, ensure_ascii=False).encode()


@router.get("/formats", operation_id="listFormats")
def list_formats() -> FormatList:
    """Give the formats that are read and written, and what a file of each can hold."""
    return FormatList(formats=[FormatFacts.of(each) for each in FORMATS.values()])


@router.get("/limits", operation_id="getLimits")
def get_limits(request: Request) -> LimitsInForce:
    """Give the limits that this server sets; null means no limit."""
    config: Config = request.app.state.config
    now = request.app.state.settings.in_force()
    return LimitsInForce(
        max_upload_bytes=int(upload_limit_mb(config, now) * MEGABYTE) or None,
        max_batch_files=config.max_batch_size or None,
        max_megapixels=config.max_megapixels or None,
        max_canvas_pixels=config.max_canvas_pixels or None,
        max_frames=config.max_frames or None,
        max_svg_bytes=int(config.max_svg_size_mb * MEGABYTE) or None,
        max_output_bytes=int(config.max_output_size_mb * MEGABYTE) or None,
        max_pipeline_steps=config.max_pipeline_steps or None,
        max_active_jobs=config.max_active_jobs_per_user or None,
        processing_seconds=config.processing_timeout_s or None,
        requests_per_minute=config.rate_limit_per_min or None,
        retention_hours=now.temp_file_max_age_hours or config.file_max_age_hours or None,
    )
