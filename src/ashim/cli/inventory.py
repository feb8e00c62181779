"""What is stored against what is recorded: lost files, files that nobody needs, and jobs that nobody works on."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from sqlalchemy import select

from ashim.cli.finding import Finding
from ashim.config import Config
from ashim.db import Database
from ashim.engine import Failure
from ashim.jobs import journal, repository
from ashim.library.service import LibraryService
from ashim.library.tables import user_files
from ashim.storage import Blobs, Workspace
from ashim.storage.workspace import Remnant

REPAIR = "Run `ashim doctor --repair` to remove {}."
BACKUP = "Put the files back from a backup, or delete their entries in the file library: {}"
_NAMES = 5


class Inventory:
    """Compares folders and database. With `repair` it removes what nobody needs, and ends jobs that nobody works on.

    While a server runs, what is on its way belongs to that server and is left alone.
    """

    def __init__(self, config: Config, *, deep: bool = False, repair: bool = False) -> None:
        """`deep` reads every stored file and compares it with its checksum."""
        self._config = config
        self._deep = deep
        self._repair = repair
        self._workspace = Workspace(config.workspace_path)
        self._blobs = Blobs(config.files_storage_path)

    def findings(self) -> Iterator[Finding]:
        """Look at the file library, the jobs, their folders and the caches."""
        database = Database(self._config.database_url or self._config.db_path)
        try:
            with self._workspace.alone() as alone:
                yield Finding("Server", "none works here now" if alone else "at work; what it is at is left alone")
                yield from self._library(database, alone=alone)
                yield from self._jobs(database, alone=alone)
                yield from self._folders(database, alone=alone)
                yield from self._caches()
        finally:
            database.close()

    def _library(self, database: Database, *, alone: bool) -> Iterator[Finding]:
        # Blobs and rows come and go together under this lock.
        with self._blobs.lock(), database.read() as connection:
            rows = connection.execute(select(user_files.c.stored_name, user_files.c.original_name))
            needed = {row.stored_name: row.original_name for row in rows}
            there, drawn = set(self._blobs.names()), set(self._blobs.thumbnail_names())
        yield Finding("File library", f"{len(needed)} different files")
        lost = needed.keys() - there
        if lost:
            names = _some([needed[name] for name in lost])
            yield Finding("Lost files", f"{len(lost)} files are not on disk", BACKUP.format(names))
        if self._deep:
            damaged = [needed[name] for name in sorted(needed.keys() & there) if not self._blobs.is_intact(name)]
            remedy = BACKUP.format(_some(damaged)) if damaged else ""
            yield Finding(
                "Checksums", f"{len(damaged)} of {len(needed)} files differ" if damaged else "all fit", remedy
            )
        free = (there | drawn) - needed.keys()
        left = self._blobs.incoming() if alone else []
        yield from self._superfluous("files without an entry", len(free), partial(self._sweep, database, free))
        yield from self._superfluous("half-stored files", len(left), partial(_unlink, left))

    def _jobs(self, database: Database, *, alone: bool) -> Iterator[Finding]:
        with database.read() as connection:
            unfinished = repository.unfinished(connection)
        if unfinished and alone and self._repair:
            for job in unfinished:
                folder = self._workspace.folder(job.id)
                journal.resume(job, folder, journal.read(folder))
                for item in job.files:
                    if item.status not in ("completed", "failed", "cancelled"):
                        item.fail(Failure("crash", "The server ended while this job was running; please run it again"))
                job.finish()
                with database.write() as connection:
                    repository.save_outcome(connection, job, str(folder.output))
            yield Finding("Unfinished jobs", f"{len(unfinished)} ended")
        elif unfinished and alone:
            remedy = "Start the server, which goes on with them, or run `ashim doctor --repair` to end them."
            yield Finding("Unfinished jobs", f"{len(unfinished)}, and no server works on them", remedy)
        else:
            yield Finding("Unfinished jobs", f"{len(unfinished)} at work" if unfinished else "none")

    def _folders(self, database: Database, *, alone: bool) -> Iterator[Finding]:
        folders = list(self._workspace.folders())
        uploads = [each for each in folders if each.job_id is None]
        with database.read() as connection:
            strays = [each for each in folders if each.job_id and not repository.exists(connection, each.job_id)]
        # Uploads that no job has taken over have a folder but no record; they stay as long as results do.
        hours = self._config.file_max_age_hours
        old = [each for each in strays if hours and each.age > hours * 3600]
        yield Finding("Job folders", f"{len(folders) - len(strays) - len(uploads)}, and {len(strays)} of uploads")
        yield from self._superfluous("folders without a job", len(old), partial(self._remove, old))
        if alone:
            yield from self._superfluous("half uploads", len(uploads), partial(self._remove, uploads))

    def _caches(self) -> Iterator[Finding]:
        for name, megabytes in (("results", self._config.result_cache_mb), ("previews", self._config.preview_cache_mb)):
            cache = self._workspace.cache(name, int(megabytes * 1024 * 1024))
            size = cache.size()
            room = f"{size / 2**20:.1f} of {megabytes:g} MB"
            if self._deep and cache.damaged():
                room += "; damaged entries were removed"
            yield Finding(f"Cache of {name}", room)
            if self._repair:
                cache.remove_abandoned()

    def _superfluous(self, what: str, number: int, remove: Callable[[], object]) -> Iterator[Finding]:
        subject = what.capitalize()
        if number and self._repair:
            remove()
            yield Finding(subject, f"{number} removed")
        elif number:
            yield Finding(subject, str(number), REPAIR.format("them"))

    def _sweep(self, database: Database, names: set[str]) -> None:
        LibraryService(database, self._blobs).sweep()
        with self._blobs.lock():
            for name in names - set(self._blobs.names()):
                # A thumbnail whose file is gone already.
                self._blobs.remove(name)

    def _remove(self, remnants: list[Remnant]) -> None:
        for each in remnants:
            self._workspace.remove(each.folder)


def _unlink(paths: list[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


def _some(names: list[str]) -> str:
    shown = ", ".join(sorted(names)[:_NAMES])
    return f"{shown} and {len(names) - _NAMES} more" if len(names) > _NAMES else shown
