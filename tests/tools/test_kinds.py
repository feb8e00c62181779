from collections.abc import Callable, Sequence
from typing import Any

import pytest

from ashim.imaging import Image
from ashim.tools import (
    Context,
    Gives,
    Kind,
    Output,
    OutputFile,
    Report,
    Settings,
    SourceFile,
    Takes,
    ToolDefinitionError,
)
from ashim.tools.kinds import read_signature


class Empty(Settings):
    pass


class Answer(Report):
    words: int


def transform(image: Image, settings: Empty) -> Image: ...  # type: ignore[empty-body]
def slow(image: Image, settings: Empty, context: Context) -> Image: ...  # type: ignore[empty-body]
def overlaid(image: Image, overlay: Image, settings: Empty) -> Image: ...  # type: ignore[empty-body]
def framed(image: Image, background_image: Image | None, settings: Empty) -> Image: ...  # type: ignore[empty-body]
def captioned(image: Image | None, settings: Empty) -> Image: ...  # type: ignore[empty-body]
def combine(images: Sequence[Image], settings: Empty) -> Image: ...  # type: ignore[empty-body]
def bound(images: Sequence[Image], settings: Empty) -> tuple[Answer, OutputFile]: ...  # type: ignore[empty-body]
def renamed(files: Sequence[SourceFile], settings: Empty) -> Sequence[OutputFile]: ...  # type: ignore[empty-body]
def generate(settings: Empty) -> Image: ...  # type: ignore[empty-body]
def stamped(logo: Image | None, settings: Empty) -> Image: ...  # type: ignore[empty-body]
def generate_file(settings: Empty) -> OutputFile: ...  # type: ignore[empty-body]
def fan_out(image: Image, settings: Empty) -> Sequence[Output]: ...  # type: ignore[empty-body]
def either(image: Image, settings: Empty) -> Image | Sequence[Output]: ...  # type: ignore[empty-body]
def analyse(image: Image, settings: Empty) -> Answer: ...  # type: ignore[empty-body]
def compared(image: Image, other: Image, settings: Empty) -> Answer: ...  # type: ignore[empty-body]
def marked(file: SourceFile, settings: Empty) -> tuple[Answer, Output | None]: ...  # type: ignore[empty-body]
def pages(file: SourceFile, settings: Empty) -> tuple[Answer, Sequence[OutputFile]]: ...  # type: ignore[empty-body]
def container(file: SourceFile, settings: Empty) -> OutputFile: ...  # type: ignore[empty-body]
def drawn(file: SourceFile, settings: Empty) -> Image: ...  # type: ignore[empty-body]


IMAGE, FILE, SEVERAL, REPORT = Gives.IMAGE, Gives.FILE, Gives.SEVERAL, Gives.REPORT


@pytest.mark.parametrize(
    ("function", "kind", "takes", "gives"),
    [
        (transform, Kind.TRANSFORM, Takes.IMAGE, {IMAGE}),
        (slow, Kind.TRANSFORM, Takes.IMAGE, {IMAGE}),
        (overlaid, Kind.TRANSFORM, Takes.IMAGE, {IMAGE}),
        (framed, Kind.TRANSFORM, Takes.IMAGE, {IMAGE}),
        (captioned, Kind.TRANSFORM, Takes.IMAGE, {IMAGE}),
        (combine, Kind.COMBINE, Takes.IMAGES, {IMAGE}),
        (bound, Kind.COMBINE, Takes.IMAGES, {REPORT, FILE}),
        (renamed, Kind.COMBINE, Takes.FILES, {SEVERAL}),
        (generate, Kind.GENERATE, Takes.NOTHING, {IMAGE}),
        (stamped, Kind.GENERATE, Takes.NOTHING, {IMAGE}),
        (generate_file, Kind.GENERATE, Takes.NOTHING, {FILE}),
        (fan_out, Kind.FAN_OUT, Takes.IMAGE, {SEVERAL}),
        (either, Kind.TRANSFORM, Takes.IMAGE, {IMAGE, SEVERAL}),
        (analyse, Kind.ANALYSE, Takes.IMAGE, {REPORT}),
        (compared, Kind.ANALYSE, Takes.IMAGE, {REPORT}),
        (marked, Kind.ANALYSE, Takes.FILE, {REPORT, IMAGE}),
        (pages, Kind.ANALYSE, Takes.FILE, {REPORT, SEVERAL}),
        (container, Kind.CONTAINER, Takes.FILE, {FILE}),
        (drawn, Kind.TRANSFORM, Takes.FILE, {IMAGE}),
    ],
)
def test_kinds_are_told_by_annotations(
    function: Callable[..., Any], kind: Kind, takes: Takes, gives: set[Gives]
) -> None:
    signature = read_signature(function)
    assert (signature.kind, signature.takes) == (kind, takes)
    assert signature.gives == gives
    assert signature.settings is Empty


@pytest.mark.parametrize(
    ("function", "optional", "inputs", "takes_context"),
    [
        (transform, False, [], False),
        (slow, False, [], True),
        (captioned, True, [], False),
        (stamped, True, [("logo", "logo image", False)], False),
        (overlaid, False, [("overlay", "overlay image", True)], False),
        (framed, False, [("backgroundImage", "background image", False)], False),
    ],
)
def test_parameters_tell_what_may_be_sent(
    function: Callable[..., Any], optional: bool, inputs: list[tuple[str, str, bool]], takes_context: bool
) -> None:
    signature = read_signature(function)
    assert (signature.optional, signature.takes_context) == (optional, takes_context)
    assert [(each.field, each.label, each.required) for each in signature.inputs] == inputs


def no_settings(image: Image) -> Image: ...  # type: ignore[empty-body]
def plain_settings(image: Image, settings: dict[str, Any]) -> Image: ...  # type: ignore[empty-body]
def no_kind(image: Image, settings: Empty) -> bytes: ...  # type: ignore[empty-body]
def no_picture(data: bytes, settings: Empty) -> Image: ...  # type: ignore[empty-body]
def unannotated(image, settings: Empty) -> Image: ...  # type: ignore[no-untyped-def, empty-body]
def unreturned(image: Image, settings: Empty): ...  # type: ignore[no-untyped-def]


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (no_settings, "has to take a Settings class"),
        (plain_settings, "has to take a Settings class"),
        (no_kind, "no tool gives bytes"),
        (no_picture, "no tool takes bytes"),
        (unannotated, "no annotation for image"),
        (unreturned, "no annotation for return"),
    ],
)
def test_other_signatures_are_refused(function: Callable[..., Any], words: str) -> None:
    with pytest.raises(ToolDefinitionError, match=words):
        read_signature(function)


@pytest.mark.parametrize(("function", "several"), [(fan_out, True), (pages, True), (either, False), (marked, False)])
def test_results_are_a_collection_where_there_may_be_any_number(function: Callable[..., Any], several: bool) -> None:
    assert read_signature(function).fans_out == several
