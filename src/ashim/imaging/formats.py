"""The one table of picture formats: what each is called, and what a file of it can hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath


@dataclass(frozen=True, slots=True)
class Format:
    """A file format.

    What it can hold (`alpha`, `animation`, `pages` for several still pictures, `max_depth` in bits a channel, `grey`,
    `cmyk`, `profile` for ICC, `exif`, `light` for linear light beyond white, `max_side` in pixels) speaks of files that
    we write. `extensions` begin with the canonical one. Pictures with longer sides than `max_side` are refused, or
    scaled down to it where `shrinks` says so.
    """

    id: str
    name: str
    extensions: tuple[str, ...]
    mime: str
    reads: bool = True
    writes: bool = True
    alpha: bool = False
    animation: bool = False
    pages: bool = False
    max_depth: int = 8
    lossy: bool = False
    browser: bool = False
    # A tool that does not choose a format gives back this one; what arrives in another comes out as PNG.
    preserved: bool = False
    grey: bool = False
    cmyk: bool = False
    profile: bool = True
    exif: bool = True
    light: bool = False
    max_side: int = 65_535
    shrinks: bool = False


def _read_only(id: str, name: str, extensions: tuple[str, ...], mime: str) -> Format:
    return Format(id=id, name=name, extensions=extensions, mime=mime, writes=False)


_RAW_EXTENSIONS = (
    *(".dng", ".cr2", ".cr3", ".nef", ".nrw", ".arw", ".orf", ".rw2", ".raf", ".pef", ".3fr", ".iiq"),
    *(".srw", ".x3f", ".rwl", ".gpr", ".fff", ".mrw", ".mef", ".kdc", ".dcr", ".erf", ".ptx"),
)

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
        animation=True,
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
        animation=True,
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
        pages=True,
        max_depth=16,
        preserved=True,
        grey=True,
        cmyk=True,
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
        alpha=True,
        browser=True,
        grey=True,
        profile=False,
        exif=False,
        max_side=32_767,
    ),
    Format(
        id="ico",
        name="ICO",
        extensions=(".ico",),
        mime="image/x-icon",
        alpha=True,
        browser=True,
        profile=False,
        exif=False,
        max_side=256,
        shrinks=True,
    ),
    Format(
        id="jxl",
        name="JPEG XL",
        extensions=(".jxl",),
        mime="image/jxl",
        alpha=True,
        max_depth=16,
        lossy=True,
        grey=True,
        profile=False,
        max_side=1_000_000,
    ),
    Format(
        id="jp2",
        name="JPEG 2000",
        extensions=(".jp2", ".j2k", ".jpx", ".jpf", ".j2c", ".jpc"),
        mime="image/jp2",
        alpha=True,
        max_depth=16,
        lossy=True,
        grey=True,
        max_side=1_000_000,
    ),
    Format(
        id="qoi",
        name="QOI",
        extensions=(".qoi",),
        mime="image/x-qoi",
        alpha=True,
        profile=False,
        exif=False,
        max_side=1_000_000,
    ),
    Format(
        id="psd",
        name="Photoshop",
        extensions=(".psd", ".psb"),
        mime="image/vnd.adobe.photoshop",
        alpha=True,
        max_depth=16,
        grey=True,
        max_side=30_000,
    ),
    _read_only("raw", "camera raw", _RAW_EXTENSIONS, "image/x-dcraw"),
    _read_only("tga", "TGA", (".tga",), "image/x-tga"),
    Format(
        id="exr",
        name="OpenEXR",
        extensions=(".exr",),
        mime="image/x-exr",
        alpha=True,
        max_depth=16,
        grey=True,
        profile=False,
        exif=False,
        light=True,
    ),
    Format(
        id="hdr",
        name="Radiance HDR",
        extensions=(".hdr",),
        mime="image/vnd.radiance",
        profile=False,
        exif=False,
        light=True,
        max_side=32_767,
    ),
    _read_only("eps", "EPS", (".eps", ".epsf"), "application/postscript"),
    _read_only("dds", "DDS", (".dds",), "image/vnd.ms-dds"),
    _read_only("cur", "Windows cursor", (".cur",), "image/x-win-bitmap"),
    _read_only("dpx", "DPX", (".dpx",), "image/x-dpx"),
    _read_only("fits", "FITS", (".fits", ".fit", ".fts"), "image/fits"),
    _read_only("pbm", "PBM", (".pbm",), "image/x-portable-bitmap"),
    _read_only("pgm", "PGM", (".pgm",), "image/x-portable-graymap"),
    _read_only("ppm", "PPM", (".ppm", ".pnm", ".pam"), "image/x-portable-pixmap"),
    _read_only("pfm", "PFM", (".pfm",), "image/x-portable-floatmap"),
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
