"""IPTC datasets (IIM), by themselves or among Photoshop's image resources."""

import struct

PHOTOSHOP = b"Photoshop 3.0\0"
_RESOURCE = b"8BIM"
_IPTC, _THUMBNAILS, _EXIF, _XMP = 0x0404, (0x0409, 0x040C), (0x0422, 0x0423), 0x0424
_HIDING = {"iptc": (_IPTC, 0x0425), "thumbnail": _THUMBNAILS, "exif": _EXIF, "xmp": (_XMP,)}
# Content location code and name, city, sublocation, province, country code and name.
_PLACES = frozenset({26, 27, 90, 92, 95, 100, 101})

Resource = tuple[int, bytes, bytes]


def resources(data: bytes) -> list[Resource] | None:
    """Give Photoshop's image resources as (id, name with its length, content); None when the data is none of that."""
    position = len(PHOTOSHOP) if data.startswith(PHOTOSHOP) else 0
    if not data.startswith(_RESOURCE, position):
        return None
    found = []
    while data.startswith(_RESOURCE, position) and position + 12 <= len(data):
        (number,) = struct.unpack_from(">H", data, position + 4)
        name_end = position + 6 + (data[position + 6] + 2) // 2 * 2
        if name_end + 4 > len(data):
            break
        (size,) = struct.unpack_from(">I", data, name_end)
        found.append((number, data[position + 6 : name_end], data[name_end + 4 : name_end + 4 + size]))
        position = name_end + 4 + size + size % 2
    return found


def datasets(data: bytes) -> bytes:
    """Give the datasets by themselves, also where they are among Photoshop's resources; nothing if there are none."""
    found = resources(data)
    if found is None:
        return data if data.startswith(b"\x1c") else b""
    return next((body for number, _, body in found if number == _IPTC), b"")


def as_resources(data: bytes) -> bytes:
    """Give datasets as JPEG carries them, among Photoshop's resources."""
    return packed(PHOTOSHOP, [(_IPTC, b"\0\0", data)])


def without_resources(data: bytes, kinds: frozenset[str]) -> bytes:
    """Give Photoshop's resources without those that hold the kinds of metadata; nothing when none is left."""
    numbers = {number for kind in kinds for number in _HIDING.get(kind, ())}
    found = resources(data)
    if found is None:
        return b"" if "iptc" in kinds else data
    return packed(data, [each for each in found if each[0] not in numbers])


def sizes(data: bytes) -> dict[str, int]:
    """Give how many bytes of each kind of metadata there are."""
    found = resources(data)
    if found is None:
        return {"iptc": len(data)}
    return {
        kind: sum(len(each[2]) for each in found if each[0] in numbers)
        for kind, numbers in _HIDING.items()
        if any(each[0] in numbers for each in found)
    }


def has_location(data: bytes) -> bool:
    """Tell whether a dataset names a place."""
    return without_location(data) != data


def without_location(data: bytes) -> bytes:
    """Give the datasets, or Photoshop's resources, without names of places."""
    found = resources(data)
    if found is None:
        return _without_places(data)
    edited = [(number, name, _without_places(body) if number == _IPTC else body) for number, name, body in found]
    return data if edited == found else packed(data, edited)


def packed(data: bytes, found: list[Resource]) -> bytes:
    """Give the resources as a block that begins like `data`; nothing when there are none."""
    if not found:
        return b""
    parts = [PHOTOSHOP if data.startswith(PHOTOSHOP) else b""]
    for number, name, body in found:
        parts += [
            _RESOURCE,
            struct.pack(">H", number),
            name,
            struct.pack(">I", len(body)),
            body,
            b"\0" * (len(body) % 2),
        ]
    return b"".join(parts)


def _without_places(data: bytes) -> bytes:
    kept = bytearray()
    position = 0
    while data[position : position + 1] == b"\x1c" and position + 5 <= len(data):
        record, dataset, size = struct.unpack_from(">BBH", data, position + 1)
        if size & 0x8000:
            break
        end = position + 5 + size
        if not (record == 2 and dataset in _PLACES):
            kept += data[position:end]
        position = end
    return bytes(kept + data[position:])
