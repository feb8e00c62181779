"""Meet a file size: the highest quality that fits, and smaller dimensions when quality alone is not enough."""

import math
from dataclasses import dataclass, replace

from ashim.imaging import frames
from ashim.imaging.errors import EncodeError
from ashim.imaging.vips import Pixels, vips_errors
from ashim.imaging.writers import Writer

_PROBES = 8
_LOWEST, _HIGHEST = 1, 100
_FIRST_GUESS = 75
# A file within this share of the budget is close enough to stop searching.
_CLOSE = 0.98
_CLOSE_ENOUGH = 0.97
# The size falls with the logarithm of 101 - quality, over the usual range about this fast.
_USUAL_SLOPE = 0.8
# How much higher the quality is at which a JPEG of more effort takes as many bytes.
_AHEAD = 4
_SCALES = 8
# After a size at which not even the lowest quality fitted, the next one leaves room for a quality that looks decent.
_ROOM = 0.6
_LARGEST_STEP, _SMALLEST_STEP = 0.85, 0.1
_SMALLEST_SIDE = 10


@dataclass(frozen=True, slots=True)
class Fitted:
    """The encoded file, the pixels and the quality that it was made from, and what was given up for the size."""

    data: bytes
    pixels: Pixels
    quality: float | None
    encodes: int
    warnings: tuple[str, ...] = ()


def fit(pixels: Pixels, writer: Writer, budget: int, *, scaling: bool = True) -> Fitted:
    """Give the best file of at most `budget` bytes, made from the original pixels in at most 8 encodes a scale.

    It is within 3 % of the budget unless a step of quality, or of whole pixels, is coarser: the 100 qualities of AVIF
    and HEIC are up to 10 % apart above 90. JPEG and WebP have ways between. Only where `scaling` allows is the picture
    made smaller.
    When nothing fits, the smallest file that was made, with a warning. Raises InvalidImageError for damaged pixels.
    """
    with vips_errors(EncodeError):
        search = _Search(pixels.copy_memory(), writer, budget)
        found = search.by_quality(1.0) if writer.quality is not None else search.at(1.0)
        if scaling and not found.fits:
            found = search.by_scale(found)
    if not found.fits:
        reason = f"{_size(budget)} could not be reached; this is the smallest: {_size(len(found.data))}."
    elif found.scale < 1:
        height = frames.frame_height(found.pixels)
        reason = f"The picture was reduced to {found.pixels.width}x{height} pixels to fit in {_size(budget)}."
    else:
        return Fitted(found.data, found.pixels, found.quality, search.encodes)
    return Fitted(found.data, found.pixels, found.quality, search.encodes, (reason,))


@dataclass(frozen=True, slots=True)
class _Attempt:
    data: bytes
    pixels: Pixels
    scale: float
    quality: float | None
    fits: bool


class _Search:
    """Encodes of one picture, counted."""

    def __init__(self, original: Pixels, writer: Writer, budget: int) -> None:
        self._original = original
        self._writer = writer
        self._budget = budget
        self._shorter = min(original.width, frames.frame_height(original))
        self.encodes = 0

    def at(
        self,
        scale: float,
        quality: float | None = None,
        pixels: Pixels | None = None,
        writer: Writer | None = None,
    ) -> _Attempt:
        """Encode once, the pixels at this scale if they are not given, with another writer if one is given."""
        if pixels is None:
            pixels = self._original if scale == 1 else _scaled(self._original, scale)
        writer = writer or self._writer
        writer = writer if quality is None else writer.with_quality(quality)
        data = writer.encode(pixels)
        self.encodes += 1
        return _Attempt(data, pixels, scale, quality, len(data) <= self._budget)

    def by_quality(self, scale: float) -> _Attempt:
        """Give the largest file at this scale that fits, or that of the lowest quality if none does."""
        before = self.encodes
        found = self._by_quality(self.at(scale, float(_FIRST_GUESS)), _LOWEST - 1, _PROBES, self._writer)
        left = _PROBES - (self.encodes - before)
        other = self._writer.between_qualities(int(self._budget * _CLOSE))
        if other is None or left < 1 or not found.fits or len(found.data) >= self._budget * _CLOSE_ENOUGH:
            return found
        quality = found.quality or _LOWEST
        if other.size is not None or quality >= _HIGHEST:
            closer = self.at(scale, quality, found.pixels, other)
            missed = not closer.fits or len(closer.data) < self._budget * _CLOSE_ENOUGH
            if other.size is not None and missed and left > 1:
                # The encoder missed by a little; aim as much lower or higher.
                other = replace(other, size=other.size - (len(closer.data) - int(self._budget * _CLOSE)))
                closer = self.at(scale, quality, found.pixels, other)
        else:
            first = self.at(scale, min(float(_HIGHEST), quality + _AHEAD), found.pixels, other)
            closer = self._by_quality(first, int(quality), left, other)
        return closer if closer.fits and len(closer.data) > len(found.data) else found

    def _by_quality(self, attempt: _Attempt, low: int, probes: int, writer: Writer) -> _Attempt:
        """Search on from a first attempt, above a quality; `probes` counts the first, too."""
        best: _Attempt | None = None
        over: _Attempt | None = None
        high = _HIGHEST + 1
        for probe in range(probes):
            guess = int(attempt.quality or 0)
            if attempt.fits:
                best, low = attempt, guess
            else:
                over, high = attempt, guess
            if high - low <= 1 or (attempt.fits and len(attempt.data) >= self._budget * _CLOSE):
                break
            if probe < probes - 1:
                guess = self._next_quality(best, over, low, high)
                attempt = self.at(attempt.scale, float(guess), attempt.pixels, writer)
        return best or attempt

    def _next_quality(self, best: _Attempt | None, over: _Attempt | None, low: int, high: int) -> int:
        """Give a quality strictly between the two, where the sizes known so far say that the budget is met."""
        known = best or over
        if known is None:
            return _FIRST_GUESS
        slope = _USUAL_SLOPE
        if best and over:
            slope = math.log(len(over.data) / len(best.data)) / (_depth(best.quality) - _depth(over.quality))
        wanted = _depth(known.quality) + math.log(len(known.data) / self._budget) / max(slope, 0.01)
        guess = 101 - math.exp(min(wanted, 5.0))
        if best and over:
            # In the middle four fifths the gap shrinks even where sizes do not follow the curve.
            guess = min(high - (high - low) * 0.1, max(low + (high - low) * 0.1, guess))
        return min(high - 1, max(low + 1, math.floor(guess + 0.5)))

    def by_scale(self, over: _Attempt) -> _Attempt:
        """Give the largest picture that fits, given one that does not; the last one tried if none does."""
        best: _Attempt | None = None
        for _ in range(_SCALES):
            scale = self._next_scale(best, over)
            if self._shorter * scale < _SMALLEST_SIDE and best is None:
                break
            attempt = self.at(scale) if self._writer.quality is None else self.by_quality(scale)
            if attempt.fits:
                best = attempt
                # With a quality to turn, the file is as large as it may be at any scale that fits.
                if attempt.quality is not None or len(attempt.data) >= self._budget * _CLOSE:
                    break
            else:
                over = attempt
            if best and (over.scale - best.scale) * self._shorter < 1:
                break
        return best or over

    def _next_scale(self, best: _Attempt | None, over: _Attempt) -> float:
        """Give a scale: on the line between two known ones in logarithms, or as if bytes went with the area."""
        if best is None:
            room = _ROOM if over.quality is not None else 0.99
            step = math.sqrt(self._budget / len(over.data)) * room
            return over.scale * min(_LARGEST_STEP if over.quality else 0.98, max(_SMALLEST_STEP, step))
        share = math.log(self._budget * 0.99 / len(best.data)) / math.log(len(over.data) / len(best.data))
        return float(best.scale * (over.scale / best.scale) ** min(0.95, max(0.05, share)))


def _depth(quality: float | None) -> float:
    return math.log(101 - (quality or 0))


def _scaled(pixels: Pixels, factor: float) -> Pixels:
    width = max(1, round(pixels.width * factor))
    height = max(1, round(frames.frame_height(pixels) * factor))
    return frames.scale(pixels, width, height).copy_memory()


def _size(count: int) -> str:
    return f"{count / 1024:.1f}".removesuffix(".0") + " KB"
