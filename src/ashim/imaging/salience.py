"""Where the subject of a picture is, and where its uniform borders end."""

from collections.abc import Sequence
from typing import Literal, TypeAlias

import numpy as np

from ashim.imaging.channels import white
from ashim.imaging.errors import ImageError
from ashim.imaging.vips import Pixels, vips_errors

# Left, top, width and height in pixels.
Box: TypeAlias = tuple[int, int, int, int]
Strategy = Literal["attention", "entropy"]

# Subjects are looked for in a picture of about this many pixels a side.
_PROXY = 512


def best_window(frame: Pixels, width: int, height: int, strategy: Strategy) -> Box:
    """Give the window of this size that holds the subject; it lies inside the frame and reads all pixels now.

    `attention` looks for edges, saturated colours and skin tones, `entropy` for the busiest part (libvips smartcrop).
    Raises ImageError.
    """
    shrink = max(1.0, min(frame.width, frame.height) / _PROXY)
    proxy = frame.resize(1 / shrink) if shrink > 1 else frame
    across, down = min(proxy.width, max(1, round(width / shrink))), min(proxy.height, max(1, round(height / shrink)))
    with vips_errors(ImageError):
        found = proxy.smartcrop(across, down, interesting=strategy)
    left, top = (round(-offset * shrink) for offset in (found.xoffset, found.yoffset))
    return min(left, frame.width - width), min(top, frame.height - height), width, height


def centred(inner: Box, width: int, height: int, frame: Pixels) -> Box:
    """Give a window of this size around the middle of another one, moved inside the frame."""
    left, top, across, down = inner
    return (
        min(max(0, left + (across - width) // 2), frame.width - width),
        min(max(0, top + (down - height) // 2), frame.height - height),
        width,
        height,
    )


def without_border(frames: Sequence[Pixels], threshold: float) -> Box | None:
    """Give what is left when borders like the first frame's top left pixel are cut off; None when nothing is.

    A pixel belongs to the border while none of its channels differs by more than `threshold` (0 to 255) from that
    pixel, in any frame; transparent pixels are alike whatever their colour. Reads all pixels now. Raises ImageError.
    """
    with vips_errors(ImageError):
        seen = [frame.premultiply() if frame.hasalpha() else frame for frame in frames]
        corner, limit = seen[0](0, 0), threshold * white(frames[0]) / 255
        sums = [((frame - corner).abs() > limit).bandor().project() for frame in seen]
        columns, rows = (np.flatnonzero(np.any([each[axis].numpy() for each in sums], axis=0)) for axis in (0, 1))
    if not len(columns):
        return None
    left, top = int(columns[0]), int(rows[0])
    return left, top, int(columns[-1]) - left + 1, int(rows[-1]) - top + 1
