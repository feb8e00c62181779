"""What has become of the files of a job so far, written beside them as they finish: what a restart goes on from.

The record in the database is written once, at the end; adding a line to a file is cheaper than writing it every time.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import structlog

from ashim.jobs.model import Job, JobFile, stored_file
from ashim.storage import JobFolder

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Journal:
    """What a job's journal tells: the outcomes by file, and the last attempt that came to something."""

    outcomes: dict[int, dict[str, Any]] = field(default_factory=dict)
    last_progress: int = 0


def note(folder: JobFolder, attempt: int, items: Iterable[JobFile] = ()) -> None:
    """Write down the outcomes of files. Without any it says that the attempt ended in good order."""
    lines = [{"attempt": attempt, "file": item.index, "outcome": asdict(item)} for item in items]
    text = "".join(f"{json.dumps(line)}\n" for line in lines or [{"attempt": attempt}])
    try:
        with _path(folder).open("a") as file:
            file.write(text)
    except OSError as error:
        # A disk that is full costs no more than that these files are done again after a restart.
        log.warning("outcome not noted", folder=folder.path.name, error=str(error))


def read(folder: JobFolder) -> Journal:
    """Read a journal, if there is one; lines that a crash cut short count as absent."""
    try:
        lines = _path(folder).read_text(errors="replace").splitlines()
    except FileNotFoundError:
        return Journal()
    outcomes, last = {}, 0
    for line in lines:
        try:
            entry = json.loads(line)
            last = max(last, entry["attempt"])
            if "outcome" in entry:
                outcomes[entry["file"]] = entry["outcome"]
        except (ValueError, TypeError, KeyError):
            continue
    return Journal(outcomes, last)


def resume(job: Job, folder: JobFolder, journal: Journal) -> None:
    """Give the files of a job the outcomes that were noted, those aside whose results are not there any more."""
    for index, stored in journal.outcomes.items():
        item = stored_file(index, stored)
        if index < len(job.files) and _is_whole(item, folder):
            job.files[index] = item


def _is_whole(item: JobFile, folder: JobFolder) -> bool:
    if not item.output:
        return True
    path = folder.output_of(item.index) / item.output
    return path.is_file() and path.stat().st_size == item.output_size


def _path(folder: JobFolder) -> Path:
    return folder.path / "outcomes.jsonl"
