"""The directory of Windows icons: which of the pictures in a file is the largest, without decoding any."""

import struct
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
        side = (self.width if self.width < 256 else 0, self.height if self.height < 256 else 0)
        start = _HEADER.size + _ENTRY.size
        return _HEADER.pack(0, 1, 1) + _ENTRY.pack(*side, 0, 0, 1, self.bits, len(self.data), start) + self.data


def largest(path: Path) -> Icon:
    """Give the picture with the most pixels, then the most bits. Raises InvalidImageError when there is none."""
    data = path.read_bytes()
    _, _, count = _HEADER.unpack_from(data)
    icons = []
    for index in range(count):
        *_, bits, size, start = _ENTRY.unpack_from(data, _HEADER.size + index * _ENTRY.size)
        picture = data[start : start + size]
        if picture.startswith(_PNG):
            width, height = struct.unpack_from(">II", picture, 16)
        else:
            # A bitmap's height counts the picture and its mask.
            width, doubled = struct.unpack_from("<ii", picture, 4)
            height = abs(doubled) // 2
        icons.append(Icon(width, height, bits, picture))
    if not icons:
        raise InvalidImageError("failed to read image metadata: the icon holds no picture")
    return max(icons, key=lambda icon: (icon.width * icon.height, icon.bits))
