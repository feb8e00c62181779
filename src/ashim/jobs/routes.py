"""Looking at jobs, following them and stopping them.

Whoever knows the id of a job may see it: ids are random and serve as the capability, as the HTTP contract has it.
"""

import json
from collections.abc import AsyncIterator, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import StreamingResponse

from ashim.accounts.access import Principal, public, require
from ashim.errors import NotFoundError
from ashim.jobs.archive import archive_name, zip_stream
from ashim.jobs.model import Job
from ashim.jobs.schemas import JobDocument, JobList, document
from ashim.jobs.service import JobService
from ashim.storage import JobFolder, Workspace, content_disposition
from ashim.tools import Registry

router = APIRouter(prefix="/api/v1/jobs", tags=["Jobs"])

ToolUser = Annotated[Principal, Depends(require("tools:use"))]


def _jobs(request: Request) -> JobService:
    service: JobService = request.app.state.jobs
    return service


Jobs = Annotated[JobService, Depends(_jobs)]


@router.get("", operation_id="listJobs", response_model=None, responses={200: {"model": JobList}})
async def list_jobs(principal: ToolUser, jobs: Jobs, limit: Annotated[int, Query(ge=1, le=200)] = 20) -> dict[str, Any]:
    """List the caller's jobs, newest first, without what they found out."""
    return {"jobs": [document(job, report=False) for job in jobs.newest(principal.user_id, limit)]}


@router.get("/{job_id}", operation_id="getJob", response_model=None, responses={200: {"model": JobDocument}})
@public
async def get_job(job_id: str, jobs: Jobs) -> dict[str, Any]:
    """Give a job: its status while it runs, its results when it has finished."""
    return document(jobs.get(job_id))


@router.post("/{job_id}/cancel", operation_id="cancelJob", response_model=None, responses={200: {"model": JobDocument}})
async def cancel_job(job_id: str, principal: ToolUser, jobs: Jobs) -> dict[str, Any]:
    """Stop a job of the caller. A finished job stays as it is."""
    if jobs.get(job_id).user_id != principal.user_id:
        raise NotFoundError("Job not found", code="NOT_FOUND")
    return document(await jobs.cancel(job_id))


@router.get(
    "/{job_id}/progress",
    operation_id="followJob",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {}}, "description": "The events"}},
)
@public
async def follow_job(job_id: str, jobs: Jobs) -> StreamingResponse:
    """Stream the progress of a job as server-sent events. The id may be that of a job yet to be submitted."""

    async def lines() -> AsyncIterator[str]:
        async for event in jobs.events(job_id):
            yield ": waiting\n\n" if event is None else f"data: {json.dumps(event)}\n\n"

    headers = {"Cache-Control": "no-cache", "Connection": "keep-alive", "X-Accel-Buffering": "no"}
    return StreamingResponse(lines(), media_type="text/event-stream", headers=headers)


@router.get(
    "/{job_id}/archive",
    operation_id="downloadArchive",
    response_class=StreamingResponse,
    responses={200: {"content": {"application/zip": {}}, "description": "The results"}},
)
@public
async def download_archive(request: Request, job_id: str, jobs: Jobs) -> StreamingResponse:
    """Send the results of a batch that exist so far, or the several results of one run, as a ZIP."""
    job = jobs.get(job_id)
    if not job.several or not job.count("completed"):
        raise NotFoundError("This job has no results to pack", code="NOT_FOUND")
    workspace: Workspace = request.app.state.workspace
    return archive_response(job, workspace.folder(job.id), request.app.state.registry)


def archive_response(
    job: Job, folder: JobFolder, registry: Registry, headers: Mapping[str, str] | None = None
) -> StreamingResponse:
    """Give the response that sends the results of a batch, or the several results of one run, as a ZIP."""
    length, content = zip_stream(job, folder)
    tool = registry.get(job.steps[-1]["toolId"])
    disposition = content_disposition(archive_name(job, tool.archive if tool else None))
    sent = {"Content-Length": str(length), "Content-Disposition": disposition, **(headers or {})}
    return StreamingResponse(content, media_type="application/zip", headers=sent)
