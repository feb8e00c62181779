"""What is done to every damaged file."""

from contextlib import suppress
from pathlib import Path

from ashim.imaging import ImageError, ImageLimits, open_image, read_facts, sniff
from ashim.imaging.metadata import CATEGORIES, EDITABLE, Category, Edit, contents, edited, inspect, without
from ashim.imaging.svg import sanitise
from ashim.imaging.vips import vips_errors

LIMITS = ImageLimits(max_pixels=4_000_000, max_frames=50, max_svg_bytes=1_000_000)
_TAKEN: tuple[frozenset[Category], ...] = (frozenset(CATEGORIES), frozenset({"gps", "thumbnail"}))
_EDIT = Edit(
    artist="a",
    headline="b",
    keywords=("c",),
    shift_minutes=90,
    location=(1, 2),
    altitude=3,
    remove=("Make", "XMP:Rating", "IPTC:City"),
)


def look(path: Path, name: str) -> None:
    """Recognise the file, read its header, and list, read, change and take out its metadata.

    Raises nothing for any file, unless there is an error in the code.
    """
    with suppress(ImageError):
        sniff(path, name)
    with suppress(ImageError):
        read_facts(path, name, LIMITS)
    if name.endswith((".svg", ".svgz")):
        with suppress(ImageError):
            sanitise(path, LIMITS.max_svg_bytes)
    data = path.read_bytes()
    for format_id in EDITABLE:
        edit(data, format_id)


def edit(data: bytes, format_id: str) -> None:
    """List the metadata, read, change and take them out."""
    with suppress(ImageError):
        inspect(data, format_id)
    with suppress(ImageError):
        contents(data, format_id)
    with suppress(ImageError):
        edited(data, format_id, _EDIT)
    for categories in _TAKEN:
        with suppress(ImageError):
            without(data, format_id, categories)


def decode(path: Path, name: str) -> None:
    """Decode the whole picture. Raises nothing for any file, unless there is an error in the code."""
    with suppress(ImageError), vips_errors():
        open_image(path, name, LIMITS).pixels.copy_memory()
