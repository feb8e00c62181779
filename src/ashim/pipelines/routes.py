"""Saving, listing, changing and deleting pipelines, and taking them along as files."""

from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Body, Depends, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ValidationError
from starlette.concurrency import run_in_threadpool

from ashim.accounts.access import Principal, require
from ashim.engine import safe_name
from ashim.errors import InvalidRequestError
from ashim.pipelines import files
from ashim.pipelines.schemas import (
    ChangedPipeline,
    CheckedPipeline,
    Deleted,
    NewPipeline,
    PipelineList,
    SavedPipeline,
    StepTools,
    problems_of,
    step_json,
)
from ashim.pipelines.service import PipelineService
from ashim.storage import content_disposition
from ashim.wire import id_number, read_text

router = APIRouter(prefix="/api/v1/pipeline", tags=["Pipelines"])

PipelineOwner = Annotated[Principal, Depends(require("pipelines:own"))]


def _pipelines(request: Request) -> PipelineService:
    service: PipelineService = request.app.state.pipelines
    return service


Pipelines = Annotated[PipelineService, Depends(_pipelines)]


@router.post("/save", status_code=201, operation_id="savePipeline")
def save(principal: PipelineOwner, pipelines: Pipelines, body: Annotated[Any, Body()] = None) -> SavedPipeline:
    """Save a pipeline under a name."""
    return SavedPipeline(**pipelines.save(_read(NewPipeline, body), principal))


@router.get("/list", operation_id="listPipelines")
def list_pipelines(principal: PipelineOwner, pipelines: Pipelines) -> PipelineList:
    """List the pipelines that the caller may use."""
    return PipelineList(pipelines=[SavedPipeline(**each) for each in pipelines.all(principal)])


@router.get("/tools", operation_id="listPipelineTools", dependencies=[Depends(require("tools:use"))])
def list_tools(pipelines: Pipelines) -> StepTools:
    """List the ids of the tools that can be steps."""
    return StepTools(tool_ids=[tool.id for tool in pipelines.tools().all() if tool.pipelineable])


_YAML = "application/yaml"
_LARGEST_FILE_BYTES = 256 * 1024


@router.post(
    "/import",
    status_code=201,
    operation_id="importPipeline",
    response_model=SavedPipeline,
    openapi_extra={"requestBody": {"required": True, "content": {_YAML: {"schema": {"type": "string"}}}}},
    responses={
        200: {"model": CheckedPipeline, "description": "With `check`: what is in the file, and what is wrong with it"},
        400: {"description": "The file cannot be read, or a step is wrong"},
        413: {"description": "The file is too large"},
    },
)
async def import_pipeline(
    request: Request,
    principal: PipelineOwner,
    pipelines: Pipelines,
    check: Annotated[bool, Query(description="Only look at the file, and save nothing.")] = False,
) -> SavedPipeline | Response:
    """Save the pipeline in a file of YAML or JSON."""
    try:
        value = await run_in_threadpool(files.read, await read_text(request, _LARGEST_FILE_BYTES))
    except ValueError as error:
        raise InvalidRequestError("The file cannot be read", details=str(error)) from error
    if isinstance(value, dict):
        value.setdefault("name", "Imported pipeline")
    new = _read(NewPipeline, value)
    if not check:
        return SavedPipeline(**await run_in_threadpool(pipelines.save, new, principal))
    steps = pipelines.resolved(new.steps, principal)
    problems = list(pipelines.problems(steps))
    found = CheckedPipeline(name=new.name, description=new.description, steps=step_json(steps), problems=problems)
    return JSONResponse(found.model_dump(mode="json"))


@router.get("/{pipeline_id}", operation_id="getPipeline")
def get_pipeline(pipeline_id: str, principal: PipelineOwner, pipelines: Pipelines) -> SavedPipeline:
    """Give a saved pipeline."""
    return SavedPipeline(**pipelines.get(id_number(pipeline_id, "Pipeline"), principal))


@router.get(
    "/{pipeline_id}/export",
    operation_id="exportPipeline",
    response_class=Response,
    responses={200: {"content": {_YAML: {}}, "description": "The file"}},
)
def export_pipeline(pipeline_id: str, principal: PipelineOwner, pipelines: Pipelines) -> Response:
    """Give a saved pipeline as a file, which `ashim pipeline run` takes too."""
    document = pipelines.get(id_number(pipeline_id, "Pipeline"), principal)
    disposition = content_disposition(safe_name(f"{document['name']}.yaml"))
    return Response(files.write(document), media_type=_YAML, headers={"Content-Disposition": disposition})


@router.put("/{pipeline_id}", operation_id="changePipeline")
def change_pipeline(
    pipeline_id: str, principal: PipelineOwner, pipelines: Pipelines, body: Annotated[Any, Body()] = None
) -> SavedPipeline:
    """Change name, description, steps or visibility of a pipeline; what is absent stays."""
    changed = _read(ChangedPipeline, body)
    return SavedPipeline(**pipelines.change(id_number(pipeline_id, "Pipeline"), changed, principal))


@router.delete("/{pipeline_id}", operation_id="deletePipeline")
def delete_pipeline(pipeline_id: str, principal: PipelineOwner, pipelines: Pipelines) -> Deleted:
    """Delete a saved pipeline."""
    pipelines.delete(id_number(pipeline_id, "Pipeline"), principal)
    return Deleted()


Definition = TypeVar("Definition", bound=BaseModel)


def _read(model: type[Definition], value: Any) -> Definition:
    try:
        return model.model_validate(value)
    except ValidationError as error:
        raise InvalidRequestError("Invalid pipeline definition", details=problems_of(error)) from error
