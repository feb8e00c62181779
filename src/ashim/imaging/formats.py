"""The one table of picture formats: what each is called, and what a file of it can hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath


@dataclass(frozen=True, slots=True)
class Format:
    """A file format.

    What it can hold (`alpha`, `animation`, `max_depth` in bits a channel, `grey`, `cmyk`, `profile` for ICC, `exif`,
    `max_side` in pixels) speaks of files that we write. `extensions` begin with the canonical one.
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
    exif: bool = True
    max_side: int = 65_535


_ALL = (
    Format(
        id="jpeg",
        name="JPEG",
        extensions=(".jpg", ".jpeg", ".jpe", ".jfif"),
        mime="image/jpeg",
        lossy=True,
        browser=True,
        preserved=True,
        grey=True,
        cmyk=True,
        max_side=65_500,
    ),
    Format(
        id="png",
        name="PNG",
        extensions=(".png", ".apng"),
        mime="image/png",
        alpha=True,
        max_depth=16,
        browser=True,
        preserved=True,
        grey=True,
        max_side=1_000_000,
    ),
    Format(
        id="webp",
        name="WebP",
        extensions=(".webp",),
        mime="image/webp",
        alpha=True,
        animation=True,
        lossy=True,
        browser=True,
        preserved=True,
        max_side=16_383,
    ),
    Format(
        id="gif",
        name="GIF",
        extensions=(".gif",),
        mime="image/gif",
        alpha=True,
        animation=True,
        browser=True,
        preserved=True,
        grey=True,
        profile=False,
        exif=False,
    ),
    Format(
        id="avif",
        name="AVIF",
        extensions=(".avif",),
        mime="image/avif",
        alpha=True,
        max_depth=12,
        lossy=True,
        browser=True,
        preserved=True,
        max_side=16_384,
    ),
    Format(
        id="tiff",
        name="TIFF",
        extensions=(".tiff", ".tif"),
        mime="image/tiff",
        alpha=True,
        max_depth=16,
        preserved=True,
        grey=True,
        cmyk=True,
        exif=False,
        max_side=1_000_000,
    ),
    Format(
        id="svg",
        name="SVG",
        extensions=(".svg", ".svgz"),
        mime="image/svg+xml",
        writes=False,
        alpha=True,
        browser=True,
    ),
    Format(
        id="heif",
        name="HEIC",
        extensions=(".heic", ".heif", ".hif"),
        mime="image/heic",
        alpha=True,
        max_depth=10,
        lossy=True,
        max_side=16_384,
    ),
    Format(
        id="bmp",
        name="BMP",
        extensions=(".bmp", ".dib"),
        mime="image/bmp",
        writes=False,
        alpha=True,
        browser=True,
    ),
    Format(
        id="ico",
        name="ICO",
        extensions=(".ico",),
        mime="image/x-icon",
        writes=False,
        alpha=True,
        browser=True,
    ),
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
