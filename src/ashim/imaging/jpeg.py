"""What libvips leaves out of JPEG: the depth of its samples."""

import struct
from pathlib import Path

from ashim.imaging.errors import InvalidImageError

# The start-of-frame markers, among which are three others.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_END, _SCAN = 0xD9, 0xDA


def check_depth(path: Path) -> None:
    """Raise InvalidImageError for a JPEG of 12 bits a sample, which no decoder here reads."""
    with path.open("rb") as file:
        file.seek(2)
        while len(head := file.read(4)) == 4:
            mark, marker, size = struct.unpack(">BBH", head)
            if mark != 0xFF or marker in (_END, _SCAN):
                return
            if marker in _FRAMES:
                bits = file.read(1)
                if bits and bits[0] != 8:
                    raise InvalidImageError(
                        f"unsupported format: JPEG with {bits[0]} bits a channel; save it as PNG or TIFF"
                    )
                return
            file.seek(size - 2, 1)


def has_adobe_marker(data: bytes) -> bool:
    """Tell whether a JPEG says that Adobe's software wrote it: the inks of its CMYK are then stored inverted."""
    position = 2
    while position + 4 <= len(data) and data[position] == 0xFF:
        marker, length = data[position + 1], int.from_bytes(data[position + 2 : position + 4], "big")
        if marker == 0xEE and data[position + 4 : position + 9] == b"Adobe":
            return True
        if marker == 0xDA:
            return False
        position += 2 + length
    return False
