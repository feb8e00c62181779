"""DPX (SMPTE 268M): the first element of plain files, 8, 10 or 16 bits a channel."""

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ashim.imaging.errors import InvalidImageError
from ashim.imaging.facts import Facts
from ashim.imaging.readers.reader import Array, from_array
from ashim.imaging.vips import Pixels

_BANDS = {6: 1, 50: 3, 51: 4}


@dataclass(frozen=True, slots=True)
class _Header:
    order: str
    width: int
    height: int
    bands: int
    bits: int
    start: int


def facts(path: Path) -> Facts:
    """Give what the header says."""
    header = _read_header(path)
    return Facts(
        format="dpx",
        width=header.width,
        height=header.height,
        frames=1,
        bytes=0,
        alpha=header.bands == 4,
        depth=header.bits,
        colours="grey" if header.bands == 1 else "rgb",
    )


def pixels(path: Path) -> Pixels:
    """Decode the element; code values are taken as they are, logarithmic film included."""
    header = _read_header(path)
    with path.open("rb") as file:
        file.seek(header.start)
        data = file.read()
    shape = (header.height, header.width, header.bands)
    count = header.height * header.width * header.bands
    if header.bits == 10:
        return from_array(_unpacked(data, header).reshape(shape), bits=10)
    return from_array(np.frombuffer(data, f"{header.order}u{header.bits // 8}", count).reshape(shape))


def _unpacked(data: bytes, header: _Header) -> Array:
    """Give 10-bit samples, three in each 32-bit word from the top with two bits of padding below, scaled to 16."""
    row = -(-header.width * header.bands // 3)
    words = np.frombuffer(data, f"{header.order}u4", row * header.height).reshape(header.height, row, 1)
    samples = (words >> np.array([22, 12, 2], np.uint32)) & 1023
    samples = samples.reshape(header.height, row * 3)[:, : header.width * header.bands]
    return ((samples << 6) | (samples >> 4)).astype(np.uint16)


def _read_header(path: Path) -> _Header:
    with path.open("rb") as file:
        head = file.read(2048)
    order = ">" if head.startswith(b"SDPX") else "<"
    start = struct.unpack_from(f"{order}I", head, 4)[0]
    width, height = struct.unpack_from(f"{order}II", head, 772)
    descriptor, _, _, bits = struct.unpack_from("4B", head, 800)
    packing, encoding = struct.unpack_from(f"{order}HH", head, 804)
    if descriptor not in _BANDS or encoding or not (bits in (8, 16) or (bits == 10 and packing == 1)):
        raise InvalidImageError(
            "unsupported format: DPX is read with 8, 10 (method A) or 16 bits, grey or RGB, uncompressed"
        )
    return _Header(order, width, height, _BANDS[descriptor], bits, start)
