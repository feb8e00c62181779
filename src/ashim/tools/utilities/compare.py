"""The compare tool."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np
from pydantic import Field

from ashim.imaging import Image
from ashim.imaging.difference import difference, heat_map
from ashim.tools import Example, Output, Report, Settings, Wording, tool, ui
from ashim.tools.rounding import half_up

_MOST = 255
# Sides whose proportions differ by less than this have one shape.
_ONE_SHAPE = 0.01


class CompareSettings(Settings):
    """How pictures of different sizes are laid on each other, and what counts as a change."""

    align: Literal["stretch", "fit", "none"] = Field(
        "stretch",
        description="How the smaller picture comes to the size of the larger: stretch fills it, fit keeps its shape "
        "and centres it, none leaves its size and puts it in the top left corner.",
        json_schema_extra=ui(
            widget="segmented", labels={"stretch": "Stretch", "fit": "Fit", "none": "As it is"}, advanced=True
        ),
    )
    threshold: float = Field(
        10,
        ge=0,
        le=_MOST,
        description="Pixels that differ by more, of 255, are marked and counted as changed.",
        json_schema_extra=ui(widget="slider", step=1, max=100, minLabel="Everything", maxLabel="Large changes"),
    )


class Dimensions(Report):
    """Width and height in pixels."""

    width: int
    height: int


class Comparison(Report):
    """How much two pictures have in common.

    `similarity` is 100 less the mean difference of all pixels in percent; a change of a small part hardly lowers it.
    `ssim` is 1 for equal pictures, `visual_quality` (SSIMULACRA 2) 100; at 90 they cannot be told apart, at 70 with
    effort. `changed` is the share of pixels that differ by more than the threshold, in percent.
    """

    similarity: float
    dimensions: Dimensions
    ssim: float
    psnr: float | None
    visual_quality: float | None
    changed: float
    largest_difference: float
    identical: bool
    first_dimensions: Dimensions
    second_dimensions: Dimensions


@tool(
    name="Image Compare",
    icon="arrow-left-right",
    order=20,
    display="side-by-side",
    at_least=2,
    eager=True,
    words=Wording(
        missing="Two image files are required for comparison",
        failed="Comparison failed",
        each=("first image", "second image"),
    ),
    keywords=("difference", "diff", "similarity", "ssim", "heat map", "before after", "psnr"),
    suggestions=("find-duplicates", "compress"),
    examples=(Example("Every difference, shapes kept", {"threshold": 0, "align": "fit"}),),
)
def compare(images: Sequence[Image], settings: CompareSettings) -> tuple[Comparison, Output]:
    """Tell how much two pictures have in common, and show where they differ.

    The first picture is compared with the last, in sRGB of 8 bits; of animations the first frames are. The map shows
    the first picture in faded grey and what differs in colours from violet to yellow.
    """
    first, second = images[0], images[-1]
    width, height = max(first.width, second.width), max(first.height, second.height)
    first.limits.check_result(width, height, 1)
    one, other = (_aligned(image, width, height, settings.align) for image in (first, second))
    found = difference(one.pixels, other.pixels)
    heat = Image.new(heat_map(one.pixels, found.by_pixel, settings.threshold), first.limits)
    heat = heat.with_intent(replace(heat.intent, format="png"))
    if settings.align == "stretch" and not _one_shape(first, second):
        heat = heat.warn("The pictures have different shapes, and one was stretched; choose another alignment.")
    mean = float(np.mean(found.by_pixel, dtype=np.float64))
    report = Comparison(
        similarity=round(max(0.0, 100 - mean / _MOST * 100), 2),
        dimensions=Dimensions(width=width, height=height),
        ssim=round(found.ssim, 4),
        psnr=None if found.psnr is None else round(found.psnr, 2),
        visual_quality=None if found.visual_quality is None else round(found.visual_quality, 2),
        changed=round(float(np.mean(found.by_pixel > settings.threshold)) * 100, 2),
        largest_difference=round(float(found.by_pixel.max()), 2),
        identical=not found.by_pixel.any(),
        first_dimensions=Dimensions(width=first.width, height=first.height),
        second_dimensions=Dimensions(width=second.width, height=second.height),
    )
    return report, Output("diff", heat)


def _aligned(image: Image, width: int, height: int, align: str) -> Image:
    if align == "none":
        return image.place(0, 0, width, height)
    if align == "stretch":
        return image.resize(width, height)
    scale = min(width / image.width, height / image.height)
    fitted = image.resize(*(max(1, half_up(side * scale)) for side in (image.width, image.height)))
    return fitted.place((width - fitted.width) // 2, (height - fitted.height) // 2, width, height)


def _one_shape(first: Image, second: Image) -> bool:
    return abs(first.width * second.height / (first.height * second.width) - 1) < _ONE_SHAPE
