"""Executes one task inside a worker: decode once, apply the steps, encode once."""

import errno
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from ashim.engine import cost, inputs, results
from ashim.engine.inputs import InputError, Look
from ashim.engine.limits import Limits
from ashim.engine.memory import refusal, to_encode
from ashim.engine.plan import Plan, PlanError, Step, build_plan
from ashim.engine.progress import Reporter
from ashim.engine.task import Deferred, Failure, Lane, Outcome, SourceFile, StepSize, Task
from ashim.imaging import (
    Facts,
    Image,
    ImageError,
    InvalidImageError,
    open_image,
    read_facts,
    setup,
    write_preview,
)
from ashim.imaging.vips import vips_errors
from ashim.tools import (
    BadInputError,
    OutputFile,
    Registry,
    Report,
    Result,
    ToolError,
    load_registry,
    split_answer,
)
from ashim.tools import Output as NamedImage
from ashim.tools import SourceFile as ToolFile

_TOO_MUCH_MEMORY = "the image needs more memory than a worker is allowed"
_DISK_FULL = "the disk is full; free some space and try again"
_NO_ROOM = {
    errno.ENOSPC: _DISK_FULL,
    errno.EDQUOT: _DISK_FULL,
    errno.EFBIG: "the result is larger than a file may be here",
}


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
    work = _Work(task, plan, lane, report, memory)
    try:
        return work.run()
    except InputError as error:
        return Failure("invalid", str(error), input=error.input)
    except BadInputError as error:
        return Failure("refused", str(error), work.step, work.completed, extra=error.extra)
    except (ImageError, ToolError) as error:
        return Failure("processing", str(error), work.step, work.completed)
    except MemoryError:
        return Failure("crash", _TOO_MUCH_MEMORY, work.step, work.completed)
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
        return Failure("processing", _NO_ROOM[error.errno], work.step, work.completed)
    finally:
        shutil.rmtree(work.scratch, ignore_errors=True)


def check(source: SourceFile, limits: Limits) -> Facts | Failure:
    """Give what the header of a file tells."""
    try:
        return read_facts(source.path, source.name, limits.image)
    except InvalidImageError as error:
        return Failure("invalid", str(error))


def preview(
    source: SourceFile, limits: Limits, target: Path, size: int, *, lane: Lane, memory: int
) -> tuple[int, int] | Failure | Deferred:
    """Write a WebP preview of at most `size` pixels a side; give the source's width and height.

    Or say which lane and how much memory it needs, when `lane` is too quick or `memory` bytes too few.
    """
    try:
        facts = read_facts(source.path, source.name, limits.image)
        held_up = cost.decoding_held_up(facts, limits, lane=lane, memory=memory, streams=True)
        if held_up:
            return held_up
        facts = write_preview(source.path, source.name, target, limits.image, size=size)
    except ImageError as error:
        return Failure("processing", str(error))
    except MemoryError:
        return Failure("crash", _TOO_MUCH_MEMORY)
    return facts.width, facts.height


@dataclass(frozen=True, slots=True)
class _Context:
    """What tools may use of the run."""

    scratch: Path
    report: Reporter

    def progress(self, fraction: float, stage: str) -> None:
        self.report(stage, 100 * fraction)


class _Work:
    """One task on its way. `step` is the one at work, counted from 1."""

    def __init__(self, task: Task, plan: Plan, lane: Lane, report: Reporter, memory: int | None) -> None:
        self.look = Look(None, 0, 0)
        self.step: int | None = None
        self.scratch = task.output_folder / ".scratch"
        self._sizes: dict[int, int] = {}
        self._task = task
        self._plan = plan
        self._lane = lane
        self._report = report
        self._memory = memory

    @property
    def completed(self) -> tuple[StepSize, ...]:
        """The finished steps, in the order of the plan."""
        return tuple(StepSize(self._plan.steps[number - 1].name, self._sizes[number]) for number in sorted(self._sizes))

    def run(self) -> Outcome | Failure | Deferred:
        self.look = inputs.look(self._task, self._plan)
        edits_only = not self._plan.pixel_steps
        eager = any(step.tool.eager for step in self._plan.steps)
        too_big = cost.lane_for(self.look.work) > Lane.QUICK and not edits_only
        held_up = self._held_up(Lane.CPU if eager or too_big else Lane.QUICK, self.look.memory)
        if held_up:
            return held_up
        if any(step.tool.signature.takes_context for step in self._plan.steps):
            self.scratch.mkdir(parents=True, exist_ok=True)
        if edits_only:
            edited = self._edited(self._task.sources[0])
            return self._outcome(None, [results.place(self._task, self._plan, edited)])
        report, found = self._pixels()
        pictures = [_picture(each) for each in found if not isinstance(each, OutputFile)]
        needed = self.look.memory + max(map(to_encode, pictures), default=0)
        lane = cost.lane_for(self.look.work + sum(map(cost.to_encode, pictures)))
        held_up = self._held_up(lane, needed)
        if held_up:
            return held_up
        self._report("Processing", 0)
        written = results.write(self._task, self._plan, found, lambda percent: self._report("Processing", percent))
        return self._outcome(report, [self._edited_in_place(each) for each in written])

    def _held_up(self, lane: Lane, memory: int) -> Failure | Deferred | None:
        """Say why the work cannot go on here, if so: it never fits, or belongs to another lane or needs more memory."""
        limit = self._task.limits.memory_bytes
        if limit and memory > limit:
            return Failure("processing", refusal(memory, limit), self.step, self.completed)
        short = self._lane > Lane.QUICK and self._memory is not None and memory > self._memory
        return Deferred(max(lane, self._lane), memory) if lane > self._lane or short else None

    def _pixels(self) -> tuple[Report | None, Sequence[Result]]:
        """Run the steps that work on pixels; give what the last one gave."""
        given = inputs.arguments(self._task, self._plan)
        *before, last = self._plan.pixel_steps
        for number, item in before:
            _, found = self._step(number, item, given)
            given = [self._between(found)]
        return self._step(*last, given)

    def _step(self, number: int, item: Step, given: Sequence[object]) -> tuple[Report | None, Sequence[Result]]:
        self.step = number
        # Behind the first step there is nobody to give a second picture.
        missing = [None] * (item.tool.signature.pictures - len(given))
        # What a tool computes at once may find the picture damaged.
        with vips_errors(ImageError):
            answer = item.tool(*given, *missing, item.settings, *self._context(item))
        report, found = split_answer(answer)
        self._sizes[number] = sum(map(_bytes, found))
        return report, found

    def _between(self, found: Sequence[Result]) -> Image:
        """Give what one step leaves for the next."""
        if len(found) == 1 and isinstance(found[0], Image):
            return found[0]
        if len(found) == 1 and isinstance(found[0], OutputFile):
            return open_image(found[0].path, found[0].name, self._task.limits.image)
        raise ToolError("this step gives several files, so it has to be the last one")

    def _edited(self, file: SourceFile) -> OutputFile:
        """Run the steps that edit the file."""
        edited = OutputFile(file.path, file.name)
        for number, item in self._plan.container_steps:
            self.step = number
            source = ToolFile(edited.path, file.name, self._task.limits.image)
            result = item.tool(source, item.settings, *self._context(item))
            edited = replace(result, warnings=(*edited.warnings, *result.warnings))
            self._sizes[number] = edited.path.stat().st_size
        return edited

    def _edited_in_place(self, written: results.Written) -> results.Written:
        path = self._task.output_folder / written.output.name
        edited = self._edited(SourceFile(path, path.name))
        if edited.path != path:
            edited.path.replace(path)
        output = replace(written.output, bytes=path.stat().st_size)
        return replace(written, output=output, warnings=(*written.warnings, *edited.warnings))

    def _context(self, item: Step) -> list[_Context]:
        return [_Context(self.scratch, self._report)] if item.tool.signature.takes_context else []

    def _outcome(self, report: Report | None, written: Sequence[results.Written]) -> Outcome:
        outputs = [each.output for each in written]
        several = len(outputs) > 1 or any(step.tool.signature.fans_out for _, step in self._plan.pixel_steps)
        if self._task.pack and several:
            several, outputs = False, [results.pack(self._task, self._plan, outputs)]
        if self._task.preview and len(outputs) == 1 and not several:
            outputs = [results.with_preview(outputs[0], self._task)]
        if outputs:
            self._sizes[len(self._plan.steps)] = sum(each.bytes for each in outputs)
        source = self.look.source
        return Outcome(
            tuple(outputs),
            source.width if source else None,
            source.height if source else None,
            tuple(dict.fromkeys(warning for each in written for warning in each.warnings)),
            self.completed,
            None if report is None else report.model_dump(mode="json", by_alias=True, exclude_unset=True),
            several,
        )


def _picture(result: Image | NamedImage) -> Image:
    return result.image if isinstance(result, NamedImage) else result


def _bytes(result: Result) -> int:
    if isinstance(result, OutputFile):
        return result.path.stat().st_size
    pixels = _picture(result).pixels
    return int(pixels.width * pixels.height * pixels.bands * (2 if pixels.format == "ushort" else 1))
