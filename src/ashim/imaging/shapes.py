"""Rounded corners, and the shadows that shapes throw."""

import math

import pyvips

from ashim.imaging import colour
from ashim.imaging.colour import Colour
from ashim.imaging.vips import Pixels

# A blur reaches about this many times its standard deviation; what lies farther out cannot be seen.
_REACH = 2
_LEAST_SIGMA = 0.3


def plain(width: int, height: int, ink: Colour) -> Pixels:
    """Give a rectangle of one colour: RGBA, 8-bit sRGB."""
    values = [ink.red, ink.green, ink.blue, ink.alpha]
    return (pyvips.Image.black(width, height, bands=4) + values).cast("uchar").copy(interpretation="srgb")


def drawn(width: int, height: int, content: str) -> Pixels:
    """Draw SVG elements of our own making on a transparent ground of this size: RGBA, 8-bit sRGB."""
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">{content}</svg>'
    return pyvips.Image.svgload_buffer(svg.encode())


def rounded(frame: Pixels, radius: float) -> Pixels:
    """Give a frame with round corners, smooth at the edge, transparent outside.

    `radius` is in pixels; more than half the shorter side counts as half.
    """
    radius = min(radius, frame.width / 2, frame.height / 2)
    if radius <= 0:
        return frame
    frame = colour.with_alpha(frame)
    alpha = (frame[frame.bands - 1] * _mask(frame.width, frame.height, radius) / 255).rint().cast(frame.format)
    return frame.extract_band(0, n=frame.bands - 1).bandjoin(alpha).copy(interpretation=frame.interpretation)


def _mask(width: int, height: int, radius: float) -> Pixels:
    """Give the coverage of a rounded rectangle, 0 to 255, one band."""
    return drawn(width, height, f'<rect width="{width}" height="{height}" rx="{radius}" fill="#fff"/>')[3]


def shadowed(frame: Pixels, *, sigma: float, dx: int, dy: int, ink: Colour, opacity: float) -> Pixels:
    """Lay a frame on its own shadow, on a transparent canvas that is large enough for both.

    The shadow is the frame's silhouette in the colour `ink` at `opacity` (0 to 1), moved by (dx, dy) pixels and blurred
    by a Gaussian of standard deviation `sigma` pixels.
    """
    sigma = max(sigma, _LEAST_SIGMA)
    spread = math.ceil(_REACH * sigma)
    left, right = max(0, spread - dx), max(0, spread + dx)
    top, bottom = max(0, spread - dy), max(0, spread + dy)
    frame = colour.with_alpha(colour.ready_for(frame, ink))
    width, height = frame.width + left + right, frame.height + top + bottom
    silhouette = frame[frame.bands - 1].embed(left + dx, top + dy, width, height).gaussblur(sigma, min_ampl=0.01)
    shade = (silhouette * opacity).rint().cast(frame.format)
    flat = [*colour.ink(frame, ink)[:-1]]
    shadow = (shade * 0 + flat).cast(frame.format).bandjoin(shade).copy(interpretation=frame.interpretation)
    whole = frame.embed(left, top, width, height)
    return over(whole, shadow)


def over(upper: Pixels, lower: Pixels) -> Pixels:
    """Lay one picture with alpha on another of the same size and kind (Porter and Duff, 1984)."""
    most = 65_535 if upper.format == "ushort" else 255
    bands = upper.bands - 1
    above, below = upper[bands] / most, lower[bands] / most
    rest = below * (1 - above)
    alpha = above + rest
    mixed = upper.extract_band(0, n=bands) * above + lower.extract_band(0, n=bands) * rest
    # Where nothing covers, the colour does not matter.
    colours = (alpha == 0).ifthenelse(0, mixed / alpha)
    return colours.bandjoin(alpha * most).rint().cast(upper.format).copy(interpretation=upper.interpretation)
