"""WebP: metadata lies in chunks of the RIFF container, and a header tells which there are."""

import struct

from ashim.imaging.metadata.blocks import Block, Change, DamagedError, Kind

_HEADER = 12
_KINDS: dict[bytes, tuple[Kind, int]] = {b"ICCP": ("icc", 0x20), b"EXIF": ("exif", 0x08), b"XMP ": ("xmp", 0x04)}


def rewrite(data: bytes, change: Change) -> bytes:
    """Give the file with its metadata changed and all other chunks byte for byte the same."""
    if data[:4] != b"RIFF" or data[8:_HEADER] != b"WEBP":
        raise DamagedError
    end = min(len(data), 8 + struct.unpack_from("<I", data, 4)[0])
    out = bytearray(data[:_HEADER])
    flags = 0
    extended: int | None = None
    position = _HEADER
    while position + 8 <= end:
        name, size = struct.unpack_from("<4sI", data, position)
        following = position + 8 + size + size % 2
        if position + 8 + size > len(data):
            raise DamagedError
        body = data[position + 8 : position + 8 + size]
        if name == b"VP8X" and size >= 10:
            extended = len(out) + 8
        if name in _KINDS:
            kind, flag = _KINDS[name]
            changed = change(Block(kind, body))
            if changed is not None:
                flags |= flag
                out += name + struct.pack("<I", len(changed)) + changed + b"\0" * (len(changed) % 2)
        else:
            out += data[position:following]
        position = following
    if extended is not None:
        out[extended] = out[extended] & ~0x2C | flags
    struct.pack_into("<I", out, 4, len(out) - 8)
    return bytes(out) + data[max(position, end) :]
