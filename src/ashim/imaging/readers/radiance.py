"""Radiance HDR (RGBE), tone-mapped. Layout: Ward, "Real Pixels", Graphics Gems II (1991)."""

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ashim.imaging.errors import InvalidImageError
from ashim.imaging.facts import Facts
from ashim.imaging.readers.reader import UNDECODABLE, UNREADABLE, Array, from_array, from_light
from ashim.imaging.readers.tones import TONE_MAPPED, displayed
from ashim.imaging.vips import Pixels

_HEADER_BYTES = 65_536
_RESOLUTION = re.compile(rb"([-+])Y (\d+) ([-+])X (\d+)\n")


@dataclass(frozen=True, slots=True)
class _Header:
    width: int
    height: int
    upward: bool
    leftward: bool
    start: int


def facts(path: Path) -> Facts:
    """Give what the header says."""
    header = _read_header(path)
    return Facts("hdr", header.width, header.height, 1, 0, alpha=False, depth=16, notes=(TONE_MAPPED,))


def pixels(path: Path) -> Pixels:
    """Decode the picture for a screen."""
    return from_array(displayed(_read(path)))


def light(path: Path) -> Pixels:
    """Decode the picture as it is."""
    return from_light(_read(path))


def _read(path: Path) -> Array:
    header = _read_header(path)
    data = memoryview(path.read_bytes())[header.start :]
    # A run-length code of two bytes stands for at most 127 samples.
    if header.width * header.height * 4 > len(data) * 64:
        raise InvalidImageError(UNDECODABLE)
    rgbe = np.empty((header.height, header.width, 4), np.uint8)
    position = 0
    for row in range(header.height):
        position = _read_row(data, position, rgbe[row])
    light: Array = np.ldexp(rgbe[:, :, :3].astype(np.float32) + 0.5, rgbe[:, :, 3:].astype(np.int32) - (128 + 8))
    light[rgbe[:, :, 3] == 0] = 0
    light = light[::-1] if header.upward else light
    return light[:, ::-1] if header.leftward else light


def _read_header(path: Path) -> _Header:
    with path.open("rb") as file:
        head = file.read(_HEADER_BYTES)
    end = head.find(b"\n\n")
    match = _RESOLUTION.match(head, end + 2)
    if end < 0 or match is None:
        raise InvalidImageError(UNREADABLE)
    if b"FORMAT=32-bit_rle_xyze" in head[:end]:
        raise InvalidImageError("unsupported format: Radiance HDR in XYZ colours; save it as RGB")
    return _Header(int(match[4]), int(match[2]), match[1] == b"+", match[3] == b"-", match.end())


def _read_row(data: memoryview, position: int, row: Array) -> int:
    """Fill a row of width x 4 samples, and give where the next one begins."""
    width = len(row)
    if bytes(data[position : position + 4]) != bytes((2, 2, width >> 8 & 127, width & 255)) or width < 8:
        row[:] = np.frombuffer(data, np.uint8, width * 4, position).reshape(width, 4)
        return position + width * 4
    position += 4
    samples = np.frombuffer(data, np.uint8)
    for channel in range(4):
        column = 0
        while column < width:
            count = data[position]
            if count > 128:
                count -= 128
                row[column : column + count, channel] = data[position + 1]
                position += 2
            else:
                row[column : column + count, channel] = samples[position + 1 : position + 1 + count]
                position += 1 + count
            column += count
            if count == 0 or column > width:
                raise InvalidImageError(UNDECODABLE)
    return position
