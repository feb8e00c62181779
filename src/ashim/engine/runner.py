"""Executes one task inside a worker: decode once, apply the steps, encode once."""

from functools import cache
from pathlib import Path

from ashim.engine import cost
from ashim.engine.limits import Limits
from ashim.engine.memory import refusal, to_decode, to_encode
from ashim.engine.naming import result_name
from ashim.engine.plan import Plan, PlanError, build_plan
from ashim.engine.progress import Reporter
from ashim.engine.task import Deferred, Failure, Lane, Outcome, Output, SourceFile, StepSize, Task
from ashim.imaging import (
    FORMATS,
    Image,
    ImageError,
    InvalidImageError,
    choose_format,
    encode,
    open_image,
    output_format,
    read_facts,
    setup,
    write_preview,
)
from ashim.tools import Registry, ToolError, load_registry

_TOO_MUCH_MEMORY = "the image needs more memory than a worker is allowed"


def prepare() -> None:
    """Load what every task needs, once per process."""
    setup()
    registry()


@cache
def registry() -> Registry:
    """Give the registry of this process."""
    return load_registry()


def run(task: Task, lane: Lane, report: Reporter, *, memory: int | None = None) -> Outcome | Failure | Deferred:
    """Run a task, or say which lane and how much memory it needs.

    Nothing is decoded before that is clear: pictures are lazy. `memory` is the number of bytes that was set aside for
    the task; None means as many as it wants.
    """
    try:
        plan = build_plan(registry(), task.steps)
    except PlanError as error:
        # A job that was recorded before an upgrade may ask for what is no longer there.
        return Failure("processing", error.reason, error.step)
    completed: list[StepSize] = []
    step: int | None = None
    try:
        facts = read_facts(task.source.path, task.source.name, task.limits.image)
        work = cost.to_decode(facts)
        needed_memory = to_decode(facts, streams=plan.streams)
        if task.limits.memory_bytes and needed_memory > task.limits.memory_bytes:
            return Failure("processing", refusal(needed_memory, task.limits.memory_bytes))
        if cost.lane_for(work) > lane == Lane.QUICK:
            return Deferred(Lane.CPU, needed_memory)
        image = open_image(task.source.path, task.source.name, task.limits.image, sequential=plan.streams)
        for item in plan.steps:
            step = len(completed) + 1
            image = item.tool(image, item.settings)
            completed.append(StepSize(item.tool.id, _pixel_bytes(image)))
        needed_memory += to_encode(image)
        if task.limits.memory_bytes and needed_memory > task.limits.memory_bytes:
            return Failure("processing", refusal(needed_memory, task.limits.memory_bytes), step, tuple(completed))
        needed = cost.lane_for(work + cost.to_encode(image))
        if needed > lane or (lane > Lane.QUICK and memory is not None and needed_memory > memory):
            return Deferred(max(needed, lane), needed_memory)
        return _finish(task, plan, image, completed, report)
    except InvalidImageError as error:
        return Failure("invalid" if step is None else "processing", str(error), step, tuple(completed))
    except (ImageError, ToolError) as error:
        return Failure("processing", str(error), step, tuple(completed))
    except MemoryError:
        return Failure("crash", _TOO_MUCH_MEMORY, step, tuple(completed))


def check(source: SourceFile, limits: Limits) -> Failure | None:
    """Read the header of a file."""
    try:
        read_facts(source.path, source.name, limits.image)
    except InvalidImageError as error:
        return Failure("invalid", str(error))
    return None


def preview(
    source: SourceFile, limits: Limits, target: Path, size: int, *, lane: Lane, memory: int
) -> tuple[int, int] | Failure | Deferred:
    """Write a WebP preview of at most `size` pixels a side; give the source's width and height.

    Or say which lane and how much memory it needs, when `lane` is too quick or `memory` bytes too few.
    """
    try:
        facts = read_facts(source.path, source.name, limits.image)
        needed = to_decode(facts, streams=True)
        if limits.memory_bytes and needed > limits.memory_bytes:
            return Failure("processing", refusal(needed, limits.memory_bytes))
        if cost.lane_for(cost.to_decode(facts)) > lane == Lane.QUICK:
            return Deferred(Lane.CPU, needed)
        if lane > Lane.QUICK and needed > memory:
            return Deferred(lane, needed)
        facts = write_preview(source.path, source.name, target, limits.image, size=size)
    except ImageError as error:
        return Failure("processing", str(error))
    except MemoryError:
        return Failure("crash", _TOO_MUCH_MEMORY)
    return facts.width, facts.height


def _pixel_bytes(image: Image) -> int:
    channel = 2 if image.pixels.format == "ushort" else 1
    return int(image.pixels.width * image.pixels.height * image.pixels.bands * channel)


def _finish(task: Task, plan: Plan, image: Image, completed: list[StepSize], report: Reporter) -> Outcome:
    task.output_folder.mkdir(parents=True, exist_ok=True)
    image = choose_format(image, task.output_folder)
    format = output_format(image)
    name = _name(task, plan, image.intent.extension, format.extensions[0])
    path = task.output_folder / name
    report("Processing", 0)
    encoded = encode(image, path, progress=lambda percent: report("Processing", percent))
    preview = _preview(task, path) if task.preview and not FORMATS[encoded.format].browser else None
    last = completed.pop()
    output = Output(
        name=name,
        format=encoded.format,
        width=encoded.width,
        height=encoded.height,
        frames=encoded.frames,
        bytes=encoded.bytes,
        preview=preview,
        quality=encoded.quality,
        score=encoded.score,
        encodes=encoded.encodes,
    )
    return Outcome(
        output,
        image.source.width,
        image.source.height,
        encoded.warnings,
        (*completed, StepSize(last.tool_id, encoded.bytes)),
    )


def _name(task: Task, plan: Plan, chosen: str | None, usual: str) -> str:
    """Name the output: a tool that keeps the format adds its id, one that chooses the format shows in the extension."""
    name = result_name(task.source.name, chosen or usual, None)
    if not task.suffix or (chosen and name != task.source.name):
        return name
    return result_name(task.source.name, chosen or usual, plan.steps[-1].tool.id)


def _preview(task: Task, path: Path) -> str | None:
    """Write a picture that browsers can show beside an output that they cannot; None if that fails."""
    name = "preview.webp"
    try:
        write_preview(path, path.name, path.with_name(name), task.limits.image, size=None)
    except ImageError:
        return None
    return name
