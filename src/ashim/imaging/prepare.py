"""Fit pixels to what a format can hold, and say what is lost."""

import math
from dataclasses import dataclass

from ashim.imaging import colour, frames
from ashim.imaging.colour import PROFILE
from ashim.imaging.errors import EncodeError
from ashim.imaging.facts import depth_of
from ashim.imaging.formats import FORMATS, Format
from ashim.imaging.image import Image
from ashim.imaging.vips import Pixels, get_int, has_field, vips_errors


@dataclass(frozen=True, slots=True)
class Draft:
    """Pixels that the format can hold, and a sentence about each thing that it could not."""

    pixels: Pixels
    warnings: tuple[str, ...]


def prepare(image: Image, target: Format) -> Draft:
    """Give the image's pixels as `target` can hold them. Raises EncodeError when the picture is too big for it."""
    if max(image.width, image.height) > target.max_side and not target.shrinks:
        raise EncodeError(
            f"{target.name} holds at most {target.max_side} pixels a side; the result is {image.width}x{image.height}"
        )
    warnings: list[str] = []
    pixels = image.pixels
    with vips_errors(EncodeError):
        paged = FORMATS[image.source.format].pages
        if image.frames > 1 and not (target.pages if paged else target.animation):
            kind, lacking = ("pages", "further pages") if paged else ("frames", "animation")
            warnings.append(f"Only the first of {image.frames} {kind} was kept: {target.name} holds no {lacking}.")
            pixels = frames.first(pixels)
        if max(image.width, image.height) > target.max_side:
            pixels = _within_sides(pixels, target, warnings)
        pixels = _in_held_colours(pixels, image, target, warnings)
        if pixels.hasalpha() and not target.alpha:
            if image.source.alpha:
                warnings.append(f"Transparent parts were filled: {target.name} holds no transparency.")
            pixels = colour.flatten(pixels, image.intent.background)
        if target.id == "gif" and image.source.format != "gif":
            warnings.append("Colours were reduced: a GIF frame holds 256 of them, and no half-transparent ones.")
        if target.id == "png" and image.intent.palette and frames.count(pixels) == 1:
            warnings.append("Colours were reduced: a palette holds 256 of them.")
            pixels = colour.to_8_bit(pixels)
        if target.id == "avif" and frames.count(pixels) > 1 and get_int(pixels, "loop", 0):
            warnings.append("The animation repeats without end: how often it should cannot be written in AVIF.")
        pixels = _in_held_depth(pixels, target, warnings)
        if has_field(pixels, "exif-data") and image.intent.metadata != "strip" and not target.exif:
            warnings.append(f"Camera metadata (EXIF) was left out: it cannot be kept in {target.name}.")
    return Draft(pixels, tuple(warnings))


def _within_sides(pixels: Pixels, target: Format, warnings: list[str]) -> Pixels:
    scale = target.max_side / max(pixels.width, pixels.height)
    width, height = (max(1, math.floor(side * scale + 0.5)) for side in (pixels.width, pixels.height))
    warnings.append(
        f"The picture was scaled down to {width}x{height}: {target.name} holds at most {target.max_side} pixels a side."
    )
    return frames.scale(pixels, width, height)


def _in_held_colours(pixels: Pixels, image: Image, target: Format, warnings: list[str]) -> Pixels:
    """Convert to sRGB where the format, or the metadata policy, cannot keep the colours as they are."""
    cmyk = pixels.interpretation == "cmyk"
    profiled = has_field(pixels, PROFILE)
    if cmyk and not target.cmyk:
        warnings.append(f"CMYK colours were converted to sRGB: {target.name} holds no CMYK.")
        return colour.to_srgb(pixels)
    if profiled and not target.profile:
        warnings.append(f"Colours were converted to sRGB: {target.name} holds no colour profile.")
        return colour.to_srgb(pixels)
    stripped = image.intent.metadata == "strip"
    if (profiled or cmyk) and (stripped or (colour.is_grey(pixels) and not target.grey)):
        return colour.to_srgb(pixels)
    return pixels


def _in_held_depth(pixels: Pixels, target: Format, warnings: list[str]) -> Pixels:
    depth = depth_of(pixels)
    if depth > target.max_depth:
        warnings.append(
            f"The depth was reduced from {depth} to {target.max_depth} bits a channel: {target.name} holds no more."
        )
    return colour.to_8_bit(pixels) if target.max_depth == 8 and not target.light else pixels
