"""`POST /api/v1/tools/{id}` and `/batch`, one pair of routes per registered tool."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from ashim import strict_json
from ashim.accounts.access import Principal, require
from ashim.engine import Plan, PlanError, build_plan
from ashim.errors import InvalidRequestError, NotFoundError
from ashim.pipelines.presets import PresetService
from ashim.server.forms import FILE, FILES, JSON, RUN_FIELDS, ZIP, form, operation_responses, run_responses
from ashim.server.live import preview_from_body
from ashim.server.runs import Run, answer, operate, parse_json_object
from ashim.server.uploads import Upload
from ashim.tools import Gives, Registry, Tool

ToolUser = Annotated[Principal, Depends(require("tools:use"))]

MAX_SETTINGS_CHARACTERS = 65_536
_SHOWS_LIVE = "\n\nWith a JSON body it is the live preview that other tools have at this address."


def tool_router(registry: Registry) -> APIRouter:
    """Give the routes of all tools."""
    router = APIRouter(prefix="/api/v1/tools")
    for tool in registry.all():
        for name in (tool.id, *tool.aliases):
            _add(router, registry, tool, name, batch=False)
            if tool.batchable:
                _add(router, registry, tool, name, batch=True)
    for tool in registry.operations():
        _add_operation(router, registry, tool)

    @router.post("/{tool_id}/batch", include_in_schema=False, dependencies=[Depends(require("tools:use"))])
    async def unknown_tool(tool_id: str) -> None:
        raise NotFoundError(f'Tool "{tool_id}" not found')

    return router


def _add(router: APIRouter, registry: Registry, tool: Tool, name: str, *, batch: bool) -> None:
    plan_of = _planner(registry, tool, name)

    async def run_tool(request: Request, principal: ToolUser) -> Response:
        presets: PresetService = request.app.state.presets
        return await answer(request, principal, Run(name, batch, partial(plan_of, presets, principal), tool))

    router.add_api_route(
        f"/{name}/batch" if batch else f"/{name}",
        run_tool,
        methods=["POST"],
        tags=["Batch" if batch else "Tools"],
        operation_id=f"batch{_camel(name)}" if batch else f"run{_camel(name)}",
        summary=f"{tool.name}: many images" if batch else tool.name,
        description=tool.description,
        openapi_extra=_form(tool, batch=batch),
        responses=run_responses(*_result_types(tool, batch=batch)),
        response_class=Response,
    )


def _add_operation(router: APIRouter, registry: Registry, tool: Tool) -> None:
    plan_of = _planner(registry, tool, tool.id)

    async def run_operation(request: Request, principal: ToolUser) -> Response:
        if shows_live and request.headers.get("content-type", "").startswith(JSON):
            return await preview_from_body(request, principal, str(tool.parent))
        presets: PresetService = request.app.state.presets
        return await operate(request, principal, tool, partial(plan_of, presets, principal))

    parent = registry.get(str(tool.parent))
    # The contract has an operation at the address where other tools have their live preview.
    shows_live = parent is not None and parent.previewable and tool.id == f"{parent.id}/preview"
    router.add_api_route(
        f"/{tool.id}",
        run_operation,
        methods=["POST"],
        tags=["Tools"],
        operation_id=f"run{_camel(tool.id)}",
        summary=f"{parent.name if parent else tool.parent}: {tool.name.lower()}",
        description=f"{tool.description}{_SHOWS_LIVE if shows_live else ''}",
        openapi_extra=_form(tool, batch=False),
        responses=operation_responses(JSON if Gives.REPORT in tool.signature.gives else "image/*"),
        response_class=Response,
    )


def _camel(name: str) -> str:
    return "".join(part.capitalize() for part in name.replace("/", "-").split("-"))


def _planner(registry: Registry, tool: Tool, name: str) -> Callable[[PresetService, Principal, Upload], Plan]:
    """Give the function that makes a plan of a request's form fields."""
    properties = tool.schema()["properties"]

    def plan_of(presets: PresetService, principal: Principal, upload: Upload) -> Plan:
        text = upload.fields.get("settings", "")
        if len(text) > MAX_SETTINGS_CHARACTERS:
            raise InvalidRequestError(f"Settings payload too large: at most {MAX_SETTINGS_CHARACTERS} characters")
        settings = parse_json_object(text, "Settings") if text else _loose_settings(upload, properties)
        settings = {**_preset(presets, principal, tool, upload), **settings}
        try:
            return build_plan(registry, [(name, settings)], strict=False)
        except PlanError as error:
            raise InvalidRequestError("Invalid settings", details="; ".join(map(str, error.problems))) from error

    return plan_of


def _preset(presets: PresetService, principal: Principal, tool: Tool, upload: Upload) -> dict[str, Any]:
    """Give the settings of the preset that the request names."""
    preset_id = upload.fields.get("presetId", "")
    if not preset_id:
        return {}
    found = presets.find(preset_id, principal)
    if found is None or found[0] not in (tool.id, *tool.aliases):
        raise NotFoundError(f"There is no such preset of {tool.id}", code="NOT_FOUND")
    return found[1]


def _loose_settings(upload: Upload, properties: Mapping[str, Any]) -> dict[str, Any]:
    """Give the settings that came as form fields of their own, one each, for want of a settings field."""
    given = {name: upload.fields[name] for name in properties if name in upload.fields}
    return {name: text if properties[name].get("type") == "string" else _json(text) for name, text in given.items()}


def _json(text: str) -> Any:
    try:
        return strict_json.parse(text)
    except ValueError:
        return text


def _form(tool: Tool, *, batch: bool) -> dict[str, Any]:
    files: dict[str, Any] = {"file": FILES if batch or tool.most is None else FILE}
    named = {each.field: FILE for each in tool.signature.inputs}
    settings = {
        "type": "string",
        "description": "The settings as JSON text; absent means all defaults.",
        "contentMediaType": "application/json",
        "contentSchema": tool.schema(),
    }
    preset = {"type": "string", "description": "The id of a preset, over which the settings are laid."}
    properties = {**(files if tool.most != 0 else {}), **named, "settings": settings, "presetId": preset, **RUN_FIELDS}
    required = [each.field for each in tool.signature.inputs if each.required]
    others = {} if tool.at_least or batch else {JSON: {"schema": tool.schema()}}
    return form(properties, required, **others)


def _result_types(tool: Tool, *, batch: bool) -> tuple[str, ...]:
    if batch:
        return (ZIP,)
    return (ZIP, JSON) if tool.signature.gives == {Gives.SEVERAL} else (JSON,)
