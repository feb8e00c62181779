"""Meet a file size: the highest quality that fits, and smaller dimensions when quality alone is not enough."""

from dataclasses import dataclass

from ashim.imaging import frames
from ashim.imaging.errors import EncodeError
from ashim.imaging.vips import Pixels, vips_errors
from ashim.imaging.writers import Writer

_PROBES = 8
_LOWEST, _HIGHEST = 1, 100
_FIRST_GUESS = 75
# A file within this share of the budget is close enough to stop searching.
_CLOSE = 0.98
_SCALE_STEP = 0.75
_SCALE_STEPS = 8
_SMALLEST_SIDE = 10


@dataclass(frozen=True, slots=True)
class Fitted:
    """The encoded file, the pixels and the quality that it was made from, and what was given up for the size."""

    data: bytes
    pixels: Pixels
    quality: float | None
    warnings: tuple[str, ...] = ()


def fit(pixels: Pixels, writer: Writer, budget: int) -> Fitted:
    """Give the best file of at most `budget` bytes, made from the original pixels in few encodes.

    When nothing fits, the smallest file that was made, with a warning. Raises InvalidImageError for damaged pixels.
    """
    with vips_errors(EncodeError):
        original = pixels.copy_memory()
        scaled = original
        for step in range(_SCALE_STEPS + 1):
            if step:
                scaled = _scaled(original, _SCALE_STEP**step)
            found = _best_quality(scaled, writer, budget)
            if found is not None:
                data, quality = found
                height = frames.frame_height(scaled)
                warning = f"The picture was reduced to {scaled.width}x{height} pixels to fit in {_size(budget)}."
                return Fitted(data, scaled, quality, (warning,) if step else ())
            shorter = min(original.width, frames.frame_height(original))
            if shorter * _SCALE_STEP ** (step + 1) < _SMALLEST_SIDE:
                break
        quality = None if writer.quality is None else float(_LOWEST)
        data = _encode(scaled, writer, quality)
    return Fitted(
        data, scaled, quality, (f"{_size(budget)} could not be reached; this is the smallest: {_size(len(data))}.",)
    )


def _encode(pixels: Pixels, writer: Writer, quality: float | None) -> bytes:
    return (writer if quality is None else writer.with_quality(quality)).encode(pixels)


def _best_quality(pixels: Pixels, writer: Writer, budget: int) -> tuple[bytes, float | None] | None:
    """Give the largest file within the budget and its quality, or None when not even the lowest quality fits."""
    if writer.quality is None:
        data = writer.encode(pixels)
        return (data, None) if len(data) <= budget else None
    best: tuple[bytes, float | None] | None = None
    # The qualities known to fit and not to fit, with the sizes that they gave.
    fits, fits_size, over, over_size = _LOWEST - 1, 0, _HIGHEST + 1, 0
    guess = _FIRST_GUESS
    for _ in range(_PROBES):
        data = _encode(pixels, writer, float(guess))
        if len(data) <= budget:
            best, fits, fits_size = (data, float(guess)), guess, len(data)
            if len(data) >= budget * _CLOSE:
                break
        else:
            over, over_size = guess, len(data)
        if over - fits <= 1:
            break
        guess = _next_guess(fits, fits_size, over, over_size, budget)
    return best


def _next_guess(fits: int, fits_size: int, over: int, over_size: int, budget: int) -> int:
    """Give a quality strictly between the two: on the line through their sizes, or halfway while one size is unknown.

    The guess stays in the middle four fifths, so that the gap shrinks even where sizes do not follow a line.
    """
    share = 0.5
    if fits_size and over_size:
        share = min(0.9, max(0.1, (budget - fits_size) / (over_size - fits_size)))
    elif over_size > budget * 4:
        share = 0.2
    return min(over - 1, max(fits + 1, round(fits + (over - fits) * share)))


def _scaled(pixels: Pixels, factor: float) -> Pixels:
    width = max(1, round(pixels.width * factor))
    height = max(1, round(frames.frame_height(pixels) * factor))
    return frames.scale(pixels, width, height).copy_memory()


def _size(count: int) -> str:
    return f"{count / 1024:.1f}".removesuffix(".0") + " KB"
