"""The content-aware-resize tool."""

import math
from dataclasses import replace
from typing import ClassVar, Self

import numpy as np
from pydantic import Field, model_validator

from ashim.imaging import Image
from ashim.imaging.arrays import computed, like
from ashim.imaging.channels import white
from ashim.imaging.seams import Energy, Floats, carve
from ashim.tools import Context, Example, FormHints, Settings, ToolError, tool, ui

_MOST_PIXELS = 25_000_000
# For a side that is to become less than this part, or more than so many times as long, the picture is scaled first:
# too few seams would be left to carry what it shows, or the same ones would be filled in again and again.
_LEAST_PART, _MOST_TIMES = 0.25, 2


class ContentAwareResizeSettings(Settings):
    """The size, and what is spared."""

    width: int | None = Field(
        None,
        gt=0,
        le=16_383,
        description="Width of the result; as it is when absent.",
        json_schema_extra=ui(widget="dimension", unit="px", pair="height", visibleIf={"square": False}),
    )
    height: int | None = Field(
        None,
        gt=0,
        le=16_383,
        description="Height of the result; as it is when absent.",
        json_schema_extra=ui(widget="dimension", unit="px", pair="width", visibleIf={"square": False}),
    )
    square: bool = Field(
        False,
        title="Make square",
        description="Make the longer side as short as the other.",
        json_schema_extra=ui(widget="checkbox"),
    )
    protect_faces: bool = Field(
        False,
        description="Keep seams away from faces, where they can be detected.",
        json_schema_extra=ui(widget="checkbox"),
    )
    blur_radius: float = Field(
        4,
        ge=0,
        le=20,
        title="Smoothing",
        description="Detail finer than this does not count.",
        json_schema_extra=ui(widget="slider", unit="px", step=1),
    )
    sobel_threshold: float = Field(
        2,
        ge=1,
        le=20,
        title="Edge sensitivity",
        description="Weaker edges do not count.",
        json_schema_extra=ui(widget="slider", step=1),
    )

    form: ClassVar[FormHints] = {"requireAny": ["width", "height", "square"]}

    @model_validator(mode="after")
    def _check_size(self) -> Self:
        if self.width is None and self.height is None and not self.square:
            raise ValueError("At least one of width, height and square must be given")
        return self


@tool(
    name="Content-aware resize",
    icon="scaling",
    order=80,
    eager=True,
    suffix="_seam",
    verb="Resize",
    keywords=("seam carving", "liquid rescale", "retarget", "squeeze", "aspect ratio"),
    suggestions=("crop", "compress"),
    examples=(
        Example("Narrower", {"width": 30}),
        Example("Wider", {"width": 48}),
        Example("Square", {"square": True}),
    ),
)
def content_aware_resize(
    image: Image, mask: Image | None, settings: ContentAwareResizeSettings, context: Context
) -> Image:
    """Change the proportions of a picture by taking out, or filling in, what matters least (seam carving).

    What is white in the mask, a second picture that is stretched to the size of the first, is kept from change. The
    result is PNG. Only the first frame of an animation is used, and at most 25 megapixels are taken and made. When
    a side is to become less than a quarter, or more than twice as long, the picture is scaled first.
    """
    _check_size(image.width, image.height)
    width, height = settings.width or image.width, settings.height or image.height
    if settings.square:
        width = height = min(width, height)
    _check_size(width, height)
    image.limits.check_result(width, height, 1)
    picture = _scaled(_still(image, settings), width, height)
    energy = Energy(settings.blur_radius, settings.sobel_threshold, _protected(mask, picture))
    carved = carve(
        computed(picture.pixels),
        width if settings.width or settings.square else picture.width,
        height if settings.height or settings.square else picture.height,
        energy,
        lambda done: context.progress(done, "Carving"),
    )
    result = picture.with_pixels(like(carved, picture.pixels))
    return result.with_intent(replace(image.intent, format="png", extension=".png", quality=None))


def _check_size(width: int, height: int) -> None:
    if width * height > _MOST_PIXELS:
        raise ToolError(f"{width * height / 1e6:.1f} megapixels are too many; stay below 25, or resize the usual way")


def _still(image: Image, settings: ContentAwareResizeSettings) -> Image:
    picture = image.in_rgb()
    if image.frames > 1:
        picture = picture.with_pixels(picture.frame(0)).warn(f"Only the first of {image.frames} frames was used.")
    if settings.protect_faces:
        picture = picture.warn("Faces cannot be detected here; protect them with a mask instead.")
    return picture


def _scaled(image: Image, width: int, height: int) -> Image:
    across, down = width / image.width, height / image.height
    scale = min(1.0, across / _LEAST_PART, down / _LEAST_PART)
    if scale == 1:
        scale = max(1.0, across / _MOST_TIMES, down / _MOST_TIMES)
    return image.resize(*(math.ceil(side * scale) for side in (image.width, image.height)))


def _protected(mask: Image | None, picture: Image) -> Floats | None:
    """Give how much each pixel is protected, 0 to 1; what is transparent in a mask protects nothing."""
    if mask is None:
        return None
    still = mask.with_pixels(mask.frame(0)).to_srgb().resize(picture.width, picture.height)
    pixels = computed(still.pixels).astype(np.float32) / np.float32(white(still.pixels))
    light: Floats = pixels[..., :3].mean(axis=2)
    if still.has_alpha:
        light *= pixels[..., 3]
    return light
