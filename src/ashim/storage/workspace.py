"""The workspace: one folder per job, with its inputs and its outputs, until they expire."""

import contextlib
import fcntl
import os
import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ashim.errors import InsufficientStorageError, InvalidRequestError, NotFoundError
from ashim.storage.cache import CacheFolder

MINIMUM_FREE_BYTES = 512 * 1024 * 1024
_STAGING_PREFIX = "upload-"
# No job folder has such a name: theirs are UUIDs.
_CACHES = "caches"


def require_room(path: Path) -> None:
    """Raise InsufficientStorageError when the disk that holds `path` is nearly full."""
    if shutil.disk_usage(path).free < MINIMUM_FREE_BYTES:
        raise InsufficientStorageError("The server has no room left for new files; ask its administrator")


@dataclass(frozen=True, slots=True)
class JobFolder:
    """The folder of one job. A batch keeps the outputs of file n in `output/n/`."""

    path: Path

    @property
    def input(self) -> Path:
        """Where uploads are kept."""
        return self.path / "input"

    @property
    def output(self) -> Path:
        """Where results are kept."""
        return self.path / "output"

    def output_of(self, index: int) -> Path:
        """Where the results of file `index` of a batch are kept."""
        return self.output / str(index)


@dataclass(frozen=True, slots=True)
class Remnant:
    """A folder in the workspace. `job_id` is None for an upload that is on its way, or was; `age` is in seconds."""

    folder: JobFolder
    job_id: str | None
    age: float


class Workspace:
    """All job folders below one root, and the caches beside them."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()
        self._root.mkdir(parents=True, exist_ok=True)
        self._lock = self._root / "in-use.lock"

    def stage(self) -> JobFolder:
        """Make a folder for an upload whose job id is not known yet.

        Raises InsufficientStorageError when the disk is nearly full.
        """
        require_room(self._root)
        folder = JobFolder(self._root / f"{_STAGING_PREFIX}{uuid.uuid4()}")
        folder.input.mkdir(parents=True)
        folder.output.mkdir()
        return folder

    def cache(self, name: str, max_bytes: int) -> CacheFolder:
        """Give a bounded cache beside the job folders, so that files can go from one to the other without a copy."""
        return CacheFolder(self._root / _CACHES / name, max_bytes)

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Say during the block that a server works here. That ends with the process, however it ends.

        What interrupted uploads left behind is removed if no other server works here.
        """
        with self.alone() as alone:
            if alone:
                self._remove_staged()
        with self._lock.open("a") as file:
            fcntl.flock(file, fcntl.LOCK_SH)
            yield

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Tell whether no server works here; if so, none begins to during the block."""
        with self._lock.open("a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True

    def folders(self) -> Iterator[Remnant]:
        """Give all folders of jobs and uploads."""
        now = time.time()
        for path in self._root.iterdir():
            with contextlib.suppress(ValueError, FileNotFoundError):
                staged = path.name.startswith(_STAGING_PREFIX)
                job_id = None if staged else str(uuid.UUID(path.name))
                yield Remnant(JobFolder(path), job_id, now - path.stat().st_mtime)

    def new_id(self) -> str:
        """Make an id for a job."""
        return str(uuid.uuid4())

    def adopt(self, staged: JobFolder, job_id: str) -> JobFolder:
        """Turn a staged folder into that of a job."""
        folder = self.folder(job_id)
        staged.path.rename(folder.path)
        return folder

    def folder(self, job_id: str) -> JobFolder:
        """Give the folder of a job, whether it exists or not. `job_id` must be a UUID."""
        return JobFolder(self._root / str(uuid.UUID(job_id)))

    def since(self, folder: JobFolder) -> float | None:
        """Give the moment, in seconds since 1970, that the age of a folder counts from; None if it is not there."""
        try:
            return folder.path.stat().st_mtime
        except FileNotFoundError:
            return None

    def renew(self, folder: JobFolder) -> None:
        """Let the age of a folder count from now."""
        with contextlib.suppress(FileNotFoundError):
            os.utime(folder.path)

    def remove(self, folder: JobFolder) -> None:
        """Remove a folder with everything in it."""
        shutil.rmtree(folder.path, ignore_errors=True)

    def find(self, job_id: str, filename: str, index: int | None = None) -> Path:
        """Give the path of a result, or else of an input, of a job.

        Raises InvalidRequestError for names that could leave the folder, NotFoundError when there is no such file.
        """
        for segment in (job_id, filename):
            if not segment or segment == "." or any(part in segment for part in ("..", "/", "\\", "\0")):
                raise InvalidRequestError("Invalid path: names may not contain '..', slashes or NUL")
        with contextlib.suppress(ValueError):
            folder = self.folder(job_id)
            outputs = folder.output if index is None else folder.output_of(index)
            for path in (outputs / filename, folder.input / filename):
                if path.is_file():
                    return path
        raise NotFoundError("File not found: the job does not exist, or its files have expired")

    def remove_expired(self, max_age_seconds: float, keep: frozenset[str]) -> int:
        """Remove folders older than the age, except those of the jobs in `keep`; give how many were removed."""
        oldest = time.time() - max_age_seconds
        removed = 0
        for path in self._root.iterdir():
            if path.is_dir() and path.name not in {_CACHES, *keep} and path.stat().st_mtime < oldest:
                shutil.rmtree(path, ignore_errors=True)
                removed += 1
        return removed

    def _remove_staged(self) -> None:
        for path in self._root.glob(f"{_STAGING_PREFIX}*"):
            shutil.rmtree(path, ignore_errors=True)
