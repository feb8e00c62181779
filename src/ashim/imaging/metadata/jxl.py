"""JPEG XL: metadata lies in boxes beside the codestream; a bare codestream has none."""

import struct

from ashim.imaging.metadata.blocks import Block, Change, DamagedError, Kind
from ashim.imaging.metadata.boxes import before_exif, boxes

_BARE = b"\xff\x0a"
_SIGNATURE = b"\0\0\0\x0cJXL \r\n\x87\n"
_KINDS: dict[bytes, Kind] = {b"Exif": "exif", b"xml ": "xmp"}


def rewrite(data: bytes, change: Change) -> bytes:
    """Give the file with its metadata changed and the codestream byte for byte the same.

    What is needed to make the original JPEG file again is left out when anything changed: it would no longer be right.
    """
    if data.startswith(_BARE):
        return data
    if not data.startswith(_SIGNATURE):
        raise DamagedError
    found = list(boxes(data, 0, len(data)))
    kept = [b"" if box.type == b"jbrd" else data[box.start : box.end] for box in found]
    changed = False
    for index, box in enumerate(found):
        body = data[box.body : box.end]
        if box.type == b"brob" and body[:4] in _KINDS:
            block, prefix = Block(_KINDS[body[:4]], body, closed=True), b""
        elif box.type in _KINDS:
            prefix = body[: before_exif(body)] if box.type == b"Exif" else b""
            block = Block(_KINDS[box.type], body[len(prefix) :])
        else:
            continue
        result = change(block)
        if result != block.data:
            changed = True
            body = b"" if result is None else prefix + result
            kept[index] = b"" if result is None else struct.pack(">I4s", len(body) + 8, box.type) + body
    return b"".join(kept) if changed else data
