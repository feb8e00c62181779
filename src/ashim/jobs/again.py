"""Running a job again: its inputs, and the results that are to be kept, under a second name in a new folder."""

from dataclasses import replace

from ashim.errors import GoneError
from ashim.jobs.model import Job, JobFile
from ashim.storage import JobFolder, link_or_copy


def files_again(job: Job, folder: JobFolder, target: JobFolder, *, failed_only: bool) -> list[JobFile]:
    """Put the inputs of a finished job into `target`; give its files as they are before a run.

    With `failed_only` those that succeeded stay as they are, and bring their results along. Raises GoneError when
    something is not there any more.
    """
    try:
        return [_file_again(job, item, folder, target, keep=failed_only) for item in job.files]
    except FileNotFoundError as error:
        raise expired() from error


def expired() -> GoneError:
    """Make the error for a job whose inputs have been removed."""
    return GoneError("The files of this job have expired; please upload them again", code="EXPIRED")


def _file_again(job: Job, item: JobFile, folder: JobFolder, target: JobFolder, *, keep: bool) -> JobFile:
    for name in item.stored_files:
        if not (target.input / name).exists():
            link_or_copy(folder.input / name, target.input / name)
    if not (keep and item.status == "completed"):
        return JobFile(
            index=item.index,
            name=item.name,
            stored=item.stored,
            size=item.size,
            digest=item.digest,
            companions=item.companions,
            version_of=item.version_of,
        )
    if job.batch:
        results = folder.output_of(item.index)
        target.output_of(item.index).mkdir()
        if item.output:
            link_or_copy(results / item.output, target.output_of(item.index) / item.output)
    return replace(item)
