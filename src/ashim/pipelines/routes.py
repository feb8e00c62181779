"""Saving, listing and deleting pipelines."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Request
from pydantic import ValidationError

from ashim.accounts.access import Principal, require
from ashim.errors import InvalidRequestError
from ashim.pipelines.schemas import Deleted, NewPipeline, PipelineList, SavedPipeline, StepTools, problems_of
from ashim.pipelines.service import PipelineService
from ashim.wire import id_number

router = APIRouter(prefix="/api/v1/pipeline", tags=["Pipelines"])

PipelineOwner = Annotated[Principal, Depends(require("pipelines:own"))]


def _pipelines(request: Request) -> PipelineService:
    service: PipelineService = request.app.state.pipelines
    return service


Pipelines = Annotated[PipelineService, Depends(_pipelines)]


@router.post("/save", status_code=201, operation_id="savePipeline")
def save(principal: PipelineOwner, pipelines: Pipelines, body: Annotated[Any, Body()] = None) -> SavedPipeline:
    """Save a pipeline under a name."""
    try:
        new = NewPipeline.model_validate(body)
    except ValidationError as error:
        raise InvalidRequestError("Invalid pipeline definition", details=problems_of(error)) from error
    return SavedPipeline(**pipelines.save(new, principal))


@router.get("/list", operation_id="listPipelines")
def list_pipelines(principal: PipelineOwner, pipelines: Pipelines) -> PipelineList:
    """List the pipelines that the caller may use."""
    return PipelineList(pipelines=[SavedPipeline(**each) for each in pipelines.list(principal)])


@router.get("/tools", operation_id="listPipelineTools", dependencies=[Depends(require("tools:use"))])
def list_tools(pipelines: Pipelines) -> StepTools:
    """List the ids of the tools that can be steps."""
    return StepTools(tool_ids=[tool.id for tool in pipelines.tools().all() if tool.pipelineable])


@router.delete("/{pipeline_id}", operation_id="deletePipeline")
def delete_pipeline(pipeline_id: str, principal: PipelineOwner, pipelines: Pipelines) -> Deleted:
    """Delete a saved pipeline."""
    pipelines.delete(id_number(pipeline_id, "Pipeline"), principal)
    return Deleted()
