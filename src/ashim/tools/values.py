"""What tools take and give besides images."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from ashim.imaging import Facts, Image, ImageLimits, open_image, read_facts


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file as it was given: for tools that work on the container, or that take what is no picture."""

    path: Path
    name: str
    limits: ImageLimits

    def facts(self) -> Facts:
        """Read the header as that of a picture. Raises InvalidImageError."""
        return read_facts(self.path, self.name, self.limits)

    def open(self) -> Image:
        """Open as a picture, lazily and upright. Raises InvalidImageError."""
        return open_image(self.path, self.name, self.limits)


@dataclass(frozen=True, slots=True)
class Output:
    """One of several results: a picture that is yet to be encoded, and the stem of its file name."""

    name: str
    image: Image


@dataclass(frozen=True, slots=True)
class OutputFile:
    """A finished file in the run's scratch folder, or the untouched input, and the name to be downloaded under.

    In the name, as in that of an Output, `{stem}` stands for the stem of the first input. `warnings` say what was lost,
    or left as it is. `folder` is where it lies among several results, "" for none.
    """

    path: Path
    name: str
    warnings: tuple[str, ...] = ()
    folder: str = ""


Result = Image | OutputFile | Output


class OutputLink(BaseModel):
    """In a report: where one of the results is. The server makes an address of the result's name."""

    output: str


class Report(BaseModel):
    """Base of what an analysing tool answers; it travels as JSON with camelCase keys.

    Fields that were never set are left out, those set to None are null.
    """

    model_config = ConfigDict(alias_generator=to_camel, validate_by_name=True, validate_by_alias=True)


class Context(Protocol):
    """What a tool may use of the run that it is part of."""

    @property
    def scratch(self) -> Path:
        """A folder of the run's own, removed after it."""

    def progress(self, fraction: float, stage: str) -> None:
        """Tell how far the work is, 0 to 1, and what is being done."""


def split_answer(answer: object) -> tuple[Report | None, tuple[Result, ...]]:
    """Take apart what a tool's function gave: its report, if any, and its results."""
    report, rest = answer if isinstance(answer, tuple) and isinstance(answer[0], Report) else (None, answer)
    if isinstance(rest, Report):
        return rest, ()
    if rest is None:
        return report, ()
    return report, tuple(rest) if isinstance(rest, Sequence) else (rest,)
