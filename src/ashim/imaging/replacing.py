"""Pixels of one colour, found and replaced."""

from dataclasses import dataclass
from typing import Literal

import pyvips

from ashim.imaging import colour
from ashim.imaging.channels import colours, on_colours, white
from ashim.imaging.colour import Colour
from ashim.imaging.vips import Pixels

Measure = Literal["rgb", "perceptual"]

# The diagonal of the unit cube: a tolerance of 255 reaches from black to white.
_DIAGONAL = 1.73
# A tolerance of 255 means this CIE 1976 difference in Lab.
_LAB_REACH = 100.0


@dataclass(frozen=True, slots=True)
class Match:
    """Which pixels are meant: those no farther from `colour` than `tolerance`, 0 to 255, by the measure."""

    colour: Colour
    tolerance: float
    measure: Measure = "rgb"

    def weight(self, frame: Pixels) -> Pixels:
        """Give how well each pixel matches: 1 for the very colour, falling to 0 at the tolerance; one float band.

        `frame` is RGB of 8 or 16 bits.
        """
        wanted = colour.ink(frame, self.colour)[:3]
        if self.measure == "perceptual":
            dot = pyvips.Image.black(1, 1, bands=3).linear(1, wanted).cast(frame.format)
            goal = dot.copy(interpretation=frame.interpretation).colourspace("lab")(0, 0)
            distance, reach = _distance(colours(frame).colourspace("lab"), goal), self.tolerance / 255 * _LAB_REACH
        else:
            distance = _distance(colours(frame).cast("float"), wanted)
            reach = self.tolerance * _DIAGONAL * white(frame) / 255
        if reach == 0:
            return (distance < 1e-3 * white(frame) / 255).ifthenelse(1.0, 0.0)
        closeness = distance.linear(-1 / reach, 1)
        return (closeness > 0).ifthenelse(closeness, 0.0)


def recoloured(frame: Pixels, match: Match, target: Colour) -> Pixels:
    """Blend matching pixels into `target`, the more the better they match. RGB of 8 or 16 bits; alpha stays."""
    weight = match.weight(frame)
    goal = colour.ink(frame, target)[:3]

    def blended(bands: Pixels) -> Pixels:
        mixed = bands * (1 - weight) + weight * goal
        return mixed.rint().cast(bands.format).copy(interpretation=bands.interpretation)

    return on_colours(frame, blended)


def cut_out(frame: Pixels, match: Match, *, softness: float) -> Pixels:
    """Make matching pixels transparent. RGB of 8 or 16 bits.

    `softness` (0 to 1) is the outer part of the tolerance in which pixels are partly transparent: as much as they must
    have been for the colour behind them to make them what they are. That colour is then taken out of them, so that
    no fringe of it is left.
    """
    most = white(frame)
    frame = colour.with_alpha(frame)
    weight = match.weight(frame)
    bands, alpha = colours(frame), frame.extract_band(frame.bands - 1)
    if softness == 0:
        return bands.bandjoin((weight > 0).ifthenelse(0, alpha).cast(frame.format)).copy(
            interpretation=frame.interpretation
        )
    cover = weight.linear(-1 / softness, 1)
    cover = (cover > 0).ifthenelse(cover, 0.0)
    key = colour.ink(frame, match.colour)[:3]
    solid = (cover > 0.02).ifthenelse(cover, 1.0)
    clean = (bands - (1 - solid) * key) / solid
    clean = (clean < 0).ifthenelse(0, (clean > most).ifthenelse(most, clean))
    clean = (weight > 0).ifthenelse(clean, bands).rint().cast(frame.format)
    return clean.bandjoin((alpha * cover).rint().cast(frame.format)).copy(interpretation=frame.interpretation)


def _distance(pixels: Pixels, goal: list[float]) -> Pixels:
    """Give the Euclidean distance of each pixel from a colour."""
    difference = pixels - goal
    return (difference * difference).recomb([[1, 1, 1]]) ** 0.5
