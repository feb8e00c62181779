"""Meet a file size: the highest quality that fits, and smaller dimensions when quality alone is not enough."""

import math
from dataclasses import dataclass

from ashim.imaging import frames
from ashim.imaging.errors import EncodeError
from ashim.imaging.vips import Pixels, vips_errors
from ashim.imaging.writers import Writer

_PROBES = 8
_LOWEST, _HIGHEST = 1, 100
_FIRST_GUESS = 75
# A file within this share of the budget is close enough to stop searching, and what is aimed at.
_CLOSE, _AIM = 0.98, 0.99
# What is close enough when the qualities between two whole ones are tried.
_CLOSE_ENOUGH = 0.97
# The size falls with the logarithm of 101 - quality, about this fast before two sizes are known; of some formats it
# falls faster at low qualities.
_USUAL_SLOPE = 0.8
_STEEP_SLOPE = {"avif": 1.6, "heif": 1.6}
# The finest step of quality, in parts of a whole one.
_FINEST = 20
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

    It is within 3 % of the budget unless a step of quality, or of whole pixels, is coarser. JPEG, AVIF of 8 bits and
    still WebP have qualities between the whole ones, of which some of WebP's are 15 % apart. Whole ones of others, such
    as HEIC, are up to 10 % apart above 90. Only where `scaling` allows is the picture made smaller.
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
        attempt = self.at(scale, float(_FIRST_GUESS))
        fractions = self._writer.takes_fractions(attempt.pixels)
        tighter = self._writer.tighter()
        tried: list[_Attempt] = []
        best: _Attempt | None = None
        over: _Attempt | None = None
        for probe in range(1, _PROBES + 1):
            best, over = (attempt, over) if attempt.fits else (best, attempt)
            if best and self._is_close(best):
                break
            tried = sorted([*tried, attempt], key=self._distance)
            guess = self._next_quality(tried, best, over, fractions=fractions)
            if tighter and best and over and (guess is None or probe == _PROBES - 1):
                attempt = self.at(scale, over.quality, over.pixels, tighter)
                return attempt if attempt.fits and len(attempt.data) > len(best.data) else best
            if guess is None or probe == _PROBES:
                break
            attempt = self.at(scale, guess, attempt.pixels)
        return best or attempt

    def _is_close(self, attempt: _Attempt) -> bool:
        between = (attempt.quality or 0) % 1 > 0
        return len(attempt.data) >= self._budget * (_CLOSE_ENOUGH if between else _CLOSE)

    def _next_quality(
        self, tried: list[_Attempt], best: _Attempt | None, over: _Attempt | None, *, fractions: bool
    ) -> float | None:
        """Give a quality strictly between the best and the one over at which the aim should be met; None if none is.

        `tried` begins with the attempts whose sizes are nearest to it: the line through two in logarithms is followed.
        """
        low = _LOWEST - 1 if best is None else best.quality or 0
        high = _HIGHEST + 1 if over is None else over.quality or 0
        whole = high - low > 1
        if not whole and not (fractions and best and over and (high - low) * _FINEST > 1):
            return None
        nearest, slope = tried[0], _USUAL_SLOPE
        if over and not best:
            slope = _STEEP_SLOPE.get(self._writer.format.id, _USUAL_SLOPE)
        other = next((each for each in tried if len(each.data) != len(nearest.data)), None)
        if best and over:
            nearest, other = best, over
        if other:
            change = math.log(len(other.data) / len(nearest.data))
            slope = max(0.3, change / (_depth(nearest.quality) - _depth(other.quality)))
        wanted = _depth(nearest.quality) + math.log(len(nearest.data) / (self._budget * _AIM)) / slope
        guess = 101 - math.exp(min(wanted, 5.0))
        if best and over:
            # In the middle four fifths the gap shrinks even where sizes do not follow the line.
            guess = min(high - (high - low) * 0.1, max(low + (high - low) * 0.1, guess))
        step = 1 if whole else 1 / _FINEST
        return round(min(high - step, max(low + step, round(guess / step) * step)), 2)

    def _distance(self, attempt: _Attempt) -> float:
        return abs(math.log(len(attempt.data) / (self._budget * _AIM)))

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
