"""What the tools that make one picture of several have in common: the choice of its format."""

from dataclasses import replace
from typing import Literal

from ashim.imaging import Colour, Image

Format = Literal["png", "jpeg", "webp", "avif", "jxl"]


def as_asked(image: Image, format: Format, quality: float, background: Colour) -> Image:
    """Give the image that will be written in this format; transparent parts become `background` where it has none."""
    lossless = format == "png"
    return image.with_intent(
        replace(image.intent, format=format, quality=None if lossless else quality, background=background)
    )
