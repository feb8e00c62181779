"""JPEG XL: metadata lies in boxes beside the codestream, packed or not; a bare codestream has none."""

from ashim.imaging.metadata.blocks import Added, Block, Change, DamagedError, Kind
from ashim.imaging.metadata.boxes import before_exif, box_bytes, boxes

_BARE = b"\xff\x0a"
_SIGNATURE = b"\0\0\0\x0cJXL \r\n\x87\n"
_FILE_TYPE = b"\0\0\0\x14ftypjxl \0\0\0\0jxl "
_KINDS: dict[bytes, Kind] = {b"Exif": "exif", b"xml ": "xmp"}
_LONGEST = 8_000_000
_CODESTREAM = (b"jxlc", b"jxlp", b"jbrd")


def rewrite(data: bytes, change: Change, added: Added) -> bytes:
    """Give the file with its metadata changed and the codestream byte for byte the same.

    A bare codestream is put in a container when metadata is added. What is needed to make the original JPEG file again
    is left out when anything changed: it would no longer be right.
    """
    if data.startswith(_BARE):
        if not added:
            return data
        data = _SIGNATURE + _FILE_TYPE + box_bytes(b"jxlc", data)
    if not data.startswith(_SIGNATURE):
        raise DamagedError
    found = list(boxes(data, 0, len(data)))
    kept = [b"" if box.type == b"jbrd" else data[box.start : box.end] for box in found]
    changed = bool(added)
    for index, box in enumerate(found):
        name, body = box.type, data[box.body : box.end]
        closed = False
        if name == b"brob" and body[:4] in _KINDS:
            unpacked = _unpacked(body[4:])
            closed = unpacked is None
            name, body = body[:4], body[4:] if unpacked is None else unpacked
        if name not in _KINDS:
            continue
        prefix = body[: before_exif(body)] if name == b"Exif" and not closed else b""
        block = Block(_KINDS[name], body[len(prefix) :], closed=closed)
        result = change(block)
        if result != block.data:
            changed = True
            kept[index] = b"" if result is None else box_bytes(name, prefix + result)
    first = next((index for index, box in enumerate(found) if box.type in _CODESTREAM), len(found))
    new = [box_bytes(name, bytes(4 * (kind == "exif")) + added[kind]) for name, kind in _KINDS.items() if kind in added]
    return b"".join([*kept[:first], *new, *kept[first:]]) if changed else data


def _unpacked(data: bytes) -> bytes | None:
    """Give what Brotli packed, None when it is damaged or grows beyond all measure."""
    import imagecodecs

    try:
        return bytes(imagecodecs.brotli_decode(data, out=_LONGEST))
    except imagecodecs.BrotliError:
        return None


def rebuilds_jpeg(data: bytes) -> bool:
    """Tell whether the original JPEG file can be made from the file."""
    return data.startswith(_SIGNATURE) and any(box.type == b"jbrd" for box in boxes(data, 0, len(data)))
