"""The frames of animations: which, in what order, how long each is shown, and how often they are run through."""

from collections.abc import Sequence

import pyvips

from ashim.imaging import frames
from ashim.imaging.vips import Pixels, get_int, has_field, with_fields

# What readers take for a frame that says nothing.
_USUAL_DELAY = 100


def delays(pixels: Pixels) -> list[int]:
    """Give how long each frame is shown, in milliseconds; 100 where the file does not say."""
    number = frames.count(pixels)
    stored = [int(each) for each in pixels.get("delay")] if has_field(pixels, "delay") else []
    return [each or _USUAL_DELAY for each in (*stored, *([0] * number))][:number]


def loop(pixels: Pixels) -> int:
    """Give how often the animation runs; 0 means for ever."""
    return get_int(pixels, "loop", 0)


def timed(pixels: Pixels, delay: Sequence[int], times: int) -> Pixels:
    """Give the frames shown for `delay` milliseconds each, run through `times` times; 0 means for ever."""
    result = with_fields(pixels, {"loop": times, "n-pages": len(delay)})
    result.set_type(pyvips.GValue.array_int_type, "delay", list(delay))
    return result


def backwards(pixels: Pixels) -> Pixels:
    """Give the frames in reverse order, each with its own delay."""
    height, number = frames.frame_height(pixels), frames.count(pixels)
    pieces = [pixels.crop(0, index * height, pixels.width, height) for index in reversed(range(number))]
    joined = with_fields(pyvips.Image.arrayjoin(pieces, across=1), {"page-height": height})
    return timed(joined, delays(pixels)[::-1], loop(pixels))
