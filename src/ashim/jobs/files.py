"""The work on one file of a job: run, found again, or saved to the library."""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog

from ashim.engine import Failure, Outcome, RunError, Task, WorkerPool
from ashim.errors import AshimError, NotFoundError, ProcessingError
from ashim.jobs.again import expired
from ashim.jobs.archive import zip_size
from ashim.jobs.model import Job, JobFile
from ashim.jobs.results import ResultCache
from ashim.storage import JobFolder, Workspace

log = structlog.get_logger()

Save = Callable[[Job, JobFile, Path], str]

# Pictures of steps fit into a square of so many pixels.
STEP_SIDE = 1200
_FIT: tuple[tuple[str, dict[str, Any]], ...] = (
    ("resize", {"width": STEP_SIDE, "height": STEP_SIDE, "fit": "inside", "withoutEnlargement": True}),
    ("convert", {"format": "webp"}),
)


@dataclass(frozen=True, slots=True)
class FileWork:
    """Runs files of jobs. `save` puts a result into the library and gives its id there; it may raise AshimError."""

    pool: WorkerPool
    workspace: Workspace
    cache: ResultCache | None = None
    save: Save | None = None

    async def run(self, job: Job, item: JobFile) -> None:
        """Bring a file to its end, whatever that is: the outcome is recorded in `item`."""
        try:
            item.succeed(await self._outcome(_task(job, item, self.workspace.folder(job.id), self.pool), item))
            if item.version_of and item.output and self.save:
                await self._save_version(job, item, self.save)
            if item.outputs:
                item.archive_size = zip_size(job, self.workspace.folder(job.id))
        except RunError as error:
            item.fail(error.failure)
        except Exception:
            log.exception("job_failed", job=job.id, file=item.index)
            item.fail(Failure("crash", "An internal error stopped the work; the server's log has the details"))

    async def picture_after(self, job: Job, step: int, index: int) -> bytes:
        """Give the picture after a step of a pipeline, counted from 1, as a WebP of at most 1200 pixels a side.

        Raises NotFoundError if there is no such step or file, GoneError if the input has expired, and ProcessingError
        if there is no such picture.
        """
        if not (job.pipeline and 1 <= step <= len(job.steps) and index < len(job.files)):
            raise NotFoundError("This job has no such step or file", code="NOT_FOUND")
        item = job.files[index]
        inputs = self.workspace.folder(job.id).input
        if not all((inputs / name).is_file() for name in item.stored_files):
            raise expired()
        staged = self.workspace.stage()
        task = Task(
            id="",
            steps=(*_steps(job.steps[:step]), *_FIT),
            sources=item.sources(inputs),
            output_folder=staged.output,
            limits=self.pool.limits,
            named=item.named(inputs),
            suffix=False,
            owner=job.user_id,
        )
        try:
            outcome = await self._outcome(task, item)
            return await asyncio.to_thread((staged.output / outcome.output.name).read_bytes)
        except RunError as error:
            raise ProcessingError("This step cannot be shown", details=error.failure.message) from error
        finally:
            await asyncio.to_thread(self.workspace.remove, staged)

    async def _outcome(self, task: Task, item: JobFile) -> Outcome:
        """Give what comes of a task, or what came of it before. Raises RunError."""
        key = await self.cache.key(task, item) if self.cache else None
        if not self.cache or not key:
            return await self.pool.run(task)
        with contextlib.suppress(OSError):
            if known := await self.cache.take(key, task):
                return known
        outcome = await self.pool.run(task)
        await self.cache.keep(key, task, outcome)
        return outcome

    async def _save_version(self, job: Job, item: JobFile, save: Save) -> None:
        folder = output_folder(job, item, self.workspace.folder(job.id))
        try:
            item.saved = await asyncio.to_thread(save, job, item, folder / str(item.output))
        except AshimError as error:
            item.warnings.append(f"The result was not saved to the library: {error.message}")


def output_folder(job: Job, item: JobFile, folder: JobFolder) -> Path:
    """Give where the results of a file are written."""
    return folder.output_of(item.index) if job.batch else folder.output


def _task(job: Job, item: JobFile, folder: JobFolder, pool: WorkerPool) -> Task:
    return Task(
        id=task_id(job, item),
        steps=_steps(job.steps),
        sources=item.sources(folder.input),
        output_folder=output_folder(job, item, folder),
        limits=pool.limits,
        named=item.named(folder.input),
        suffix=not job.pipeline,
        preview=not job.batch and not job.pipeline,
        pack=job.batch,
        owner=job.user_id,
        batch=job.batch,
    )


def task_id(job: Job, item: JobFile) -> str:
    """Give the id of a file's task: the channel of its progress."""
    return f"{job.id}/{item.index}"


def _steps(steps: Sequence[dict[str, Any]]) -> tuple[tuple[str, dict[str, Any]], ...]:
    return tuple((step["toolId"], step["settings"]) for step in steps)
