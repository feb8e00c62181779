"""JPEG 2000: through Pillow up to 8 bits a channel, through imagecodecs beyond. Layout: ISO/IEC 15444-1."""

import struct
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from ashim.imaging.encoders.jp2 import EXIF_UUID, XMP_UUID
from ashim.imaging.facts import Facts
from ashim.imaging.metadata.blocks import DamagedError
from ashim.imaging.metadata.boxes import boxes
from ashim.imaging.readers import bitmaps
from ashim.imaging.readers.reader import Array, from_array, with_metadata
from ashim.imaging.vips import Pixels

_HEADER_BYTES = 1 << 22
# The marker of the codestream and that of its size, which come together.
_START = b"\xff\x4f\xff\x51"
_PLAIN = bitmaps.reader("jp2")


@dataclass(frozen=True, slots=True)
class _Size:
    """How many components the codestream has, of how many bits, and whether all are unsigned and of full size."""

    components: int
    bits: int
    plain: bool


def facts(path: Path) -> Facts:
    """Give what the header says."""
    with path.open("rb") as file:
        head = file.read(_HEADER_BYTES)
    found = replace(_PLAIN.header(path), profile=_profile(head) is not None)
    size = _size(head)
    if not _is_deep(size):
        return found
    return replace(
        found,
        alpha=size.components in (2, 4),
        depth=size.bits,
        colours="grey" if size.components < 3 else "rgb",
    )


def pixels(path: Path) -> Pixels:
    """Decode the picture."""
    data = path.read_bytes()
    size = _size(data)
    decoded = _deep(data, size) if _is_deep(size) else _PLAIN.decoder(path)
    return with_metadata(decoded, {"icc_profile": _profile(data), **_metadata(data)})


def _is_deep(size: _Size) -> bool:
    return size.plain and 8 < size.bits <= 16 and size.components <= 4


def _deep(data: bytes, size: _Size) -> Pixels:
    import imagecodecs

    samples: Array = imagecodecs.jpeg2k_decode(data, numthreads=1)
    # The highest bits are repeated below the lowest, so that white stays white.
    scaled = samples.astype(np.uint16) << (16 - size.bits) | samples >> (2 * size.bits - 16)
    return from_array(scaled, bits=size.bits)


def _size(data: bytes) -> _Size:
    start = data.index(_START) + 4
    (count,) = struct.unpack_from(">H", data, start + 36)
    found = [struct.unpack_from(">3B", data, start + 38 + 3 * index) for index in range(count)]
    return _Size(
        count, max((each[0] & 127) + 1 for each in found), all(each[0] < 128 and each[1:] == (1, 1) for each in found)
    )


def _profile(data: bytes) -> bytes | None:
    """Give the ICC profile in the colour box of a JP2 (annex I); None for bare codestreams."""
    start = data.find(b"jp2h")
    end = data.find(b"jp2c")
    found = data.find(b"colr", start, end)
    if not 0 <= start < found or data[found + 4] != 2:
        return None
    size = struct.unpack_from(">I", data, found - 4)[0]
    return data[found + 7 : found - 4 + size]


def _metadata(data: bytes) -> dict[str, bytes]:
    """Give the EXIF and XMP in boxes of the file."""
    if data.startswith(b"\xff"):
        return {}
    names = {EXIF_UUID: "exif", XMP_UUID: "xmp"}
    try:
        bodies = [data[each.body : each.end] for each in boxes(data, 0, len(data)) if each.type == b"uuid"]
    except DamagedError:
        # The pixels do not need it.
        return {}
    return {names[body[:16]]: body[16:] for body in bodies if body[:16] in names}
