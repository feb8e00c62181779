"""Run any tool the way a worker does, whatever its kind."""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ashim.engine import Failure, Limits, Outcome, Output, SourceFile, Task
from ashim.engine.runner import run as run_task
from ashim.engine.task import Lane
from ashim.imaging import ImageLimits
from ashim.tools import Tool, load_registry
from tests.corpus import Sample

LIMITS = Limits(ImageLimits(max_pixels=4_000_000))
REGISTRY = load_registry()


# Its defaults enlarge every sample to more than a megapixel, which its examples need not.
_LARGE_BY_DEFAULT = ("smart-crop",)


class RefusedError(Exception):
    """The tool would not do it, and said why."""


@dataclass(frozen=True, slots=True)
class Result:
    """A file that a tool gave, with what is known of it and what was lost on the way to it."""

    data: bytes
    output: Output
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything that a tool gave."""

    results: list[Result]
    report: Mapping[str, object] | None


def cases(tool: Tool) -> Iterator[Mapping[str, object]]:
    """Give the settings worth running: every example, and the defaults where they suffice."""
    sufficient = not tool.schema()["required"] and "requireAny" not in tool.settings.form
    if sufficient and tool.id not in _LARGE_BY_DEFAULT:
        yield {}
    for example in tool.examples:
        yield example.settings


def run(tool: Tool, sample: Sample, raw: Mapping[str, object], folder: Path) -> Answer:
    """Give what the tool gives for the sample, which serves as every picture that it asks for.

    Raises RefusedError with the reason that the tool gave, and whatever else went wrong.
    """
    source = SourceFile(sample.path, sample.name)
    count = 2 if tool.most is None else tool.most
    named = {each.name: source for each in tool.signature.inputs}
    output = folder / "out"
    task = Task("", ((tool.id, dict(raw)),), (source,) * count, output, LIMITS, named)
    outcome = run_task(task, Lane.HEAVY, _silent)
    if isinstance(outcome, Failure):
        assert not list(output.glob("*"))
        assert outcome.kind != "crash", outcome
        raise RefusedError(outcome.message)
    assert isinstance(outcome, Outcome)
    results = [Result((output / each.name).read_bytes(), each, outcome.warnings) for each in outcome.outputs]
    assert [len(each.data) for each in results] == [each.output.bytes for each in results]
    shutil.rmtree(output, ignore_errors=True)
    return Answer(results, outcome.report)


def _silent(stage: str, percent: float | None = None) -> None:
    assert stage
    assert percent is None or 0 <= percent <= 100
