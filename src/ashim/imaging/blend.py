"""One picture laid on another."""

from typing import Literal

import pyvips

from ashim.imaging import colour
from ashim.imaging.colour import PROFILE
from ashim.imaging.errors import ImageError
from ashim.imaging.image import Image
from ashim.imaging.shapes import over
from ashim.imaging.vips import Pixels, has_field, vips_errors, with_blobs

BlendMode = Literal[
    "over",
    "multiply",
    "screen",
    "overlay",
    "darken",
    "lighten",
    "hard-light",
    "soft-light",
    "difference",
    "exclusion",
]


def lay(image: Image, layer: Pixels, left: int, top: int, *, opacity: float = 1, mode: BlendMode = "over") -> Image:
    """Lay a still picture on every frame of an image, its top left corner at (left, top); what hangs over is cut off.

    The image keeps its size, depth, profile and alpha: the layer, of 8 or 16 bits in any colour space, is brought to
    those. Only a coloured layer on a grey image, and any layer on a CMYK one, make the image sRGB. `opacity` from 0 to
    1 scales the layer's alpha. `mode` is a blend mode of W3C's Compositing and Blending Level 1 (`over` is its normal
    one), applied to the codes of the image's own colour space. Pixels that the layer does not cover stay as they are.
    Raises ImageError when libvips refuses.
    """
    right, bottom = min(left + layer.width, image.width), min(top + layer.height, image.height)
    across, down = max(left, 0), max(top, 0)
    if across >= right or down >= bottom or opacity <= 0:
        return image
    with vips_errors(ImageError):
        seen = layer.crop(across - left, down - top, right - across, bottom - down)
        image, colours, cover = _matched(image, seen, opacity)

        def covered(frame: Pixels) -> Pixels:
            below = frame.crop(across, down, seen.width, seen.height)
            return frame.insert(_mixed(below, colours, cover, mode), across, down)

        return image.each_frame(covered)


def tile(image: Image, layer: Pixels, *, opacity: float = 1) -> Image:
    """Lay a still picture on all of an image, side by side and row by row from the top left corner, as `lay` does.

    Raises ImageError when libvips refuses.
    """
    if opacity <= 0:
        return image
    across, down = -(-image.width // layer.width), -(-image.height // layer.height)
    with vips_errors(ImageError):
        image, *bands = _matched(image, layer, opacity)
        # Computed once, not again for every copy.
        colours, cover = (
            each.copy_memory().replicate(across, down).crop(0, 0, image.width, image.height) for each in bands
        )
        return image.each_frame(lambda frame: frame.insert(_mixed(frame, colours, cover, "over"), 0, 0))


def on_background(image: Image, background: Pixels) -> Image:
    """Lay every frame of an image on a still picture of the same size, brought to the image's colour space and depth.

    The result has alpha if the background has it. Raises ImageError when libvips refuses.
    """
    with vips_errors(ImageError):
        image, colours, cover = _matched(image, background, 1)
        lower = colours.bandjoin(cover).copy(interpretation=colours.interpretation)
        kept = image.pixels.bands + (not image.has_alpha) - (not background.hasalpha())

        def laid(frame: Pixels) -> Pixels:
            whole = over(colour.with_alpha(frame), lower).extract_band(0, n=kept)
            return whole.copy(interpretation=frame.interpretation)

        return image.each_frame(laid)


def _matched(image: Image, layer: Pixels, opacity: float) -> tuple[Image, Pixels, Pixels]:
    """Give the image in a colour space that can show the layer, and the layer's colours in that, and its alpha."""
    if image.pixels.interpretation == "cmyk" or (colour.is_grey(image.pixels) and _has_hue(layer)):
        image = image.to_srgb()
    layer = _like(layer, image.pixels)
    colours, cover = layer.extract_band(0, n=layer.bands - 1), layer[layer.bands - 1]
    if opacity < 1:
        cover = (cover * opacity).rint().cast(cover.format)
    return image, colours, cover


def _has_hue(layer: Pixels) -> bool:
    """Tell whether any pixel that can be seen is not grey."""
    if colour.is_grey(layer):
        return False
    codes = colour.to_srgb(layer)
    apart = (codes[0] - codes[1]).abs() + (codes[1] - codes[2]).abs()
    return bool((codes[3] > 0).ifthenelse(apart, 0).max() if codes.hasalpha() else apart.max())


def _like(layer: Pixels, base: Pixels) -> Pixels:
    """Give the layer in the colour space and depth of the base, with alpha."""
    layer = colour.with_alpha(layer)
    colours, alpha = layer.extract_band(0, n=layer.bands - 1), layer[layer.bands - 1]
    if colour.is_grey(base):
        colours = colour.to_srgb(colours).colourspace("grey16" if layer.format == "ushort" else "b-w")
    elif has_field(base, PROFILE):
        colours = _in_profile(colours, base.get(PROFILE))
    else:
        colours = colour.to_srgb(colours)
    whole = colours.bandjoin(alpha).copy(interpretation=colours.interpretation)
    return colour.to_16_bit(whole) if base.format == "ushort" else colour.to_8_bit(whole)


def _in_profile(colours: Pixels, profile: bytes) -> Pixels:
    """Give colours in the space of an RGB profile; in sRGB when the profile is broken."""
    if has_field(colours, PROFILE) and bytes(colours.get(PROFILE)) == bytes(profile):
        return colours
    colours = colour.to_srgb(colours)
    try:
        lab = with_blobs(colours.icc_import(input_profile="srgb"), {PROFILE: profile})
        return lab.icc_export(depth=16 if colours.format == "ushort" else 8).copy_memory()
    except pyvips.Error:
        return colours


def _mixed(below: Pixels, colours: Pixels, cover: Pixels, mode: BlendMode) -> Pixels:
    """Blend colours, with the alpha `cover`, with what lies below, all of one size, colour space and depth."""
    if not below.hasalpha():
        return _faded(_blended(below, colours, mode), below, cover)
    most = 65_535 if below.format == "ushort" else 255
    ground, under, over = below.extract_band(0, n=below.bands - 1), below[below.bands - 1] / most, cover / most
    if mode != "over":
        colours = colours * (1 - under) + _blended(ground, colours, mode) * under
    alpha = over + under * (1 - over)
    mixed = (colours * over + ground * (under * (1 - over))) / alpha
    whole = mixed.bandjoin(alpha * most).rint().cast(below.format)
    return (cover == 0).ifthenelse(below, whole.copy(interpretation=below.interpretation))


def _faded(upper: Pixels, lower: Pixels, cover: Pixels) -> Pixels:
    """Mix two pictures without alpha, `cover` saying how much of the upper is seen."""
    if lower.format == "uchar":
        return cover.ifthenelse(upper, lower, blend=True)
    mixed = lower + (upper.cast("int") - lower) * (cover / 65_535)
    return mixed.rint().cast("ushort").copy(interpretation=lower.interpretation)


def _blended(below: Pixels, above: Pixels, mode: BlendMode) -> Pixels:
    """Give what a mode makes of two opaque pictures.

    libvips blends wrongly where the upper one is half transparent (it multiplies by alpha first), and cuts fractions
    off, which in 16 bits is too little to be seen.
    """
    if mode == "over":
        return above
    space = "grey16" if colour.is_grey(below) else "rgb16"
    mixed = colour.to_16_bit(below).composite2(colour.to_16_bit(above), mode, compositing_space=space)
    mixed = mixed.extract_band(0, n=below.bands)
    if below.format == "uchar":
        mixed = (mixed / 257).rint().cast("uchar")
    return mixed.copy(interpretation=below.interpretation)
