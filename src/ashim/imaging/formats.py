"""The one table of picture formats: what each is called, and what a file of it can hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath


@dataclass(frozen=True, slots=True)
class Format:
    """A file format.

    What it can hold (`alpha`, `animation`, `max_depth`, `grey`, `cmyk`, `profile`, `max_side`) speaks of files that we
    write. `extensions` begin with the canonical one; `mimes` are in the order of `extensions` where they differ.
    """

    id: str
    name: str
    extensions: tuple[str, ...]
    mime: str
    reads: bool = True
    writes: bool = True
    alpha: bool = False
    animation: bool = False
    max_depth: int = 8
    lossy: bool = False
    browser: bool = False
    # A tool that does not choose a format gives back this one; what arrives in another comes out as PNG.
    preserved: bool = False
    grey: bool = False
    cmyk: bool = False
    profile: bool = True
    max_side: int = 65_535


_ALL = (
    Format(
        "jpeg",
        "JPEG",
        (".jpg", ".jpeg", ".jpe", ".jfif"),
        "image/jpeg",
        lossy=True,
        browser=True,
        preserved=True,
        grey=True,
        cmyk=True,
        max_side=65_500,
    ),
    Format(
        "png",
        "PNG",
        (".png", ".apng"),
        "image/png",
        alpha=True,
        max_depth=16,
        browser=True,
        preserved=True,
        grey=True,
        max_side=1_000_000,
    ),
    Format(
        "webp",
        "WebP",
        (".webp",),
        "image/webp",
        alpha=True,
        animation=True,
        lossy=True,
        browser=True,
        preserved=True,
        max_side=16_383,
    ),
    Format(
        "gif",
        "GIF",
        (".gif",),
        "image/gif",
        alpha=True,
        animation=True,
        browser=True,
        preserved=True,
        grey=True,
        profile=False,
    ),
    Format(
        "avif",
        "AVIF",
        (".avif",),
        "image/avif",
        alpha=True,
        max_depth=16,
        lossy=True,
        browser=True,
        preserved=True,
        max_side=16_384,
    ),
    Format(
        "tiff",
        "TIFF",
        (".tiff", ".tif"),
        "image/tiff",
        alpha=True,
        max_depth=16,
        preserved=True,
        grey=True,
        cmyk=True,
        max_side=1_000_000,
    ),
    Format("svg", "SVG", (".svg", ".svgz"), "image/svg+xml", writes=False, alpha=True, browser=True),
    Format(
        "heif", "HEIC", (".heic", ".heif", ".hif"), "image/heic", alpha=True, max_depth=16, lossy=True, max_side=16_384
    ),
    Format("bmp", "BMP", (".bmp", ".dib"), "image/bmp", writes=False, alpha=True, browser=True),
    Format("ico", "ICO", (".ico",), "image/x-icon", writes=False, alpha=True, browser=True),
)

FORMATS: Mapping[str, Format] = {each.id: each for each in _ALL}
_BY_EXTENSION: Mapping[str, Format] = {extension: each for each in _ALL for extension in each.extensions}


def by_extension(name: str) -> Format | None:
    """Give the format that the name's extension stands for, whatever the file holds; None when it is no picture's."""
    suffix = PurePath(name).suffix.lower() or name.lower()
    return _BY_EXTENSION.get(suffix if suffix.startswith(".") else f".{suffix}")


def readable() -> str:
    """Give the names of the formats that are read, as a list for a message."""
    return ", ".join(each.name for each in _ALL if each.reads)
