"""The fields of EXIF by name: read, set and removed, in EXIF as containers carry it and in TIFF files."""

import struct
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from ashim.imaging.metadata.tiff import EXIF_POINTER, GPS_POINTER, INTEROP_POINTER, ORIENTATION, Directory, Entry, Tiff

# EXIF without any field.
EMPTY = struct.pack("<2sHIHIH", b"II", 42, 8, 0, 0, 0)
BYTE, ASCII, RATIONAL = 1, 2, 5
_BYTES = (1, 6, 7)
_RATIONALS = {5: "I", 10: "i"}
_OTHERS = {3: "H", 4: "I", 6: "b", 8: "h", 9: "i", 11: "f", 12: "d", 13: "I", 16: "Q", 17: "q", 18: "Q"}
_USER_COMMENT = 37510
_GPS_VERSION = bytes([2, 3, 0, 0])
_INSIDE = {"exif": EXIF_POINTER, "gps": GPS_POINTER, "interop": INTEROP_POINTER}
# What describes the coded pixels of a TIFF file and is not metadata, and what only points to other places.
_STRUCTURE = frozenset(
    {254, 255, *range(256, 260), 262, 263, 264, 265, 266, 273, *range(277, 282), 284, 288, 289, *range(290, 294)}
    | {297, 301, 317, 318, 319, 320, *range(321, 328), 330, *range(332, 348), 512, 513, 514, 529, 530, 532, 700}
    | {EXIF_POINTER, GPS_POINTER, INTEROP_POINTER, 33723, 34377, 34675, 37724}
)
# ExifTool's names where they are not those of the standard, which people know better.
_KNOWN_AS: Mapping[int, str] = {
    306: "ModifyDate",
    36868: "CreateDate",
    34855: "ISO",
    37380: "ExposureCompensation",
    37385: "Flash",
    37520: "SubSecTime",
    37521: "SubSecTimeOriginal",
    37522: "SubSecTimeDigitized",
    40960: "FlashpixVersion",
    40962: "ExifImageWidth",
    40963: "ExifImageHeight",
    41989: "FocalLengthIn35mmFormat",
    42032: "OwnerName",
    42033: "SerialNumber",
    42034: "LensInfo",
    37121: "ComponentsConfiguration",
}
Number = int | float
Value = str | bytes | Number | list[Number]
Where = Literal["ifd0", "exif", "gps", "interop"]
PLACES: tuple[Where, ...] = ("ifd0", "exif", "gps", "interop")
TagValue = tuple[int, bytes]


@dataclass(frozen=True, slots=True)
class Field:
    """One tag. `name` is the standard's name, `known_as` ExifTool's; `where` is ifd0, exif, gps or interop."""

    where: Where
    tag: int
    name: str
    known_as: str
    value: Value


def fields(tiff: Tiff) -> Iterator[Field]:
    """Give the fields of EXIF or of a TIFF file's first page, without those that describe coded pixels.

    Rational numbers become floating-point ones; those that divide by zero, and empty values, are left out. Raises
    DamagedError.
    """
    for where, directory in _directories(tiff):
        for entry in directory.entries:
            value = _value(tiff, entry)
            if value is not None and (where == "gps" or entry.tag not in _STRUCTURE):
                name, known_as = _names(where, entry.tag)
                yield Field(where, entry.tag, name, known_as, value)


def remove(tiff: Tiff, name: str, places: Collection[Where] = PLACES) -> bool:
    """Remove the fields of this name, in any case, of the standard or ExifTool's; `all` is every field.

    How the picture is turned is none of `all`. Gives whether there was any.
    """
    wanted = name.lower()
    found = False
    for where in [each for each in ("interop", "gps", "exif", "ifd0") if each in places]:
        for directory in [each for place, each in _directories(tiff) if place == where]:
            tags = [
                entry.tag
                for entry in directory.entries
                if (where == "gps" or entry.tag not in _STRUCTURE)
                and (
                    (wanted == "all" and entry.tag != ORIENTATION)
                    or wanted in [each.lower() for each in _names(where, entry.tag)]
                )
            ]
            found = found or bool(tags)
            tiff.drop(directory, *tags)
    return found


def remove_location(tiff: Tiff) -> bool:
    """Remove the GPS directory; gives whether there was one."""
    found = [each for each in tiff.chain() if each.get(GPS_POINTER)]
    for directory in found:
        tiff.drop(directory, GPS_POINTER)
    return bool(found)


def text_value(text: str) -> TagValue:
    """Give the value of a field of text, which is stored in UTF-8: in ASCII where it can be."""
    return ASCII, text.encode() + b"\0"


def location_values(tiff: Tiff, latitude: float, longitude: float) -> dict[int, TagValue]:
    """Give the GPS fields of coordinates, in degrees north and east, to a ten-thousandth of a second of arc."""
    return {
        0: (BYTE, _GPS_VERSION),
        1: (ASCII, b"S\0" if latitude < 0 else b"N\0"),
        2: (RATIONAL, _degrees(tiff, latitude)),
        3: (ASCII, b"W\0" if longitude < 0 else b"E\0"),
        4: (RATIONAL, _degrees(tiff, longitude)),
    }


def altitude_values(tiff: Tiff, metres: float) -> dict[int, TagValue]:
    """Give the GPS fields of the height above the sea, to a millimetre; below it is negative."""
    height = tiff.packed("I", min(round(abs(metres) * 1000), 0xFFFFFFFF), 1000)
    return {0: (BYTE, _GPS_VERSION), 5: (BYTE, bytes([metres < 0])), 6: (RATIONAL, height)}


def put(tiff: Tiff, values: Mapping[Where, Mapping[int, TagValue]]) -> None:
    """Set fields; directories that are missing are made."""
    for where, tags in values.items():
        if tags:
            tiff.put(tags, inside=_INSIDE.get(where))


def text(tiff: Tiff, where: Where, tag: int) -> str | None:
    """Give a field of text, None where it is missing."""
    for place, directory in _directories(tiff):
        entry = directory.get(tag) if place == where else None
        if entry and entry.type == ASCII:
            return tiff.text(entry)
    return None


def _degrees(tiff: Tiff, angle: float) -> bytes:
    """Give degrees, minutes and seconds as rationals."""
    units = round(abs(angle) * 3600 * 10_000)
    degrees, rest = divmod(units, 3600 * 10_000)
    minutes, seconds = divmod(rest, 60 * 10_000)
    return tiff.packed("I", degrees, 1, minutes, 1, seconds, 10_000)


def _directories(tiff: Tiff) -> Iterator[tuple[Where, Directory]]:
    for first in tiff.chain()[:1]:
        yield "ifd0", first
        exif = tiff.child(first, EXIF_POINTER)
        gps = tiff.child(first, GPS_POINTER)
        interop = tiff.child(exif, INTEROP_POINTER) if exif else None
        if exif:
            yield "exif", exif
        if gps:
            yield "gps", gps
        if interop:
            yield "interop", interop


def _names(where: Where, tag: int) -> tuple[str, str]:
    """Give the standard's name and ExifTool's."""
    from PIL import ExifTags

    if where == "gps":
        name = ExifTags.GPSTAGS.get(tag, f"Tag{tag}")
        return name, name
    if where == "interop" and tag in (1, 2):
        name = ("InteropIndex", "InteropVersion")[tag - 1]
        return name, name
    name = ExifTags.TAGS.get(tag, f"Tag{tag}")
    return name, _KNOWN_AS.get(tag, name)


def _value(tiff: Tiff, entry: Entry) -> Value | None:
    data = tiff.value(entry)
    if not data:
        return None
    if entry.type == ASCII:
        return tiff.text(entry)
    if entry.tag == _USER_COMMENT and entry.type == 7:
        return data[8:].decode("utf-16" if data.startswith(b"UNICODE") else "utf-8", "replace").strip("\0 ")
    if entry.type in _BYTES:
        return data[0] if len(data) == 1 and entry.type != 7 else data
    if entry.type in _RATIONALS:
        parts = tiff.unpacked(entry, _RATIONALS[entry.type])
        pairs = list(zip(parts[::2], parts[1::2], strict=False))
        if any(below == 0 for _, below in pairs):
            return None
        numbers: list[Number] = [above / below for above, below in pairs]
    else:
        numbers = [*tiff.unpacked(entry, _OTHERS[entry.type])] if entry.type in _OTHERS else []
    if not numbers:
        return None
    return numbers[0] if len(numbers) == 1 else numbers


def filled(tiff: Tiff) -> bool:
    """Tell whether there is any field or thumbnail."""
    return any(directory.entries for directory in tiff.chain())
