"""HEIC and AVIF: metadata are items whose bytes lie among the coded pixels.

Nothing moves while the lists of items keep their size: what goes becomes zeros, and what is new comes at the end. Only
where the lists grow does everything after them move, and every offset is corrected.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass

from ashim.imaging.metadata.blocks import Added, Block, Change, DamagedError, Kind
from ashim.imaging.metadata.boxes import Box, before_exif, box_bytes, boxes
from ashim.imaging.metadata.heif_items import (
    IN_FILE,
    IN_META,
    Lists,
    Location,
    item_kinds,
    read_lists,
)

_CHUNK_OFFSETS = {b"stco": ">I", b"co64": ">Q"}
_HOLDING_OFFSETS = (b"moov", b"trak", b"mdia", b"minf", b"stbl")

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Item:
    """Metadata: the item's number, and the spans of the file that hold it."""

    number: int
    block: Block
    skip: int
    spans: Spans


def rewrite(data: bytes, change: Change, added: Added) -> bytes:
    """Give the file with its metadata changed, the coded pixels byte for byte the same.

    EXIF and XMP items and thumbnails are taken out of the lists of items; a profile becomes free space.
    """
    out = bytearray(data)
    try:
        found = [box for box in boxes(data, 0, len(data)) if box.type == b"meta"]
        for meta in found[:1]:
            _rewrite_meta(out, meta, change, added)
    except (struct.error, IndexError, OverflowError) as error:
        raise DamagedError from error
    if not found:
        raise DamagedError
    return bytes(out)


def _rewrite_meta(out: bytearray, meta: Box, change: Change, added: Added) -> None:
    parts = {box.type: box for box in boxes(out, meta.body + 4, meta.end)}
    for profile in _profiles(out, parts.get(b"iprp")):
        body = bytes(out[profile.body + 4 : profile.end])
        if change(Block("icc", body, closed=True)) is None:
            out[profile.start + 4 : profile.end] = b"free" + bytes(profile.end - profile.start - 8)
    if b"iinf" not in parts or b"iloc" not in parts or b"pitm" not in parts:
        return
    lists = read_lists(out, parts)
    removed: set[int] = set()
    # Content that has to be put at the end of the file, by the number of its item.
    new: dict[int, bytes] = {}
    for item in _items(out, parts, lists):
        changed = change(item.block)
        if changed == item.block.data:
            continue
        if changed is None:
            removed.add(item.number)
            _fill(out, item.spans, b"")
        elif len(changed) > len(item.block.data):
            head = _joined(out, item.spans)[: item.skip]
            _fill(out, item.spans, b"")
            new[item.number] = head + changed
        else:
            padding = b" " if item.block.kind == "xmp" else b"\0"
            head = _joined(out, item.spans)[: item.skip]
            _fill(out, item.spans, head + changed.ljust(len(item.block.data), padding))
    for number in removed:
        lists.remove(number)
    for kind, body in added.items():
        new[lists.add(kind)] = bytes(4 * (kind == "exif")) + body
    if removed or new:
        _store(out, meta, lists, new)


def _store(out: bytearray, meta: Box, lists: Lists, new: Mapping[int, bytes]) -> None:
    """Write the lists into the meta box, and the new content behind everything else."""
    position = len(out) + 8
    for number, content in new.items():
        lists.place(number, position, len(content))
        position += len(content)
    first = meta.body + 4
    rebuilt = lists.rebuilt(out, meta)
    room = meta.end - first
    grown = len(rebuilt) - room
    if grown < 0 and grown > -8:
        rebuilt += box_bytes(b"free", b"")
        grown = len(rebuilt) - room
    if grown <= 0:
        out[first : meta.end] = rebuilt + (box_bytes(b"free", bytes(-grown - 8)) if grown else b"")
    else:
        lists.shift(meta.end, grown)
        _shift_chunks(out, 0, len(out), meta.end, grown)
        out[first : meta.end] = lists.rebuilt(out, meta)
        _resize(out, meta, grown)
    if new:
        out += box_bytes(b"mdat", b"".join(new.values()))


def _resize(out: bytearray, box: Box, grown: int) -> None:
    if box.body - box.start == 16:
        struct.pack_into(">Q", out, box.start + 8, box.end - box.start + grown)
    else:
        struct.pack_into(">I", out, box.start, box.end - box.start + grown)


def _shift_chunks(out: bytearray, start: int, end: int, after: int, grown: int) -> None:
    """Correct the offsets of an image sequence's frames that lie at `after` or later."""
    for box in boxes(out, start, end):
        if box.type == b"moof":
            raise DamagedError
        if box.type in _HOLDING_OFFSETS:
            _shift_chunks(out, box.body, box.end, after, grown)
        layout = _CHUNK_OFFSETS.get(box.type)
        if layout:
            (count,) = struct.unpack_from(">I", out, box.body + 4)
            width = struct.calcsize(layout)
            for at in range(box.body + 8, min(box.body + 8 + count * width, box.end), width):
                (offset,) = struct.unpack_from(layout, out, at)
                if offset >= after:
                    struct.pack_into(layout, out, at, offset + grown)


def _joined(data: bytearray, spans: Spans) -> bytes:
    return b"".join(bytes(data[start:end]) for start, end in spans)


def _fill(out: bytearray, spans: Spans, content: bytes) -> None:
    """Write the content over the spans, and zeros over what is left of them."""
    for start, end in spans:
        out[start:end], content = content[: end - start].ljust(end - start, b"\0"), content[end - start :]


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


def _items(data: bytearray, parts: Mapping[bytes, Box], lists: Lists) -> list[_Item]:
    """Give EXIF and XMP, and thumbnails whose coded pixels are their own."""
    kinds: dict[int, Kind] = dict(item_kinds(lists))
    found = lists.references
    made_of_others = {source for name, source, _ in found if name == b"dimg"}
    thumbnails = {source for name, source, _ in found if name == b"thmb"} - made_of_others
    kinds.update(dict.fromkeys(thumbnails, "thumbnail"))
    described = {source: targets for name, source, targets in found if name == b"cdsc"}
    base = parts[b"idat"].body if b"idat" in parts else 0
    places = {location.number: _spans(location, base) for location in lists.locations}
    items = []
    for number, kind in kinds.items():
        spans = places.get(number)
        if spans is None:
            continue
        if any(last > len(data) for _, last in spans):
            raise DamagedError
        if kind == "thumbnail":
            size = sum(end - start for start, end in spans)
            others = [span for other, each in places.items() if other != number and each for span in each]
            if not any(start < last and first < end for start, end in spans for first, last in others):
                items.append(_Item(number, Block(kind, _joined(data, spans) or bytes(size), closed=True), 0, spans))
            continue
        whole = _joined(data, spans)
        skip = before_exif(whole) if kind == "exif" else 0
        targets = described.get(number, ())
        secondary = bool(targets) and lists.primary not in targets
        items.append(_Item(number, Block(kind, whole[skip:], secondary=secondary), skip, spans))
    return items


def _spans(location: Location, base: int) -> Spans | None:
    if location.method not in (IN_FILE, IN_META):
        return None
    start = base if location.method == IN_META else 0
    return tuple(
        (start + location.base + offset, start + location.base + offset + length)
        for _, offset, length in location.extents
    )
