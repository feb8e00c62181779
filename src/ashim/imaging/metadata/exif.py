"""EXIF as containers carry it: a TIFF structure without pixels."""

import struct
from collections.abc import Callable

from ashim.imaging.metadata.blocks import DamagedError
from ashim.imaging.metadata.tiff import GPS_POINTER, ORIENTATION, Tiff

_PREFIX = b"Exif\0\0"


def without_location(data: bytes) -> bytes:
    """Give the EXIF without its GPS directory, in as many bytes; with or without the prefix of JPEG.

    EXIF that is too damaged to tell is left out whole: nothing comes back.
    """

    def change(tiff: Tiff) -> None:
        for directory in tiff.chain():
            tiff.drop(directory, GPS_POINTER)

    return _edited(data, change)


def without_thumbnail(data: bytes) -> bytes:
    """Give the EXIF without its thumbnail, in as many bytes; nothing when it is too damaged to tell."""

    def change(tiff: Tiff) -> None:
        for first in tiff.chain()[:1]:
            tiff.cut(first)

    return _edited(data, change)


def _edited(data: bytes, change: Callable[[Tiff], None]) -> bytes:
    prefix = _PREFIX if data.startswith(_PREFIX) else b""
    try:
        tiff = Tiff(data[len(prefix) :])
        change(tiff)
    except DamagedError:
        return b""
    return prefix + bytes(tiff.data)


def location_bytes(data: bytes) -> int:
    """Give the size of the GPS directory, 0 if there is none."""
    try:
        tiff = Tiff(data.removeprefix(_PREFIX))
        found = [child for each in tiff.chain() if (child := tiff.child(each, GPS_POINTER))]
    except DamagedError:
        return 0
    return sum(each.following - each.position for each in found)


def thumbnail_bytes(data: bytes) -> int:
    """Give the size of the thumbnail, 0 if there is none."""
    try:
        tiff = Tiff(data.removeprefix(_PREFIX))
        sizes = [tiff.numbers(entry) for each in tiff.chain()[1:2] if (entry := each.get(514) or each.get(279))]
    except DamagedError:
        return 0
    return sum(sizes[0]) if sizes else 0


def orientation(data: bytes) -> int:
    """Give the orientation, 1 to 8; 1 when it is not said."""
    try:
        first = Tiff(data.removeprefix(_PREFIX)).chain()[:1]
        entry = first[0].get(ORIENTATION) if first else None
        numbers = Tiff(data.removeprefix(_PREFIX)).numbers(entry) if entry else ()
    except DamagedError:
        return 1
    return numbers[0] if numbers and 1 <= numbers[0] <= 8 else 1


def only_orientation(value: int) -> bytes:
    """Give EXIF that says nothing but how the picture is turned."""
    return struct.pack("<2sHIHHHIHHI", b"II", 42, 8, 1, ORIENTATION, 3, 1, value, 0, 0)
