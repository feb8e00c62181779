"""PNG: metadata lies in chunks of its own."""

import struct
import zlib

from ashim.imaging.metadata.blocks import Block, Change, DamagedError, Kind

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_XMP = b"XML:com.adobe.xmp\0\0\0\0\0"
_RAW = b"Raw profile type "
_RAW_KINDS: dict[bytes, Kind] = {b"exif": "exif", b"APP1": "exif", b"iptc": "iptc", b"8bim": "iptc", b"xmp": "xmp"}


def rewrite(data: bytes, change: Change) -> bytes:
    """Give the file with its metadata changed and all other chunks byte for byte the same."""
    if not data.startswith(_SIGNATURE):
        raise DamagedError
    out = [_SIGNATURE]
    position = len(_SIGNATURE)
    name = b""
    while name != b"IEND":
        if position + 12 > len(data):
            raise DamagedError
        size, name = struct.unpack_from(">I4s", data, position)
        end = position + 12 + size
        if end > len(data):
            raise DamagedError
        body = data[position + 8 : position + 8 + size]
        found = _kind(name, body)
        if found is None:
            out.append(data[position:end])
        else:
            prefix, block = found
            changed = change(block)
            if changed == block.data:
                out.append(data[position:end])
            elif changed is not None:
                out.append(_chunk(name, prefix + changed))
        position = end
    return b"".join(out) + data[position:]


def _kind(name: bytes, body: bytes) -> tuple[bytes, Block] | None:
    """Give the metadata that the chunk holds and what comes before it there; None for other chunks."""
    if name == b"eXIf":
        return b"", Block("exif", body)
    if name == b"iCCP":
        return b"", Block("icc", body, closed=True)
    if name == b"tIME":
        return b"", Block("comment", body, closed=True)
    if name not in (b"tEXt", b"zTXt", b"iTXt"):
        return None
    if body.startswith(_XMP):
        return _XMP, Block("xmp", body[len(_XMP) :])
    keyword = body.split(b"\0", 1)[0]
    kind: Kind = "xmp" if keyword == b"XML:com.adobe.xmp" else "comment"
    if keyword.startswith(_RAW):
        kind = _RAW_KINDS.get(keyword.removeprefix(_RAW), "comment")
    return b"", Block(kind, body, closed=True)


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
