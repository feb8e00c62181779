"""Colours and colour spaces."""

import re
from dataclasses import dataclass

import pyvips

from ashim.imaging.vips import Pixels, has_field, with_blobs, with_fields

_HEX = re.compile(r"#(?P<rgb>[0-9a-fA-F]{6})(?P<alpha>[0-9a-fA-F]{2})?")
PROFILE = "icc-profile-data"


@dataclass(frozen=True, slots=True)
class Colour:
    """An sRGB colour; every part is 0 to 255, and an alpha of 0 is transparent."""

    red: int
    green: int
    blue: int
    alpha: int = 255

    @classmethod
    def parse(cls, text: str) -> "Colour":
        """Read `#rrggbb` or `#rrggbbaa`. Raises ValueError."""
        match = _HEX.fullmatch(text)
        if match is None:
            raise ValueError(f"must be a colour such as #ffffff or #ffffff80, not {text!r}")
        return cls(*bytes.fromhex(match["rgb"] + (match["alpha"] or "")))


BLACK = Colour(0, 0, 0)
WHITE = Colour(255, 255, 255)
TRANSPARENT = Colour(0, 0, 0, 0)


def to_srgb(pixels: Pixels) -> Pixels:
    """Give the pixels in sRGB, through their embedded profile where there is one; depth and alpha stay.

    The profile is dropped, because sRGB is what files without one are read as.
    """
    deep = pixels.format == "ushort"
    if has_field(pixels, PROFILE):
        try:
            pixels = pixels.icc_transform("srgb", embedded=True, depth=16 if deep else 8)
        except pyvips.Error:
            # The profile is broken or belongs to other colours than the picture has.
            pixels = with_fields(pixels, {}, without=(PROFILE,))
    wanted = "rgb16" if deep else "srgb"
    if pixels.interpretation != wanted:
        pixels = pixels.colourspace(wanted)
    return with_fields(pixels, {}, without=(PROFILE,))


def to_8_bit(pixels: Pixels) -> Pixels:
    """Give 16-bit pixels with the upper 8 bits of each channel; others as they are."""
    if pixels.format != "ushort":
        return pixels
    interpretation = {"grey16": "b-w", "rgb16": "srgb"}.get(pixels.interpretation, pixels.interpretation)
    return pixels.cast("uchar", shift=True).copy(interpretation=interpretation)


def to_16_bit(pixels: Pixels) -> Pixels:
    """Give 8-bit pixels in 16 bits a channel (times 257, so that white stays white); others as they are."""
    if pixels.format != "uchar":
        return pixels
    interpretation = "grey16" if is_grey(pixels) else "rgb16"
    return (pixels * 257).cast("ushort").copy(interpretation=interpretation)


def with_alpha(pixels: Pixels) -> Pixels:
    """Give the pixels with an alpha band; opaque where they had none."""
    return pixels if pixels.hasalpha() else pixels.bandjoin(65_535 if pixels.format == "ushort" else 255)


def ink(pixels: Pixels, colour: Colour) -> list[float]:
    """Give the band values that stand for an sRGB colour in the picture's own colour space, depth and bands.

    The picture is grey or RGB; in a grey one the colour has to be grey.
    """
    if pixels.format == "float":
        return _light(pixels, colour)
    scale = 257 if pixels.format == "ushort" else 1
    values: list[float] = [colour.red, colour.green, colour.blue]
    if has_field(pixels, PROFILE) and pixels.bands >= 3:
        values = _in_profile(pixels, colour)
    values = [value * scale for value in (values if pixels.bands >= 3 else values[:1])]
    return [*values, colour.alpha * scale] if pixels.hasalpha() else values


def _light(pixels: Pixels, colour: Colour) -> list[float]:
    """Give the linear light that stands for the colour (IEC 61966-2-1)."""
    codes = [value / 255 for value in (colour.red, colour.green, colour.blue)]
    light = [code / 12.92 if code <= 0.04045 else ((code + 0.055) / 1.055) ** 2.4 for code in codes]
    return [*(light if pixels.bands >= 3 else light[:1]), *([colour.alpha / 255] if pixels.hasalpha() else [])]


def _in_profile(pixels: Pixels, colour: Colour) -> list[float]:
    dot = pyvips.Image.black(1, 1, bands=3).linear(1, [colour.red, colour.green, colour.blue])
    try:
        lab = dot.cast("uchar").copy(interpretation="srgb").icc_import(input_profile="srgb")
        values: list[float] = with_blobs(lab, {PROFILE: pixels.get(PROFILE)}).icc_export(depth=8)(0, 0)
    except pyvips.Error:
        return [colour.red, colour.green, colour.blue]
    return values if len(values) == 3 else [colour.red, colour.green, colour.blue]


def is_grey(pixels: Pixels) -> bool:
    """Tell whether the pixels have one colour band."""
    return int(pixels.bands) < 3


def flatten(pixels: Pixels, background: Colour) -> Pixels:
    """Lay the picture on the background; pixels without alpha come back as they are."""
    if not pixels.hasalpha():
        return pixels
    pixels = ready_for(pixels, background)
    most = {"uchar": 255, "ushort": 65_535, "float": 1}[pixels.format]
    return pixels.flatten(background=ink(pixels, background)[:-1], max_alpha=most)


def laid_on(pixels: Pixels, background: Colour) -> Pixels:
    """Lay a picture with alpha on the background, which may be half transparent itself."""
    if background.alpha == 255:
        return flatten(pixels, background)
    pixels = ready_for(pixels, background)
    ground = (pixels * 0 + ink(pixels, background)).cast(pixels.format).copy(interpretation=pixels.interpretation)
    return ground.composite2(pixels, "over").cast(pixels.format)


def ready_for(pixels: Pixels, colour: Colour) -> Pixels:
    """Give the pixels in a colour space in which the colour can be drawn: CMYK, and grey for a hue, become sRGB."""
    hue = not colour.red == colour.green == colour.blue
    return to_srgb(pixels) if pixels.interpretation == "cmyk" or (hue and is_grey(pixels)) else pixels
