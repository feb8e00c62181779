"""`POST /api/v1/pipeline/execute` and `/batch`: running a pipeline, sent with the request or saved before."""

import asyncio
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from pydantic import ValidationError

from ashim.accounts.access import Principal, require
from ashim.engine import Plan, PlanError
from ashim.errors import InvalidRequestError
from ashim.pipelines.schemas import PipelineDefinition, StepDefinition, problems_of
from ashim.pipelines.service import PipelineService, invalid_step
from ashim.server.forms import FILE, FILES, JSON, RUN_FIELDS, ZIP, form, run_responses
from ashim.server.runs import Run, answer, parse_json_object
from ashim.server.uploads import Upload
from ashim.wire import id_number

router = APIRouter(prefix="/api/v1/pipeline", tags=["Pipelines"])

ToolUser = Annotated[Principal, Depends(require("tools:use"))]

_DEFINITION: dict[str, Any] = {
    "pipeline": {
        "type": "string",
        "contentMediaType": "application/json",
        "contentSchema": PipelineDefinition.model_json_schema(),
    },
    "pipelineId": {"type": "string", "description": "The id of a saved pipeline, in place of `pipeline`."},
    **RUN_FIELDS,
}


@router.post(
    "/execute",
    operation_id="executePipeline",
    response_class=Response,
    openapi_extra=form({"file": FILE, **_DEFINITION}, []),
    responses=run_responses(JSON),
)
async def execute(request: Request, principal: ToolUser) -> Response:
    """Run the steps of a pipeline on one image: decoded once, encoded once."""
    return await _run(request, principal, batch=False)


@router.post(
    "/batch",
    operation_id="batchPipeline",
    response_class=Response,
    openapi_extra=form({"file": FILES, **_DEFINITION}, []),
    responses=run_responses(ZIP),
)
async def batch(request: Request, principal: ToolUser) -> Response:
    """Run the steps of a pipeline on many images."""
    return await _run(request, principal, batch=True)


async def _run(request: Request, principal: Principal, *, batch: bool) -> Response:
    pipelines: PipelineService = request.app.state.pipelines
    saved: list[int] = []

    def plan_of(upload: Upload) -> Plan:
        if upload.fields.get("pipelineId"):
            saved.append(id_number(upload.fields["pipelineId"], "Pipeline"))
            stored = pipelines.get(saved[0], principal)["steps"]
            steps: Sequence[StepDefinition] = [StepDefinition.model_validate(step) for step in stored]
        else:
            steps = pipelines.resolved(_sent(upload), principal)
        try:
            return pipelines.plan(steps)
        except PlanError as error:
            raise invalid_step(error, quoted=batch) from error

    response = await answer(request, principal, Run("pipeline", batch, plan_of))
    for pipeline_id in saved:
        await asyncio.to_thread(pipelines.mark_run, pipeline_id)
    return response


def _sent(upload: Upload) -> Sequence[StepDefinition]:
    text = upload.fields.get("pipeline", "")
    if not text:
        raise InvalidRequestError("No pipeline definition provided")
    raw = parse_json_object(text, "Pipeline")
    try:
        return PipelineDefinition.model_validate(raw).steps
    except ValidationError as error:
        details = "; ".join(f"{item['path']}: {item['message']}" for item in problems_of(error))
        raise InvalidRequestError("Invalid pipeline definition", details=details) from error
