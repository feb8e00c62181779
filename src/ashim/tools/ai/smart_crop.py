"""The smart-crop tool."""

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from pydantic import Field

from ashim.imaging import Colour, Image, best_window, centred, without_border
from ashim.tools import Example, HexColour, Settings, tool, ui

Mode = Literal["subject", "face", "trim", "attention", "content"]

_SIDE = 1080
_ALIASES: Mapping[Mode, Mode] = {"attention": "subject", "content": "trim"}
_SIZED: dict[str, str | bool | list[str]] = {"mode": ["subject", "face", "attention"]}
_TRIM: dict[str, str | bool | list[str]] = {"mode": ["trim", "content"]}
_SQUARE: dict[str, str | bool | list[str]] = {"mode": ["trim", "content"], "padToSquare": True}
_FACE: dict[str, str | bool | list[str]] = {"mode": "face"}


class SmartCropSettings(Settings):
    """What is kept, and at what size."""

    mode: Mode = Field(
        "subject",
        description="Keep the subject, keep faces, or cut off uniform borders.",
        json_schema_extra=ui(
            widget="segmented",
            labels={
                "subject": "Subject",
                "face": "Face",
                "trim": "Trim",
                "attention": "Subject (old name)",
                "content": "Trim (old name)",
            },
        ),
    )
    width: int | None = Field(
        None,
        gt=0,
        le=65_535,
        description="Width of the result; 1080 when absent.",
        json_schema_extra=ui(widget="dimension", unit="px", pair="height", initial=_SIDE, visibleIf=_SIZED),
    )
    height: int | None = Field(
        None,
        gt=0,
        le=65_535,
        description="Height of the result; 1080 when absent.",
        json_schema_extra=ui(widget="dimension", unit="px", pair="width", initial=_SIDE, visibleIf=_SIZED),
    )
    strategy: Literal["attention", "entropy"] = Field(
        "attention",
        description="Whether colours, skin and edges make the subject, or the busiest part does.",
        json_schema_extra=ui(
            widget="segmented",
            labels={"attention": "What draws the eye", "entropy": "What is busiest"},
            visibleIf={"mode": ["subject", "attention"]},
        ),
    )
    face_preset: Literal["closeup", "head-shoulders", "upper-body", "half-body"] = Field(
        "head-shoulders",
        title="Framing",
        description="How much of the body is kept.",
        json_schema_extra=ui(
            widget="segmented",
            labels={
                "closeup": "Close-up",
                "head-shoulders": "Head & shoulders",
                "upper-body": "Upper body",
                "half-body": "Half body",
            },
            visibleIf=_FACE,
        ),
    )
    sensitivity: float = Field(
        0.5,
        ge=0,
        le=1,
        description="How readily something is taken for a face.",
        json_schema_extra=ui(widget="slider", step=0.05, visibleIf=_FACE),
    )
    padding: int = Field(
        0,
        ge=0,
        le=50,
        description="Room that is left around the subject, in percent, as far as the picture reaches.",
        json_schema_extra=ui(widget="slider", unit="%", visibleIf=_SIZED),
    )
    threshold: int = Field(
        30,
        ge=0,
        le=255,
        title="Tolerance",
        description="How far the border may differ from the top left pixel.",
        json_schema_extra=ui(widget="slider", max=128, visibleIf=_TRIM),
    )
    pad_to_square: bool = Field(
        False,
        description="Centre the result on a square.",
        json_schema_extra=ui(widget="checkbox", visibleIf=_TRIM),
    )
    target_size: int | None = Field(
        None,
        gt=0,
        le=65_535,
        title="Side of the square",
        description="Scale to a square with this side; the longer side when absent.",
        json_schema_extra=ui(widget="number", unit="px", visibleIf=_SQUARE),
    )
    pad_color: HexColour = Field(
        "#ffffff",
        title="Colour of the square",
        description="What is filled in beside the picture.",
        json_schema_extra=ui(widget="color", visibleIf=_SQUARE),
    )
    quality: int | None = Field(
        None,
        ge=1,
        le=100,
        description="Quality of formats that give up detail for size; 95 when absent.",
        json_schema_extra=ui(widget="slider", initial=95, advanced=True),
    )


@tool(
    icon="crop",
    order=60,
    eager=True,
    suffix="_smartcrop",
    display="before-after",
    verb="Crop",
    keywords=("auto crop", "subject", "face", "trim", "border", "whitespace", "thumbnail", "square"),
    suggestions=("resize", "compress"),
    examples=(
        Example("A square around the subject", {"width": 120, "height": 120}),
        Example("The busiest part, wide", {"width": 128, "height": 72, "strategy": "entropy"}),
        Example("White border cut off, on a square", {"mode": "trim", "padToSquare": True}),
    ),
)
def smart_crop(image: Image, settings: SmartCropSettings) -> Image:
    """Crop to what matters: around the subject at a given size, or by cutting off uniform borders.

    Around the subject, the picture is scaled to cover the size, which may enlarge it, and cropped where the eye is
    drawn. The subject of an animation is that of its first frame; what is cut off is uniform in all of them.
    """
    mode = _ALIASES.get(settings.mode, settings.mode)
    if mode == "trim":
        cropped = _trimmed(image, settings)
    else:
        cropped = _around_subject(image, settings)
        if mode == "face":
            cropped = cropped.warn("Faces cannot be detected here; the picture was cropped around its subject instead.")
    return cropped.with_intent(replace(cropped.intent, quality=settings.quality)) if settings.quality else cropped


def _around_subject(image: Image, settings: SmartCropSettings) -> Image:
    width, height = settings.width or _SIDE, settings.height or _SIDE
    scale = max(width / image.width, height / image.height)
    covering = image.resize(max(width, round(image.width * scale)), max(height, round(image.height * scale)))
    frame = covering.frame(0)
    # The subject is looked for in a window that is smaller by the padding, which is then grown around it.
    across, down = (max(1, math.floor(side / (1 + settings.padding / 100))) for side in (width, height))
    window = best_window(frame, across, down, settings.strategy)
    return covering.crop(*centred(window, width, height, frame))


def _trimmed(image: Image, settings: SmartCropSettings) -> Image:
    box = without_border([image.frame(index) for index in range(image.frames)], settings.threshold)
    trimmed = image.crop(*box) if box else image
    if not settings.pad_to_square and settings.target_size is None:
        return trimmed
    side = settings.target_size or max(trimmed.width, trimmed.height)
    scale = side / max(trimmed.width, trimmed.height)
    fitted = trimmed.resize(*(max(1, round(each * scale)) for each in (trimmed.width, trimmed.height)))
    left, top = (side - fitted.width) // 2, (side - fitted.height) // 2
    return fitted.place(left, top, side, side, background=Colour.parse(settings.pad_color))
