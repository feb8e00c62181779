"""What libvips leaves out of WebP: whether a file is lossless, and the alpha flag of animations."""

import struct
from pathlib import Path

_HEADER = 12
_FLAGS = 20
_ALPHA = 0x10


def is_lossless(path: Path) -> bool:
    """Tell whether every pixel was kept when the file was written: its first picture is in a VP8L chunk."""
    with path.open("rb") as file:
        file.seek(_HEADER)
        while len(header := file.read(8)) == 8:
            kind, size = struct.unpack("<4sI", header)
            if kind in (b"VP8L", b"VP8 "):
                return bool(kind == b"VP8L")
            # A frame's picture follows 16 bytes about the frame; other chunks are skipped, padded to even sizes.
            file.seek(16 if kind == b"ANMF" else size + size % 2, 1)
    return False


def with_alpha_flag(data: bytes) -> bytes:
    """Set the alpha flag in the VP8X header, without which readers show transparent parts of an animation black."""
    if data[_HEADER : _HEADER + 4] != b"VP8X":
        return data
    return data[:_FLAGS] + bytes([data[_FLAGS] | _ALPHA]) + data[_FLAGS + 1 :]
