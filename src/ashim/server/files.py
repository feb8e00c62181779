"""The files of a tool request: which part is for which input, and the words for what is wrong with them."""

from ashim.errors import InvalidRequestError
from ashim.imaging import InvalidImageError, sniff
from ashim.jobs.model import Companion, JobFile
from ashim.server.uploads import Upload, UploadedFile
from ashim.tools import Tool

NOT_SVG = "File is not a valid SVG. This tool only accepts SVG files."


def most_files(tool: Tool, max_files: int) -> int:
    """Give how many files a request to the tool may carry; 0 means any number."""
    if tool.most is None:
        return max_files and max_files + len(tool.signature.inputs)
    # One more than it takes, so that a surplus file is answered with a pointer to the batch route.
    return tool.most + len(tool.signature.inputs) + 1


def grouped_files(tool: Tool, upload: Upload) -> JobFile:
    """Give the one run that the uploaded files are for.

    A part named like one of the tool's further inputs is for that, any other is a picture to work on.
    Raises InvalidRequestError when files are missing, too many, or evidently not what the tool takes.
    """
    named = {each.field: each.name for each in tool.signature.inputs}
    main = [item for item in upload.files if item.part not in named]
    second = {named[item.part]: item for item in upload.files if item.part in named}
    if len(main) < tool.at_least:
        raise InvalidRequestError(tool.words.missing)
    if tool.most is not None and len(main) > tool.most:
        if tool.batchable:
            raise InvalidRequestError(f"Send one image at a time here; for several use /api/v1/tools/{tool.id}/batch")
        main = main[len(main) - tool.most :]
    for each in tool.signature.inputs:
        if each.required and each.name not in second:
            raise InvalidRequestError(f"No {each.label} provided")
    names = [item.name for item in main]
    for index, item in enumerate(main):
        _check(tool, index, item, names)
    for name, item in second.items():
        _check(tool, name, item, names)
    first = main[0] if main else None
    companions = [_companion("", item) for item in main[1:]]
    companions += [_companion(name, item) for name, item in second.items()]
    if first is None:
        return JobFile(index=0, name=tool.id, stored="", size=0, companions=companions)
    # What is made of several pictures is a version of none of them.
    parent = first.stored_id if len(main) == 1 else None
    return _job_file(0, first, companions, parent)


def single_file(upload: Upload) -> JobFile:
    """Give the run of a pipeline on the one uploaded picture. Raises InvalidRequestError."""
    if not upload.files:
        raise InvalidRequestError("No image file provided")
    if len(upload.files) > 1:
        raise InvalidRequestError("Send one image at a time here; for several use /api/v1/pipeline/batch")
    item = upload.files[0]
    try:
        sniff(item.path, item.name)
    except InvalidImageError as error:
        raise InvalidRequestError(f"Invalid image: {error}") from error
    return _job_file(0, item, [], item.stored_id)


def batch_files(upload: Upload) -> list[JobFile]:
    """Give one run for every uploaded file. Raises InvalidRequestError when there is none."""
    if not upload.files:
        raise InvalidRequestError("No image files provided")
    return [_job_file(index, item, [], item.stored_id) for index, item in enumerate(upload.files)]


def file_names(item: JobFile) -> list[str]:
    """Give the names of the pictures of a run, those of named inputs aside."""
    return [item.name, *(each.name for each in item.companions if not each.part)]


def invalid_file(tool: Tool | None, which: int | str, names: list[str], reason: str) -> str:
    """Say which of the files of a run cannot be opened, and why."""
    if isinstance(which, str) and tool:
        label = next(each.label for each in tool.signature.inputs if each.name == which)
        return f"Invalid {label}: {reason}"
    if tool is None or not tool.signature.several:
        return f"Invalid image: {reason}"
    position = int(which)
    if tool.words.each:
        return f"Invalid {tool.words.each[min(position, len(tool.words.each) - 1)]}: {reason}"
    return f'Invalid file "{names[position]}": {reason}'


def _check(tool: Tool, which: int | str, item: UploadedFile, names: list[str]) -> None:
    if tool.accepts in ("any", "pdf"):
        return
    try:
        format = sniff(item.path, item.name)
    except InvalidImageError as error:
        reason = NOT_SVG if tool.accepts == "svg" else invalid_file(tool, which, names, str(error))
        raise InvalidRequestError(reason) from error
    if tool.accepts == "svg" and format.id != "svg":
        raise InvalidRequestError(NOT_SVG)


def _job_file(index: int, item: UploadedFile, companions: list[Companion], parent: str | None) -> JobFile:
    return JobFile(
        index=index,
        name=item.name,
        stored=item.path.name,
        size=item.size,
        digest=item.digest,
        companions=companions,
        version_of=parent,
    )


def _companion(part: str, item: UploadedFile) -> Companion:
    return Companion(part, item.name, item.path.name, item.size, item.digest)
