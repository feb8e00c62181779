"""Animations: frames lie under each other in one tall picture, the way libvips keeps them."""

from collections.abc import Callable
from itertools import islice

import pyvips

from ashim.imaging import light
from ashim.imaging.vips import Pixels, get_int, with_fields

_ANIMATION_FIELDS = ("page-height", "n-pages", "delay", "loop", "gif-delay", "gif-loop", "gif-palette", "palette")
_GROUP = 16


def count(pixels: Pixels) -> int:
    """Give the number of frames; 1 for a still picture."""
    return max(1, int(pixels.height) // frame_height(pixels))


def frame_height(pixels: Pixels) -> int:
    """Give the height of one frame in pixels."""
    height = get_int(pixels, "page-height", int(pixels.height))
    return height if 0 < height <= pixels.height and pixels.height % height == 0 else int(pixels.height)


def each(pixels: Pixels, change: Callable[[Pixels], Pixels], *, moves: bool = False) -> Pixels:
    """Apply `change` to every frame by itself, so that no frame bleeds into its neighbour.

    `moves` says that the change only moves pixels about, which libvips does without memory. Other changes of long
    animations are computed here and now, a group of frames after the other: left to the end, the working memory of all
    frames would be held at once (over 2 GB for 900 small frames).
    """
    number, height = count(pixels), frame_height(pixels)
    if number == 1:
        return change(pixels)
    changed = (change(pixels.crop(0, index * height, pixels.width, height)) for index in range(number))
    if moves or number <= _GROUP:
        return _joined(list(changed))
    groups: list[Pixels] = []
    while group := list(islice(changed, _GROUP)):
        groups.append(_joined(group).copy_memory())
    whole = pyvips.Image.arrayjoin(groups[:-1], across=1).join(groups[-1], "vertical")
    return with_fields(whole, {"page-height": frame_height(groups[0])})


def _joined(changed: list[Pixels]) -> Pixels:
    """Put frames of one size under each other."""
    return with_fields(pyvips.Image.arrayjoin(changed, across=1), {"page-height": changed[0].height})


def scale(pixels: Pixels, width: int, height: int, *, linear: bool = False) -> Pixels:
    """Scale every frame to exactly this size with Lanczos3; colours are premultiplied by alpha while they mix.

    `linear` mixes amounts of light rather than the codes that stand for them, except in CMYK.
    """

    def scaled(frame: Pixels) -> Pixels:
        if (frame.width, frame.height) == (width, height):
            return frame
        across, down = width / frame.width, height / frame.height
        if linear and frame.interpretation != "cmyk":
            return light.scaled(frame, across, down)
        if not frame.hasalpha():
            return frame.resize(across, vscale=down, kernel="lanczos3")
        resized = frame.premultiply().resize(across, vscale=down, kernel="lanczos3").unpremultiply()
        return resized.rint().cast(frame.format)

    return each(pixels, scaled)


def first(pixels: Pixels) -> Pixels:
    """Give the first frame as a still picture."""
    return single(pixels, 0)


def single(pixels: Pixels, index: int) -> Pixels:
    """Give one frame, counted from 0, as a still picture."""
    height = frame_height(pixels)
    return still(pixels.crop(0, index * height, pixels.width, height) if count(pixels) > 1 else pixels)


def still(pixels: Pixels) -> Pixels:
    """Give the pixels without what tells of an animation."""
    return with_fields(pixels, {}, without=_ANIMATION_FIELDS)
