"""Colour channels and alpha, taken apart and put together again."""

from collections.abc import Callable

from ashim.imaging.vips import Pixels


def colours(pixels: Pixels) -> Pixels:
    """Give the colour bands without alpha."""
    return pixels.extract_band(0, n=pixels.bands - 1) if pixels.hasalpha() else pixels


def on_colours(pixels: Pixels, change: Callable[[Pixels], Pixels]) -> Pixels:
    """Change the colour bands and leave alpha as it is; `change` keeps size, depth and number of bands."""
    if not pixels.hasalpha():
        return change(pixels)
    changed = change(colours(pixels)).bandjoin(pixels.extract_band(pixels.bands - 1))
    return changed.copy(interpretation=pixels.interpretation)


def white(pixels: Pixels) -> int:
    """Give the largest value of a sample: 255, or 65535 in 16 bits."""
    return 65_535 if pixels.format == "ushort" else 255
