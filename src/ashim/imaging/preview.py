"""Previews: a WebP that every browser shows, of any picture that is read."""

import math
from dataclasses import replace
from pathlib import Path

from ashim.imaging.decode import open_image
from ashim.imaging.encode import encode
from ashim.imaging.facts import Facts
from ashim.imaging.intent import OutputIntent
from ashim.imaging.limits import ImageLimits

_QUALITY = 80


def write_preview(path: Path, name: str, target: Path, limits: ImageLimits, *, size: int | None) -> Facts:
    """Write the picture as WebP into `target`, fitted in a square of `size` pixels and never enlarged.

    A `size` of None keeps its size. Gives the facts of the picture itself. Raises InvalidImageError when it is
    unreadable, EncodeError when it has longer sides than WebP holds.
    """
    image = open_image(path, name, limits, sequential=True)
    scale = 1.0 if size is None else min(1.0, size / image.width, size / image.height)
    width = max(1, math.floor(image.width * scale + 0.5))
    height = max(1, math.floor(image.height * scale + 0.5))
    intent = OutputIntent(format="webp", quality=_QUALITY, metadata="strip")
    encode(replace(image.resize(width, height), intent=intent), target)
    return image.source
