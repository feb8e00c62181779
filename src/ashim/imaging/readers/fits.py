"""FITS: the first image of the file, its range of values stretched over the range of a picture.

Layout: "Definition of the Flexible Image Transport System", version 4.0 (2018).
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ashim.imaging.errors import InvalidImageError
from ashim.imaging.facts import Facts
from ashim.imaging.readers.reader import UNREADABLE, from_array
from ashim.imaging.vips import Pixels

_BLOCK = 2880
_CARD = 80
_MOST_BLOCKS = 200
_KINDS = {8: ">u1", 16: ">i2", 32: ">i4", 64: ">i8", -32: ">f4", -64: ">f8"}
_STRETCHED = "The values of the FITS image were stretched: its smallest became black, its largest white."


@dataclass(frozen=True, slots=True)
class _Header:
    kind: str
    width: int
    height: int
    planes: int
    start: int

    @property
    def bands(self) -> int:
        return 3 if self.planes == 3 else 1


def facts(path: Path) -> Facts:
    """Give what the header says."""
    header = _read_header(path)
    return Facts(
        format="fits",
        width=header.width,
        height=header.height,
        frames=1,
        bytes=0,
        alpha=False,
        depth=16,
        colours="grey" if header.bands == 1 else "rgb",
        pages=1 if header.bands == 3 else header.planes,
        notes=(_STRETCHED,),
    )


def pixels(path: Path) -> Pixels:
    """Decode the first plane, or three planes as red, green and blue; the first row is at the bottom."""
    header = _read_header(path)
    with path.open("rb") as file:
        file.seek(header.start)
        count = header.width * header.height * header.bands
        data = file.read(count * np.dtype(header.kind).itemsize)
    samples = np.frombuffer(data, header.kind, count).reshape(header.bands, header.height, header.width)
    values = np.moveaxis(samples, 0, -1)[::-1].astype(np.float64)
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
    stretched = (np.nan_to_num(values, nan=low, posinf=high, neginf=low) - low) / ((high - low) or 1.0)
    return from_array((stretched * 65_535 + 0.5).astype(np.uint16))


def _read_header(path: Path) -> _Header:
    """Find the first header that announces an image of two axes or more; the primary one may be empty."""
    with path.open("rb") as file:
        start = 0
        for _ in range(_MOST_BLOCKS):
            file.seek(start)
            cards, size = _cards(file.read(_BLOCK * _MOST_BLOCKS))
            start += size
            axes = int(cards.get("NAXIS", "0"))
            bits = int(cards.get("BITPIX", "8"))
            sides = [int(cards[f"NAXIS{axis}"]) for axis in range(1, axes + 1)]
            if axes >= 2 and not cards.get("XTENSION", "IMAGE").startswith("'BINTABLE"):
                planes = int(np.prod(sides[2:], dtype=np.int64)) if axes > 2 else 1
                return _Header(_KINDS[bits], sides[0], sides[1], planes, start)
            content = abs(bits) // 8 * (int(np.prod(sides, dtype=np.int64)) if sides else 0)
            start += -(-(content + int(cards.get("PCOUNT", "0"))) // _BLOCK) * _BLOCK
    raise InvalidImageError(UNREADABLE)


def _cards(data: bytes) -> tuple[dict[str, str], int]:
    """Give the header's values by keyword, and its length in bytes."""
    cards: dict[str, str] = {}
    for position in range(0, len(data) - _CARD + 1, _CARD):
        card = data[position : position + _CARD].decode("ascii")
        if card.startswith("END") and not card[3:].strip():
            return cards, -(-(position + _CARD) // _BLOCK) * _BLOCK
        if card[8:10] == "= ":
            cards[card[:8].strip()] = card[10:].partition("/")[0].strip()
    raise InvalidImageError(UNREADABLE)
