"""Content-aware resizing by seam carving with forward energy (Rubinstein, Shamir and Avidan 2008).

Seams are paths from top to bottom, one pixel in each row, whose removal makes the fewest new edges. In large pictures
they are looked for in a smaller copy and followed smoothly in the large one.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ashim.imaging.arrays import Array

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.intp]

# Seams are looked for in a copy with at most this many pixels on the longer side.
_SIDE = 800
# What a seam pays for each protected pixel that it crosses: more than any path of edges.
_PROTECTED = np.float32(1e5)
# At most this part of a side is inserted at once: the same seams over and over would be seen as a smear.
_MOST_AT_ONCE = 0.5


@dataclass(frozen=True, slots=True)
class Energy:
    """What seams keep away from.

    `blur` is how wide, in pixels of the picture, small detail is smoothed before. Differences of brightness below
    `threshold` (0 to 255) do not count. `protected` is 0 to 1 for each pixel.
    """

    blur: float = 4
    threshold: float = 2
    protected: Floats | None = None


def carve(
    pixels: Array, width: int, height: int, energy: Energy, progress: Callable[[float], None] = lambda _: None
) -> Array:
    """Give an array (height x width x 1 to 4 bands, uint8 or uint16) at another size by taking out or putting in seams.

    Columns come first. Two and four bands have alpha last, and what is transparent has no edges. `progress` is told
    0 to 1. Without a copy, pixels that stay are not changed.
    """
    import cv2

    cv2.setNumThreads(1)
    shrink = max(1.0, max(pixels.shape[:2]) / _SIDE)
    size = (max(2, round(pixels.shape[1] / shrink)), max(2, round(pixels.shape[0] / shrink)))
    grey = _brightness(pixels)
    cost = energy.protected if energy.protected is not None else np.zeros_like(grey)
    if shrink > 1:
        grey = np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.float32)
        cost = np.asarray(cv2.resize(cost, size, interpolation=cv2.INTER_AREA), np.float32)
    sigma = energy.blur / 2 / shrink
    if sigma > 0.3:
        grey = np.asarray(cv2.GaussianBlur(grey, (0, 0), sigma), np.float32)
    work = _Work(grey, cost * _PROTECTED, energy.threshold)
    share = abs(pixels.shape[1] - width) / (abs(pixels.shape[1] - width) + abs(pixels.shape[0] - height) or 1)
    pixels, work = _resized(pixels, work, width, lambda done: progress(done * share))
    turned, _ = _resized(
        pixels.swapaxes(0, 1), work.turned(), height, lambda done: progress(share + done * (1 - share))
    )
    return turned.swapaxes(0, 1)


def _resized(pixels: Array, work: "_Work", width: int, progress: Callable[[float], None]) -> tuple[Array, "_Work"]:
    while pixels.shape[1] != width:
        have = pixels.shape[1]
        step = width if width < have else min(width, have + max(1, int(have * _MOST_AT_ONCE)))
        across = work.grey.shape[1]
        exact = across == have and work.grey.shape[0] == pixels.shape[0]
        goal = step if exact else max(1, round(across * step / have))
        source = work.shrunk(goal, progress) if goal <= across else work.grown(goal, progress)
        pixels = _followed(pixels, source, step, across, exact=exact)
        work = work.taken(source)
    return pixels, work


@dataclass(frozen=True, slots=True)
class _Work:
    """The picture that seams are looked for in: brightness, and what each pixel costs besides."""

    grey: Floats
    cost: Floats
    threshold: float

    def turned(self) -> "_Work":
        return _Work(np.ascontiguousarray(self.grey.T), np.ascontiguousarray(self.cost.T), self.threshold)

    def taken(self, source: Floats) -> "_Work":
        """Give the picture whose columns come from `source`, row by row."""
        columns = source.astype(np.intp)
        grey, cost = (np.take_along_axis(each, columns, axis=1) for each in (self.grey, self.cost))
        return _Work(grey, cost, self.threshold)

    def shrunk(self, width: int, progress: Callable[[float], None]) -> Floats:
        """Give which column each remaining pixel comes from: height x width."""
        kept = self._without(self.grey.shape[1] - width, progress)
        return kept.astype(np.float32)

    def grown(self, width: int, progress: Callable[[float], None]) -> Floats:
        """Give which column each pixel comes from; those that are put in lie halfway to the next."""
        height, have = self.grey.shape
        kept = self._without(width - have, progress)
        counts = np.full((height, have), 2, np.intp)
        np.put_along_axis(counts, kept, 1, axis=1)
        columns = np.repeat(np.tile(np.arange(have), height), counts.ravel()).reshape(height, width)
        source = columns.astype(np.float32)
        source[:, 1:][columns[:, 1:] == columns[:, :-1]] += 0.5
        return source

    def _without(self, count: int, progress: Callable[[float], None]) -> Ints:
        """Give the columns that are left in each row when so many seams are taken out."""
        height, width = self.grey.shape
        grey, cost = self.grey, self.cost
        kept = np.tile(np.arange(width), (height, 1))
        rows = np.arange(height)
        for number in range(count):
            stays = np.ones(grey.shape, bool)
            stays[rows, _seam(grey, cost, self.threshold)] = False
            grey, cost = grey[stays].reshape(height, -1), cost[stays].reshape(height, -1)
            kept = kept[stays].reshape(height, -1)
            if number % 16 == 0:
                progress(number / count)
        return kept


def _seam(grey: Floats, cost: Floats, threshold: float) -> Ints:
    """Give the column of the cheapest seam in each row."""
    height, width = grey.shape
    beside = np.pad(grey, ((0, 0), (1, 1)), mode="edge")
    before, after = beside[:, :-2], beside[:, 2:]
    above = np.concatenate([grey[:1], grey[:-1]])
    straight = _edges(after - before, threshold) + cost
    left = straight + _edges(above - before, threshold)
    right = straight + _edges(above - after, threshold)
    # Total costs of the paths that end at each pixel, with a column of infinity on both sides.
    total = np.full((height, width + 2), np.inf, np.float32)
    total[0, 1:-1] = straight[0]
    for row in range(1, height):
        last, here = total[row - 1], total[row, 1:-1]
        np.add(last[1:-1], straight[row], out=here)
        np.minimum(here, last[:-2] + left[row], out=here)
        np.minimum(here, last[2:] + right[row], out=here)
    column = int(np.argmin(total[-1, 1:-1]))
    seam = np.empty(height, np.intp)
    for row in range(height - 1, 0, -1):
        seam[row] = column
        last = total[row - 1, column : column + 3]
        ways = (last[0] + left[row, column], last[1] + straight[row, column], last[2] + right[row, column])
        column += ways.index(min(ways)) - 1
    seam[0] = column
    return seam


def _edges(difference: Floats, threshold: float) -> Floats:
    size = np.abs(difference)
    size[size < threshold] = 0
    return size


def _followed(pixels: Array, source: Floats, width: int, columns: int, *, exact: bool) -> Array:
    """Give the picture whose columns come from `source`, which may be that of a smaller copy with so many columns."""
    import cv2

    if exact and not (source % 1).any():
        taken: Array = np.take_along_axis(pixels, source.astype(np.intp)[:, :, None], axis=1)
        return taken
    height, have = pixels.shape[:2]
    if not exact:
        scale = have / columns
        source = np.asarray(cv2.resize((source + 0.5) * scale, (width, height)), np.float32) - 0.5
    across = np.clip(source, 0, have - 1).astype(np.float32)
    down = np.repeat(np.arange(height, dtype=np.float32)[:, None], width, axis=1)
    found = cv2.remap(np.ascontiguousarray(pixels), across, down, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(found).reshape(height, width, -1)


def _brightness(pixels: Array) -> Floats:
    """Give brightness, 0 to 255; black where the picture is transparent."""
    most = np.iinfo(pixels.dtype).max
    colours = pixels if pixels.shape[2] in (1, 3) else pixels[:, :, :-1]
    weights = np.array([0.299, 0.587, 0.114] if colours.shape[2] == 3 else [1], np.float32) * (255 / most)
    grey: Floats = colours.astype(np.float32) @ weights.astype(np.float32)
    if colours is not pixels:
        grey *= pixels[:, :, -1] / np.float32(most)
    return grey
