"""What a tool takes and gives, read from its annotations alone."""

import inspect
import typing
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from pydantic import BaseModel

from ashim.imaging import Facts, Image
from ashim.tools.errors import ToolDefinitionError
from ashim.tools.settings import Settings


class Kind(StrEnum):
    """The kinds of tool."""

    TRANSFORM = "transform"
    COMBINE = "combine"
    GENERATE = "generate"
    FAN_OUT = "fan-out"
    ANALYSE = "analyse"
    CONTAINER = "container"


class Report(BaseModel):
    """Base of what an analysing tool answers; it travels as JSON."""


@dataclass(frozen=True, slots=True)
class Output:
    """One of several results: an image, and the stem of its file name."""

    name: str
    image: Image


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file as it was uploaded, for tools that work on the container and leave the pixels alone."""

    path: Path
    name: str
    facts: Facts


@dataclass(frozen=True, slots=True)
class OutputFile:
    """A finished file and the name that it should be downloaded under."""

    path: Path
    name: str


class Context(Protocol):
    """What a long-running tool may use of the run that it is part of."""

    @property
    def scratch(self) -> Path:
        """A folder of the run's own, deleted after it."""

    def progress(self, fraction: float, stage: str) -> None:
        """Tell how far the work is, 0 to 1, and what is being done."""

    def check_cancelled(self) -> None:
        """Raise when the run was cancelled."""


@dataclass(frozen=True, slots=True)
class Signature:
    """What annotations told.

    `inputs` are the names of image parameters after the first: each is the name of a form field.
    """

    kind: Kind
    settings: type[Settings]
    inputs: tuple[str, ...]
    takes_context: bool


def read_signature(function: Callable[..., Any]) -> Signature:
    """Read the kind of tool from the function's annotations. Raises ToolDefinitionError for a form that is none."""
    try:
        hints = typing.get_type_hints(function)
    except NameError as error:
        raise ToolDefinitionError(f"an annotation of {function.__name__} is not importable: {error}") from error
    parameters = list(inspect.signature(function).parameters)
    missing = [name for name in (*parameters, "return") if name not in hints]
    if missing:
        raise ToolDefinitionError(f"{function.__name__} has no annotation for {', '.join(missing)}")
    result = hints.pop("return")
    takes_context = bool(parameters) and hints[parameters[-1]] is Context
    if takes_context:
        parameters.pop()
    if not parameters or not _is_a(hints[parameters[-1]], Settings):
        raise ToolDefinitionError(f"{function.__name__} has to take a Settings class after its images")
    settings = hints[parameters.pop()]
    given = [hints[name] for name in parameters]
    return Signature(_kind(function.__name__, given, result), settings, tuple(parameters[1:]), takes_context)


def _kind(name: str, given: list[object], result: object) -> Kind:
    images = bool(given) and all(each is Image for each in given)
    if given == [SourceFile] and result is OutputFile:
        return Kind.CONTAINER
    if not given and result in (Image, OutputFile):
        return Kind.GENERATE
    if given == [Sequence[Image]] and result is Image:
        return Kind.COMBINE
    if images and result is Image:
        return Kind.TRANSFORM
    if images and result == Sequence[Output]:
        return Kind.FAN_OUT
    if images and _is_a(result, Report):
        return Kind.ANALYSE
    takes, gives = ", ".join(map(_name, given)) or "nothing", _name(result)
    raise ToolDefinitionError(f"no kind of tool takes {takes} and gives {gives}; see the annotations of {name}")


def _is_a(annotation: object, base: type) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, base)


def _name(annotation: object) -> str:
    return annotation.__name__ if isinstance(annotation, type) else str(annotation)
