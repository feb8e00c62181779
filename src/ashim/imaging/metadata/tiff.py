"""Directories of TIFF files and of EXIF, edited in place: nothing moves, so every offset stays true."""

import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from mmap import mmap
from typing import Any, cast

from ashim.imaging.metadata.blocks import DamagedError
from ashim.imaging.metadata.spans import merged, without

EXIF_POINTER, GPS_POINTER, INTEROP_POINTER, SUB_DIRECTORIES = 34665, 34853, 40965, 330
ORIENTATION = 274
_POINTERS = (EXIF_POINTER, GPS_POINTER, INTEROP_POINTER)
# Offsets and byte counts of coded pixels: strips, tiles, and an embedded JPEG with its tables.
_PIXELS = ((273, 279), (324, 325), (513, 514))
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}
_NUMBERS = {1: "B", 3: "H", 4: "I", 13: "I", 16: "Q", 18: "Q"}
_LONG = 4
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
    """The tags at `position`.

    `following` is where the offset of the next directory is stored, `pointer` where that of this one is.
    """

    position: int
    entries: tuple[Entry, ...]
    following: int
    pointer: int = 0

    def get(self, tag: int) -> Entry | None:
        """Give the entry of the tag."""
        return next((entry for entry in self.entries if entry.tag == tag), None)


class Tiff:
    """A TIFF or BigTIFF structure, of which a map of a file is used as it is and bytes are copied.

    Raises DamagedError, also from the methods, when it does not hold together.
    """

    def __init__(self, data: bytes | mmap) -> None:
        # A mapped file reads like a bytearray; only files in memory are edited.
        self.data = cast(bytearray, data) if isinstance(data, mmap) else bytearray(data)
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
        pointer = 8 if self._big else 4
        position = self._number(self._offset, pointer)
        while position and position not in seen and len(directories) < _MOST_DIRECTORIES:
            seen.add(position)
            directories.append(self.directory(position, pointer))
            pointer = directories[-1].following
            position = self._number(self._offset, pointer)
        return directories

    def directory(self, position: int, pointer: int = 0) -> Directory:
        """Read the directory at `position`, whose offset is stored at `pointer`."""
        count = self._number(self._count, position)
        first = position + struct.calcsize("=" + self._count)
        field, width = struct.calcsize("=" + self._entry), struct.calcsize("=" + self._offset)
        length = field + width
        missing = first + count * length + width - len(self.data)
        if missing > width:
            raise DamagedError
        # Some writers leave the offset of the next directory out where the data ends.
        if missing > 0:
            self.data = bytearray(self.data) + bytes(missing)
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
        return Directory(position, tuple(entries), first + count * length, pointer)

    def child(self, directory: Directory, tag: int) -> Directory | None:
        """Give the directory that the tag points to."""
        entry = directory.get(tag)
        numbers = self.numbers(entry) if entry else ()
        return self.directory(numbers[0], entry.start) if entry and numbers else None

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

    def text(self, entry: Entry) -> str:
        """Give a value of text, in UTF-8 or else Latin-1."""
        data = self.value(entry).split(b"\0", 1)[0]
        try:
            return data.decode()
        except UnicodeDecodeError:
            return data.decode("latin-1")

    def unpacked(self, entry: Entry, code: str) -> tuple[Any, ...]:
        """Give the numbers of a value; `code` is the letter of struct that one of them has."""
        data = self.value(entry)
        return struct.unpack(f"{self._order}{len(data) // struct.calcsize('=' + code)}{code}", data)

    def put(self, values: Mapping[int, tuple[int, bytes]], *, inside: int | None = None) -> None:
        """Set tags to (type, value) in the first directory, or in the one that its tag `inside` points to.

        Old values become zeros. Nothing moves but the directory, which goes to the end.
        """
        chain = self.chain()
        if not chain:
            raise DamagedError
        if inside and self.child(chain[0], inside) is None:
            position = self._append(bytes(struct.calcsize("=" + self._count + self._offset)))
            self.put({inside: (_LONG, self.packed("I", position))})
            chain = self.chain()
        target = self.child(chain[0], inside) if inside else chain[0]
        if target is None:
            raise DamagedError
        self.drop(target, *values)
        target = self.directory(target.position, target.pointer)
        entries = [(entry.tag, self._raw(entry)) for entry in target.entries]
        entries += [(tag, self._new(tag, kind, value)) for tag, (kind, value) in values.items()]
        self._place(target, [raw for _, raw in sorted(entries)])

    def packed(self, code: str, *numbers: int) -> bytes:
        """Give whole numbers in the byte order of the structure; `code` is one of struct's letters."""
        return struct.pack(f"{self._order}{len(numbers)}{code}", *numbers)

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

    def _append(self, content: bytes) -> int:
        """Put the content at the end, where a word begins, and give its position."""
        self.data += b"\0" * (len(self.data) % 2)
        self.data += content
        return len(self.data) - len(content)

    def _raw(self, entry: Entry) -> bytes:
        length = struct.calcsize("=" + self._entry) + struct.calcsize("=" + self._offset)
        return bytes(self.data[entry.position : entry.position + length])

    def _new(self, tag: int, kind: int, value: bytes) -> bytes:
        """Give an entry; its value goes to the end when it does not fit in."""
        width = struct.calcsize("=" + self._offset)
        head = struct.pack(self._order + self._entry, tag, kind, len(value) // _SIZES[kind])
        if len(value) > width:
            return head + struct.pack(self._order + self._offset, self._append(value))
        return head + value.ljust(width, b"\0")

    def _place(self, directory: Directory, entries: list[bytes]) -> None:
        """Write the directory with these entries at the end, and overwrite the old one with zeros."""
        width = struct.calcsize("=" + self._offset)
        following = bytes(self.data[directory.following : directory.following + width])
        content = struct.pack(self._order + self._count, len(entries)) + b"".join(entries) + following
        old = (directory.position, directory.following + width)
        position = self._append(content)
        struct.pack_into(self._order + self._offset, self.data, directory.pointer, position)
        self._wipe([old])

    def _rewrite(self, directory: Directory, kept: Iterable[Entry]) -> None:
        """Move the kept entries, which are sorted, together, and fill what is freed with zeros."""
        width = struct.calcsize("=" + self._offset)
        entries = [self._raw(entry) for entry in kept]
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
        staying = merged(self._staying())
        for start, end in without(merged(spans), staying):
            end = min(end, len(self.data))
            if start < end:
                self.data[start:end] = bytes(end - start)
