"""How two pictures of one size differ: numbers, and a map of where."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyvips

from ashim.imaging import colour, frames, quality
from ashim.imaging.colour import WHITE, Colour
from ashim.imaging.errors import ImageError
from ashim.imaging.vips import Pixels, vips_errors

_BLACK = Colour(0, 0, 0)
# Luma of BT.601, as JPEG and the authors of SSIM weigh it.
_LUMA = (0.299, 0.587, 0.114)
_MEAN = (1 / 3, 1 / 3, 1 / 3)
_SIGMA = 1.5
_RADIUS = 5
_STRIP = 256
_C1, _C2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
_JUDGED_PIXELS = 1_000_000
_SMALLEST_JUDGED = 8
_FADED = 0.35

Plane = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Difference:
    """What sets two pictures apart.

    `by_pixel` is the mean difference of red, green and blue at each pixel, 0 to 255. `psnr` is in decibels, None for
    equal pictures. `ssim` is at most 1, for equal pictures. `visual_quality` is the score of SSIMULACRA 2, None for
    pictures of less than 8 pixels a side.
    """

    by_pixel: Plane
    psnr: float | None
    ssim: float
    visual_quality: float | None


def difference(first: Pixels, second: Pixels) -> Difference:
    """Compare the first frames of two pictures of one size, in sRGB of 8 bits.

    Where one is transparent they are compared on black and on white, and what differs more counts. Raises ImageError.
    """
    one, other = _usual(first), _usual(second)
    grounds = (_BLACK, WHITE) if one.hasalpha() or other.hasalpha() else (_BLACK,)
    by_pixel: Plane = np.zeros((one.height, one.width), np.float32)
    square, structure = 0.0, 1.0
    for ground in grounds:
        a, b = (colour.flatten(each, ground) for each in (one, other))
        apart = (a - b).abs()
        by_pixel = np.maximum(by_pixel, _plane(apart, _MEAN))
        square = max(square, (apart * apart).avg())
        structure = min(structure, ssim(_plane(a, _LUMA), _plane(b, _LUMA)))
    psnr = 10 * math.log10(255**2 / square) if square else None
    return Difference(by_pixel, psnr, structure, _judged(one, other))


def ssim(first: Plane, second: Plane) -> float:
    """Give the mean structural similarity of two planes of 0 to 255.

    That of Wang, Bovik, Sheikh and Simoncelli (2004): a Gaussian window of 11 pixels with a deviation of 1.5. Where
    the window would reach over the edge nothing is counted, unless the picture is smaller than it.
    """
    height = first.shape[0]
    if min(first.shape) <= 2 * _RADIUS:
        return float(np.mean(_alike(first, second)))
    total, count = 0.0, 0
    for top in range(0, height - 2 * _RADIUS, _STRIP):
        # Strips overlap by what the window needs, and take little memory.
        rows = slice(top, min(height, top + _STRIP + 2 * _RADIUS))
        inner = _alike(first[rows], second[rows])[_RADIUS:-_RADIUS, _RADIUS:-_RADIUS]
        total, count = total + float(inner.sum()), count + inner.size
    return total / count


def _alike(first: Plane, second: Plane) -> npt.NDArray[np.float64]:
    """Give the structural similarity around every pixel."""
    import cv2

    cv2.setNumThreads(1)

    def blurred(plane: npt.NDArray[Any]) -> npt.NDArray[Any]:
        window = 2 * _RADIUS + 1
        return cv2.GaussianBlur(plane, (window, window), _SIGMA, borderType=cv2.BORDER_REFLECT)

    a, b = first.astype(np.float64), second.astype(np.float64)
    mean_a, mean_b = blurred(a), blurred(b)
    variance_a, variance_b = blurred(a * a) - mean_a**2, blurred(b * b) - mean_b**2
    covariance = blurred(a * b) - mean_a * mean_b
    alike: npt.NDArray[np.float64] = (2 * mean_a * mean_b + _C1) * (2 * covariance + _C2)
    alike /= (mean_a**2 + mean_b**2 + _C1) * (variance_a + variance_b + _C2)
    return alike


def _plane(pixels: Pixels, weights: tuple[float, float, float]) -> Plane:
    """Give the weighted sum of the three bands."""
    with vips_errors(ImageError):
        plane: Plane = pixels.recomb([list(weights)]).numpy().reshape(pixels.height, pixels.width)
    return plane


def heat_map(first: Pixels, by_pixel: Plane, threshold: float) -> Pixels:
    """Give the first picture, grey and faded, with colours from violet to yellow where it differs by more.

    `threshold` and the differences are of 0 to 255; the brightest yellow stands for 128 and more. 8 bits, sRGB.
    """
    import cv2

    cv2.setNumThreads(1)
    grey = _plane(colour.flatten(_usual(first), WHITE), _LUMA)
    faded = np.rint(255 - (255 - grey) * _FADED).astype(np.uint8)
    strength = np.clip(by_pixel * 2, 0, 255).astype(np.uint8)
    # OpenCV has blue first. The darkest quarter of the map is left out: black would not stand out.
    glow = cv2.applyColorMap((64 + strength.astype(np.uint16) * 191 // 255).astype(np.uint8), cv2.COLORMAP_PLASMA)
    shown = np.where((by_pixel > threshold)[:, :, None], glow[:, :, ::-1], faded[:, :, None])
    return _pixels(shown)


def _usual(pixels: Pixels) -> Pixels:
    with vips_errors(ImageError):
        return colour.to_8_bit(colour.to_srgb(frames.first(pixels))).copy_memory()


def _judged(first: Pixels, second: Pixels) -> float | None:
    """Give the visual quality: of the whole, made smaller where it is large, and of excerpts at full size."""
    if min(first.width, first.height) < _SMALLEST_JUDGED:
        return None
    scale = math.sqrt(_JUDGED_PIXELS / (first.width * first.height))
    if scale >= 1:
        return quality.Original(first).score(second)
    sides = [max(_SMALLEST_JUDGED, round(side * scale)) for side in (first.width, first.height)]
    whole = quality.Original(frames.scale(first, *sides)).score(frames.scale(second, *sides))
    return min(whole, quality.Original(quality.excerpt(first)).score(quality.excerpt(second)))


def _pixels(array: npt.NDArray[np.uint8]) -> Pixels:
    return pyvips.Image.new_from_array(array, interpretation="srgb")
