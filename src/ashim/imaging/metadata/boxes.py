"""Boxes of the ISO base media file format, which HEIC, AVIF and JPEG XL are made of."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from ashim.imaging.metadata.blocks import DamagedError


@dataclass(frozen=True, slots=True)
class Box:
    """A box of this type from `start` to `end`, whose content begins at `body`."""

    type: bytes
    start: int
    body: int
    end: int


def box(kind: bytes, body: bytes) -> bytes:
    """Give a box of this type with this content."""
    return struct.pack(">I4s", 8 + len(body), kind) + body


def before_exif(body: bytes) -> int:
    """Give how many bytes come before the EXIF in a box or item: a number of further bytes, or nothing."""
    return 0 if body[:2] in (b"II", b"MM") else 4 + int.from_bytes(body[:4], "big")


def boxes(data: bytes | bytearray, start: int, end: int) -> Iterator[Box]:
    """Give the boxes that lie side by side between two positions."""
    while start + 8 <= end:
        size, kind = struct.unpack_from(">I4s", data, start)
        body = start + 8
        if size == 1:
            if start + 16 > end:
                raise DamagedError
            (size,) = struct.unpack_from(">Q", data, body)
            body += 8
        elif size == 0:
            size = end - start
        if start + size > end or start + size < body:
            raise DamagedError
        yield Box(kind, start, body, start + size)
        start += size


def box_bytes(kind: bytes, body: bytes | bytearray) -> bytes:
    """Give a box of this type and content."""
    return struct.pack(">I4s", len(body) + 8, kind) + body
