"""What the pixels of a picture say about its exposure, contrast, colours, sharpness and noise."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ashim.imaging import colour
from ashim.imaging.errors import ImageError
from ashim.imaging.vips import Pixels, vips_errors

Floats = npt.NDArray[np.float64]

# Statistics of tones are taken from a picture of at most this many pixels a side, those of detail from a part of the
# original of twice that.
_SIDE = 512
_LUMA = np.array([0.299, 0.587, 0.114])
# The brightest pixels that are not burnt out show the colour of the light: which part of all, and up to which code.
_BRIGHTEST, _BURNT = 95, 250


@dataclass(frozen=True, slots=True)
class Statistics:
    """Of the pixels that are not transparent; codes are 0 to 255.

    `mean` and `deviation` of luma; `low` and `high`, between which all but 1 % of it lies; `light`, the colour of the
    light as red, green and blue; `chroma`, the mean difference of the strongest and the weakest channel; `acutance`,
    the difference from a blurred copy that 1 % of the pixels exceed; `noise`, the standard deviation of grain.
    """

    mean: float
    deviation: float
    low: float
    high: float
    light: tuple[float, float, float]
    chroma: float
    acutance: float
    noise: float


def measure(frame: Pixels) -> Statistics:
    """Measure a still picture of any colour space and depth; reads pixels now. Raises ImageError."""
    with vips_errors(ImageError):
        shrink = max(frame.width, frame.height) / _SIDE
        pixels = _rgb(frame.thumbnail_image(_SIDE, height=_SIDE) if shrink > 1 else frame)
        width, height = min(frame.width, 2 * _SIDE), min(frame.height, 2 * _SIDE)
        part = frame.crop((frame.width - width) // 2, (frame.height - height) // 2, width, height)
        detail = _rgb(part)[..., :3] @ _LUMA
    seen = pixels[pixels[..., 3] > 0][:, :3] if (pixels[..., 3] > 0).any() else pixels.reshape(-1, 4)[:, :3]
    luma = seen @ _LUMA
    low, high = np.percentile(luma, (0.5, 99.5))
    light = _light(seen, luma)
    return Statistics(
        mean=float(luma.mean()),
        deviation=float(luma.std()),
        low=float(low),
        high=float(high),
        light=(float(light[0]), float(light[1]), float(light[2])),
        chroma=float(np.ptp(seen, axis=1).mean()),
        acutance=_acutance(detail),
        noise=_noise(detail),
    )


def _light(seen: Floats, luma: Floats) -> Floats:
    """Give the colour of the light, as in a white thing that it falls on: the mean of the brightest pixels."""
    clear = seen.max(axis=1) < _BURNT
    if not clear.any():
        clear[:] = True
    bright = luma[clear] >= np.percentile(luma[clear], _BRIGHTEST)
    light: Floats = np.maximum(seen[clear][bright].mean(axis=0), 1)
    return light


def _rgb(pixels: Pixels) -> Floats:
    array: Floats = colour.with_alpha(colour.to_8_bit(colour.to_srgb(pixels))).numpy().astype(float)
    return array


def _acutance(luma: Floats) -> float:
    padded = np.pad(luma, 1, mode="edge")
    across = padded[:, :-2] + padded[:, 1:-1] + padded[:, 2:]
    blurred = (across[:-2] + across[1:-1] + across[2:]) / 9
    return float(np.percentile(np.abs(luma - blurred), 99))


def _noise(luma: Floats) -> float:
    """Estimate grain with a mask that straight edges do not touch (Immerkaer 1996), in the calmest parts.

    The median over tiles keeps texture, which covers a part of most pictures, out of it.
    """
    if min(luma.shape) < 3:
        return 0
    rows = luma[:, :-2] - 2 * luma[:, 1:-1] + luma[:, 2:]
    found = np.abs(rows[:-2] - 2 * rows[1:-1] + rows[2:])
    tiles = [
        float(found[top : top + 32, left : left + 32].mean())
        for top in range(0, found.shape[0], 32)
        for left in range(0, found.shape[1], 32)
    ]
    return float(np.percentile(tiles, 25) * np.sqrt(np.pi / 2) / 6)
