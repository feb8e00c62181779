"""Jobs at work: started, taken up after a crash, followed, stopped, and recorded when they have ended."""

import asyncio
import shutil
from collections.abc import Callable
from functools import partial
from typing import TypeVar

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from ashim.db import Database
from ashim.engine import Failure, Progress
from ashim.jobs import journal, repository
from ashim.jobs.files import FileWork, output_folder
from ashim.jobs.followers import Followers
from ashim.jobs.model import Job, JobFile
from ashim.storage import Workspace

# How often a job is taken up that came to nothing before the server ended.
MAX_ATTEMPTS = 2
# When the database does not take an outcome, it is tried again after so long.
STORE_AGAIN_SECONDS = 5.0

T = TypeVar("T")
log = structlog.get_logger()


class Execution:
    """The jobs that this process works on. Belongs to one event loop."""

    def __init__(
        self, database: Database, workspace: Workspace, work: FileWork, followers: Followers, *, files_at_once: int
    ) -> None:
        """`files_at_once` is how many files of one job are in work, or ready for it, at a time."""
        self.live: dict[str, Job] = {}
        self._database = database
        self._workspace = workspace
        self._work = work
        self._followers = followers
        self._files_at_once = files_at_once
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._outcomes: dict[str, asyncio.Event] = {}
        self._closing = False

    async def recover(self) -> None:
        """Take up the jobs that an earlier process left unfinished.

        Files that were done are not done again. A job that has come to nothing twice, or whose inputs are not there any
        more, ends with that reason for what is left of it.
        """
        with self._database.read() as connection:
            left_behind = repository.unfinished(connection)
        for job in left_behind:
            folder = self._workspace.folder(job.id)
            noted = journal.read(folder)
            journal.resume(job, folder, noted)
            left = [item for item in job.files if item.status == "waiting"]
            complete = all((folder.input / name).is_file() for item in left for name in item.stored_files)
            if job.attempts - noted.last_progress < MAX_ATTEMPTS and complete:
                if await write(self._database, partial(repository.claim, job=job)):
                    job.attempts += 1
                    for item in left:
                        await asyncio.to_thread(shutil.rmtree, output_folder(job, item, folder), ignore_errors=True)
                    self.start(job)
                continue
            for item in left:
                item.fail(Failure("crash", "The server restarted while this job was running; please run it again"))
            self.start(job)
            await self._outcomes[job.id].wait()

    async def wait(self, job: Job, seconds: float | None) -> bool:
        """Wait until the job has finished, at most `seconds`; tell whether it has."""
        outcome = self._outcomes.get(job.id)
        if outcome:
            try:
                await asyncio.wait_for(outcome.wait(), seconds)
            except TimeoutError:
                return False
        return job.finished

    def progress(self, report: Progress) -> None:
        """Take in a worker's report on a file's task."""
        job_id, _, index = report.task_id.rpartition("/")
        job = self.live.get(job_id)
        if job is None:
            return
        item = job.files[int(index)]
        if item.status in ("waiting", "processing"):
            begins = item.status == "waiting"
            job.status = "processing"
            item.status, item.stage = "processing", report.stage
            item.percent = max(item.percent, min(report.percent or 0, 99))
            # The events of a batch tell of files, not of how far each is.
            if begins or not job.batch:
                self._followers.notify(job.id)

    async def cancel(self, job: Job) -> None:
        """Stop a job, and wait until it has ended; a finished one stays as it is."""
        task = self._tasks.get(job.id)
        if task and not job.finished:
            outcome = self._outcomes[job.id]
            if not task.cancelling():
                task.cancel()
            await outcome.wait()

    async def close(self) -> None:
        """Stop all work without ending the jobs."""
        self._closing = True
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    def start(self, job: Job) -> None:
        """Run what is left of a job that has been recorded."""
        self.live[job.id] = job
        self._outcomes[job.id] = asyncio.Event()
        self._tasks[job.id] = asyncio.create_task(self._run(job), name=f"job {job.id}")
        self._followers.notify(job.id)

    async def _run(self, job: Job) -> None:
        slots = asyncio.Semaphore(self._files_at_once)
        left = [item for item in job.files if item.status == "waiting"]
        work = [asyncio.create_task(self._run_file(job, item, slots)) for item in left]
        try:
            await asyncio.gather(*work)
        except asyncio.CancelledError:
            for task in work:
                task.cancel()
            await asyncio.gather(*work, return_exceptions=True)
            if not self._closing:
                for item in left:
                    if item.status in ("waiting", "processing"):
                        item.fail(Failure("cancelled", "Cancelled"))
        try:
            if self._closing:
                journal.note(self._workspace.folder(job.id), job.attempts)
            else:
                await self._finish(job)
        finally:
            self.live.pop(job.id, None)
            self._tasks.pop(job.id, None)
            self._outcomes.pop(job.id).set()
            self._followers.notify(job.id)

    async def _run_file(self, job: Job, item: JobFile, slots: asyncio.Semaphore) -> None:
        async with slots:
            await self._work.run(job, item)
            if job.batch:
                journal.note(self._workspace.folder(job.id), job.attempts, [item])
            self._followers.notify(job.id)

    async def _finish(self, job: Job) -> None:
        job.finish()
        log.info("job finished", job=job.id, type=job.type, status=job.status, files=len(job.files), error=job.error)
        folder = self._workspace.folder(job.id)
        self._workspace.renew(folder)
        store = partial(repository.save_outcome, job=job, output_path=str(folder.output))
        while True:
            try:
                await write(self._database, store)
                return
            except SQLAlchemyError:
                # A full disk, perhaps; the outcome is known, and who waits for it need not wait for that.
                log.exception("outcome not stored", job=job.id)
                self._outcomes[job.id].set()
                self._followers.notify(job.id)
                await asyncio.sleep(STORE_AGAIN_SECONDS)


async def write(database: Database, change: Callable[[Connection], T]) -> T:
    """Change the database in a transaction, away from the event loop."""

    def in_transaction() -> T:
        with database.write() as connection:
            return change(connection)

    return await asyncio.to_thread(in_transaction)
