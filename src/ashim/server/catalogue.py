"""What this server can do: its tools, formats and limits, for clients to draw themselves from."""

import json
from functools import lru_cache
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse, Response

from ashim.accounts.access import CurrentPrincipal, require
from ashim.config import Config
from ashim.errors import PermissionDeniedError
from ashim.imaging import FORMATS
from ashim.server.availability import available_tools
from ashim.server.runs import upload_limit_mb
from ashim.tools import Registry
from ashim.tools.document import tool_document

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
def list_formats() -> dict[str, Any]:
    """Give the formats that are read and written, and what a file of each can hold."""
    return {
        "formats": [
            {
                "id": item.id,
                "name": item.name,
                "extensions": list(item.extensions),
                "mime": item.mime,
                "reads": item.reads,
                "writes": item.writes,
                "alpha": item.alpha,
                "animation": item.animation,
                "maxDepth": item.max_depth,
                "lossy": item.lossy,
                "browser": item.browser,
            }
            for item in FORMATS.values()
        ]
    }


@router.get("/limits", operation_id="getLimits")
def get_limits(request: Request) -> dict[str, Any]:
    """Give the limits that this server sets; null means no limit."""
    config: Config = request.app.state.config
    now = request.app.state.settings.in_force()
    return {
        "maxUploadBytes": int(upload_limit_mb(config, now) * MEGABYTE) or None,
        "maxBatchFiles": config.max_batch_size or None,
        "maxMegapixels": config.max_megapixels or None,
        "maxCanvasPixels": config.max_canvas_pixels or None,
        "maxFrames": config.max_frames or None,
        "maxSvgBytes": int(config.max_svg_size_mb * MEGABYTE) or None,
        "maxOutputBytes": int(config.max_output_size_mb * MEGABYTE) or None,
        "maxPipelineSteps": config.max_pipeline_steps or None,
        "maxActiveJobs": config.max_active_jobs_per_user or None,
        "processingSeconds": config.processing_timeout_s or None,
        "requestsPerMinute": config.rate_limit_per_min or None,
        "retentionHours": now.temp_file_max_age_hours or config.file_max_age_hours or None,
    }
