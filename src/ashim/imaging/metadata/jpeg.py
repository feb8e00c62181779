"""JPEG: metadata lies in segments before the scans, which are copied as they are."""

import struct
from collections.abc import Iterator
from dataclasses import replace

from ashim.imaging.metadata.blocks import Added, Block, Change, DamagedError, Kind, TooLongError
from ashim.imaging.metadata.iptc import PHOTOSHOP
from ashim.imaging.metadata.tiff import Tiff

_APP0, _APP1, _APP2, _APP13, _COM, _SOS = 0xE0, 0xE1, 0xE2, 0xED, 0xFE, 0xDA
_EXIF = b"Exif\0\0"
_XMP = b"http://ns.adobe.com/xap/1.0/\0"
_XMP_EXTENSION = b"http://ns.adobe.com/xmp/extension/\0"
_ICC = b"ICC_PROFILE\0"
_MULTI_PICTURE = b"MPF\0"
_PICTURES = 0xB002
_JFIF_FIXED = 14
_LONGEST = 65_533
# Metadata that is new comes in this order, as cameras write it.
_ORDER: tuple[Kind, ...] = ("exif", "xmp", "iptc", "comment")


def rewrite(data: bytes, change: Change, added: Added) -> bytes:
    """Give the file with its metadata changed, the coded pixels and whatever follows them byte for byte the same.

    The further pictures of a multi-picture file stay where and as long as they are: what their metadata loses becomes
    zeros after their end. Raises TooLongError for a block that does not fit a segment.
    """
    segments, scans = _split(data)
    icc = b"".join(_icc_part(body) for marker, body, _ in segments if _is_icc(marker, body))
    icc_parts = _icc_segments(change(Block("icc", icc))) if icc else []
    out = bytearray(data[:2])
    new = [_new_segment(kind, added[kind]) for kind in _ORDER if kind in added]
    multi_picture: tuple[int, int] | None = None
    for marker, body, position in segments:
        if marker != _APP0:
            out += b"".join(new)
            new = []
        if _is_icc(marker, body):
            out += b"".join(icc_parts)
            icc_parts = []
            continue
        if marker == _APP2 and body.startswith(_MULTI_PICTURE):
            multi_picture = (position, len(out))
        changed = _changed(marker, body, change)
        if changed is not None:
            out += _segment(marker, changed)
    out += b"".join(new)
    moved = len(out) - scans
    out += data[scans:]
    if multi_picture:
        before, after = multi_picture
        for start, size in _further_pictures(data, before):
            if start >= scans:
                out[start + moved : start + moved + size] = _reduced(data[start : start + size], change)
        if moved:
            _adjust_pictures(out, after, moved=moved - (after - before), shorter=-moved)
    return bytes(out)


def _reduced(picture: bytes, change: Change) -> bytes:
    """Give a further picture with its metadata changed, as long as before; a longer or damaged one stays as it is."""
    try:
        changed = rewrite(picture, lambda block: change(replace(block, secondary=True)), {})
    except DamagedError:
        return picture
    return changed.ljust(len(picture), b"\0") if len(changed) <= len(picture) else picture


def _split(data: bytes) -> tuple[list[tuple[int, bytes, int]], int]:
    """Give the segments before the first scan as (marker, body, position), and where that scan begins."""
    if not data.startswith(b"\xff\xd8"):
        raise DamagedError
    segments: list[tuple[int, bytes, int]] = []
    position = 2
    while True:
        if data[position : position + 1] != b"\xff":
            raise DamagedError
        start = position
        while data[position + 1 : position + 2] == b"\xff":
            position += 1
        header = data[position + 1 : position + 4]
        if len(header) < 3:
            raise DamagedError
        marker, size = struct.unpack(">BH", header)
        if marker == _SOS:
            return segments, start
        if size < 2 or position + 2 + size > len(data):
            raise DamagedError
        segments.append((marker, data[position + 4 : position + 2 + size], start))
        position += 2 + size


def _segment(marker: int, body: bytes) -> bytes:
    if len(body) > _LONGEST:
        raise TooLongError(
            f"JPEG holds at most {_LONGEST:,} bytes of metadata in one piece; this would be {len(body):,}"
        )
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def _new_segment(kind: Kind, body: bytes) -> bytes:
    match kind:
        case "exif":
            return _segment(_APP1, _EXIF + body)
        case "xmp":
            return _segment(_APP1, _XMP + body)
        case "iptc":
            return _segment(_APP13, body)
        case _:
            return _segment(_COM, body)


def _changed(marker: int, body: bytes, change: Change) -> bytes | None:
    """Give the body that takes the place of this one, None to leave the segment out."""
    if marker == _APP0 and body.startswith(b"JFIF\0") and len(body) > _JFIF_FIXED:
        thumbnail = change(Block("thumbnail", body[_JFIF_FIXED:], closed=True))
        return body if thumbnail is not None else body[: _JFIF_FIXED - 2] + b"\0\0"
    for prefix, block in _kinds(marker, body):
        changed = change(block)
        return None if changed is None else prefix + changed
    return body


def _kinds(marker: int, body: bytes) -> Iterator[tuple[bytes, Block]]:
    """Give the metadata that the segment is, with the prefix that it has there; nothing for other segments."""
    if marker == _COM:
        yield b"", Block("comment", body)
    elif marker == _APP0 and body.startswith(b"JFXX\0"):
        yield b"", Block("thumbnail", body, closed=True)
    elif marker == _APP1 and body.startswith(_EXIF):
        yield _EXIF, Block("exif", body[len(_EXIF) :])
    elif marker == _APP1 and body.startswith(_XMP):
        yield _XMP, Block("xmp", body[len(_XMP) :])
    elif marker == _APP1 and body.startswith(_XMP_EXTENSION):
        yield b"", Block("xmp-extension", body, closed=True)
    elif marker == _APP13 and body.startswith(PHOTOSHOP):
        yield b"", Block("iptc", body)


def _is_icc(marker: int, body: bytes) -> bool:
    return marker == _APP2 and body.startswith(_ICC)


def _icc_part(body: bytes) -> bytes:
    """Give the part of the profile in one segment; parts are numbered, and nearly always in order."""
    return body[len(_ICC) + 2 :]


def _icc_segments(profile: bytes | None) -> list[bytes]:
    if profile is None:
        return []
    room = _LONGEST - len(_ICC) - 2
    parts = [profile[start : start + room] for start in range(0, len(profile), room)]
    return [_segment(_APP2, _ICC + bytes([number, len(parts)]) + part) for number, part in enumerate(parts, start=1)]


def _further_pictures(data: bytes, position: int) -> list[tuple[int, int]]:
    """Give where the pictures after the first are, as (start, size), from the index whose segment is at `position`."""
    found = _picture_index(data, position)
    if found is None:
        return []
    start, order, entries = found
    places = [struct.unpack_from(order + "II", data, at + 4) for at in entries]
    return [(start + offset, size) for size, offset in places if offset and start + offset + size <= len(data)]


def _picture_index(data: bytes | bytearray, position: int) -> tuple[int, str, list[int]] | None:
    """Give where offsets are counted from, the byte order, and where the entries of the pictures are."""
    (size,) = struct.unpack_from(">H", data, position + 2)
    start = position + 4 + len(_MULTI_PICTURE)
    try:
        tiff = Tiff(bytes(data[start : position + 2 + size]))
        entry = next((entry for first in tiff.chain()[:1] if (entry := first.get(_PICTURES))), None)
    except DamagedError:
        return None
    if entry is None:
        return None
    return (
        start,
        ">" if tiff.data[:2] == b"MM" else "<",
        [start + entry.start + at for at in range(0, entry.size - 15, 16)],
    )


def _adjust_pictures(out: bytearray, position: int, *, moved: int, shorter: int) -> None:
    """Correct where a multi-picture file says that its further pictures are, counted from its own segment."""
    found = _picture_index(out, position)
    if found is None:
        return
    _, order, entries = found
    for index, at in enumerate(entries):
        length, offset = struct.unpack_from(order + "II", out, at + 4)
        if index == 0:
            struct.pack_into(order + "I", out, at + 4, max(0, length - shorter))
        elif offset:
            struct.pack_into(order + "I", out, at + 8, offset + moved)
