"""GIF: comments are extension blocks, XMP and colour profiles are applications' extensions."""

from ashim.imaging.metadata.blocks import Added, Block, Change, DamagedError, Kind

_EXTENSION, _PICTURE, _TRAILER = 0x21, 0x2C, 0x3B
_CONTROL, _COMMENT, _APPLICATION = 0xF9, 0xFE, 0xFF
_XMP, _ICC = b"XMP DataXMP", b"ICCRGBG1012"
# What ends an XMP packet, so that a reader of sub-blocks finds their end wherever it lands.
_MAGIC = b"\x01" + bytes(range(255, -1, -1)) + b"\0"
_COLOURS = 0x80


def rewrite(data: bytes, change: Change, added: Added) -> bytes:
    """Give the file with its metadata changed and all other blocks byte for byte the same."""
    if data[:6] not in (b"GIF87a", b"GIF89a") or len(data) < 13:
        raise DamagedError
    position = 13 + _table(data[10])
    if position >= len(data):
        raise DamagedError
    out = bytearray(data[:position])
    new = b"".join(_extension(kind, body) for kind, body in added.items())
    if new:
        out[:6] = b"GIF89a"
    while position < len(data) and data[position] != _TRAILER:
        end = _end(data, position)
        if data[position] == _PICTURE or data[position + 1] == _CONTROL:
            out += new
            new = b""
        found = _block(data, position, end)
        changed = None if found is None else change(found)
        if found is None or changed == found.data:
            out += data[position:end]
        elif changed is not None:
            out += _extension(found.kind, changed)
        position = end
    return bytes(out) + data[position:]


def _table(flags: int) -> int:
    """Give how many bytes the table of colours takes that these flags announce."""
    return 3 << (flags & 7) + 1 if flags & _COLOURS else 0


def _end(data: bytes, position: int) -> int:
    """Give where the extension or picture at `position` ends."""
    if data[position] == _PICTURE and position + 10 <= len(data):
        start = position + 10 + _table(data[position + 9]) + 1
    elif data[position] == _EXTENSION:
        start = position + 2
    else:
        raise DamagedError
    while start < len(data) and data[start]:
        start += data[start] + 1
    if start >= len(data):
        raise DamagedError
    return start + 1


def _block(data: bytes, position: int, end: int) -> Block | None:
    if data[position] != _EXTENSION:
        return None
    if data[position + 1] == _COMMENT:
        return Block("comment", _joined(data, position + 2))
    name = data[position + 3 : position + 14]
    if data[position + 1] != _APPLICATION or data[position + 2] != len(name):
        return None
    if name == _XMP:
        packet = data[position + 14 : end]
        return Block("xmp", packet.removesuffix(_MAGIC), closed=not packet.endswith(_MAGIC))
    return Block("icc", _joined(data, position + 14)) if name == _ICC else None


def _joined(data: bytes, position: int) -> bytes:
    parts = []
    while data[position]:
        parts.append(data[position + 1 : position + 1 + data[position]])
        position += data[position] + 1
    return b"".join(parts)


def _extension(kind: Kind, body: bytes) -> bytes:
    if kind == "xmp":
        return bytes([_EXTENSION, _APPLICATION, len(_XMP)]) + _XMP + body + _MAGIC
    head = bytes([_EXTENSION, _COMMENT])
    if kind == "icc":
        head = bytes([_EXTENSION, _APPLICATION, len(_ICC)]) + _ICC
    parts = [body[start : start + 255] for start in range(0, len(body), 255)]
    return head + b"".join(bytes([len(part)]) + part for part in parts) + b"\0"
