"""Tell a file's format from its first bytes, without decoding anything. Safe on untrusted bytes in any process."""

import re
from pathlib import Path, PurePath
from typing import BinaryIO

from ashim.imaging.errors import InvalidImageError
from ashim.imaging.formats import FORMATS, Format, readable

_HEAD = 4096
_SIGNATURES = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG", "png"),
    (b"GIF8", "gif"),
    (b"BM", "bmp"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"\0\0\1\0", "ico"),
)
_AVIF_BRANDS = frozenset({b"avif", b"avis"})
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"mif1", b"msf1", b"hevc", b"hevx"})
# Formats that are recognised only to be refused by their name.
_FOREIGN = (
    (b"\0\0\0\x0cJXL ", "JPEG XL"),
    (b"\xff\x0a", "JPEG XL"),
    (b"8BPS", "Photoshop"),
    (b"\x76\x2f\x31\x01", "OpenEXR"),
    (b"\0\0\0\x0cjP  ", "JPEG 2000"),
    (b"\xff\x4f\xff\x51", "JPEG 2000"),
    (b"qoif", "QOI"),
    (b"DDS ", "DDS"),
    (b"\0\0\2\0", "Windows cursor"),
    (b"SDPX", "DPX"),
    (b"XPDS", "DPX"),
    (b"\x80\x2a\x5f\xd7", "Cineon"),
    (b"SIMPLE", "FITS"),
    (b"%!PS-Adobe", "EPS"),
    (b"\xc5\xd0\xd3\xc6", "EPS"),
    (b"%PDF-", "PDF"),
    (b"FUJIFILMCCD-RAW", "camera raw"),
    (b"FOVb", "camera raw"),
    (b"\0MRM", "camera raw"),
    (b"II*\0\x10\0\0\0CR", "camera raw"),
    (b"#?RADIANCE", "Radiance HDR"),
    (b"#?RGBE", "Radiance HDR"),
)
_RAW_EXTENSIONS = frozenset(
    f".{name}"
    for name in (
        *(
            "3fr",
            "arw",
            "cr2",
            "cr3",
            "dcr",
            "dng",
            "erf",
            "fff",
            "gpr",
            "iiq",
            "kdc",
            "mef",
            "mrw",
            "nef",
            "nrw",
            "orf",
        ),
        *("pef", "ptx", "raf", "rw2", "rwl", "srw", "x3f"),
    )
)
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
    brand = head[8:12]
    found = next((id for signature, id in _SIGNATURES if head.startswith(signature)), None)
    foreign = next((foreign for signature, foreign in _FOREIGN if head.startswith(signature)), None)
    if head[4:8] == b"ftyp":
        found = "avif" if brand in _AVIF_BRANDS else "heif" if brand in _HEIF_BRANDS else None
        foreign = "camera raw" if brand == b"crx " else None
    elif head.startswith(b"RIFF") and brand == b"WEBP":
        found = "webp"
    elif _is_svg(head) or (extension == ".svgz" and head.startswith(b"\x1f\x8b")):
        found = "svg"
    elif found == "tiff" and extension in _RAW_EXTENSIONS:
        foreign = "camera raw"
    elif found is None and foreign is None and extension == ".tga":
        foreign = "TGA"
    if foreign:
        raise InvalidImageError(f"unsupported format {foreign}; these are read: {readable()}")
    if found is None:
        raise InvalidImageError(f"unrecognized image format; these are read: {readable()}")
    return FORMATS[found]


def _is_svg(head: bytes) -> bool:
    text = head.removeprefix(b"\xef\xbb\xbf")
    return _SVG_START.match(text) is not None and _SVG_ROOT.search(text) is not None
