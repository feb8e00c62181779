"""Gradients, as SVG defines them: the box of the picture is the unit square, whatever its shape."""

import math
from collections.abc import Sequence

import numpy as np
import pyvips

from ashim.imaging.colour import Colour
from ashim.imaging.vips import Pixels

_STEPS = 65_536
_RADIUS = 0.7
# A colour and where it is, 0 to 1.
Stop = tuple[Colour, float]


def linear_gradient(width: int, height: int, stops: Sequence[Stop], angle: float) -> Pixels:
    """Give a linear gradient in 16-bit sRGB: at 0 degrees it goes upwards, at 90 to the right, as in CSS.

    `stops` come in their order; one that lies before its predecessor is moved to it (SVG 2, 14.2.4).
    """
    radians = math.radians(angle - 90)
    right, down = math.cos(radians), math.sin(radians)
    across, along = _unit_square(width, height)
    return _coloured((across - 0.5) * right + (along - 0.5) * down + 0.5, stops)


def radial_gradient(width: int, height: int, stops: Sequence[Stop]) -> Pixels:
    """Give a gradient in 16-bit sRGB from the middle outwards, to a radius of 70 % of the sides."""
    across, along = _unit_square(width, height)
    return _coloured((((across - 0.5) ** 2 + (along - 0.5) ** 2) ** 0.5) / _RADIUS, stops)


def _unit_square(width: int, height: int) -> tuple[Pixels, Pixels]:
    """Give where the middle of each pixel lies, 0 to 1 across and down."""
    places = pyvips.Image.xyz(width, height)
    return (places[0] + 0.5) / width, (places[1] + 0.5) / height


def _coloured(place: Pixels, stops: Sequence[Stop]) -> Pixels:
    positions = np.maximum.accumulate([position for _, position in stops])
    at = np.linspace(0, 1, _STEPS)
    codes = np.array([(colour.red, colour.green, colour.blue) for colour, _ in stops]) * 257
    table = np.stack([np.interp(at, positions, channel) for channel in codes.T], axis=-1)
    lookup = pyvips.Image.new_from_array(np.rint(table).astype(np.uint16)[None])
    index = (place * (_STEPS - 1)).rint().cast("ushort")
    return index.maplut(lookup).copy(interpretation="rgb16")
