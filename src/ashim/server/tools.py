"""`POST /api/v1/tools/{id}` and `/batch`, one pair of routes per registered tool."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from ashim.accounts.access import Principal, require
from ashim.engine import Plan, PlanError, build_plan
from ashim.errors import InvalidRequestError, NotFoundError
from ashim.server.runs import Run, answer, parse_json_object
from ashim.server.uploads import Upload
from ashim.tools import Registry, Tool

ToolUser = Annotated[Principal, Depends(require("tools:use"))]

MAX_SETTINGS_CHARACTERS = 65_536


def tool_router(registry: Registry) -> APIRouter:
    """Give the routes of all tools."""
    router = APIRouter(prefix="/api/v1/tools")
    for tool in registry.all():
        _add(router, registry, tool, batch=False)
        if tool.batchable:
            _add(router, registry, tool, batch=True)

    @router.post("/{tool_id}/batch", include_in_schema=False, dependencies=[Depends(require("tools:use"))])
    async def unknown_tool(tool_id: str) -> None:
        raise NotFoundError(f'Tool "{tool_id}" not found')

    return router


def _add(router: APIRouter, registry: Registry, tool: Tool, *, batch: bool) -> None:
    words = "".join(part.capitalize() for part in tool.id.split("-"))
    router.add_api_route(
        f"/{tool.id}/batch" if batch else f"/{tool.id}",
        _endpoint(registry, tool, batch=batch),
        methods=["POST"],
        tags=["Batch" if batch else "Tools"],
        operation_id=f"batch{words}" if batch else f"run{words}",
        summary=f"{tool.name}: many images" if batch else tool.name,
        description=tool.description,
        openapi_extra={"requestBody": _request_body(tool, batch=batch)},
        responses=_responses(batch=batch),
        response_class=Response,
    )


def _endpoint(registry: Registry, tool: Tool, *, batch: bool) -> Callable[..., Awaitable[Response]]:
    def plan_of(upload: Upload) -> Plan:
        text = upload.fields.get("settings", "")
        if len(text) > MAX_SETTINGS_CHARACTERS:
            raise InvalidRequestError(f"Settings payload too large: at most {MAX_SETTINGS_CHARACTERS} characters")
        settings = parse_json_object(text, "Settings") if text else {}
        try:
            return build_plan(registry, [(tool.id, settings)], strict=False)
        except PlanError as error:
            raise InvalidRequestError("Invalid settings", details="; ".join(map(str, error.problems))) from error

    async def run_tool(request: Request, principal: ToolUser) -> Response:
        return await answer(request, Run(tool.id, principal, batch, plan_of))

    return run_tool


def _request_body(tool: Tool, *, batch: bool) -> dict[str, Any]:
    binary = {"type": "string", "contentMediaType": "application/octet-stream"}
    properties: dict[str, Any] = {
        "file": {"type": "array", "items": binary} if batch else binary,
        "settings": {
            "type": "string",
            "description": "The settings as JSON text; absent means all defaults.",
            "contentMediaType": "application/json",
            "contentSchema": tool.schema(),
        },
        "clientJobId": {"type": "string", "format": "uuid", "description": "The id that the job shall have."},
    }
    schema = {"type": "object", "properties": properties, "required": ["file"]}
    return {"required": True, "content": {"multipart/form-data": {"schema": schema}}}


def _responses(*, batch: bool) -> dict[int | str, dict[str, Any]]:
    content: dict[str, Any] = {"application/zip": {}} if batch else {"application/json": {"schema": {"type": "object"}}}
    return {
        200: {"description": "The results as a ZIP" if batch else "The result", "content": content},
        202: {"description": "The job goes on in the background; follow `statusUrl`"},
        400: {"description": "The upload, the image or the settings are wrong"},
        422: {"description": "The image could not be processed"},
    }
