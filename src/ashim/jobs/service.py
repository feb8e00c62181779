"""Runs jobs, remembers them, and tells whoever listens how they are doing."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import structlog
from sqlalchemy import Connection

from ashim.db import Database
from ashim.engine import Failure, Plan, Progress, RunError, Task, WorkerPool
from ashim.errors import AshimError, ConflictError, NotFoundError, RateLimitedError
from ashim.jobs import repository
from ashim.jobs.archive import zip_size
from ashim.jobs.model import Job, JobFile
from ashim.jobs.schemas import progress_event
from ashim.storage import JobFolder, Workspace

HEARTBEAT_SECONDS = 15.0
# A stream for an id that nobody has used yet ends after this many heartbeats.
UNKNOWN_JOB_HEARTBEATS = 40
MAX_ATTEMPTS = 2

T = TypeVar("T")
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class NewJob:
    """What a caller asks for. `type` is a tool id or `pipeline`; `id` is the caller's own choice, if any."""

    type: str
    plan: Plan
    user_id: int
    batch: bool
    id: str | None = None


class JobService:
    """All jobs of this server. Its methods belong to the event loop that created it."""

    def __init__(
        self,
        database: Database,
        workspace: Workspace,
        pool: WorkerPool,
        *,
        files_at_once: int,
        max_active_per_user: int,
        save: Callable[[Job, JobFile, Path], str] | None = None,
    ) -> None:
        """`save` puts a result into the library and gives its id there; it may raise AshimError."""
        self._database = database
        self._workspace = workspace
        self._pool = pool
        self._files_at_once = files_at_once
        self._max_active_per_user = max_active_per_user
        self._save = save
        self._live: dict[str, Job] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._listeners: dict[str, set[asyncio.Event]] = {}
        self._streaming = True
        self._closing = False

    async def recover(self) -> None:
        """Take up the jobs that an earlier process left unfinished.

        A job whose inputs are still there is run once more; any other fails with the reason.
        """
        with self._database.read() as connection:
            left_behind = repository.unfinished(connection)
        for job, attempts in left_behind:
            inputs = self._workspace.folder(job.id).input
            complete = all((inputs / name).is_file() for item in job.files for name in item.stored_files)
            if attempts < MAX_ATTEMPTS and complete:
                if await self._write(partial(repository.claim, job_id=job.id, attempts=attempts)):
                    self._start(job)
                continue
            for item in job.files:
                item.fail(Failure("crash", "The server restarted while this job was running; please run it again"))
            await self._finish(job)

    async def submit(self, request: NewJob, files: list[JobFile], staged: JobFolder) -> Job:
        """Record a job and start it. From here on the job owns the staged folder.

        Raises ConflictError when the chosen id is taken, RateLimitedError when the user has too many open jobs.
        """
        active = sum(job.user_id == request.user_id for job in self._live.values())
        if self._max_active_per_user and active >= self._max_active_per_user:
            raise RateLimitedError(f"You have {active} unfinished jobs; wait for one to end, or cancel one")
        job = Job(
            id=request.id or str(uuid.uuid4()),
            type=request.type,
            user_id=request.user_id,
            steps=request.plan.to_json(),
            batch=request.batch,
            files=files,
            ignored=list(request.plan.ignored),
        )
        if request.id and self._is_taken(request.id):
            raise ConflictError("This clientJobId was used before; choose a new UUID for every run")
        self._live[job.id] = job
        try:
            self._workspace.adopt(staged, job.id)
            await self._write(partial(repository.add, job=job))
        except BaseException:
            del self._live[job.id]
            raise
        self._start(job)
        return job

    async def wait(self, job: Job, seconds: float | None) -> bool:
        """Wait until the job has finished, at most `seconds`; tell whether it has."""
        task = self._tasks.get(job.id)
        if task:
            await asyncio.wait([task], timeout=seconds)
        return job.finished

    def get(self, job_id: str) -> Job:
        """Give a job, running or finished. Raises NotFoundError."""
        job = self._live.get(job_id) or self._load(job_id)
        if job is None:
            raise NotFoundError("Job not found: the id is wrong, or its record has expired", code="NOT_FOUND")
        return job

    def newest(self, user_id: int, limit: int) -> list[Job]:
        """Give the user's jobs, newest first."""
        with self._database.read() as connection:
            stored = repository.newest(connection, user_id, limit)
        return [self._live.get(job.id, job) for job in stored]

    async def cancel(self, job_id: str) -> Job:
        """Stop a job for real: queued files never start, workers on running files are killed.

        Cancelling a finished job changes nothing. Raises NotFoundError.
        """
        job = self.get(job_id)
        task = self._tasks.get(job_id)
        if task and not job.finished:
            if not task.cancelling():
                task.cancel()
            await asyncio.wait([task])
        return job

    async def remove_orphans(self) -> None:
        """Remove the jobs of users who are no more, with their files; those at work are stopped."""
        orphans = await asyncio.to_thread(self._orphans)
        for job_id in orphans:
            if job_id in self._live:
                await self.cancel(job_id)
            await asyncio.to_thread(self._workspace.remove, self._workspace.folder(job_id))
        if orphans:
            await self._write(partial(repository.remove, job_ids=orphans))

    def _orphans(self) -> list[str]:
        with self._database.read() as connection:
            return repository.orphans(connection)

    async def events(self, job_id: str) -> AsyncIterator[dict[str, Any] | None]:
        """Give the progress events of a job, the current state first; None is a heartbeat.

        Ends after the final event. The id may belong to a job that is yet to be submitted.
        """
        signal = asyncio.Event()
        self._listeners.setdefault(job_id, set()).add(signal)
        last: dict[str, Any] | None = None
        silence = 0
        try:
            while self._streaming:
                signal.clear()
                job = self._live.get(job_id) or self._load(job_id)
                event = progress_event(job) if job else None
                if event and event != last:
                    yield event
                    last = event
                if (job and job.finished) or (job is None and silence > UNKNOWN_JOB_HEARTBEATS):
                    return
                try:
                    await asyncio.wait_for(signal.wait(), HEARTBEAT_SECONDS)
                except TimeoutError:
                    silence += 1
                    yield None
        finally:
            listeners = self._listeners[job_id]
            listeners.discard(signal)
            if not listeners:
                del self._listeners[job_id]

    def progress(self, report: Progress) -> None:
        """Take in a worker's report. The task id of file n of a job is `job id/n`."""
        job_id, _, index = report.task_id.rpartition("/")
        job = self._live.get(job_id)
        if job is None:
            return
        item = job.files[int(index)]
        if item.status in ("waiting", "processing"):
            job.status = "processing"
            item.status, item.stage = "processing", report.stage
            item.percent = max(item.percent, min(report.percent or 0, 99))
            self._notify(job.id)

    @property
    def active_ids(self) -> frozenset[str]:
        """The jobs whose files must not be cleaned up."""
        return frozenset(self._live)

    async def close(self) -> None:
        """Stop work and streams; unfinished jobs stay recorded as such and are taken up at the next start."""
        self.close_streams()
        self._closing = True
        for task in self._tasks.values():
            task.cancel()
        if self._tasks:
            await asyncio.wait(list(self._tasks.values()))

    def close_streams(self) -> None:
        """End the event streams; jobs go on."""
        self._streaming = False
        for job_id in list(self._listeners):
            self._notify(job_id)

    def _start(self, job: Job) -> None:
        self._live[job.id] = job
        task = asyncio.create_task(self._run(job), name=f"job {job.id}")
        self._tasks[job.id] = task
        self._notify(job.id)

    async def _run(self, job: Job) -> None:
        slots = asyncio.Semaphore(self._files_at_once)
        work = [asyncio.create_task(self._run_file(job, item, slots)) for item in job.files]
        try:
            await asyncio.gather(*work)
        except asyncio.CancelledError:
            for task in work:
                task.cancel()
            await asyncio.gather(*work, return_exceptions=True)
            for item in job.files:
                if item.status in ("waiting", "processing"):
                    item.fail(Failure("cancelled", "Cancelled"))
        try:
            if not self._closing:
                await self._finish(job)
        finally:
            self._live.pop(job.id, None)
            self._tasks.pop(job.id, None)
            self._notify(job.id)

    async def _run_file(self, job: Job, item: JobFile, slots: asyncio.Semaphore) -> None:
        async with slots:
            try:
                item.succeed(await self._pool.run(self._task(job, item)))
                if item.version_of and item.output and self._save:
                    await self._save_version(job, item, self._save)
                if item.outputs:
                    item.archive_size = zip_size(job, self._workspace.folder(job.id))
            except RunError as error:
                item.fail(error.failure)
            except Exception:
                log.exception("job_failed", job=job.id, file=item.index)
                item.fail(Failure("crash", "An internal error stopped the work; the server's log has the details"))
            self._notify(job.id)

    async def _save_version(self, job: Job, item: JobFile, save: Callable[[Job, JobFile, Path], str]) -> None:
        task = self._task(job, item)
        try:
            item.saved = await asyncio.to_thread(save, job, item, task.output_folder / str(item.output))
        except AshimError as error:
            item.warnings.append(f"The result was not saved to the library: {error.message}")

    def _task(self, job: Job, item: JobFile) -> Task:
        folder = self._workspace.folder(job.id)
        return Task(
            id=f"{job.id}/{item.index}",
            steps=tuple((step["toolId"], step["settings"]) for step in job.steps),
            sources=item.sources(folder.input),
            output_folder=folder.output_of(item.index) if job.batch else folder.output,
            limits=self._pool.limits,
            named=item.named(folder.input),
            suffix=not job.pipeline,
            preview=not job.batch and not job.pipeline,
            pack=job.batch,
            owner=job.user_id,
            batch=job.batch,
        )

    async def _finish(self, job: Job) -> None:
        job.finish()
        log.info("job finished", job=job.id, type=job.type, status=job.status, files=len(job.files), error=job.error)
        output = str(self._workspace.folder(job.id).output)
        await self._write(partial(repository.save_outcome, job=job, output_path=output))

    def _is_taken(self, job_id: str) -> bool:
        # Uploads have a folder, but no record.
        if job_id in self._live or self._workspace.folder(job_id).path.exists():
            return True
        with self._database.read() as connection:
            return repository.exists(connection, job_id)

    def _load(self, job_id: str) -> Job | None:
        with self._database.read() as connection:
            return repository.find(connection, job_id)

    async def _write(self, change: Callable[[Connection], T]) -> T:
        def in_transaction() -> T:
            with self._database.write() as connection:
                return change(connection)

        return await asyncio.to_thread(in_transaction)

    def _notify(self, job_id: str) -> None:
        for signal in self._listeners.get(job_id, ()):
            signal.set()
