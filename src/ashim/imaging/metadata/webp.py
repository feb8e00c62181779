"""WebP: metadata lies in chunks of the RIFF container, and a header tells which there are."""

import struct

from ashim.imaging.metadata.blocks import Added, Block, Change, DamagedError, Kind

_HEADER = 12
_KINDS: dict[bytes, tuple[Kind, int]] = {b"ICCP": ("icc", 0x20), b"EXIF": ("exif", 0x08), b"XMP ": ("xmp", 0x04)}
_ALPHA = 0x10


def rewrite(data: bytes, change: Change, added: Added) -> bytes:
    """Give the file with its metadata changed and all other chunks byte for byte the same.

    A file of one bare picture gets the header of an extended file when metadata is added.
    """
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
        if extended is None and added and name in (b"VP8 ", b"VP8L"):
            extended = len(out) + 8
            out += _chunk(b"VP8X", _extended_header(name, body))
        if name == b"VP8X" and size >= 10:
            extended = len(out) + 8
        if name in _KINDS:
            kind, flag = _KINDS[name]
            changed = change(Block(kind, body))
            if changed is not None:
                flags |= flag
                out += _chunk(name, changed)
        else:
            out += data[position:following]
        position = following
    for name, (kind, flag) in _KINDS.items():
        if kind in added:
            flags |= flag
            out += _chunk(name, added[kind])
    if extended is not None:
        out[extended] = out[extended] & ~0x2C | flags
    struct.pack_into("<I", out, 4, len(out) - 8)
    return bytes(out) + data[max(position, end) :]


def _chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def _extended_header(name: bytes, body: bytes) -> bytes:
    """Give the header of an extended file for one picture: its flags and its size, which is stored less one."""
    if len(body) < 10:
        raise DamagedError
    if name == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        flags, width, height = _ALPHA * (bits >> 28 & 1), bits & 0x3FFF, bits >> 14 & 0x3FFF
    else:
        across, down = struct.unpack_from("<HH", body, 6)
        flags, width, height = 0, (across & 0x3FFF) - 1, (down & 0x3FFF) - 1
    return bytes([flags, 0, 0, 0]) + width.to_bytes(3, "little") + height.to_bytes(3, "little")
