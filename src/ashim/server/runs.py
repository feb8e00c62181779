"""From an upload to a job and its answer: what tools and pipelines, single and batch, have in common."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import JSONResponse, Response

from ashim import strict_json
from ashim.accounts.access import Principal
from ashim.administration.known import InForce
from ashim.administration.service import SettingsService
from ashim.config import Config
from ashim.engine import Failure, Plan, RunError, Task, WorkerPool
from ashim.errors import AshimError, InvalidRequestError, NotFoundError, ProcessingError
from ashim.imaging import FORMATS
from ashim.jobs.archive import entry_names
from ashim.jobs.model import Job, JobFile
from ashim.jobs.routes import archive_response
from ashim.jobs.schemas import accepted, address
from ashim.jobs.service import JobService, NewJob
from ashim.library.service import LibraryService
from ashim.server.availability import without
from ashim.server.files import batch_files, file_names, grouped_files, invalid_file, most_files, single_file
from ashim.server.sources import Sources, take_sources
from ashim.server.uploads import Upload, UploadFault, UploadLimits, client_job_id, receive, tool_fault
from ashim.storage import JobFolder, Workspace
from ashim.tools import Gives, Registry, Tool

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Services:
    """What a run needs of the application."""

    config: Config
    now: InForce
    """The settings, read once for the request."""
    registry: Registry
    """The tools that are not switched off."""
    workspace: Workspace
    pool: WorkerPool
    jobs: JobService
    library: LibraryService

    @classmethod
    def of(cls, request: Request) -> "Services":
        """Take the services from the application's state."""
        state = request.app.state
        settings: SettingsService = state.settings
        now = settings.in_force()
        return cls(
            config=state.config,
            now=now,
            registry=without(state.registry, now.disabled_tools),
            workspace=state.workspace,
            pool=state.pool,
            jobs=state.jobs,
            library=state.library,
        )


@dataclass(frozen=True, slots=True)
class Run:
    """What a route wants done. `tool` is None for pipelines.

    `plan_of` reads and validates the form fields; it raises AshimError.
    """

    type: str
    batch: bool
    plan_of: Callable[[Upload], Plan]
    tool: Tool | None = None


async def answer(request: Request, principal: Principal, run: Run) -> Response:
    """Receive the upload, run the plan on it and answer: 200 with the result, or 202 when it goes on without us."""
    services = Services.of(request)
    _check_available(services, run)
    async with _upload(request, services, run) as (upload, folder):
        parent = await _take_sources(services, principal, run, upload, folder)
        files, plan = await _checked(upload, folder, services, run)
        if parent is not None and not run.batch and len(file_names(files[0])) == 1:
            files[0].version_of = parent
        new = NewJob(run.type, plan, principal.user_id, batch=run.batch, id=client_job_id(upload))
        job = await services.jobs.submit(new, files, folder)
    at_once = run.tool is not None and run.tool.asynchronous and not run.batch
    if not await services.jobs.wait(job, _patience(request, services.config, at_once=at_once)):
        return _accepted(job)
    return _batch_answer(job, services) if run.batch else _single_answer(job, run.tool, services, request)


def _check_available(services: Services, run: Run) -> None:
    if run.tool is not None and services.registry.get(run.tool.id) is None:
        raise NotFoundError(f'Tool "{run.type}" not found', code="NOT_FOUND")


async def _take_sources(
    services: Services, principal: Principal, run: Run, upload: Upload, folder: JobFolder
) -> str | None:
    second = {each.field for each in run.tool.signature.inputs} if run.tool else set()
    pictures = any(item.part not in second for item in upload.files)
    sources = Sources(services.library, services.workspace, principal)
    most = services.config.max_batch_size
    return await take_sources(sources, upload, folder.input, pictures=pictures, most=most)


async def operate(request: Request, principal: Principal, tool: Tool, plan_of: Callable[[Upload], Plan]) -> Response:
    """Answer an operation of a tool at once: its report as JSON, or the bytes of its picture. Nothing is kept."""
    services, run = Services.of(request), Run(tool.id, False, plan_of, tool)
    _check_available(services, run)
    async with _upload(request, services, run) as (upload, folder):
        await _take_sources(services, principal, run, upload, folder)
        (item,), plan = await _checked(upload, folder, services, run)
        steps = tuple((step["toolId"], step["settings"]) for step in plan.to_json())
        task = Task(
            "", steps, item.sources(folder.input), folder.output, services.pool.limits, item.named(folder.input)
        )
        try:
            outcome = await services.pool.run(task)
        except RunError as error:
            raise _failure(tool, item, error.failure) from error
        if outcome.report is not None:
            return JSONResponse(outcome.report)
        content = await asyncio.to_thread((folder.output / outcome.output.name).read_bytes)
    headers = {
        "X-Original-Size": str(item.total_size),
        "X-Processed-Size": str(outcome.output.bytes),
        "X-Output-Filename": quote(outcome.output.name, safe=""),
    }
    return Response(content, media_type=FORMATS[outcome.output.format].mime, headers=headers)


def upload_limit_mb(config: Config, now: InForce) -> float:
    """Give the largest size of an uploaded file in MB; 0 is no limit. An administrator's setting goes first."""
    return config.max_upload_size_mb if now.upload_limit_mb is None else now.upload_limit_mb


@asynccontextmanager
async def staged_upload(
    request: Request, services: Services, *, files: int, fault: UploadFault, json_field: str | None = None
) -> AsyncIterator[tuple[Upload, JobFolder]]:
    """Receive at most `files` files (0 = no limit) into a folder that is removed again unless a job took it over."""
    limits = UploadLimits(int(upload_limit_mb(services.config, services.now) * MEGABYTE), files)
    folder = services.workspace.stage()
    try:
        yield await receive(request, folder.input, limits, fault, json_field=json_field), folder
    finally:
        if folder.path.exists():
            await asyncio.to_thread(services.workspace.remove, folder)


def _upload(request: Request, services: Services, run: Run) -> AbstractAsyncContextManager[tuple[Upload, JobFolder]]:
    limit = services.config.max_batch_size
    most = limit if run.batch else most_files(run.tool, limit) if run.tool else 2
    json_field = "settings" if run.tool and not run.tool.at_least and not run.batch else None
    return staged_upload(request, services, files=most, fault=tool_fault, json_field=json_field)


async def _checked(upload: Upload, folder: JobFolder, services: Services, run: Run) -> tuple[list[JobFile], Plan]:
    """Give what is to be run on what, or raise what is wrong.

    A broken picture is told before wrong settings, unless the tool has it the other way round.
    """
    if run.tool and run.tool.settings_first and not run.batch:
        plan = run.plan_of(upload)
        return [grouped_files(run.tool, upload)], plan
    if run.batch:
        return batch_files(upload), run.plan_of(upload)
    item = grouped_files(run.tool, upload) if run.tool else single_file(upload)
    try:
        plan = run.plan_of(upload)
    except AshimError:
        await _check_picture(services, run, item, folder.input)
        raise
    if run.tool and run.tool.asynchronous:
        # Who gets an address instead of a result learns at once that there will be none.
        await _check_picture(services, run, item, folder.input)
    return [item], plan


async def _check_picture(services: Services, run: Run, item: JobFile, inputs: Path) -> None:
    """Have the header of the first picture read by a worker, which alone may do that. Raises AshimError."""
    pictures = item.sources(inputs)
    if pictures and (run.tool is None or run.tool.accepts == "image"):
        try:
            await services.pool.check(pictures[0])
        except RunError as error:
            raise _failure(run.tool, item, error.failure) from error


def _patience(request: Request, config: Config, *, at_once: bool) -> float | None:
    wishes = {wish.strip().lower() for wish in request.headers.get("prefer", "").split(",")}
    if "respond-async" in wishes:
        return 0
    if "wait" in wishes:
        return None
    return 0 if at_once else config.sync_wait_s or None


def _accepted(job: Job) -> Response:
    return JSONResponse(accepted(job), status_code=202, headers={"Location": address(job), "X-Job-Id": job.id})


def _single_answer(job: Job, tool: Tool | None, services: Services, request: Request) -> Response:
    if job.status == "completed":
        archive = tool is not None and tool.signature.gives == {Gives.SEVERAL}
        if archive and "application/json" not in request.headers.get("accept", ""):
            folder = services.workspace.folder(job.id)
            return archive_response(job, folder, services.registry, {"X-Job-Id": job.id})
        return JSONResponse(services.jobs.document(job))
    item = job.files[0]
    extra: dict[str, object] = {"jobId": job.id}
    if job.pipeline and item.failure != "invalid":
        step = item.failed_step or 1
        message = f"Step {step} ({job.steps[step - 1]['toolId']}): {item.error}"
        raise ProcessingError(message, extra={**extra, "completedSteps": item.steps})
    raise _failure(tool, item, item.as_failure(), extra)


def _batch_answer(job: Job, services: Services) -> Response:
    if not job.count("completed"):
        errors = [{"filename": item.name, "error": item.error} for item in job.files]
        raise ProcessingError("All files failed processing", extra={"errors": errors, "jobId": job.id})
    results = file_results(entry_names(job))
    headers = {"X-Job-Id": job.id, "X-File-Results": results}
    return archive_response(job, services.workspace.folder(job.id), services.registry, headers)


def _failure(
    tool: Tool | None, item: JobFile, failure: Failure, extra: Mapping[str, object] | None = None
) -> AshimError:
    """Give the error that a failed run is answered with."""
    if failure.kind == "invalid":
        return InvalidRequestError(invalid_file(tool, failure.input, file_names(item), failure.message), extra=extra)
    if failure.kind == "refused":
        return InvalidRequestError(failure.message, extra={**failure.extra, **(extra or {})})
    words = tool.words.failed if tool else "Processing failed"
    return ProcessingError(words, details=failure.message, extra=extra)


def file_results(names: Mapping[int, str]) -> str:
    """Give the `X-File-Results` header: raw JSON while it is plain ASCII without `%`, percent-encoded otherwise."""
    text = json.dumps({str(index): name for index, name in names.items()}, ensure_ascii=False)
    return text if text.isascii() and text.isprintable() and "%" not in text else quote(text, safe="")


def parse_json_object(text: str, what: str) -> dict[str, Any]:
    """Parse a form field that must hold a JSON object. Raises InvalidRequestError naming the field."""
    try:
        value = strict_json.parse(text)
    except ValueError as error:
        raise InvalidRequestError(f"{what} must be valid JSON", details=str(error)) from error
    if not isinstance(value, dict):
        raise InvalidRequestError(f"Invalid {what.lower()}", details="must be a JSON object")
    return value
