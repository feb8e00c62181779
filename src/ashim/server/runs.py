"""From an upload to a job and its answer: what tools and pipelines, single and batch, have in common."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import JSONResponse, Response

from ashim.accounts.access import Principal
from ashim.config import Config
from ashim.engine import Plan, RunError, SourceFile, WorkerPool
from ashim.errors import AshimError, InvalidRequestError, ProcessingError
from ashim.imaging import InvalidImageError, sniff
from ashim.jobs.archive import entry_names
from ashim.jobs.model import Job, JobFile
from ashim.jobs.routes import archive_response
from ashim.jobs.schemas import document
from ashim.jobs.service import JobService, NewJob
from ashim.server.uploads import Upload, UploadFault, UploadLimits, client_job_id, receive, tool_fault
from ashim.storage import JobFolder, Workspace
from ashim.tools import Registry

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Services:
    """What a run needs of the application."""

    config: Config
    registry: Registry
    workspace: Workspace
    pool: WorkerPool
    jobs: JobService

    @classmethod
    def of(cls, request: Request) -> "Services":
        """Take the services from the application's state."""
        state = request.app.state
        return cls(state.config, state.registry, state.workspace, state.pool, state.jobs)


@dataclass(frozen=True, slots=True)
class Run:
    """What a route wants done. `plan_of` reads and validates the form fields; it raises AshimError."""

    type: str
    principal: Principal
    batch: bool
    plan_of: Callable[[Upload], Plan]


async def answer(request: Request, run: Run) -> Response:
    """Receive the upload, run the plan on it and answer: 200 with the result, or 202 when it goes on without us."""
    services = Services.of(request)
    # One more than a single run takes, so that a second file is answered with a pointer to the batch route.
    files = services.config.max_batch_size if run.batch else 2
    async with staged_upload(request, services, files=files, fault=tool_fault) as (upload, folder):
        checked = _checked_files(upload, run)
        plan = await _checked_plan(upload, services, run)
        new = NewJob(run.type, plan, run.principal.user_id, batch=run.batch, id=client_job_id(upload))
        job = await services.jobs.submit(new, checked, folder)
    if not await services.jobs.wait(job, _patience(request, services.config)):
        return _accepted(job)
    return _batch_answer(job, services) if run.batch else _single_answer(job)


@asynccontextmanager
async def staged_upload(
    request: Request, services: Services, *, files: int, fault: UploadFault
) -> AsyncIterator[tuple[Upload, JobFolder]]:
    """Receive at most `files` files (0 = no limit) into a folder that is removed again unless a job took it over."""
    limits = UploadLimits(int(services.config.max_upload_size_mb * MEGABYTE), files)
    folder = services.workspace.stage()
    try:
        yield await receive(request, folder.input, limits, fault), folder
    finally:
        if folder.path.exists():
            await asyncio.to_thread(services.workspace.remove, folder)


def _checked_files(upload: Upload, run: Run) -> list[JobFile]:
    if not upload.files:
        raise InvalidRequestError("No image files provided" if run.batch else "No image file provided")
    if not run.batch:
        if len(upload.files) > 1:
            path = "/api/v1/pipeline/batch" if run.type == "pipeline" else f"/api/v1/tools/{run.type}/batch"
            raise InvalidRequestError(f"Send one image at a time here; for several use {path}")
        _sniff_or_refuse(upload)
    return [
        JobFile(index=index, name=item.name, stored=item.path.name, size=item.size)
        for index, item in enumerate(upload.files)
    ]


def _sniff_or_refuse(upload: Upload) -> None:
    item = upload.files[0]
    try:
        sniff(item.path, item.name)
    except InvalidImageError as error:
        raise InvalidRequestError(f"Invalid image: {error}") from error


async def _checked_plan(upload: Upload, services: Services, run: Run) -> Plan:
    try:
        return run.plan_of(upload)
    except AshimError:
        if not run.batch:
            # A broken image is reported before broken settings; only a worker may read its header.
            item = upload.files[0]
            try:
                await services.pool.check(SourceFile(item.path, item.name))
            except RunError as error:
                raise InvalidRequestError(f"Invalid image: {error.failure.message}") from error
        raise


def _patience(request: Request, config: Config) -> float | None:
    wishes = {wish.strip().lower() for wish in request.headers.get("prefer", "").split(",")}
    if "respond-async" in wishes:
        return 0
    if "wait" in wishes or not config.sync_wait_s:
        return None
    return config.sync_wait_s


def _accepted(job: Job) -> Response:
    address = f"/api/v1/jobs/{job.id}"
    body = {"jobId": job.id, "async": True, "status": job.status, "statusUrl": address}
    return JSONResponse(body, status_code=202, headers={"Location": address, "X-Job-Id": job.id})


def _single_answer(job: Job) -> Response:
    if job.status == "completed":
        return JSONResponse(document(job))
    item = job.files[0]
    extra = {"jobId": job.id}
    if item.failure == "invalid":
        raise InvalidRequestError(f"Invalid image: {item.error}", extra=extra)
    if job.pipeline:
        step = item.failed_step or 1
        message = f"Step {step} ({job.steps[step - 1]['toolId']}): {item.error}"
        raise ProcessingError(message, extra={**extra, "completedSteps": item.steps})
    raise ProcessingError("Processing failed", details=item.error, extra=extra)


def _batch_answer(job: Job, services: Services) -> Response:
    if not job.count("completed"):
        errors = [{"filename": item.name, "error": item.error} for item in job.files]
        raise ProcessingError("All files failed processing", extra={"errors": errors, "jobId": job.id})
    results = file_results(entry_names(job))
    headers = {"X-Job-Id": job.id, "X-File-Results": results}
    return archive_response(job, services.workspace.folder(job.id), headers)


def file_results(names: Mapping[int, str]) -> str:
    """Give the `X-File-Results` header: raw JSON while it is plain ASCII without `%`, percent-encoded otherwise."""
    text = json.dumps({str(index): name for index, name in names.items()}, ensure_ascii=False)
    return text if text.isascii() and text.isprintable() and "%" not in text else quote(text, safe="")


def parse_json_object(text: str, what: str) -> dict[str, Any]:
    """Parse a form field that must hold a JSON object. Raises InvalidRequestError naming the field."""
    try:
        value = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise InvalidRequestError(f"{what} must be valid JSON", details=str(error)) from error
    if not isinstance(value, dict):
        raise InvalidRequestError(f"Invalid {what.lower()}", details="must be a JSON object")
    return value


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is not a JSON number")
