"""The lists of items in the meta box of HEIC and AVIF (ISO 14496-12, 8.11): read, changed, and written again."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ashim.imaging.metadata.blocks import DamagedError, Kind
from ashim.imaging.metadata.boxes import Box, box_bytes, boxes

IN_FILE, IN_META = 0, 1
_XMP = b"application/rdf+xml"
# The type and the empty name of an entry, and the type of what a mime item holds.
_ENTRIES: dict[Kind, bytes] = {"exif": b"Exif\0", "xmp": b"mime\0" + _XMP + b"\0"}


@dataclass(frozen=True, slots=True)
class Location:
    """Where an item's bytes are: extents as (index, offset from the base, length), in the file or in the meta box."""

    number: int
    method: int
    reference: int
    base: int
    extents: tuple[tuple[int, int, int], ...]


Reference = tuple[bytes, int, tuple[int, ...]]


@dataclass(slots=True)
class Lists:
    """The items of a file. `widths` are how many bytes iloc spends on offset, length, base and index."""

    primary: int
    entries: list[tuple[int, bytes]]
    wide_entries: bool
    version: int
    widths: tuple[int, int, int, int]
    locations: list[Location]
    references: list[Reference]
    wide_references: bool
    removed: set[int] = field(default_factory=set)

    def remove(self, number: int) -> None:
        """Take an item out of every list."""
        self.removed.add(number)
        self.entries = [each for each in self.entries if each[0] != number]
        self.locations = [each for each in self.locations if each.number != number]
        kept = [
            (name, source, tuple(to for to in targets if to != number)) for name, source, targets in self.references
        ]
        self.references = [each for each in kept if each[1] != number and each[2]]

    def add(self, kind: Kind) -> int:
        """Add an item that describes the primary picture, and give its number."""
        used = [number for number, _ in self.entries] + [each.number for each in self.locations]
        number = max(used, default=0) + 1
        wide = number > 0xFFFF
        head = struct.pack(">BxxxIH" if wide else ">BxxxHH", 3 if wide else 2, number, 0)
        self.entries.append((number, box_bytes(b"infe", head + _ENTRIES[kind])))
        self.references.append((b"cdsc", number, (self.primary,)))
        return number

    def place(self, number: int, position: int, length: int) -> None:
        """Say that the item is these bytes of the file."""
        offset_width, _, base_width, _ = self.widths
        base, offset = (0, position) if offset_width else (position, 0)
        if not offset_width and not base_width:
            raise DamagedError
        location = Location(number, IN_FILE, 0, base, ((0, offset, length),))
        self.locations = [each for each in self.locations if each.number != number] + [location]

    def shift(self, after: int, by: int) -> None:
        """Correct the places of what lies in the file at `after` or later."""
        self.locations = [_shifted(each, after, by, self.widths) for each in self.locations]

    def rebuilt(self, data: bytearray, meta: Box) -> bytes:
        """Give the content of the meta box with these lists in the places of the old."""
        out = b""
        found = list(boxes(data, meta.body + 4, meta.end))
        for box in found:
            if box.type == b"iinf":
                count = len(self.entries).to_bytes(4 if self.wide_entries else 2, "big")
                out += box_bytes(b"iinf", data[box.body : box.body + 4] + count + b"".join(e for _, e in self.entries))
            elif box.type == b"iloc":
                out += box_bytes(b"iloc", data[box.body : box.body + 6] + self._location_bytes())
            elif box.type == b"iref":
                out += self._reference_box()
            elif box.type == b"iprp" and self.removed:
                out += box_bytes(b"iprp", b"".join(self._property_bytes(data, box)))
            elif box.type != b"free":
                out += data[box.start : box.end]
        if self.references and not any(box.type == b"iref" for box in found):
            out += self._reference_box()
        return out

    def _location_bytes(self) -> bytes:
        offset_width, length_width, base_width, index_width = self.widths
        number_width = 2 if self.version < 2 else 4
        out = len(self.locations).to_bytes(number_width, "big")
        for each in self.locations:
            out += each.number.to_bytes(number_width, "big")
            if self.version:
                out += each.method.to_bytes(2, "big")
            out += each.reference.to_bytes(2, "big") + each.base.to_bytes(base_width, "big")
            out += len(each.extents).to_bytes(2, "big")
            for index, offset, length in each.extents:
                out += index.to_bytes(index_width, "big") + offset.to_bytes(offset_width, "big")
                out += length.to_bytes(length_width, "big")
        return out

    def _reference_box(self) -> bytes:
        code = "I" if self.wide_references else "H"
        body = bytes([self.wide_references, 0, 0, 0])
        for name, source, targets in self.references:
            layout = f">{code}H{len(targets)}{code}"
            body += box_bytes(name, struct.pack(layout, source, len(targets), *targets))
        return box_bytes(b"iref", body)

    def _property_bytes(self, data: bytearray, box: Box) -> Iterator[bytes]:
        """Give the properties and which item has which, without the items that are gone."""
        for each in boxes(data, box.body, box.end):
            if each.type == b"ipma":
                yield _without_items(data, each, self.removed)
            else:
                yield bytes(data[each.start : each.end])


def _without_items(data: bytearray, box: Box, removed: set[int]) -> bytes:
    number_width = 2 if data[box.body] < 1 else 4
    property_width = 2 if data[box.body + 3] & 1 else 1
    kept = []
    position = box.body + 8
    while position < box.end:
        number = int.from_bytes(data[position : position + number_width], "big")
        end = position + number_width + 1 + data[position + number_width] * property_width
        if number not in removed:
            kept.append(bytes(data[position:end]))
        position = end
    return box_bytes(b"ipma", data[box.body : box.body + 4] + len(kept).to_bytes(4, "big") + b"".join(kept))


def _shifted(location: Location, after: int, by: int, widths: tuple[int, int, int, int]) -> Location:
    if location.method != IN_FILE:
        return location
    starts = [location.base + offset for _, offset, _ in location.extents]
    if widths[2] and location.base and all(start >= after for start in starts):
        return replace(location, base=location.base + by)
    extents = tuple(
        (index, offset + by if location.base + offset >= after else offset, length)
        for index, offset, length in location.extents
    )
    return replace(location, extents=extents)


def item_kinds(lists: Lists) -> Iterator[tuple[int, Kind]]:
    """Give the items that are EXIF or XMP."""
    for number, entry in lists.entries:
        at = 16 if entry[8] == 2 else 18
        kind = entry[at : at + 4]
        names = entry[at + 4 :].split(b"\0")
        if kind == b"Exif":
            yield number, "exif"
        elif kind == b"mime" and len(names) > 1 and names[1] == _XMP:
            yield number, "xmp"


def read_lists(data: bytearray, parts: dict[bytes, Box]) -> Lists:
    """Read the lists from the boxes that the meta box holds."""
    pitm, iinf, iloc, iref = parts[b"pitm"], parts[b"iinf"], parts[b"iloc"], parts.get(b"iref")
    version = data[iloc.body]
    sizes, more = data[iloc.body + 4], data[iloc.body + 5]
    widths = (sizes >> 4, sizes & 15, more >> 4, more & 15 if version else 0)
    first = iinf.body + (6 if data[iinf.body] == 0 else 8)
    return Lists(
        primary=int.from_bytes(data[pitm.body + 4 : pitm.body + (6 if data[pitm.body] == 0 else 8)], "big"),
        entries=[(_number(data, each), bytes(data[each.start : each.end])) for each in boxes(data, first, iinf.end)],
        wide_entries=data[iinf.body] != 0,
        version=version,
        widths=widths,
        locations=list(_locations(data, iloc, version, widths)),
        references=list(_references(data, iref)) if iref else [],
        wide_references=bool(iref and data[iref.body]),
    )


def _number(data: bytearray, box: Box) -> int:
    version = data[box.body]
    if box.type != b"infe" or version < 2:
        return -1
    return int.from_bytes(data[box.body + 4 : box.body + (6 if version == 2 else 8)], "big")


def _locations(data: bytearray, box: Box, version: int, widths: tuple[int, int, int, int]) -> Iterator[Location]:
    offset_width, length_width, base_width, index_width = widths
    position = box.body + 6

    def number(size: int) -> int:
        nonlocal position
        if position + size > box.end:
            raise DamagedError
        position += size
        return int.from_bytes(data[position - size : position], "big")

    for _ in range(number(2 if version < 2 else 4)):
        item = number(2 if version < 2 else 4)
        method = number(2) & 15 if version else IN_FILE
        reference, base, count = number(2), number(base_width), number(2)
        extents = tuple((number(index_width), number(offset_width), number(length_width)) for _ in range(count))
        yield Location(item, method, reference, base, extents)


def _references(data: bytearray, box: Box) -> Iterator[Reference]:
    code, width = ("I", 4) if data[box.body] else ("H", 2)
    for each in boxes(data, box.body + 4, box.end):
        source, count = struct.unpack_from(f">{code}H", data, each.body)
        if each.body + width + 2 + count * width > each.end:
            raise DamagedError
        yield each.type, source, struct.unpack_from(f">{count}{code}", data, each.body + width + 2)
