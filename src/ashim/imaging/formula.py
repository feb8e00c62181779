"""Colour changes as data: curves, a matrix in linear light, and a line for each channel.

Any number of adjustments becomes one formula, which costs one or two passes over the pixels. A browser that computes
the same three steps shows the same picture.
"""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyvips

from ashim.imaging import colour
from ashim.imaging.channels import on_colours
from ashim.imaging.vips import Pixels

Floats = npt.NDArray[np.float64]

# Weights of red, green and blue light in luminance (ITU-R BT.709, which sRGB follows).
LUMINANCE: Floats = np.array([0.2126, 0.7152, 0.0722])


def to_light(codes: Floats) -> Floats:
    """Give the linear light of sRGB codes (IEC 61966-2-1); 1 is white, and more than white goes on."""
    codes = np.maximum(codes, 0)
    light: Floats = np.where(codes <= 0.04045, codes / 12.92, ((codes + 0.055) / 1.055) ** 2.4)
    return light


def to_codes(light: Floats) -> Floats:
    """Give the sRGB codes of linear light (IEC 61966-2-1); 1 is white, and more than white goes on."""
    light = np.maximum(light, 0)
    codes: Floats = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    return codes


@dataclass(frozen=True, slots=True)
class Curve:
    """What happens to the codes of one channel (0 to 1) before they become light, in this order.

    `gamma`: codes are raised to this power. `gain`: then multiplied. `lightness`: then CIE lightness is multiplied.
    """

    gamma: float = 1
    gain: float = 1
    lightness: float = 1

    def light(self, codes: Floats) -> Floats:
        """Give the light that stands for the codes; 1 is white, and it may be more."""
        light = to_light(codes**self.gamma * self.gain)
        return light if self.lightness == 1 else _luminance(_lightness(light) * self.lightness)


@dataclass(frozen=True, slots=True)
class Line:
    """What happens to the codes of one channel at the end: `slope` x code + `offset`, cut to 0…1."""

    slope: float = 1
    offset: float = 0


@dataclass(frozen=True, slots=True, eq=False)
class ColourFilter:
    """A change of colour in the steps that SVG filters have (Filter Effects, level 1).

    `before`: a table of codes for each channel, 0 to 1. `matrix`: applied in linear light, and cut to 0…1. `after`: a
    table of codes for each channel of the result.
    """

    before: Floats
    matrix: Floats
    after: Floats


def saturating(factor: float) -> Floats:
    """Give the matrix that multiplies the saturation of light at the same luminance; 0 gives grey."""
    grey = np.tile(LUMINANCE, (3, 1))
    matrix: Floats = np.eye(3) if factor == 1 else grey + factor * (np.eye(3) - grey)
    return matrix


def _identity() -> Floats:
    return np.eye(3)


@dataclass(frozen=True, slots=True, eq=False)
class Formula:
    """One change of colour for red, green and blue: curves, then a matrix in linear light, then lines.

    Light above white is kept between the steps, and cut only at the end.
    """

    curves: tuple[Curve, Curve, Curve] = (Curve(), Curve(), Curve())
    matrix: Floats = field(default_factory=_identity)
    lines: tuple[Line, Line, Line] = (Line(), Line(), Line())

    @property
    def neutral(self) -> bool:
        """Whether greys stay grey."""
        sums = self.matrix.sum(axis=1)
        return len(set(self.curves)) == 1 and len(set(self.lines)) == 1 and bool(np.allclose(sums, 1))

    def before(self, size: int = 256) -> Floats:
        """Give the first table: linear light for each of `size` codes; 3 rows."""
        codes = np.linspace(0, 1, size)
        return np.stack([curve.light(codes) for curve in self.curves])

    def after(self, light: Floats) -> Floats:
        """Give the final codes (0 to 1) of light in 3 rows."""
        slope = np.array([[line.slope] for line in self.lines])
        offset = np.array([[line.offset] for line in self.lines])
        codes: Floats = np.clip(to_codes(light) * slope + offset, 0, 1)
        return codes

    def as_filter(self) -> "ColourFilter":
        """Give the change as tables and a matrix for filters that cut all values to 0…1 in between."""
        before = self.before()
        top = max(1.0, float(before.max()))
        most = max(top, float((np.maximum(self.matrix, 0) @ before.max(axis=1)).max()))
        codes = np.linspace(0, 1, before.shape[1])
        return ColourFilter(
            to_codes(before / top), self.matrix * top / most, self.after(np.tile(to_light(codes) * most, (3, 1)))
        )

    def apply(self, pixels: Pixels) -> Pixels:
        """Give the pixels changed, lazily; RGB or grey of 8 or 16 bits.

        Alpha, depth and profile stay. Codes are taken to follow sRGB's curve whatever the profile, and grey becomes RGB
        where the change has a hue.
        """
        if colour.is_grey(pixels) and not self.neutral:
            pixels = colour.to_srgb(pixels)
        return on_colours(pixels, self._applied)

    def _applied(self, frame: Pixels) -> Pixels:
        deep = frame.format == "ushort"
        size, most, kind = (65_536, 65_535, np.uint16) if deep else (256, 255, np.uint8)
        before = self.before(size)
        if frame.bands == 1 or np.array_equal(self.matrix, np.eye(3)):
            table = np.rint(self.after(before) * most).astype(kind)[: frame.bands]
            return frame.maplut(_table(table)).copy(interpretation=frame.interpretation)
        # The second table is looked up by light; in 16 bits by its root, which is finer in the dark.
        top = max(1.0, float((np.maximum(self.matrix, 0) @ before.max(axis=1)).max()))
        root = 2 if deep else 1
        light = np.tile((np.arange(65_536) / 65_535) ** root * top, (3, 1))
        after = np.rint(self.after(light) * most).astype(kind)
        mixed = frame.maplut(_table(before.astype(np.float32))).recomb((self.matrix / top).tolist())
        index = mixed.linear(65_535, 0.5) if root == 1 else (_above_0(mixed) ** 0.5).linear(65_535, 0.5)
        return index.cast("ushort").maplut(_table(after)).copy(interpretation=frame.interpretation)


def _above_0(pixels: Pixels) -> Pixels:
    return (pixels > 0).ifthenelse(pixels, 0)


def _table(rows: npt.NDArray[np.generic]) -> Pixels:
    """Give a lookup table of one row of bands."""
    return pyvips.Image.new_from_array(np.ascontiguousarray(rows.T[None]))


def _lightness(luminance: Floats) -> Floats:
    """Give CIE 1976 lightness, 0 to 100 and above, of luminance relative to white."""
    lightness: Floats = np.where(luminance > 216 / 24_389, 116 * np.cbrt(luminance) - 16, luminance * 24_389 / 27)
    return lightness


def _luminance(lightness: Floats) -> Floats:
    luminance: Floats = np.where(lightness > 8, ((lightness + 16) / 116) ** 3, lightness * 27 / 24_389)
    return luminance
