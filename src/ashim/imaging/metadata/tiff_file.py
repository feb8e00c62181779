"""TIFF files: metadata are tags among those of the picture. Nothing is moved: what goes becomes zeros."""

from ashim.imaging.metadata import iptc, xmp
from ashim.imaging.metadata.blocks import Category
from ashim.imaging.metadata.tiff import EXIF_POINTER, GPS_POINTER, INTEROP_POINTER, Directory, Tiff

XMP_TAG, IPTC_TAG = 700, 33723
_PHOTOSHOP, _ICC, _DESCRIPTION = 34377, 34675, 270
# Document, camera, software, time, artist, computer, copyright, ratings, EXIF, and Windows' own fields.
DESCRIPTIVE = frozenset(
    {269, 271, 272, 305, 306, 315, 316, 18246, 18249, 33432, EXIF_POINTER, INTEROP_POINTER, 50341, *range(40091, 40096)}
)
_TAGS: dict[Category, frozenset[int]] = {
    "exif": DESCRIPTIVE,
    "gps": frozenset({GPS_POINTER}),
    "iptc": frozenset({IPTC_TAG, _PHOTOSHOP}),
    "xmp": frozenset({XMP_TAG}),
    "icc": frozenset({_ICC}),
    "comment": frozenset({_DESCRIPTION}),
}


def sizes(data: bytes) -> dict[Category, int]:
    """Give how many bytes of each category of metadata there are."""
    tiff = Tiff(data)
    found: dict[Category, int] = {}
    for directory in tiff.chain():
        for category, tags in _TAGS.items():
            entries = [entry for entry in directory.entries if entry.tag in tags]
            if entries:
                found[category] = found.get(category, 0) + sum(_weight(tiff, directory, each.tag) for each in entries)
        packet = directory.get(XMP_TAG)
        if packet and "gps" not in found and xmp.has_location(tiff.value(packet)):
            found["gps"] = packet.size
    return found


def _weight(tiff: Tiff, directory: Directory, tag: int) -> int:
    if tag in (EXIF_POINTER, GPS_POINTER, INTEROP_POINTER):
        child = tiff.child(directory, tag)
        return sum(entry.size for entry in child.entries) if child else 0
    entry = directory.get(tag)
    return entry.size if entry else 0


def without(data: bytes, categories: frozenset[Category]) -> bytes:
    """Give the file without these categories, as long as before, the coded pixels where and as they were."""
    tags = frozenset(tag for category in categories for tag in _TAGS.get(category, ()))
    tiff = Tiff(data)
    for index in range(len(tiff.chain())):
        if "gps" in categories:
            _clear_places(tiff, tiff.chain()[index])
        tiff.drop(tiff.chain()[index], *tags)
    return bytes(tiff.data)


def _clear_places(tiff: Tiff, directory: Directory) -> None:
    for tag, change in ((XMP_TAG, xmp.without_location), (IPTC_TAG, iptc.without_location)):
        entry = directory.get(tag)
        if entry is None:
            continue
        changed = change(tiff.value(entry))
        if not changed or len(changed) > entry.size:
            tiff.drop(directory, tag)
            directory = tiff.directory(directory.position)
        else:
            tiff.data[entry.start : entry.start + entry.size] = changed.ljust(
                entry.size, b" " if tag == XMP_TAG else b"\0"
            )
