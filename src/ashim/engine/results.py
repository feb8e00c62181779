"""The results of a task: named, encoded or moved into place, and packed when there are several for one file."""

import shutil
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from ashim.engine.naming import result_name, safe_name, unique_name
from ashim.engine.plan import Plan
from ashim.engine.task import Output, Task
from ashim.imaging import (
    FORMATS,
    Image,
    ImageError,
    InvalidImageError,
    choose_format,
    encode,
    output_format,
    read_facts,
)
from ashim.imaging import write_preview as draw_preview
from ashim.tools import Output as NamedImage
from ashim.tools import OutputFile, Result

PREVIEW = "preview.webp"


@dataclass(frozen=True, slots=True)
class Written:
    """A file in the output folder, and what was lost on the way."""

    output: Output
    warnings: tuple[str, ...] = ()


def write(task: Task, plan: Plan, results: Sequence[Result], progress: Callable[[float], None]) -> list[Written]:
    """Write every result into the output folder. `progress` is told how much of all work is done, 0 to 100.

    Raises what `encode` raises.
    """
    task.output_folder.mkdir(parents=True, exist_ok=True)
    written: list[Written] = []
    for number, result in enumerate(results):
        taken = {each.output.name for each in written}

        def advance(percent: float, done: int = number) -> None:
            progress((100 * done + percent) / len(results))

        if isinstance(result, OutputFile):
            written.append(_placed(task, result, taken))
        else:
            written.append(_encoded(task, plan, result, taken, advance))
    return written


def place(task: Task, plan: Plan, edited: OutputFile) -> Written:
    """Put an edited container into the output folder, named as the picture that it is."""
    task.output_folder.mkdir(parents=True, exist_ok=True)
    facts = read_facts(edited.path, edited.name, task.limits.image)
    keeps_name = task.suffix and plan.steps[-1].tool.suffix == ""
    name = edited.name if keeps_name else _name(task, plan, None, FORMATS[facts.format].extensions[0])
    return _placed(task, replace(edited, name=name), set())


def describe(path: Path, task: Task) -> Output:
    """Give the facts of a finished file."""
    size = path.stat().st_size
    try:
        facts = read_facts(path, path.name, task.limits.image)
    except InvalidImageError:
        return Output(path.name, path.suffix.removeprefix(".").lower(), None, None, 1, size)
    return Output(path.name, facts.format, facts.width, facts.height, facts.frames, size)


def with_preview(output: Output, task: Task) -> Output:
    """Write a picture that browsers can show beside an output that they cannot; nothing if that fails."""
    if output.format not in FORMATS or FORMATS[output.format].browser:
        return output
    path = task.output_folder / output.name
    try:
        draw_preview(path, path.name, path.with_name(PREVIEW), task.limits.image, size=None)
    except ImageError:
        return output
    return replace(output, preview=PREVIEW)


def archive_stem(template: str, source_name: str) -> str:
    """Give the name of a ZIP of several results of one file of many."""
    stem = PurePosixPath(source_name).stem
    return template.replace("{stem}", stem) if "{stem}" in template else f"{stem}_{template.split('-')[0]}.zip"


def pack(task: Task, plan: Plan, outputs: Sequence[Output]) -> Output:
    """Put several results into one ZIP, stored as they are, and remove them."""
    name = archive_stem(plan.steps[-1].tool.archive, task.sources[0].name)
    path = task.output_folder / name
    with zipfile.ZipFile(path, "x", zipfile.ZIP_STORED) as archive:
        for output in outputs:
            file = task.output_folder / output.name
            archive.write(file, output.archived)
            file.unlink()
    return Output(name, "zip", None, None, 1, path.stat().st_size)


def _placed(task: Task, result: OutputFile, taken: set[str]) -> Written:
    wanted = safe_name(_filled(result.name, task))
    path = task.output_folder / unique_name(wanted, taken)
    if any(result.path == source.path for source in task.sources):
        shutil.copyfile(result.path, path)
    else:
        result.path.replace(path)
    output = describe(path, task)
    if result.folder:
        output = replace(output, entry=f"{safe_name(result.folder)}/{wanted}")
    return Written(output, result.warnings)


def _encoded(
    task: Task, plan: Plan, result: Image | NamedImage, taken: set[str], progress: Callable[[float], None]
) -> Written:
    image = result.image if isinstance(result, NamedImage) else result
    image = choose_format(image, task.output_folder)
    extension = image.intent.extension or output_format(image).extensions[0]
    stem = result.name if isinstance(result, NamedImage) else image.intent.stem
    name = (
        safe_name(f"{_filled(stem, task)}{extension}") if stem else _name(task, plan, image.intent.extension, extension)
    )
    path = task.output_folder / unique_name(name, taken)
    encoded = encode(image, path, progress=progress)
    output = Output(
        name=path.name,
        format=encoded.format,
        width=encoded.width,
        height=encoded.height,
        frames=encoded.frames,
        bytes=encoded.bytes,
        quality=encoded.quality,
        score=encoded.score,
        encodes=encoded.encodes,
    )
    return Written(output, encoded.warnings)


def _filled(template: str, task: Task) -> str:
    stem = PurePosixPath(task.sources[0].name).stem if task.sources else ""
    return template.replace("{stem}", stem)


def _name(task: Task, plan: Plan, chosen: str | None, extension: str) -> str:
    """Name the output: a tool that keeps the format adds its id, one that chooses the format shows in the extension."""
    last = plan.steps[-1]
    source = task.sources[0].name if task.sources else f"{last.name}{extension}"
    name = result_name(source, extension, None)
    if not task.suffix or not task.sources:
        return name
    if last.tool.suffix is not None:
        return result_name(source, extension, last.tool.suffix.removeprefix("_") or None)
    return name if chosen and name != source else result_name(source, extension, last.name)
