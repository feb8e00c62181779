"""The fields of IPTC (IIM 4.2) by name: read, set and removed, by themselves or among Photoshop's resources."""

import hashlib
import struct
from collections.abc import Mapping, Sequence

from ashim.imaging.metadata.iptc import PHOTOSHOP, packed, resources

# Datasets of the second record: ExifTool's name, and the most bytes that the standard allows.
_DATASETS: Mapping[int, tuple[str, int]] = {
    **{5: ("ObjectName", 64), 7: ("EditStatus", 64), 10: ("Urgency", 1), 15: ("Category", 3)},
    **{20: ("SupplementalCategories", 32), 22: ("FixtureIdentifier", 32), 25: ("Keywords", 64)},
    **{26: ("ContentLocationCode", 3), 27: ("ContentLocationName", 64), 40: ("SpecialInstructions", 256)},
    **{55: ("DateCreated", 8), 60: ("TimeCreated", 11), 62: ("DigitalCreationDate", 8)},
    **{63: ("DigitalCreationTime", 11), 65: ("OriginatingProgram", 32), 70: ("ProgramVersion", 10)},
    **{80: ("By-line", 32), 85: ("By-lineTitle", 32), 90: ("City", 32), 92: ("Sub-location", 32)},
    **{95: ("Province-State", 32), 100: ("Country-PrimaryLocationCode", 3)},
    **{101: ("Country-PrimaryLocationName", 64), 103: ("OriginalTransmissionReference", 32)},
    **{105: ("Headline", 256), 110: ("Credit", 32), 115: ("Source", 32), 116: ("CopyrightNotice", 128)},
    **{118: ("Contact", 128), 120: ("Caption-Abstract", 2000), 122: ("Writer-Editor", 32)},
}
_NUMBERS = {name: number for number, (name, _) in _DATASETS.items()}
_REPEATED = frozenset({"SupplementalCategories", "Keywords", "ContentLocationCode", "ContentLocationName"})
_RESOURCE, _DIGEST = 0x0404, 0x0425
_CODED_CHARACTER_SET, _UTF8 = (1, 90), b"\x1b%G"
_RECORD_VERSION = (2, 0)

Dataset = tuple[tuple[int, int], bytes]


class Iptc:
    """The fields of a block of IPTC, to be changed; `data` may be empty. Text becomes UTF-8 when it is changed."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._resources = resources(data)
        if self._resources is None:
            self._datasets = _parsed(data)
        else:
            content = b"".join(body for number, _, body in self._resources if number == _RESOURCE)
            self._datasets = _parsed(content)
        self._utf8 = (_CODED_CHARACTER_SET, _UTF8) in self._datasets

    def all(self) -> dict[str, str | list[str]]:
        """Give the fields that have a name; those that may be repeated are lists."""
        found: dict[str, str | list[str]] = {}
        for (record, number), value in self._datasets:
            name = _DATASETS[number][0] if record == 2 and number in _DATASETS else None
            if name in _REPEATED:
                found[name] = [*found.get(name, []), self._text(value)]
            elif name:
                found[name] = self._text(value)
        return found

    def get(self, name: str) -> list[str]:
        """Give the values of the field."""
        return [self._text(value) for key, value in self._datasets if key == (2, _NUMBERS[name])]

    def set(self, name: str, values: Sequence[str]) -> bool:
        """Set a field; gives whether a value had to be cut to the length that the standard allows."""
        self._to_utf8()
        number = _NUMBERS[name]
        encoded = [value.encode() for value in values]
        room = _DATASETS[number][1]
        cut = [each[:room].decode(errors="ignore").encode() for each in encoded]
        self._datasets = [each for each in self._datasets if each[0] != (2, number)]
        self._datasets += [((2, number), value) for value in cut]
        return cut != encoded

    def remove(self, name: str) -> bool:
        """Remove the fields of this name, in any case; `all` is every field. Gives whether there was any."""
        wanted = name.lower()
        numbers = {number for known, number in _NUMBERS.items() if known.lower() == wanted}
        kept = [each for each in self._datasets if not (each[0][0] == 2 and each[0][1] in numbers)]
        if wanted == "all":
            kept = []
        found = len(kept) < len(self._datasets)
        self._datasets = kept
        return found

    def block(self, *, resources: bool) -> bytes:
        """Give the block; by itself or, with `resources`, among Photoshop's. Nothing is left of an empty one."""
        plain = [each for each in self._datasets if each[0] not in (_CODED_CHARACTER_SET, _RECORD_VERSION)]
        content = b""
        if plain:
            head: list[Dataset] = [(_CODED_CHARACTER_SET, _UTF8)] if self._utf8 else []
            ordered = [*head, (_RECORD_VERSION, b"\0\4"), *sorted(plain, key=lambda each: each[0])]
            content = b"".join(_packed_dataset(key, value) for key, value in ordered)
        if not resources:
            return content
        digest = hashlib.md5(content, usedforsecurity=False).digest()
        kept = self._resources or []
        had_digest = any(number == _DIGEST for number, *_ in kept)
        others = [each for each in kept if each[0] not in (_RESOURCE, _DIGEST)]
        own = [(_RESOURCE, b"\0\0", content), *([(_DIGEST, b"\0\0", digest)] if had_digest else [])] if content else []
        return packed(self._data or PHOTOSHOP, own + others)

    def _to_utf8(self) -> None:
        if not self._utf8:
            self._datasets = [
                (key, self._text(value).encode() if key[0] == 2 and key[1] in _DATASETS else value)
                for key, value in self._datasets
            ]
            self._utf8 = True

    def _text(self, value: bytes) -> str:
        try:
            return value.decode()
        except UnicodeDecodeError:
            return value.decode("latin-1")


def _parsed(data: bytes) -> list[Dataset]:
    found: list[Dataset] = []
    position = 0
    while data[position : position + 1] == b"\x1c" and position + 5 <= len(data):
        record, number, size = struct.unpack_from(">BBH", data, position + 1)
        if size & 0x8000:
            break
        found.append(((record, number), data[position + 5 : position + 5 + size]))
        position += 5 + size
    return found


def _packed_dataset(key: tuple[int, int], value: bytes) -> bytes:
    return struct.pack(">BBBH", 0x1C, *key, len(value)) + value
