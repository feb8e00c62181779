"""Pixels turned into outlines."""

import math
from dataclasses import dataclass
from typing import Literal

from ashim.imaging import colour, frames
from ashim.imaging.colour import WHITE
from ashim.imaging.errors import ImageError
from ashim.imaging.image import Image
from ashim.imaging.vips import Pixels, vips_errors

PathMode = Literal["none", "polygon", "spline"]
_BODY = "<path"
# Hundredths of a pixel are finer than the tracing is.
_DECIMALS = 2
_LENGTH, _ITERATIONS, _SPLICE = 4.0, 2, 45


@dataclass(frozen=True, slots=True)
class Outlines:
    """How outlines are found and smoothed.

    `speckle`: patches of fewer pixels than its square are left out. `corner`: turns sharper than this many degrees stay
    corners. `bits` of each colour channel count, 1 to 8; `step` is how much neighbouring layers of colour differ at
    least, 0 to 255. `negative`: the picture is inverted first, its transparency is not.
    """

    path_mode: PathMode
    speckle: int
    corner: int = 60
    bits: int = 6
    step: int = 6
    negative: bool = False


def trace_ink(image: Image, outlines: Outlines, *, threshold: float, max_pixels: int) -> str:
    """Give an SVG with black shapes where the luminance of the first frame, laid on white, is at most `threshold`."""
    with vips_errors(ImageError):
        still = colour.flatten(_small(image, outlines, max_pixels), WHITE)
        ink = (still.colourspace("b-w").extract_band(0) > threshold).ifthenelse(255, 0).cast("uchar")
    return _drawn(image, ink.copy(interpretation="b-w"), "binary", outlines)


def trace_colours(image: Image, outlines: Outlines, *, max_pixels: int) -> str:
    """Give an SVG with a stack of coloured shapes for the first frame; transparent parts stay empty."""
    with vips_errors(ImageError):
        return _drawn(image, _small(image, outlines, max_pixels), "color", outlines)


def _small(image: Image, outlines: Outlines, max_pixels: int) -> Pixels:
    """Give the first frame in 8-bit sRGB with at most this many pixels."""
    scale = min(1.0, math.sqrt(max_pixels / (image.width * image.height)))
    smaller = image.resize(max(1, int(image.width * scale)), max(1, int(image.height * scale)))
    pixels = colour.to_8_bit(colour.to_srgb(frames.first(smaller.pixels)))
    if not outlines.negative:
        return pixels
    colours = pixels.extract_band(0, n=3).invert()
    return colours.bandjoin(pixels[3]) if pixels.hasalpha() else colours


def _drawn(image: Image, pixels: Pixels, mode: str, outlines: Outlines) -> str:
    import vtracer

    traced: str = vtracer.convert_raw_image_to_svg(
        pixels.pngsave_buffer(compression=0, keep=0),
        img_format="png",
        colormode=mode,
        hierarchical="stacked",
        mode=outlines.path_mode,
        filter_speckle=outlines.speckle,
        color_precision=outlines.bits,
        layer_difference=outlines.step,
        corner_threshold=outlines.corner,
        length_threshold=_LENGTH,
        max_iterations=_ITERATIONS,
        splice_threshold=_SPLICE,
        path_precision=_DECIMALS,
    )
    start = traced.find(_BODY)
    shapes = traced[start:] if start >= 0 else "</svg>"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{image.width}" height="{image.height}" '
        f'viewBox="0 0 {pixels.width} {pixels.height}">\n{shapes}'
    )
