"""Looking at jobs, following them and stopping them.

Whoever knows the id of a job may see it: ids are random and serve as the capability, as the HTTP contract has it.
"""

import json
from collections.abc import AsyncIterator, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Path, Query, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

from ashim.accounts.access import Principal, public, require
from ashim.errors import NotFoundError
from ashim.jobs.archive import archive_name, zip_stream
from ashim.jobs.model import Job
from ashim.jobs.schemas import AcceptedJob, JobDocument, JobList, RerunRequest, accepted, address
from ashim.jobs.service import JobService, Status
from ashim.storage import JobFolder, Workspace, content_disposition
from ashim.tools import Registry

router = APIRouter(prefix="/api/v1/jobs", tags=["Jobs"])

MAX_NUMBER = 1_000_000
_RUNNING = "The job is still running"
_EXPIRED = "The files of the job have expired"

ToolUser = Annotated[Principal, Depends(require("tools:use"))]


def _jobs(request: Request) -> JobService:
    service: JobService = request.app.state.jobs
    return service


Jobs = Annotated[JobService, Depends(_jobs)]


def _own(jobs: JobService, job_id: str, principal: Principal) -> Job:
    job = jobs.get(job_id)
    if job.user_id != principal.user_id:
        raise NotFoundError("Job not found", code="NOT_FOUND")
    return job


@router.get("", operation_id="listJobs", response_model=None, responses={200: {"model": JobList}})
async def list_jobs(
    principal: ToolUser,
    jobs: Jobs,
    limit: Annotated[int, Query(ge=1, le=200)] = 20,
    before: Annotated[str | None, Query(description="`createdAt` of the last one of the page before.")] = None,
    status: Annotated[Status | None, Query(description="Only those that run, or ran.")] = None,
) -> dict[str, Any]:
    """List the caller's jobs, newest first, without what they found out."""
    return {"jobs": jobs.documents(jobs.newest(principal.user_id, limit, before=before, status=status))}


@router.get("/{job_id}", operation_id="getJob", response_model=None, responses={200: {"model": JobDocument}})
@public
async def get_job(job_id: str, jobs: Jobs) -> dict[str, Any]:
    """Give a job: its status while it runs, its results when it has finished."""
    return jobs.document(jobs.get(job_id))


@router.delete("/{job_id}", operation_id="deleteJob", status_code=204, responses={409: {"description": _RUNNING}})
async def delete_job(job_id: str, principal: ToolUser, jobs: Jobs) -> None:
    """Remove a finished job of the caller, with its files."""
    await jobs.delete(_own(jobs, job_id, principal))


@router.post("/{job_id}/cancel", operation_id="cancelJob", response_model=None, responses={200: {"model": JobDocument}})
async def cancel_job(job_id: str, principal: ToolUser, jobs: Jobs) -> dict[str, Any]:
    """Stop a job of the caller. A finished job stays as it is."""
    return jobs.document(await jobs.cancel(_own(jobs, job_id, principal).id))


@router.post(
    "/{job_id}/rerun",
    operation_id="rerunJob",
    status_code=202,
    response_model=None,
    responses={
        202: {"model": AcceptedJob, "description": "The new job; follow `statusUrl`"},
        409: {"description": f"{_RUNNING}, or nothing of it failed"},
        410: {"description": _EXPIRED},
        507: {},
    },
)
async def rerun_job(job_id: str, body: RerunRequest, principal: ToolUser, jobs: Jobs) -> JSONResponse:
    """Run a finished job of the caller once more as a new job: all of it, or only what failed."""
    job = await jobs.rerun(_own(jobs, job_id, principal), failed_only=body.failed_only)
    return JSONResponse(accepted(job), status_code=202, headers={"Location": address(job), "X-Job-Id": job.id})


@router.get(
    "/{job_id}/steps/{step}",
    operation_id="showStep",
    response_class=Response,
    responses={
        200: {"content": {"image/webp": {}}, "description": "The picture, at most 1200 by 1200 pixels"},
        400: {},
        410: {"description": _EXPIRED},
        422: {"description": "The step gives no picture that can be shown"},
        507: {},
    },
)
async def show_step(
    job_id: str,
    step: Annotated[int, Path(ge=1, le=MAX_NUMBER, description="Which step, counted from 1.")],
    principal: ToolUser,
    jobs: Jobs,
    file: Annotated[int, Query(ge=0, le=MAX_NUMBER, description="Which file of a batch.")] = 0,
) -> Response:
    """Draw what a step of a pipeline made of a file."""
    content = await jobs.picture_after(_own(jobs, job_id, principal), step, file)
    return Response(content, media_type="image/webp", headers={"Cache-Control": "private, max-age=3600"})


@router.get(
    "/{job_id}/progress",
    operation_id="followJob",
    response_class=StreamingResponse,
    responses={
        200: {"content": {"text/event-stream": {}}, "description": "The events"},
        204: {"description": "The final event is the one that `Last-Event-ID` names; browsers then ask no more"},
    },
)
@public
async def follow_job(
    job_id: str,
    jobs: Jobs,
    last_event_id: Annotated[str | None, Header(description="The last event that came")] = None,
) -> Response:
    """Stream the progress of a job as server-sent events. The id may be that of a job yet to be submitted."""
    now = jobs.event(job_id) if last_event_id else None
    if now and now.last and now.id == last_event_id:
        return Response(status_code=204)

    async def lines() -> AsyncIterator[str]:
        async for event in jobs.events(job_id, last_event_id):
            yield f"id: {event.id}\ndata: {json.dumps(event.body)}\n\n" if event else ": waiting\n\n"

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
