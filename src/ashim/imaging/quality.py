"""How much a picture looks like its original, as people would judge it: SSIMULACRA 2 in numpy.

The measure is that of J. Sneyers (Cloudinary), version 2.1 of April 2023, with its published weights. The 84 of 108
weights that are below 0.1 are left out, which saves half of the work and moves scores by less than a tenth.
"""

import math
from collections import defaultdict
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from ashim.imaging import colour, frames
from ashim.imaging.colour import Colour
from ashim.imaging.vips import Pixels

Plane = npt.NDArray[np.float32]

# Larger pictures are judged by sixteen tiles of this many pixels a side, cut where encoders' blocks begin.
_TILE = 256
_TILES = 16
_BLOCK = 64
_EXCERPT_PIXELS = 1_200_000
_SMALLEST_SIDE = 8

_X, _Y, _B = 0, 1, 2
_STRUCTURE, _RINGING, _BLUR = 0, 1, 2
_MEAN, _FOURTH = 0, 1
# (colour, scale) -> (norm, map) -> weight.
_WEIGHTS: Mapping[tuple[int, int], Mapping[tuple[int, int], float]] = {
    (_X, 1): {(_FOURTH, _STRUCTURE): 1.1041726426657346},
    (_X, 2): {(_FOURTH, _STRUCTURE): 1.8422455520539298, (_FOURTH, _RINGING): 11.441172603757666},
    (_X, 3): {(_FOURTH, _STRUCTURE): 1.8787594979546387, (_FOURTH, _RINGING): 10.94906990605142},
    (_X, 4): {(_MEAN, _RINGING): 0.9677937080626833, (_FOURTH, _RINGING): 0.9981766977854967},
    (_Y, 0): {(_FOURTH, _STRUCTURE): 7.466890328078848, (_FOURTH, _BLUR): 17.445833984131262},
    (_Y, 1): {(_FOURTH, _STRUCTURE): 6.683678146179332, (_FOURTH, _BLUR): 1.027889937768264},
    (_Y, 2): {(_MEAN, _STRUCTURE): 225.20515300849274, (_FOURTH, _STRUCTURE): 19.213238186143016},
    (_Y, 3): {
        (_MEAN, _STRUCTURE): 176.39317598450694,
        (_FOURTH, _STRUCTURE): 24.43300999870476,
        (_FOURTH, _RINGING): 0.28520802612117757,
    },
    (_Y, 4): {(_FOURTH, _STRUCTURE): 34.77906344483772, (_FOURTH, _RINGING): 44.835625328877896},
    (_B, 3): {(_FOURTH, _STRUCTURE): 8.826982764996862, (_FOURTH, _RINGING): 23.19243343998926},
    (_B, 4): {
        (_MEAN, _STRUCTURE): 95.1080498811086,
        (_MEAN, _RINGING): 0.9863978034400682,
        (_MEAN, _BLUR): 0.9834382792465353,
        (_FOURTH, _RINGING): 171.2667255897307,
        (_FOURTH, _BLUR): 0.9807858872435379,
    },
}
_SCALES = 5
_C2 = 0.0009
# From linear sRGB to the responses of the eye's long, middle and short cones, and their noise floor.
_OPSIN = np.array(
    [[0.30, 0.622, 0.078], [0.23, 0.692, 0.078], [0.24342268924547819, 0.20476744424496821, 0.5518098665095536]],
    np.float32,
)
_BIAS = np.float32(0.0037930732552754493)
_RADIUS = 5
_KERNEL = np.exp(-np.square(np.arange(-_RADIUS, _RADIUS + 1)) / (2 * 1.5**2))
_KERNEL = (_KERNEL / _KERNEL.sum()).astype(np.float32)
_CODES = np.arange(256) / 255
_LINEAR = np.where(_CODES <= 0.04045, _CODES / 12.92, ((_CODES + 0.055) / 1.055) ** 2.4).astype(np.float32)
_BACKGROUNDS = (Colour(26, 26, 26), Colour(230, 230, 230))


def excerpt(pixels: Pixels) -> Pixels:
    """Give the first frame, or where it has over 1.2 million pixels, sixteen tiles from all over it as one picture.

    Encoding and judging this much costs the same for every large picture, and finds the same quality.
    """
    still = frames.first(pixels)
    if still.width * still.height <= _EXCERPT_PIXELS:
        return still
    width, height = min(_TILE, still.width), min(_TILE, still.height)
    down = min(4, still.height // height)
    across = min(_TILES // down, still.width // width)
    tiles = [
        still.crop(_start(column, across, still.width - width), _start(row, down, still.height - height), width, height)
        for row in range(down)
        for column in range(across)
    ]
    return Pixels.arrayjoin(tiles, across=across)


def _start(index: int, count: int, room: int) -> int:
    """Give where the tile begins, of `count` tiles spread over a side that leaves this much room."""
    return int(room * (index / (count - 1) if count > 1 else 0.5)) // _BLOCK * _BLOCK


class Original:
    """A picture that others are compared with. It has at least 8 pixels a side to be judged by its looks."""

    def __init__(self, pixels: Pixels) -> None:
        self._alpha = bool(pixels.hasalpha())
        self._views = [_pyramid(view) for view in _views(pixels, alpha=self._alpha)]

    def score(self, pixels: Pixels) -> float:
        """Tell how close pixels of the same size come: 100 is the same, 90 not to be told apart, 70 good, 30 poor.

        Transparent pictures are judged on a dark and on a light ground; the lower score counts. Below 0 is possible.
        """
        views = _views(pixels, alpha=self._alpha)
        return min(_score(first, _pyramid(second)) for first, second in zip(self._views, views, strict=True))


_Pyramid = list[dict[int, tuple[Plane, Plane, Plane]]]


def _views(pixels: Pixels, *, alpha: bool) -> list[Plane]:
    """Give the picture as linear RGB, once or on each of the two grounds."""
    usual = colour.to_8_bit(colour.to_srgb(pixels))
    grounds = _BACKGROUNDS if alpha else _BACKGROUNDS[:1]
    return [_LINEAR[colour.flatten(usual, ground).numpy()] for ground in grounds]


def _pyramid(linear: Plane) -> _Pyramid:
    """Give, for each scale, the planes that count there: the plane, blurred, and its square blurred."""
    wanted = defaultdict(set)
    for plane, scale in _WEIGHTS:
        wanted[scale].add(plane)
    scales: _Pyramid = []
    for scale in range(_SCALES):
        if min(linear.shape[:2]) < _SMALLEST_SIDE:
            break
        if scale:
            linear = _halved(linear)
        xyb = _to_xyb(linear)
        scales.append({index: (xyb[index], _blur(xyb[index]), _blur(xyb[index] ** 2)) for index in wanted[scale]})
    return scales


def _to_xyb(linear: Plane) -> tuple[Plane, Plane, Plane]:
    """Give red against green, brightness, and blue against yellow, shifted so that all are positive."""
    cones = np.cbrt(np.maximum(linear @ _OPSIN.T + _BIAS, 0)) - np.cbrt(_BIAS)
    long, middle, short = (np.ascontiguousarray(cones[..., index]) for index in range(3))
    brightness = (long + middle) / 2
    return (long - middle) * 7 + np.float32(0.42), brightness + np.float32(0.01), short - brightness + np.float32(0.55)


def _halved(linear: Plane) -> Plane:
    height, width = linear.shape[:2]
    even = np.pad(linear, ((0, height % 2), (0, width % 2), (0, 0)), mode="edge")
    halved: Plane = (even[::2, ::2] + even[1::2, ::2] + even[::2, 1::2] + even[1::2, 1::2]) / np.float32(4)
    return halved


def _blur(plane: Plane) -> Plane:
    height, width = plane.shape
    padded = np.pad(plane, _RADIUS)
    rows = padded[_RADIUS : _RADIUS + height] * _KERNEL[_RADIUS]
    for index in range(_RADIUS):
        rows += _KERNEL[index] * (padded[index : index + height] + padded[2 * _RADIUS - index :][:height])
    blurred: Plane = rows[:, _RADIUS : _RADIUS + width] * _KERNEL[_RADIUS]
    for index in range(_RADIUS):
        blurred += _KERNEL[index] * (rows[:, index : index + width] + rows[:, 2 * _RADIUS - index :][:, :width])
    return blurred


def _score(original: _Pyramid, distorted: _Pyramid) -> float:
    total = 0.0
    for scale, (first, second) in enumerate(zip(original, distorted, strict=True)):
        for plane, one in first.items():
            maps = _differences(one, second[plane])
            for (norm, kind), weight in _WEIGHTS[plane, scale].items():
                total += weight * _norm(maps[kind], norm)
    total *= 0.9562382616834844
    error = 2.326765642916932 * total - 0.020884521182843837 * total**2 + 6.248496625763138e-05 * total**3
    return 100 - 10 * math.pow(max(0.0, error), 0.6276336467831387)


def _differences(
    original: tuple[Plane, Plane, Plane], distorted: tuple[Plane, Plane, Plane]
) -> tuple[Plane, Plane, Plane]:
    """Give the maps of what differs: structure, edges that were added, and edges that were lost."""
    plane, mean, square = original
    other, other_mean, other_square = distorted
    covariance = _blur(plane * other) - mean * other_mean
    variances = (square - mean**2) + (other_square - other_mean**2)
    alike = (1 - (mean - other_mean) ** 2) * (2 * covariance + _C2) / (variances + _C2)
    edges = (1 + np.abs(other - other_mean)) / (1 + np.abs(plane - mean)) - 1
    return np.maximum(1 - alike, 0), np.maximum(edges, 0), np.maximum(-edges, 0)


def _norm(values: Plane, norm: int) -> float:
    if norm == _MEAN:
        return float(np.mean(values, dtype=np.float64))
    return float(np.mean(np.square(np.square(values)), dtype=np.float64) ** 0.25)
