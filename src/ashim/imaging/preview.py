"""Previews: a WebP that every browser shows, of any picture that is read."""

import math
from dataclasses import replace
from pathlib import Path

from ashim.imaging import frames
from ashim.imaging.decode import open_image, read_facts
from ashim.imaging.encode import encode
from ashim.imaging.facts import Facts
from ashim.imaging.formats import FORMATS
from ashim.imaging.image import Image
from ashim.imaging.intent import OutputIntent
from ashim.imaging.limits import ImageLimits
from ashim.imaging.readers import raw
from ashim.imaging.sniff import sniff

_QUALITY = 80


def write_preview(path: Path, name: str, target: Path, limits: ImageLimits, *, size: int | None) -> Facts:
    """Write the picture as WebP into `target`, fitted in a square of `size` pixels and never enlarged.

    A `size` of None keeps its size. Gives the facts of the picture itself. Raises InvalidImageError when it is
    unreadable, EncodeError when it has longer sides than WebP holds.
    """
    image = _embedded(path, name, limits, size) or open_image(path, name, limits, sequential=True)
    if image.frames > 1 and FORMATS[image.source.format].pages:
        image = image.with_pixels(frames.first(image.pixels))
    scale = 1.0 if size is None else min(1.0, size / image.width, size / image.height)
    width = max(1, math.floor(image.width * scale + 0.5))
    height = max(1, math.floor(image.height * scale + 0.5))
    intent = OutputIntent(format="webp", quality=_QUALITY, metadata="strip")
    encode(replace(image.resize(width, height), intent=intent), target)
    return image.source


def _embedded(path: Path, name: str, limits: ImageLimits, size: int | None) -> Image | None:
    """Give the rendering that the camera put into its raw file where it is large enough: developing takes seconds."""
    if size is None or sniff(path, name).id != "raw":
        return None
    facts = read_facts(path, name, limits)
    pixels = raw.embedded_preview(path)
    if pixels is None or max(pixels.width, pixels.height) < min(size, max(facts.width, facts.height)):
        return None
    return Image(pixels, facts, limits)
