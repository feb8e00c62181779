"""Drawings of our own, described as SVG."""

import base64

import pyvips

from ashim.imaging import colour, frames
from ashim.imaging.errors import ImageError
from ashim.imaging.vips import Pixels, vips_errors


def drawn(svg: str) -> Pixels:
    """Draw SVG that we wrote ourselves, never one that came from outside. RGBA of 8 bits, sRGB."""
    with vips_errors(ImageError):
        return pyvips.Image.svgload_buffer(svg.encode(), unlimited=True)


def embedded(pixels: Pixels) -> str:
    """Give the first frame as a data URI that SVG can refer to, in sRGB. Raises ImageError."""
    still = colour.to_8_bit(colour.to_srgb(frames.first(pixels)))
    with vips_errors(ImageError):
        data = bytes(still.pngsave_buffer(keep="none"))
    return f"data:image/png;base64,{base64.b64encode(data).decode()}"


def overlaid(pixels: Pixels, svg: str) -> Pixels:
    """Draw SVG that we wrote ourselves over a still picture of the same size, in sRGB of 8 bits. Raises ImageError."""
    with vips_errors(ImageError):
        base = colour.to_8_bit(colour.to_srgb(pixels))
        return base.composite2(drawn(svg), "over")
