"""`POST /api/v1/pipeline/execute` and `/batch`: running a pipeline that travels with the request."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from pydantic import ValidationError

from ashim.accounts.access import Principal, require
from ashim.engine import Plan, PlanError, build_plan
from ashim.errors import InvalidRequestError
from ashim.pipelines.schemas import PipelineDefinition, problems_of
from ashim.server.forms import FILE, FILES, JSON, RUN_FIELDS, ZIP, form, run_responses
from ashim.server.runs import Run, Services, answer, parse_json_object
from ashim.server.uploads import Upload

router = APIRouter(prefix="/api/v1/pipeline", tags=["Pipelines"])

ToolUser = Annotated[Principal, Depends(require("tools:use"))]

_DEFINITION: dict[str, Any] = {
    "pipeline": {
        "type": "string",
        "contentMediaType": "application/json",
        "contentSchema": PipelineDefinition.model_json_schema(),
    },
    **RUN_FIELDS,
}


@router.post(
    "/execute",
    operation_id="executePipeline",
    response_class=Response,
    openapi_extra=form({"file": FILE, **_DEFINITION}, ["pipeline"]),
    responses=run_responses(JSON),
)
async def execute(request: Request, principal: ToolUser) -> Response:
    """Run the steps of a pipeline on one image: decoded once, encoded once."""
    return await answer(request, principal, _run(request, batch=False))


@router.post(
    "/batch",
    operation_id="batchPipeline",
    response_class=Response,
    openapi_extra=form({"file": FILES, **_DEFINITION}, ["pipeline"]),
    responses=run_responses(ZIP),
)
async def batch(request: Request, principal: ToolUser) -> Response:
    """Run the steps of a pipeline on many images."""
    return await answer(request, principal, _run(request, batch=True))


def _run(request: Request, *, batch: bool) -> Run:
    services = Services.of(request)

    def plan_of(upload: Upload) -> Plan:
        definition = _definition(upload, services.config.max_pipeline_steps)
        try:
            steps = [(step.tool_id, step.settings) for step in definition.steps]
            return build_plan(services.registry, steps, strict=False, pipeline=True)
        except PlanError as error:
            if error.problems:
                problems = [{"path": item.path, "message": item.message} for item in error.problems]
                raise InvalidRequestError(str(error), details=problems) from error
            if batch:
                raise InvalidRequestError(f'Step {error.step}: Tool "{error.tool_id}" not found') from error
            raise InvalidRequestError(str(error)) from error

    return Run("pipeline", batch, plan_of)


def _definition(upload: Upload, max_steps: int) -> PipelineDefinition:
    text = upload.fields.get("pipeline", "")
    if not text:
        raise InvalidRequestError("No pipeline definition provided")
    raw = parse_json_object(text, "Pipeline")
    try:
        definition = PipelineDefinition.model_validate(raw)
    except ValidationError as error:
        details = "; ".join(f"{item['path']}: {item['message']}" for item in problems_of(error))
        raise InvalidRequestError("Invalid pipeline definition", details=details) from error
    if max_steps and len(definition.steps) > max_steps:
        details = f"steps: maximum steps is {max_steps}, this pipeline has {len(definition.steps)}"
        raise InvalidRequestError("Invalid pipeline definition", details=details)
    return definition
