"""Sharpening of lightness: hue and saturation stay, and colour noise is not made worse."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyvips

from ashim.imaging.channels import colours, on_colours, white
from ashim.imaging.vips import Pixels

# Weights of red, green and blue codes in luma (ITU-R BT.709).
_LUMA = [[0.2126, 0.7152, 0.0722]]
# A Gaussian is cut where it falls below this part of its height.
_LEAST = 0.1


@dataclass(frozen=True, slots=True)
class Gain:
    """How much of a difference from the surroundings is added; all values are in steps of lightness, 0 to 100.

    Differences below `threshold` are multiplied by `flat`, the rest of larger ones by `textured`. What is added is at
    most `brighter`, what is taken away at most `darker`.
    """

    flat: float = 1
    textured: float = 2
    threshold: float = 2
    brighter: float = 10
    darker: float = 20

    def __call__(self, difference: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Give what is added for each difference."""
        size = np.abs(difference)
        gained = np.where(size < self.threshold, size * self.flat, 0)
        above = self.threshold * self.flat + (size - self.threshold) * self.textured
        gained = np.where(size >= self.threshold, above, gained) * np.sign(difference)
        clipped: npt.NDArray[np.float64] = np.clip(gained, -self.darker, self.brighter)
        return clipped


def unsharp(frame: Pixels, sigma: float, gain: Gain) -> Pixels:
    """Add to each pixel what sets it apart from its surroundings, lazily; grey or RGB of 8 or 16 bits.

    `sigma` is the standard deviation of the Gaussian in pixels. What is transparent does not count. Alpha stays.
    """
    most = white(frame)
    luma = _luma(frame)
    if frame.hasalpha():
        alpha = frame.extract_band(frame.bands - 1)
        weight = _blurred(alpha, sigma)
        around = _blurred(luma.cast("float") * alpha, sigma) / (weight <= 0.01).ifthenelse(1, weight)
    else:
        around = _blurred(luma, sigma)
    difference = luma - around
    steps = np.arange(-most, most + 1, 1 if most == 255 else 2)
    added = np.rint(gain(steps * 100 / most) * most / 100).astype(np.int32)
    table = pyvips.Image.new_from_array(added[None])
    index = difference.linear(1 if most == 255 else 0.5, most if most == 255 else most / 2).rint()
    delta = index.cast("ushort").maplut(table)
    return on_colours(frame, lambda each: (each + delta).cast(each.format).copy(interpretation=each.interpretation))


def high_pass(frame: Pixels, kernel: npt.NDArray[np.float64]) -> Pixels:
    """Convolve each colour with a kernel, lazily; its sum does not matter.

    Neighbours count as much as they are opaque. Alpha stays.
    """
    others = kernel / kernel.sum()
    middle = kernel.shape[0] // 2
    others[middle, middle] -= 1
    mask = pyvips.Image.new_from_array(others)
    if not frame.hasalpha():
        return _plus(frame, frame.cast("float").conv(mask, precision="float"))
    alpha = frame.extract_band(frame.bands - 1) / white(frame)
    bright = colours(frame).cast("float")
    change = (bright * alpha).conv(mask, precision="float") - bright * alpha.conv(mask, precision="float")
    return on_colours(frame, lambda each: _plus(each, change))


def median(frame: Pixels, size: int) -> Pixels:
    """Give each colour the median of `size` x `size` pixels, lazily. Alpha stays."""
    calmed = on_colours(frame, lambda each: each.median(size).copy(interpretation=each.interpretation))
    # What follows looks at each line more than once, and a median is dear.
    return calmed.linecache(tile_height=32)


def _plus(frame: Pixels, change: Pixels) -> Pixels:
    return (frame + change).rint().cast(frame.format).copy(interpretation=frame.interpretation)


def _luma(frame: Pixels) -> Pixels:
    bands = colours(frame)
    return bands if bands.bands == 1 else bands.recomb(_LUMA).cast(frame.format)


def _blurred(band: Pixels, sigma: float) -> Pixels:
    # In integers libvips is twice as fast, but makes flat areas up to 3 % brighter.
    return band.gaussblur(sigma, min_ampl=_LEAST, precision="float")
