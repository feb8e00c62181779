"""Tell a file's format from its first bytes, without decoding anything. Safe on untrusted bytes in any process."""

import re
import struct
from pathlib import Path, PurePath
from typing import BinaryIO

from ashim.imaging.errors import InvalidImageError
from ashim.imaging.formats import FORMATS, Format, readable

_HEAD = 4096
# The first that matches counts.
_SIGNATURES = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG", "png"),
    (b"GIF8", "gif"),
    (b"BM", "bmp"),
    (b"II*\0\x10\0\0\0CR", "raw"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"II+\0", "tiff"),
    (b"MM\0+", "tiff"),
    (b"IIU\0", "raw"),
    (b"IIRO", "raw"),
    (b"IIRS", "raw"),
    (b"MMOR", "raw"),
    (b"FUJIFILMCCD-RAW", "raw"),
    (b"FOVb", "raw"),
    (b"\0MRM", "raw"),
    (b"\0\0\1\0", "ico"),
    (b"\0\0\2\0", "cur"),
    (b"\0\0\0\x0cJXL ", "jxl"),
    (b"\xff\x0a", "jxl"),
    (b"8BPS", "psd"),
    (b"\x76\x2f\x31\x01", "exr"),
    (b"\0\0\0\x0cjP  ", "jp2"),
    (b"\xff\x4f\xff\x51", "jp2"),
    (b"qoif", "qoi"),
    (b"DDS ", "dds"),
    (b"SDPX", "dpx"),
    (b"XPDS", "dpx"),
    (b"SIMPLE  =", "fits"),
    (b"\xc5\xd0\xd3\xc6", "eps"),
    (b"#?RADIANCE", "hdr"),
    (b"#?RGBE", "hdr"),
)
_BRANDS = {
    **dict.fromkeys((b"avif", b"avis"), "avif"),
    **dict.fromkeys((b"heic", b"heix", b"mif1", b"msf1", b"hevc", b"hevx", b"heim", b"heis"), "heif"),
    b"crx ": "raw",
}
# Formats that are recognised only to be refused by their name.
_FOREIGN = (
    (b"%!PS", "PostScript (save the page as EPS, SVG or PNG)"),
    (b"%PDF-", "PDF"),
    (b"\x80\x2a\x5f\xd7", "Cineon"),
)
_EPS = re.compile(rb"%!PS-Adobe-[\d.]+ +EPSF")
_PNM = re.compile(rb"P([1-7Ff])\s")
_PNM_FORMATS = {
    "1": "pbm",
    "4": "pbm",
    "2": "pgm",
    "5": "pgm",
    "3": "ppm",
    "6": "ppm",
    "7": "ppm",
    "F": "pfm",
    "f": "pfm",
}
_TGA_HEADER = struct.Struct("<BBB5xHHHHBB")
_SVG_ROOT = re.compile(rb"<(?:[\w.-]+:)?svg[\s>/]")
_SVG_START = re.compile(rb"\s*<(?:\?xml|!--|!DOCTYPE|(?:[\w.-]+:)?svg[\s>/])", re.IGNORECASE)


def sniff(path: Path, name: str) -> Format:
    """Give the format of the file at `path`, told by its content; `name` is the name that its owner gave it.

    Raises InvalidImageError with the reason when the file is empty, holds only zeros, or is of no format that is read.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
        if not head:
            raise InvalidImageError("file is empty")
        if not any(head[:64]) and not any(_samples(file, path.stat().st_size)):
            raise InvalidImageError("image contains no image data")
    return _recognise(head, PurePath(name).suffix.lower())


def _samples(file: BinaryIO, size: int) -> bytes:
    """Give the bytes at one, two and three quarters of the file and its last one."""
    samples = bytearray()
    for position in (size // 4, size // 2, size * 3 // 4, size - 1):
        file.seek(position)
        samples += file.read(1)
    return bytes(samples)


def _recognise(head: bytes, extension: str) -> Format:
    found = _by_content(head)
    if extension in FORMATS["tga"].extensions and found in (None, "ico", "cur") and _is_tga(head):
        # TGA has no signature, and some of its headers begin like an icon's.
        found = "tga"
    elif found == "tiff" and extension in FORMATS["raw"].extensions:
        found = "raw"
    elif extension == ".svgz" and head.startswith(b"\x1f\x8b"):
        found = "svg"
    if found is not None:
        return FORMATS[found]
    foreign = next((name for signature, name in _FOREIGN if head.startswith(signature)), None)
    if foreign:
        raise InvalidImageError(f"unsupported format {foreign}; these are read: {readable()}")
    raise InvalidImageError(f"unrecognized image format; these are read: {readable()}")


def _by_content(head: bytes) -> str | None:
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12])
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "webp"
    if _EPS.match(head):
        return "eps"
    if match := _PNM.match(head):
        return _PNM_FORMATS[match[1].decode()]
    if _is_svg(head):
        return "svg"
    return next((id for signature, id in _SIGNATURES if head.startswith(signature)), None)


def _is_tga(head: bytes) -> bool:
    """Tell whether the header is one that a TGA file may have."""
    if len(head) < 18:
        return False
    _, palette, kind, _, _, width, height, bits, _ = _TGA_HEADER.unpack_from(head)
    kinds = (1, 9) if palette == 1 else (2, 3, 10, 11)
    return palette in (0, 1) and kind in kinds and width * height > 0 and bits in (8, 15, 16, 24, 32)


def _is_svg(head: bytes) -> bool:
    text = head.removeprefix(b"\xef\xbb\xbf")
    return _SVG_START.match(text) is not None and _SVG_ROOT.search(text) is not None
