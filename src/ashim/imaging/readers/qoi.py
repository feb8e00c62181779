"""QOI. Layout: "The Quite OK Image Format for Fast, Lossless Compression", version 1.0 (2022)."""

import struct
from pathlib import Path

from ashim.imaging.errors import InvalidImageError
from ashim.imaging.facts import Facts
from ashim.imaging.readers.reader import UNDECODABLE, from_array
from ashim.imaging.vips import Pixels

_HEADER = ">4sIIBB"
_END = b"\0\0\0\0\0\0\0\1"


def facts(path: Path) -> Facts:
    """Give what the header says."""
    with path.open("rb") as file:
        magic, width, height, channels, _ = struct.unpack(_HEADER, file.read(struct.calcsize(_HEADER)))
    if magic != b"qoif" or channels not in (3, 4):
        raise ValueError("no QOI header")
    return Facts(format="qoi", width=width, height=height, frames=1, bytes=0, alpha=channels == 4, depth=8)


def pixels(path: Path) -> Pixels:
    """Decode the picture."""
    import imagecodecs

    data = path.read_bytes()
    # The decoder fills up what is missing of a cut file without a word.
    if not data.endswith(_END):
        raise InvalidImageError(UNDECODABLE)
    return from_array(imagecodecs.qoi_decode(data))
