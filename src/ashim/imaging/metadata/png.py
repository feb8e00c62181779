"""PNG: metadata lies in chunks of its own."""

import struct
import zlib
from collections.abc import Callable

from ashim.imaging.metadata.blocks import Added, Block, Change, DamagedError, Kind
from ashim.imaging.metadata.iptc import PHOTOSHOP

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_XMP = b"XML:com.adobe.xmp"
# No compression, and neither a language nor a translated keyword.
_PLAIN_XMP = _XMP + b"\0\0\0\0\0"
_RAW = b"Raw profile type "
_RAW_KINDS: dict[bytes, Kind] = {b"exif": "exif", b"APP1": "exif", b"iptc": "iptc", b"8bim": "iptc", b"xmp": "xmp"}
# Profiles of EXIF and XMP may begin as their segments in JPEG do.
_HEADS: dict[bytes, Kind] = {b"Exif\0\0": "exif", b"http://ns.adobe.com/xap/1.0/\0": "xmp"}
_LONGEST = 32_000_000

Wrap = Callable[[bytes], bytes]


def rewrite(data: bytes, change: Change, added: Added) -> bytes:
    """Give the file with its metadata changed and all other chunks byte for byte the same."""
    if not data.startswith(_SIGNATURE):
        raise DamagedError
    out = [_SIGNATURE]
    waiting = [_added(kind, body) for kind, body in added.items()]
    position = len(_SIGNATURE)
    name = b""
    while name != b"IEND":
        if position + 12 > len(data):
            raise DamagedError
        size, name = struct.unpack_from(">I4s", data, position)
        end = position + 12 + size
        if end > len(data):
            raise DamagedError
        if name in (b"IDAT", b"PLTE"):
            out += waiting
            waiting = []
        body = data[position + 8 : position + 8 + size]
        found = _block(name, body)
        changed = None if found is None else change(found[0])
        if found is None or changed == found[0].data:
            out.append(data[position:end])
        elif changed is not None:
            out.append(_chunk(name, found[1](changed)))
        position = end
    return b"".join(out) + data[position:]


def _added(kind: Kind, body: bytes) -> bytes:
    match kind:
        case "exif":
            return _chunk(b"eXIf", body)
        case "xmp":
            return _chunk(b"iTXt", _PLAIN_XMP + body)
        case "iptc":
            return _chunk(
                b"zTXt", _RAW + b"iptc\0\0" + zlib.compress(_hexadecimal(b"iptc", body.removeprefix(PHOTOSHOP)))
            )
        case _:
            return _chunk(b"iTXt", b"Comment\0\0\0\0\0" + body)


def _block(name: bytes, body: bytes) -> tuple[Block, Wrap] | None:
    """Give the metadata that the chunk holds, and what makes the chunk's body of such; None for other chunks."""
    if name == b"eXIf":
        return Block("exif", body), bytes
    if name == b"iCCP":
        keyword, _, packed = body.partition(b"\0")
        profile = _unpacked(packed[1:])
        if profile is None:
            return Block("icc", body, closed=True), bytes
        return Block("icc", profile), lambda changed: keyword + b"\0\0" + zlib.compress(changed)
    if name == b"tIME":
        return Block("comment", body, closed=True), bytes
    if name not in (b"tEXt", b"zTXt", b"iTXt"):
        return None
    keyword, _, rest = body.partition(b"\0")
    text = _text(name, rest)
    if keyword == _XMP:
        closed = text is None or name != b"iTXt"
        return Block("xmp", text or body, closed=closed), lambda changed: body if closed else _PLAIN_XMP + changed
    if keyword.startswith(_RAW):
        kind = _RAW_KINDS.get(keyword.removeprefix(_RAW), "comment")
        content = _from_hexadecimal(text or b"")
        head = next((each for each in _HEADS if content is not None and content.startswith(each)), b"")
        if content is not None and kind != "comment" and name == b"zTXt":
            label = keyword.removeprefix(_RAW)
            return Block(
                _HEADS.get(head, kind), content.removeprefix(head)
            ), lambda changed: keyword + b"\0\0" + zlib.compress(_hexadecimal(label, head + changed))
        return Block(kind, body, closed=True), bytes
    return Block("comment", body, closed=True), bytes


def _text(name: bytes, rest: bytes) -> bytes | None:
    """Give the text of a text chunk from what follows its keyword, None when that is not whole."""
    if name == b"tEXt":
        return rest
    if name == b"zTXt":
        return _unpacked(rest[1:])
    parts = rest[2:].split(b"\0", 2)
    if len(rest) < 2 or len(parts) < 3:
        return None
    return _unpacked(parts[2]) if rest[0] else parts[2]


def _unpacked(data: bytes) -> bytes | None:
    """Give the data inflated, None when it is damaged or grows beyond all measure."""
    inflater = zlib.decompressobj()
    try:
        content = inflater.decompress(data, _LONGEST)
    except zlib.error:
        return None
    return content if inflater.eof else None


def _hexadecimal(label: bytes, content: bytes) -> bytes:
    """Write a profile as ImageMagick does: its name, its length, and its bytes in lines of 36."""
    lines = [content[start : start + 36].hex().encode() for start in range(0, len(content), 36)]
    return b"\n".join([b"", label, b"%8d" % len(content), *lines, b""])


def _from_hexadecimal(text: bytes) -> bytes | None:
    parts = text.strip().split(b"\n", 2)
    try:
        return bytes.fromhex(parts[2].decode("ascii")) if len(parts) == 3 else None
    except ValueError:
        return None


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
