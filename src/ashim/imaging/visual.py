"""Meet a visual quality: the lowest quality whose picture looks close enough to the original."""

from dataclasses import dataclass
from pathlib import Path

from ashim.imaging.errors import EncodeError
from ashim.imaging.limits import ImageLimits
from ashim.imaging.origin import open_origin
from ashim.imaging.quality import Original, excerpt
from ashim.imaging.vips import Pixels, vips_errors
from ashim.imaging.writers import Writer

_PROBES = 7
_LOWEST, _HIGHEST = 1, 100
# A score this little above the wanted one is close enough to stop searching.
_CLOSE = 0.5
_NO_LIMITS = ImageLimits(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Reached:
    """The encoded file, the quality that it was made with, how it looks, and the encodes that it took."""

    data: bytes
    quality: float | None
    score: float
    encodes: int
    warnings: tuple[str, ...] = ()


def reach(pixels: Pixels, writer: Writer, wanted: float, scratch: Path) -> Reached:
    """Give the smallest file that looks as close to the pixels as `wanted`, 0 to 100, in at most 8 encodes.

    Large pictures are searched on an excerpt and encoded whole once or twice; the score is that of the excerpt of what
    was written, of an animation that of its first frame. `scratch` is a path for temporary files. When the highest
    quality is not enough, its file with a warning. Raises InvalidImageError for damaged pixels.
    """
    with vips_errors(EncodeError):
        pixels = pixels.copy_memory()
        judge = _Judge(pixels, writer, scratch)
        if writer.quality is None:
            return Reached(writer.encode(pixels), None, 100.0, 1)
        quality = judge.search(wanted)
        data, score = judge.whole(quality)
        while score < wanted and quality < _HIGHEST and judge.encodes <= _PROBES:
            # The excerpt was a little kinder than the whole.
            quality = min(_HIGHEST, quality + max(1, round((wanted - score) / 2)))
            data, score = judge.whole(quality)
    warnings: tuple[str, ...] = ()
    if score < wanted:
        warnings = (f"Visual quality {wanted:g} could not be reached in {writer.format.name}; this is {score:.1f}.",)
    return Reached(data, float(quality), score, judge.encodes, warnings)


def excerpt_bytes(pixels: Pixels, writer: Writer, wanted: float, scratch: Path) -> tuple[int, bool]:
    """Give how many bytes the excerpt of the picture takes at this visual quality, and whether it reaches it."""
    with vips_errors(EncodeError):
        judge = _Judge(excerpt(pixels).copy_memory(), writer, scratch)
        if writer.quality is None:
            return len(writer.encode(judge.part)), True
        data, score = judge.whole(judge.search(wanted))
    return len(data), score >= wanted


class _Judge:
    """Encodes a picture and its excerpt at different qualities, and looks at the results."""

    def __init__(self, pixels: Pixels, writer: Writer, scratch: Path) -> None:
        self._pixels = pixels
        self._writer = writer
        self._scratch = scratch
        self.part = excerpt(pixels).copy_memory()
        self._original = Original(self.part)
        self._small = (self.part.width, self.part.height) == (pixels.width, pixels.height)
        self._seen: dict[int, tuple[bytes, float]] = {}
        self.encodes = 0

    def search(self, wanted: float) -> int:
        """Give the lowest quality found at which the excerpt looks as wanted, or the highest."""
        low, low_score, high, high_score = _LOWEST - 1, 0.0, _HIGHEST + 1, 0.0
        guess = round(min(95.0, max(20.0, wanted)))
        for _ in range(_PROBES):
            score = self._look(self.part, guess)[1]
            if score >= wanted:
                high, high_score = guess, score
            else:
                low, low_score = guess, score
            if high - low <= 1 or wanted <= score <= wanted + _CLOSE:
                break
            if low < _LOWEST or high > _HIGHEST:
                # Only one side is known: a step of quality changes the score by about one half.
                guess = round(guess + (wanted - score) * 2 + (1 if score < wanted else 0))
            else:
                share = (wanted + _CLOSE / 2 - low_score) / (high_score - low_score)
                guess = round(low + (high - low) * min(0.9, max(0.1, share)))
            guess = min(high - 1, max(low + 1, guess))
        return min(high, _HIGHEST)

    def whole(self, quality: int) -> tuple[bytes, float]:
        """Give the encoded picture and its score."""
        if self._small and quality in self._seen:
            return self._seen[quality]
        return self._look(self._pixels, quality)

    def _look(self, pixels: Pixels, quality: int) -> tuple[bytes, float]:
        data = self._writer.with_quality(float(quality)).encode(pixels)
        self.encodes += 1
        self._scratch.write_bytes(data)
        try:
            decoded = open_origin(self._scratch, self._scratch.name, _NO_LIMITS, sequential=False).pixels()
            score = self._original.score(excerpt(decoded))
        finally:
            self._scratch.unlink()
        self._seen[quality] = data, score
        return data, score
