"""Runs jobs, remembers them, and tells whoever listens how they are doing."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Literal

from ashim.db import Database, iso
from ashim.engine import Plan, PlanError, Progress, build_plan
from ashim.errors import ConflictError, InvalidRequestError, NotFoundError, RateLimitedError
from ashim.jobs import journal, repository
from ashim.jobs.again import files_again
from ashim.jobs.execution import Execution, write
from ashim.jobs.files import FileWork, task_id
from ashim.jobs.followers import Event, Followers
from ashim.jobs.model import Job, JobFile
from ashim.jobs.schemas import Standing, document, progress_event
from ashim.storage import JobFolder, Workspace
from ashim.tools import Registry

Status = Literal["active", "finished"]


@dataclass(frozen=True, slots=True)
class NewJob:
    """What a caller asks for. `type` is a tool id or `pipeline`; `id` is the caller's own choice, if any."""

    type: str
    plan: Plan
    user_id: int
    batch: bool
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """What is asked for when it is needed, as administrators can change it, and bounds; 0 means no limit."""

    tools: Callable[[], Registry]
    """The tools that may be used now."""
    keep_hours: Callable[[], float]
    """How long the files of a job are kept."""
    files_at_once: int
    max_active_per_user: int = 0


class JobService:
    """All jobs of this server. Its methods belong to the event loop that created it."""

    def __init__(self, database: Database, workspace: Workspace, work: FileWork, rules: Rules) -> None:
        self._database = database
        self._workspace = workspace
        self._work = work
        self._rules = rules
        self._followers = Followers()
        self._execution = Execution(database, workspace, work, self._followers, files_at_once=rules.files_at_once)
        self._live = self._execution.live
        self._newest = datetime.min.replace(tzinfo=UTC)

    async def recover(self) -> None:
        """Take up the jobs that an earlier process left unfinished, as `Execution` does."""
        await self._execution.recover()

    async def submit(self, request: NewJob, files: list[JobFile], staged: JobFolder) -> Job:
        """Record a job and start it. From here on the job owns the staged folder.

        Raises ConflictError when the chosen id is taken, RateLimitedError when the user has too many open jobs.
        """
        return await self._enter(
            Job(
                id=request.id or str(uuid.uuid4()),
                type=request.type,
                user_id=request.user_id,
                steps=request.plan.to_json(),
                batch=request.batch,
                files=files,
                ignored=list(request.plan.ignored),
                created_at=self._moment(),
            ),
            staged,
            chosen=request.id is not None,
        )

    async def rerun(self, job: Job, *, failed_only: bool) -> Job:
        """Start a new job with the plan and inputs of one that has finished.

        With `failed_only` the results so far are carried over, and only files without one are run. Raises ConflictError
        if the job still runs or nothing failed, GoneError if its files have expired, NotFoundError and
        InvalidRequestError if its tools do not take the plan any more, and what `submit` raises.
        """
        if not job.finished:
            raise ConflictError("This job is still running; wait for its end, or cancel it")
        if failed_only and all(item.status == "completed" for item in job.files):
            raise ConflictError("No file of this job failed")
        self._check_plan(job)
        staged = await asyncio.to_thread(self._workspace.stage)
        try:
            again = partial(files_again, job, self._workspace.folder(job.id), staged, failed_only=failed_only)
            new = Job(
                id=str(uuid.uuid4()),
                type=job.type,
                user_id=job.user_id,
                steps=job.steps,
                batch=job.batch,
                files=await asyncio.to_thread(again),
                ignored=job.ignored,
                created_at=self._moment(),
            )
            return await self._enter(new, staged)
        finally:
            await asyncio.to_thread(self._workspace.remove, staged)

    async def wait(self, job: Job, seconds: float | None) -> bool:
        """Wait until the job has finished, at most `seconds`; tell whether it has."""
        return await self._execution.wait(job, seconds)

    def progress(self, report: Progress) -> None:
        """Take in a worker's report on a file's task."""
        self._execution.progress(report)

    def get(self, job_id: str) -> Job:
        """Give a job, running or finished. Raises NotFoundError."""
        job = self._live.get(job_id) or self._load(job_id)
        if job is None:
            raise NotFoundError("Job not found: the id is wrong, or its record has expired", code="NOT_FOUND")
        return job

    def newest(
        self,
        user_id: int,
        limit: int,
        *,
        before: str | None = None,
        status: Status | None = None,
    ) -> list[Job]:
        """Give the user's jobs, newest first: those made before a moment, if one is given, and of one status."""
        finished = None if status is None else status == "finished"
        with self._database.read() as connection:
            stored = repository.newest(connection, user_id, limit, before=before, finished=finished)
        return [self._live.get(job.id, job) for job in stored]

    def document(self, job: Job, *, report: bool = True) -> dict[str, Any]:
        """Give the job as JSON, as it stands now; without `report` what its tool found out is left out."""
        return document(job, self._standing(job), report=report)

    def documents(self, jobs: list[Job]) -> list[dict[str, Any]]:
        """Give jobs as JSON, without what their tools found out."""
        hours = self._rules.keep_hours()
        return [document(job, self._standing(job, hours), report=False) for job in jobs]

    async def picture_after(self, job: Job, step: int, index: int) -> bytes:
        """Give the picture after a step of a pipeline, as `FileWork` does."""
        return await self._work.picture_after(job, step, index)

    async def cancel(self, job_id: str) -> Job:
        """Stop a job for real: queued files never start, workers on running files are killed.

        Cancelling a finished job changes nothing. Raises NotFoundError.
        """
        job = self.get(job_id)
        await self._execution.cancel(job)
        return job

    async def delete(self, job: Job) -> None:
        """Remove the record and the files of a job. Raises ConflictError while it runs."""
        if job.id in self._live:
            raise ConflictError("This job is still running; cancel it first")
        await asyncio.to_thread(self._workspace.remove, self._workspace.folder(job.id))
        await write(self._database, partial(repository.remove, job_ids=[job.id]))

    async def remove_orphans(self) -> None:
        """Remove the jobs of users who are no more, with their files; those at work are stopped."""
        orphans = await asyncio.to_thread(self._orphans)
        for job_id in orphans:
            if job_id in self._live:
                await self.cancel(job_id)
            await asyncio.to_thread(self._workspace.remove, self._workspace.folder(job_id))
        if orphans:
            await write(self._database, partial(repository.remove, job_ids=orphans))

    def _orphans(self) -> list[str]:
        with self._database.read() as connection:
            return repository.orphans(connection)

    def events(self, job_id: str, known: str | None = None) -> AsyncIterator[Event | None]:
        """Give the progress events of a job, the current state first unless it is `known`; None is a heartbeat.

        Ends after the final event. The id may belong to a job that is yet to be submitted.
        """
        return self._followers.events(job_id, lambda: self.event(job_id), known)

    def event(self, job_id: str) -> Event | None:
        """Give the state of a job as an event; None if there is no such job."""
        job = self._live.get(job_id) or self._load(job_id)
        if job is None:
            return None
        return Event(progress_event(job, self._standing(job)), job.finished)

    @property
    def active_ids(self) -> frozenset[str]:
        """The jobs whose files must not be cleaned up."""
        return frozenset(self._live)

    async def close(self) -> None:
        """Stop work and streams; unfinished jobs stay recorded as such and are taken up at the next start."""
        self.close_streams()
        await self._execution.close()

    def close_streams(self) -> None:
        """End the event streams; jobs go on."""
        self._followers.close()

    def _check_plan(self, job: Job) -> None:
        steps = [(step["toolId"], step["settings"]) for step in job.steps]
        try:
            build_plan(self._rules.tools(), steps, strict=False, pipeline=job.pipeline)
        except PlanError as error:
            if error.problems:
                raise InvalidRequestError("Invalid settings", details="; ".join(map(str, error.problems))) from error
            raise NotFoundError(f'Tool "{error.tool_id}" not found', code="NOT_FOUND") from error

    async def _enter(self, job: Job, staged: JobFolder, *, chosen: bool = False) -> Job:
        active = sum(each.user_id == job.user_id for each in self._live.values())
        if self._rules.max_active_per_user and active >= self._rules.max_active_per_user:
            raise RateLimitedError(f"You have {active} unfinished jobs; wait for one to end, or cancel one")
        if chosen and self._is_taken(job.id):
            raise ConflictError("This clientJobId was used before; choose a new UUID for every run")
        self._live[job.id] = job
        try:
            done = [item for item in job.files if item.status == "completed"]
            if done:
                journal.note(staged, job.attempts, done)
            self._workspace.adopt(staged, job.id)
            await write(self._database, partial(repository.add, job=job))
        except BaseException:
            del self._live[job.id]
            await asyncio.to_thread(self._workspace.remove, self._workspace.folder(job.id))
            raise
        self._execution.start(job)
        return job

    def _standing(self, job: Job, keep_hours: float | None = None) -> Standing:
        if not job.finished:
            begun = any(item.status != "waiting" for item in job.files)
            ids = () if begun else (task_id(job, item) for item in job.files)
            return Standing(position=self._work.pool.ahead(ids))
        since = self._workspace.since(self._workspace.folder(job.id))
        if since is None:
            return Standing()
        hours = self._rules.keep_hours() if keep_hours is None else keep_hours
        expires = datetime.fromtimestamp(since, UTC) + timedelta(hours=hours) if hours else None
        return Standing(retryable=True, expires_at=iso(expires) if expires else None)

    def _moment(self) -> str:
        """Give the present moment, or one a little later: the list of jobs is paged by it, so no two are equal."""
        self._newest = max(datetime.now(UTC), self._newest + timedelta(milliseconds=1))
        return iso(self._newest)

    def _is_taken(self, job_id: str) -> bool:
        # Uploads have a folder, but no record.
        if job_id in self._live or self._workspace.folder(job_id).path.exists():
            return True
        with self._database.read() as connection:
            return repository.exists(connection, job_id)

    def _load(self, job_id: str) -> Job | None:
        with self._database.read() as connection:
            return repository.find(connection, job_id)
