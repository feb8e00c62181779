"""What a tool takes and gives, read from its annotations alone."""

import inspect
import types
import typing
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic.alias_generators import to_camel

from ashim.imaging import Image
from ashim.tools.errors import ToolDefinitionError
from ashim.tools.settings import Settings
from ashim.tools.values import Context, Output, OutputFile, Report, SourceFile


class Kind(StrEnum):
    """The kinds of tool."""

    TRANSFORM = "transform"
    COMBINE = "combine"
    GENERATE = "generate"
    FAN_OUT = "fan-out"
    ANALYSE = "analyse"
    CONTAINER = "container"


class Takes(StrEnum):
    """What the first parameter of a tool is."""

    NOTHING = "nothing"
    IMAGE = "image"
    IMAGES = "images"
    FILE = "file"
    FILES = "files"


class Gives(StrEnum):
    """What a tool may return."""

    IMAGE = "image"
    FILE = "file"
    SEVERAL = "several"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class NamedInput:
    """A second picture, with a form field of its own: the parameter's name in camelCase."""

    name: str
    required: bool

    @property
    def field(self) -> str:
        """Give the name of the form field."""
        return to_camel(self.name)

    @property
    def label(self) -> str:
        """Give what people call it: `watermark` is a watermark image, `background_image` a background image."""
        words = self.name.replace("_", " ")
        return words if words.endswith(("image", "mask")) else f"{words} image"


@dataclass(frozen=True, slots=True)
class Signature:
    """What annotations told. `optional` says that the tool also runs without its first picture."""

    takes: Takes
    optional: bool
    inputs: tuple[NamedInput, ...]
    settings: type[Settings]
    takes_context: bool
    gives: frozenset[Gives]

    @property
    def pictures(self) -> int:
        """How many parameters stand before the settings."""
        return len(self.inputs) + (self.takes is not Takes.NOTHING)

    @property
    def several(self) -> bool:
        """Whether it takes as many files as there are, at once."""
        return self.takes in (Takes.IMAGES, Takes.FILES)

    @property
    def kind(self) -> Kind:
        """Give the kind of tool."""
        if self.takes is Takes.NOTHING:
            return Kind.GENERATE
        if self.gives == {Gives.REPORT}:
            return Kind.ANALYSE
        if self.several:
            return Kind.COMBINE
        if Gives.REPORT in self.gives:
            return Kind.ANALYSE
        if self.gives == {Gives.SEVERAL}:
            return Kind.FAN_OUT
        return Kind.CONTAINER if self.edits_container else Kind.TRANSFORM

    @property
    def fans_out(self) -> bool:
        """Whether its results are a collection, even if there is only one."""
        return self.gives - {Gives.REPORT} == {Gives.SEVERAL}

    @property
    def edits_container(self) -> bool:
        """Whether it changes a picture's file and leaves the pixels alone."""
        return self.takes is Takes.FILE and self.gives == {Gives.FILE}


_FIRST: dict[object, Takes] = {
    Image: Takes.IMAGE,
    Sequence[Image]: Takes.IMAGES,
    SourceFile: Takes.FILE,
    Sequence[SourceFile]: Takes.FILES,
}
# Any other name is that of a second picture.
_FIRST_NAMES = ("image", "images", "file", "files")
_RESULTS: dict[object, Gives] = {
    Image: Gives.IMAGE,
    Output: Gives.IMAGE,
    OutputFile: Gives.FILE,
    Sequence[Output]: Gives.SEVERAL,
    Sequence[OutputFile]: Gives.SEVERAL,
}


def read_signature(function: Callable[..., Any]) -> Signature:
    """Read what the function takes and gives. Raises ToolDefinitionError for a form that no tool has."""
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
    gives = frozenset(_gives(function.__name__, result))
    if not parameters:
        return Signature(Takes.NOTHING, True, (), settings, takes_context, gives)
    others = [(name, *_optional(hints[name])) for name in parameters]
    first = others.pop(0) if parameters[0] in _FIRST_NAMES else None
    takes = _FIRST.get(first[1]) if first else Takes.NOTHING
    if takes is None or any(wanted is not Image for _, wanted, _ in others):
        given = ", ".join(_name(hints[name]) for name in parameters)
        raise ToolDefinitionError(f"no tool takes {given}; see the annotations of {function.__name__}")
    inputs = tuple(NamedInput(name, not optional) for name, _, optional in others)
    return Signature(takes, first is None or first[2], inputs, settings, takes_context, gives)


def _optional(annotation: object) -> tuple[object, bool]:
    """Take `| None` off an annotation, and tell whether it was there."""
    parts = _parts(annotation)
    wanted = [part for part in parts if part is not types.NoneType]
    return (wanted[0], True) if len(parts) == 2 and len(wanted) == 1 else (annotation, False)


def _gives(name: str, result: object) -> list[Gives]:
    if typing.get_origin(result) is tuple:
        return [each for part in typing.get_args(result) for each in _gives(name, part)]
    if _is_a(result, Report):
        return [Gives.REPORT]
    found = [_RESULTS.get(part) for part in _parts(result) if part is not types.NoneType]
    if not found or None in found:
        raise ToolDefinitionError(f"no tool gives {_name(result)}; see the annotations of {name}")
    return [each for each in found if each is not None]


def _parts(annotation: object) -> tuple[object, ...]:
    return typing.get_args(annotation) if isinstance(annotation, types.UnionType) else (annotation,)


def _is_a(annotation: object, base: type) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, base)


def _name(annotation: object) -> str:
    return annotation.__name__ if isinstance(annotation, type) else str(annotation)
