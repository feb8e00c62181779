from collections.abc import Callable, Sequence
from typing import Any

import pytest

from ashim.imaging import Image
from ashim.tools import Context, Kind, Output, OutputFile, Report, Settings, SourceFile, ToolDefinitionError
from ashim.tools.kinds import read_signature


class Empty(Settings):
    pass


class Answer(Report):
    words: int


def transform(image: Image, settings: Empty) -> Image: ...  # type: ignore[empty-body]
def slow(image: Image, settings: Empty, context: Context) -> Image: ...  # type: ignore[empty-body]
def overlaid(image: Image, overlay: Image, settings: Empty) -> Image: ...  # type: ignore[empty-body]
def combine(images: Sequence[Image], settings: Empty) -> Image: ...  # type: ignore[empty-body]
def generate(settings: Empty) -> Image: ...  # type: ignore[empty-body]
def generate_file(settings: Empty) -> OutputFile: ...  # type: ignore[empty-body]
def fan_out(image: Image, settings: Empty) -> Sequence[Output]: ...  # type: ignore[empty-body]
def analyse(image: Image, settings: Empty) -> Answer: ...  # type: ignore[empty-body]
def compared(image: Image, other: Image, settings: Empty) -> Answer: ...  # type: ignore[empty-body]
def container(file: SourceFile, settings: Empty) -> OutputFile: ...  # type: ignore[empty-body]


@pytest.mark.parametrize(
    ("function", "kind", "inputs", "takes_context"),
    [
        (transform, Kind.TRANSFORM, (), False),
        (slow, Kind.TRANSFORM, (), True),
        (overlaid, Kind.TRANSFORM, ("overlay",), False),
        (combine, Kind.COMBINE, (), False),
        (generate, Kind.GENERATE, (), False),
        (generate_file, Kind.GENERATE, (), False),
        (fan_out, Kind.FAN_OUT, (), False),
        (analyse, Kind.ANALYSE, (), False),
        (compared, Kind.ANALYSE, ("other",), False),
        (container, Kind.CONTAINER, (), False),
    ],
)
def test_kinds_are_told_by_annotations(
    function: Callable[..., Any], kind: Kind, inputs: tuple[str, ...], takes_context: bool
) -> None:
    signature = read_signature(function)
    assert (signature.kind, signature.inputs, signature.takes_context) == (kind, inputs, takes_context)
    assert signature.settings is Empty


def no_settings(image: Image) -> Image: ...  # type: ignore[empty-body]
def plain_settings(image: Image, settings: dict[str, Any]) -> Image: ...  # type: ignore[empty-body]
def no_kind(image: Image, settings: Empty) -> bytes: ...  # type: ignore[empty-body]
def unannotated(image, settings: Empty) -> Image: ...  # type: ignore[no-untyped-def, empty-body]
def unreturned(image: Image, settings: Empty): ...  # type: ignore[no-untyped-def]


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (no_settings, "has to take a Settings class"),
        (plain_settings, "has to take a Settings class"),
        (no_kind, "no kind of tool takes Image and gives bytes"),
        (unannotated, "no annotation for image"),
        (unreturned, "no annotation for return"),
    ],
)
def test_other_signatures_are_refused(function: Callable[..., Any], words: str) -> None:
    with pytest.raises(ToolDefinitionError, match=words):
        read_signature(function)
