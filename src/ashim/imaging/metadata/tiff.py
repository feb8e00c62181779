"""Directories of TIFF files and of EXIF, edited in place: nothing moves, so every offset stays true."""

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from mmap import mmap

from ashim.imaging.metadata.blocks import DamagedError

EXIF_POINTER, GPS_POINTER, INTEROP_POINTER, SUB_DIRECTORIES = 34665, 34853, 40965, 330
ORIENTATION = 274
_POINTERS = (EXIF_POINTER, GPS_POINTER, INTEROP_POINTER)
# Offsets and byte counts of coded pixels: strips, tiles, and an embedded JPEG with its tables.
_PIXELS = ((273, 279), (324, 325), (513, 514))
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}
_NUMBERS = {1: "B", 3: "H", 4: "I", 13: "I", 16: "Q", 18: "Q"}
_MOST_DIRECTORIES = 10_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One tag; its value is the `size` bytes from `start`."""

    tag: int
    type: int
    count: int
    position: int
    start: int
    size: int


@dataclass(frozen=True, slots=True)
class Directory:
    """The tags at `position`; `following` is where the offset of the next directory is stored."""

    position: int
    entries: tuple[Entry, ...]
    following: int

    def get(self, tag: int) -> Entry | None:
        """Give the entry of the tag."""
        return next((entry for entry in self.entries if entry.tag == tag), None)


class Tiff:
    """A TIFF or BigTIFF structure, of which a map of a file is used as it is and bytes are copied.

    Raises DamagedError, also from the methods, when it does not hold together.
    """

    def __init__(self, data: bytes | mmap) -> None:
        self.data = data if isinstance(data, mmap) else bytearray(data)
        order = {b"II": "<", b"MM": ">"}.get(data[:2])
        if order is None or len(data) < 16:
            raise DamagedError
        self._order = order
        (version,) = struct.unpack_from(order + "H", data, 2)
        if version not in (42, 43):
            raise DamagedError
        self._big = version == 43
        self._count, self._offset, self._entry = ("Q", "Q", "HHQ") if self._big else ("H", "I", "HHI")

    def chain(self) -> list[Directory]:
        """Give the directories of the pages."""
        directories: list[Directory] = []
        seen: set[int] = set()
        position = self._number(self._offset, 8 if self._big else 4)
        while position and position not in seen and len(directories) < _MOST_DIRECTORIES:
            seen.add(position)
            directories.append(self.directory(position))
            position = self._number(self._offset, directories[-1].following)
        return directories

    def directory(self, position: int) -> Directory:
        """Read the directory at `position`."""
        count = self._number(self._count, position)
        first = position + struct.calcsize("=" + self._count)
        field, width = struct.calcsize("=" + self._entry), struct.calcsize("=" + self._offset)
        length = field + width
        if first + count * length + width > len(self.data):
            raise DamagedError
        entries = []
        for index in range(count):
            at = first + index * length
            tag, kind, number = struct.unpack_from(self._order + self._entry, self.data, at)
            size = _SIZES.get(kind, 0) * number
            start = at + field if size <= width else self._number(self._offset, at + field)
            if start + size <= len(self.data):
                entries.append(Entry(tag, kind, number, at, start, size))
            else:
                entries.append(Entry(tag, kind, 0, at, start, 0))
        return Directory(position, tuple(entries), first + count * length)

    def child(self, directory: Directory, tag: int) -> Directory | None:
        """Give the directory that the tag points to."""
        entry = directory.get(tag)
        numbers = self.numbers(entry) if entry else ()
        return self.directory(numbers[0]) if numbers else None

    def numbers(self, entry: Entry) -> tuple[int, ...]:
        """Give the value of a tag that holds whole numbers; empty for other types."""
        code = _NUMBERS.get(entry.type)
        return (
            struct.unpack_from(f"{self._order}{entry.count}{code}", self.data, entry.start)
            if code and entry.count
            else ()
        )

    def value(self, entry: Entry) -> bytes:
        """Give the bytes of the value."""
        return bytes(self.data[entry.start : entry.start + entry.size])

    def drop(self, directory: Directory, *tags: int) -> None:
        """Take out these tags, and overwrite their values and what they point to with zeros.

        Bytes that belong to coded pixels or to anything that stays are never touched.
        """
        dropped = [entry for entry in directory.entries if entry.tag in tags]
        if not dropped:
            return
        spans = [span for entry in dropped for span in self._spans(entry)]
        self._rewrite(directory, [entry for entry in directory.entries if entry.tag not in tags])
        self._wipe(spans)

    def cut(self, directory: Directory) -> None:
        """End the chain of directories after this one, and overwrite what followed, coded thumbnails included."""
        position = self._number(self._offset, directory.following)
        if not position:
            return
        spans: list[tuple[int, int]] = []
        follower = self.directory(position)
        spans += self._tree(follower)
        spans += self._pixels(follower)
        struct.pack_into(self._order + self._offset, self.data, directory.following, 0)
        self._wipe(spans)

    def _number(self, code: str, position: int) -> int:
        try:
            return int(struct.unpack_from(self._order + code, self.data, position)[0])
        except struct.error as error:
            raise DamagedError from error

    def _rewrite(self, directory: Directory, kept: Iterable[Entry]) -> None:
        """Move the kept entries, which are sorted, together, and fill what is freed with zeros."""
        width = struct.calcsize("=" + self._offset)
        length = struct.calcsize("=" + self._entry) + width
        entries = [bytes(self.data[entry.position : entry.position + length]) for entry in kept]
        first = directory.position + struct.calcsize("=" + self._count)
        end = directory.following + width
        body = b"".join(entries) + bytes(self.data[directory.following : end])
        self.data[first:end] = body.ljust(end - first, b"\0")
        struct.pack_into(self._order + self._count, self.data, directory.position, len(entries))

    def _spans(self, entry: Entry) -> list[tuple[int, int]]:
        """Give the bytes outside of the directory that belong to the tag alone."""
        if entry.tag not in _POINTERS:
            return [(entry.start, entry.start + entry.size)]
        try:
            return [span for position in self.numbers(entry) for span in self._tree(self.directory(position))]
        except DamagedError:
            return []

    def _tree(self, directory: Directory, depth: int = 0) -> list[tuple[int, int]]:
        spans = [(directory.position, directory.following + struct.calcsize("=" + self._offset))]
        for entry in directory.entries:
            if entry.tag in _POINTERS and depth < 3:
                for position in self.numbers(entry)[:1]:
                    spans += self._tree(self.directory(position), depth + 1)
            spans.append((entry.start, entry.start + entry.size))
        return spans

    def _pixels(self, directory: Directory) -> list[tuple[int, int]]:
        spans = []
        for offsets, counts in _PIXELS:
            first, second = directory.get(offsets), directory.get(counts)
            if first and second:
                pairs = zip(self.numbers(first), self.numbers(second), strict=False)
                spans += [(start, start + size) for start, size in pairs]
        return spans

    def _staying(self) -> list[tuple[int, int]]:
        """Give the bytes that belong to the directories as they are now."""
        spans: list[tuple[int, int]] = [(0, 16 if self._big else 8)]
        waiting = self.chain()
        seen: set[int] = set()
        while waiting and len(seen) < _MOST_DIRECTORIES:
            directory = waiting.pop()
            if directory.position in seen:
                continue
            seen.add(directory.position)
            spans += self._tree(directory)
            spans += self._pixels(directory)
            entry = directory.get(SUB_DIRECTORIES)
            waiting += [self.directory(position) for position in (self.numbers(entry) if entry else ())]
        return spans

    def _wipe(self, spans: list[tuple[int, int]]) -> None:
        staying = _merged(self._staying())
        for start, end in _without(_merged(spans), staying):
            end = min(end, len(self.data))
            if start < end:
                self.data[start:end] = bytes(end - start)


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Give the spans in order, joined where they overlap."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _without(spans: list[tuple[int, int]], others: list[tuple[int, int]]) -> Iterable[tuple[int, int]]:
    """Give the parts of the spans that no other covers; both are in order and apart."""
    for start, end in spans:
        for first, last in others:
            if last <= start or first >= end:
                continue
            if first > start:
                yield start, first
            start = max(start, last)
        if start < end:
            yield start, end
