"""Look at metadata and take it out of files, leaving the coded pixels byte for byte as they are."""

from collections.abc import Set
from dataclasses import dataclass

from ashim.imaging.errors import InvalidImageError
from ashim.imaging.metadata import exif, iptc, tiff_file, xmp
from ashim.imaging.metadata.blocks import CATEGORIES, Block, Category, Change, DamagedError, Kind
from ashim.imaging.metadata.containers import ADDABLE, CONTAINERS, DAMAGED, rewrite
from ashim.imaging.metadata.contents import Contents, contents, profile
from ashim.imaging.metadata.edit import Edit, Edited, edited, moment
from ashim.imaging.metadata.exif_fields import Field, Value
from ashim.imaging.metadata.icc import description as profile_name
from ashim.imaging.metadata.icc import is_srgb
from ashim.imaging.metadata.jxl import rebuilds_jpeg

__all__ = [
    "ADDABLE",
    "CATEGORIES",
    "EDITABLE",
    "Block",
    "Category",
    "Change",
    "Contents",
    "Edit",
    "Edited",
    "Field",
    "Found",
    "Kind",
    "Value",
    "contents",
    "edited",
    "inspect",
    "is_srgb",
    "moment",
    "profile",
    "profile_name",
    "rebuilds_jpeg",
    "rewrite",
    "without",
]

# Formats whose metadata can be taken out without touching the pixels.
EDITABLE = frozenset({*CONTAINERS, "tiff"})
# These show the picture as EXIF says; the others have their own way to turn it.
_TURNED_BY_EXIF = frozenset({"jpeg", "png", "webp"})


@dataclass(frozen=True, slots=True)
class Found:
    """One category of metadata in a file, and how many bytes it takes. `gps` and `thumbnail` may be part of others."""

    category: Category
    bytes: int


def inspect(data: bytes, format_id: str) -> tuple[Found, ...]:
    """Give the categories of metadata in the file, in the order of CATEGORIES.

    Raises InvalidImageError when the container is damaged or cannot be looked into.
    """
    sizes: dict[Category, int] = {}

    def note(block: Block) -> bytes:
        for category, size in _contents(block).items():
            sizes[category] = sizes.get(category, 0) + size
        return block.data

    if format_id == "tiff":
        try:
            sizes = tiff_file.sizes(data)
        except DamagedError as error:
            raise InvalidImageError(DAMAGED) from error
    else:
        rewrite(data, format_id, note)
    return tuple(Found(category, sizes[category]) for category in CATEGORIES if category in sizes)


def without(data: bytes, format_id: str, categories: Set[Category]) -> bytes:
    """Give the file without these categories of metadata, its coded pixels unchanged.

    The picture is shown as before: where EXIF goes that turned it, EXIF that says only that stays, and where XMP goes
    that tells of a gain map, only that stays. `gps` takes place names and coordinates out of XMP and IPTC, too.
    Raises InvalidImageError when the container is damaged or cannot be edited.
    """
    wanted = frozenset(categories)
    if format_id == "tiff":
        try:
            return tiff_file.without(data, wanted)
        except DamagedError as error:
            raise InvalidImageError(DAMAGED) from error
    turned = format_id in _TURNED_BY_EXIF
    return rewrite(data, format_id, lambda block: _reduced(block, wanted, turned=turned))


def _contents(block: Block) -> dict[Category, int]:
    """Give the categories in a block with their sizes."""
    size = len(block.data)
    match block.kind:
        case "exif":
            found: dict[Category, int] = {"exif": size}
            if block.closed:
                return found
            if location := exif.location_bytes(block.data):
                found["gps"] = location
            if thumbnail := exif.thumbnail_bytes(block.data):
                found["thumbnail"] = thumbnail
            return found
        case "xmp":
            return {"xmp": size, "gps": size} if not block.closed and xmp.has_location(block.data) else {"xmp": size}
        case "xmp-extension":
            return {"xmp": size}
        case "iptc":
            sizes: dict[Category, int] = {"iptc": size}
            if not block.closed:
                kinds = iptc.sizes(block.data)
                sizes = {category: kinds[category] for category in CATEGORIES if category in kinds}
                if iptc.has_location(block.data):
                    sizes["gps"] = sizes.get("iptc", 1)
            return sizes
        case _:
            return {block.kind: size}


def _reduced(block: Block, categories: frozenset[Category], *, turned: bool) -> bytes | None:
    """Give what is left of a block without the categories."""
    data: bytes = block.data
    match block.kind:
        case "exif":
            if "exif" in categories:
                way = exif.orientation(data) if turned and not (block.closed or block.secondary) else 1
                return exif.only_orientation(way) if way != 1 else None
            if block.closed:
                return None if categories & {"gps", "thumbnail"} else data
            data = exif.without_location(data) if "gps" in categories else data
            data = exif.without_thumbnail(data) if data and "thumbnail" in categories else data
        case "xmp" | "xmp-extension":
            if "xmp" in categories:
                return None if block.closed else xmp.only_rendering(data) or None
            if "gps" in categories and block.closed:
                return None
            data = xmp.without_location(data) if "gps" in categories else data
        case "iptc":
            if block.closed:
                return None if categories & {"iptc", "gps"} else data
            data = iptc.without_resources(data, frozenset(categories))
            data = iptc.without_location(data) if "gps" in categories else data
        case _:
            return None if block.kind in categories else data
    return data or None
