"""The results of a batch as one ZIP, made while it is sent."""

from collections.abc import Iterator

from zipstream import ZipStream

from ashim.engine import unique_name
from ashim.jobs.model import Job
from ashim.storage import JobFolder


def entry_names(job: Job) -> dict[int, str]:
    """Give the name in the ZIP for each file that succeeded, by upload index; equal names get `_1`, `_2`, …."""
    names: dict[int, str] = {}
    for item in job.files:
        if item.output:
            names[item.index] = unique_name(item.output, set(names.values()))
    return names


def archive_name(job: Job) -> str:
    """Give the file name of the ZIP."""
    kind = "pipeline-batch" if job.pipeline else f"batch-{job.type}"
    return f"{kind}-{job.id[:8]}.zip"


def zip_stream(job: Job, folder: JobFolder) -> tuple[int, Iterator[bytes]]:
    """Give the length in bytes of the ZIP and its content.

    Entries are stored as they are: image files do not get smaller by deflating them again.
    """
    stream = ZipStream(sized=True)
    for index, name in entry_names(job).items():
        path = folder.output_of(index) / str(job.files[index].output)
        stream.add_path(path, name)
    return len(stream), iter(stream)
