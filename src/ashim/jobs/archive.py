"""The results of a batch as one ZIP, made while it is sent."""

from collections.abc import Iterator
from pathlib import PurePosixPath

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


def archive_name(job: Job, template: str | None = None) -> str:
    """Give the file name of the ZIP: made from the tool's `template` for the several results of one run."""
    if job.batch or template is None:
        kind = "pipeline-batch" if job.pipeline else f"batch-{job.type.replace('/', '-')}"
        return f"{kind}-{job.id[:8]}.zip"
    return template.replace("{id}", job.id[:8]).replace("{stem}", PurePosixPath(job.files[0].name).stem)


def zip_stream(job: Job, folder: JobFolder) -> tuple[int, Iterator[bytes]]:
    """Give the length in bytes of the ZIP and its content.

    Entries are stored as they are: image files do not get smaller by deflating them again.
    """
    stream = _archive(job, folder)
    return len(stream), iter(stream)


def zip_size(job: Job, folder: JobFolder) -> int:
    """Give the length in bytes of the ZIP."""
    return len(_archive(job, folder))


def _archive(job: Job, folder: JobFolder) -> ZipStream:
    stream = ZipStream(sized=True)
    if job.batch:
        for index, name in entry_names(job).items():
            stream.add_path(folder.output_of(index) / str(job.files[index].output), name)
    else:
        for output in job.files[0].outputs:
            stream.add_path(folder.output / output["name"], output.get("entry") or output["name"])
    return stream
