"""The colours that make up a picture: clusters in OKLab, where distances are as people see them (B. Ottosson, 2020)."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyvips

from ashim.imaging import colour, frames
from ashim.imaging.colour import Colour
from ashim.imaging.vips import Pixels

_SAMPLES = 40_000
_ROUNDS = 25
# Colours closer than this in OKLab are shades of one; the just noticeable difference is about 0.02.
_ONE_COLOUR = 0.05
# Hue tells colours apart more than lightness does: the shades of one thing belong together.
_AXES = np.array([1.0, 2.0, 2.0])
# Clusters that are found first, for each that is wanted.
_SURPLUS = 3
_LEAST_SHARE = 0.003
# A colour with this share of its cluster is that of a drawing, and is given exactly; otherwise the mean is.
_EXACT = 0.25

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Swatch:
    """A colour, its share of the picture (0 to 1), and its lightness, chroma and hue in OKLCh (hue in degrees)."""

    colour: Colour
    share: float
    lightness: float
    chroma: float
    hue: float


def palette(pixels: Pixels, count: int) -> list[Swatch]:
    """Give at most `count` colours of the first frame, the most frequent first; transparent parts do not count.

    A drawing's colours are exact, those of a photo the means of what looks alike. Nothing comes of a picture that is
    transparent all over.
    """
    colours, weights = _histogram(pixels)
    if not len(colours):
        return []
    lab = _to_oklab(colours)
    space = lab * _AXES
    nearest = _clusters(space, weights, count)
    swatches = []
    for index in range(int(nearest.max()) + 1):
        mine = nearest == index
        share = float(weights[mine].sum() / weights.sum())
        if share < _LEAST_SHARE:
            continue
        heaviest = int(np.argmax(np.where(mine, weights, 0)))
        exact = weights[heaviest] >= _EXACT * weights[mine].sum()
        code = colours[heaviest] if exact else _to_srgb(np.average(lab[mine], axis=0, weights=weights[mine])[None])[0]
        lightness, a, b = _to_oklab(code[None])[0]
        hue = math.degrees(math.atan2(b, a)) % 360
        red, green, blue = (int(value) for value in code)
        swatches.append(Swatch(Colour(red, green, blue), share, lightness, math.hypot(a, b), hue))
    return sorted(swatches, key=lambda swatch: -swatch.share)


def _histogram(pixels: Pixels) -> tuple[npt.NDArray[np.uint8], Array]:
    """Give the different colours of a grid of pixels, and how much of them there is."""
    still = colour.to_8_bit(colour.to_srgb(frames.first(pixels)))
    step = math.ceil(math.sqrt(still.width * still.height / _SAMPLES))
    steps = (min(step, still.width), min(step, still.height))
    array = still.subsample(*steps).numpy() if step > 1 else still.numpy()
    flat = array.reshape(-1, array.shape[-1]).astype(np.uint32)
    cover = flat[:, 3] / 255 if still.hasalpha() else np.ones(len(flat))
    codes, where = np.unique(flat[:, 0] << 16 | flat[:, 1] << 8 | flat[:, 2], return_inverse=True)
    weights = np.bincount(where, cover).astype(np.float64)
    kept = weights > 0
    channels = np.stack([codes >> 16, codes >> 8 & 255, codes & 255], axis=1)
    return channels[kept].astype(np.uint8), weights[kept]


def _to_oklab(colours: npt.NDArray[np.uint8]) -> Array:
    row = pyvips.Image.new_from_array(colours[None], interpretation="srgb")
    lab: Array = row.colourspace("oklab").numpy()[0].astype(np.float64)
    return lab


def _to_srgb(lab: Array) -> npt.NDArray[np.uint8]:
    row = pyvips.Image.new_from_array(lab[None].astype(np.float32), interpretation="oklab")
    colours: npt.NDArray[np.uint8] = row.colourspace("srgb").numpy()[0]
    return colours


def _clusters(space: Array, weights: Array, count: int) -> npt.NDArray[np.intp]:
    """Give the number of the cluster that each colour belongs to: many small ones, of which close ones are joined."""
    centres = _settled(space, weights, _seeds(space, weights, count * _SURPLUS))
    nearest = _nearest(space, centres)
    totals = np.bincount(nearest, weights, len(centres)).astype(np.float64)
    joined = np.arange(len(centres))
    while len(centres) > 1:
        apart = ((centres[:, None] - centres[None]) ** 2).sum(axis=2)
        np.fill_diagonal(apart, np.inf)
        # A large cluster takes in a small one of its kind before two large ones become one.
        cost = apart * np.sqrt(np.minimum(totals[:, None], totals[None]))
        if len(centres) <= count:
            cost = apart
        one, other = sorted(int(side) for side in np.unravel_index(int(np.argmin(cost)), cost.shape))
        if len(centres) <= count and apart[one, other] >= _ONE_COLOUR**2:
            break
        centres[one] = np.average(centres[[one, other]], axis=0, weights=totals[[one, other]])
        totals[one] += totals[other]
        centres, totals = np.delete(centres, other, axis=0), np.delete(totals, other)
        joined[joined == other] = one
        joined[joined > other] -= 1
    found: npt.NDArray[np.intp] = joined[nearest]
    return found


def _seeds(space: Array, weights: Array, count: int) -> Array:
    """Give colours to begin with: the heaviest, and then again and again the one that is heavy and far from all.

    The root of the weight lets a small accent count. Nothing is left to chance, so the same picture gives the same.
    """
    heavy = np.sqrt(weights)
    chosen = [int(np.argmax(weights))]
    distance = np.full(len(space), np.inf)
    while len(chosen) < min(count, len(space)):
        distance = np.minimum(distance, ((space - space[chosen[-1]]) ** 2).sum(axis=1))
        best = int(np.argmax(distance * heavy))
        if distance[best] == 0:
            break
        chosen.append(best)
    return space[chosen]


def _settled(space: Array, weights: Array, centres: Array) -> Array:
    """Move centres to the middle of what is nearest to them until they rest (Lloyd, 1957)."""
    for _ in range(_ROUNDS):
        nearest = _nearest(space, centres)
        totals = np.bincount(nearest, weights, len(centres))
        sums = np.stack([np.bincount(nearest, weights * space[:, axis], len(centres)) for axis in range(3)], axis=1)
        moved = sums[totals > 0] / totals[totals > 0, None]
        rests = moved.shape == centres.shape and np.allclose(moved, centres, atol=1e-4)
        centres = moved
        if rests:
            break
    return centres


def _nearest(space: Array, centres: Array) -> npt.NDArray[np.intp]:
    distances = np.stack([((space - centre) ** 2).sum(axis=1) for centre in centres])
    nearest: npt.NDArray[np.intp] = np.argmin(distances, axis=0)
    return nearest
