"""The directory of Windows icons and cursors: which of the pictures in a file is the largest, without decoding any."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ashim.imaging.errors import InvalidImageError

_HEADER = struct.Struct("<HHH")
_ENTRY = struct.Struct("<BBBBHHII")
_PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True)
class Icon:
    """One picture of an icon: its own size, which the directory may belie, and its PNG or bitmap data."""

    width: int
    height: int
    bits: int
    data: bytes

    def as_file(self) -> bytes:
        """Give an icon file that holds this picture alone."""
        return pack([self])


def pack(icons: Sequence[Icon]) -> bytes:
    """Give an icon file that holds these pictures."""
    entries = b""
    start = _HEADER.size + len(icons) * _ENTRY.size
    for icon in icons:
        # A side of 256 or more is written as 0.
        sides = (side if side < 256 else 0 for side in (icon.width, icon.height))
        entries += _ENTRY.pack(*sides, 0, 0, 1, icon.bits, len(icon.data), start)
        start += len(icon.data)
    return _HEADER.pack(0, 1, len(icons)) + entries + b"".join(icon.data for icon in icons)


def largest(path: Path) -> Icon:
    """Give the picture with the most pixels, then the most bits. Raises InvalidImageError when there is none."""
    data = path.read_bytes()
    _, _, count = _HEADER.unpack_from(data)
    icons = []
    for index in range(count):
        *_, size, start = _ENTRY.unpack_from(data, _HEADER.size + index * _ENTRY.size)
        picture = data[start : start + size]
        if picture.startswith(_PNG):
            width, height = struct.unpack_from(">II", picture, 16)
            bits = 32
        else:
            # A bitmap's height counts the picture and its mask.
            width, doubled, _, bits = struct.unpack_from("<iiHH", picture, 4)
            height = abs(doubled) // 2
        icons.append(Icon(width, height, bits, picture))
    if not icons:
        raise InvalidImageError("failed to read image metadata: the icon holds no picture")
    return max(icons, key=lambda icon: (icon.width * icon.height, icon.bits))
