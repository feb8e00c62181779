"""HEIC and AVIF: metadata are items whose bytes lie among the coded pixels. Nothing moves: what goes becomes zeros."""

import struct
from dataclasses import dataclass

from ashim.imaging.metadata.blocks import Block, Change, DamagedError, Kind
from ashim.imaging.metadata.boxes import Box, before_exif, boxes

_XMP = b"application/rdf+xml"
_IN_FILE, _IN_META = 0, 1


@dataclass(frozen=True, slots=True)
class _Item:
    """Metadata: the item's number, and the spans of the file that hold it."""

    number: int
    kind: Kind
    spans: tuple[tuple[int, int], ...]


def rewrite(data: bytes, change: Change) -> bytes:
    """Give the file with its metadata changed, as long as before, the coded pixels where and as they were.

    EXIF and XMP items are taken out of the lists of items; a profile becomes free space.
    """
    out = bytearray(data)
    try:
        found = [box for box in boxes(data, 0, len(data)) if box.type == b"meta"]
        for meta in found:
            _rewrite_meta(out, meta, change)
    except (struct.error, IndexError) as error:
        raise DamagedError from error
    if not found:
        raise DamagedError
    return bytes(out)


def _rewrite_meta(out: bytearray, meta: Box, change: Change) -> None:
    parts = {box.type: box for box in boxes(out, meta.body + 4, meta.end)}
    for profile in _profiles(out, parts.get(b"iprp")):
        body = bytes(out[profile.body + 4 : profile.end])
        if change(Block("icc", body, closed=True)) is None:
            out[profile.start + 4 : profile.end] = b"free" + bytes(profile.end - profile.start - 8)
    if b"iinf" not in parts or b"iloc" not in parts:
        return
    removed = set()
    for item in _items(out, parts):
        whole = b"".join(bytes(out[start:end]) for start, end in item.spans)
        skip = before_exif(whole) if item.kind == "exif" else 0
        block = Block(item.kind, whole[skip:], fixed=True)
        changed = change(block)
        if changed is None or len(changed) > len(block.data):
            removed.add(item.number)
            _fill(out, item.spans, bytes(len(whole)))
        elif changed != block.data:
            padding = b" " if item.kind == "xmp" else b"\0"
            _fill(out, item.spans, whole[:skip] + changed.ljust(len(block.data), padding))
    if removed:
        _remove(out, meta, removed)


def _fill(out: bytearray, spans: tuple[tuple[int, int], ...], content: bytes) -> None:
    for start, end in spans:
        out[start:end], content = content[: end - start], content[end - start :]


def _profiles(data: bytearray, properties: Box | None) -> list[Box]:
    if properties is None:
        return []
    return [
        each
        for container in boxes(data, properties.body, properties.end)
        if container.type == b"ipco"
        for each in boxes(data, container.body, container.end)
        if each.type == b"colr" and bytes(data[each.body : each.body + 4]) in (b"prof", b"rICC")
    ]


def _items(data: bytearray, parts: dict[bytes, Box]) -> list[_Item]:
    kinds = {number: kind for number, kind, _ in _entries(data, parts[b"iinf"]) if kind}
    base = parts[b"idat"].body if b"idat" in parts else 0
    items = []
    for number, method, extents, _ in _locations(data, parts[b"iloc"]):
        if number in kinds and method in (_IN_FILE, _IN_META):
            start = base if method == _IN_META else 0
            spans = tuple((start + offset, start + offset + length) for offset, length in extents)
            if any(last > len(data) for _, last in spans):
                raise DamagedError
            items.append(_Item(number, kinds[number], spans))
    return items


def _entries(data: bytearray, box: Box) -> list[tuple[int, Kind | None, Box]]:
    """Give each item's number, which metadata it is if any, and its box."""
    first = box.body + (6 if data[box.body] == 0 else 8)
    return [(*_described(data, each), each) for each in boxes(data, first, box.end)]


def _described(data: bytearray, box: Box) -> tuple[int, Kind | None]:
    version = data[box.body]
    if box.type != b"infe" or version < 2:
        return -1, None
    number = int.from_bytes(data[box.body + 4 : box.body + (6 if version == 2 else 8)], "big")
    at = box.body + (8 if version == 2 else 10)
    kind = bytes(data[at : at + 4])
    if kind == b"Exif":
        return number, "exif"
    names = bytes(data[at + 4 : box.end]).split(b"\0")
    return number, "xmp" if kind == b"mime" and len(names) > 1 and names[1] == _XMP else None


def _locations(data: bytearray, box: Box) -> list[tuple[int, int, list[tuple[int, int]], bytes]]:
    """Give each item's number, how it is stored, its extents as (offset, length), and its bytes in the box."""
    version = data[box.body]
    sizes, more = data[box.body + 4], data[box.body + 5]
    offset_size, length_size, base_size = sizes >> 4, sizes & 15, more >> 4
    index_size = more & 15 if version else 0
    at = box.body + 6
    position = at

    def number(size: int) -> int:
        nonlocal position
        if position + size > box.end:
            raise DamagedError
        position += size
        return int.from_bytes(data[position - size : position], "big")

    found = []
    for _ in range(number(2 if version < 2 else 4)):
        start = position
        item = number(2 if version < 2 else 4)
        method = number(2) & 15 if version else _IN_FILE
        number(2)
        base = number(base_size)
        extents = []
        for _ in range(number(2)):
            number(index_size)
            offset = base + number(offset_size)
            extents.append((offset, number(length_size)))
        found.append((item, method, extents, bytes(data[start:position])))
    return found


def _remove(out: bytearray, meta: Box, removed: set[int]) -> None:
    """Take items out of the lists in the meta box, and make free space of what that saves."""
    rebuilt = bytearray()
    for box in boxes(out, meta.body + 4, meta.end):
        if box.type == b"iinf":
            kept = [
                bytes(out[each.start : each.end]) for number, _, each in _entries(out, box) if number not in removed
            ]
            wide = out[box.body] != 0
            body = out[box.body : box.body + 4] + len(kept).to_bytes(4 if wide else 2, "big") + b"".join(kept)
        elif box.type == b"iloc":
            places = [place for number, *_, place in _locations(out, box) if number not in removed]
            wide = out[box.body] > 1
            body = out[box.body : box.body + 6] + len(places).to_bytes(4 if wide else 2, "big") + b"".join(places)
        elif box.type == b"iref":
            width = 4 if out[box.body] else 2
            kept = [
                bytes(out[each.start : each.end])
                for each in boxes(out, box.body + 4, box.end)
                if int.from_bytes(out[each.body : each.body + width], "big") not in removed
            ]
            body = out[box.body : box.body + 4] + b"".join(kept)
        else:
            rebuilt += out[box.start : box.end]
            continue
        rebuilt += struct.pack(">I4s", len(body) + 8, box.type) + body
    first = meta.body + 4
    freed = meta.end - first - len(rebuilt)
    out[first : meta.end] = rebuilt + struct.pack(">I4s", freed, b"free") + bytes(freed - 8)
