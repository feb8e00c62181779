"""How much memory work needs, told from headers, and how much there is: so that work waits or is refused beforehand."""

import math
from pathlib import Path

import psutil

from ashim.imaging import Facts, Image, output_format

# What a worker takes before it decodes anything, and what streaming and encoding take at any size.
BASE_BYTES = 160 * 1024 * 1024
# Rows that are in memory while a picture streams through.
_ROWS = 600
# Formats that are decoded row by row, and those that are not copied on their way to libvips.
_BY_ROWS = frozenset({"jpeg", "png", "tiff"})
_BY_LIBVIPS = _BY_ROWS | {"webp", "gif", "avif", "svg"}
# Bytes that an encoder holds for each byte of pixels, over and above them; the others encode row by row.
_ENCODERS = {"avif": 9, "heif": 6, "jxl": 13, "jp2": 9, "exr": 6, "hdr": 6, "psd": 5, "webp": 2, "gif": 2, "qoi": 2}
# A search keeps the pixels in memory, and decodes what it encoded.
_SEARCH = 2
# The share of the machine's or container's memory that work may take; the rest is for the server and the file cache.
_SHARE = 0.75
_LIMITS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")


def to_decode(facts: Facts, *, streams: bool) -> int:
    """Estimate the bytes that it takes to decode a file; `streams` says that its rows are used once, in order."""
    channels = {"grey": 1, "rgb": 3, "cmyk": 4}[facts.colours] + facts.alpha
    row = facts.width * channels * math.ceil(facts.depth / 8)
    rows = facts.height * facts.frames
    if streams and facts.format in _BY_ROWS and facts.frames == 1 and facts.orientation <= 2:
        rows = min(rows, _ROWS)
    return BASE_BYTES + row * rows * (1 if facts.format in _BY_LIBVIPS else 2)


def to_encode(image: Image) -> int:
    """Estimate the bytes that it takes to encode an image."""
    channel = 2 if image.pixels.format == "ushort" else 1
    pixels = image.pixels.width * image.pixels.height * image.pixels.bands * channel
    held = _SEARCH if image.intent.searches or image.intent.formats else 0
    names = image.intent.formats or (output_format(image).id,)
    return int(pixels * (held + max(_ENCODERS.get(name, 0) for name in names)))


def available_bytes() -> int:
    """Give how much memory all work together may take: a share of the container's limit, or of the machine's."""
    total = int(psutil.virtual_memory().total)
    return int(min([total, *_container_limits()]) * _SHARE)


def _container_limits() -> list[int]:
    """Give the limits that control groups of version 2 or 1 set, if any."""
    limits = []
    for name in _LIMITS:
        try:
            text = Path(name).read_text().strip()
        except OSError:
            continue
        if text.isdigit():
            limits.append(int(text))
    return limits


def refusal(needed: int, limit: int) -> str:
    """Say why work was not begun."""
    megabyte = 1024 * 1024
    return (
        f"The work would need about {needed // megabyte} MB of memory, and at most {limit // megabyte} MB may be used; "
        "use a smaller picture, or raise the memory limit"
    )


class TooMuchMemoryError(Exception):
    """The work would need more memory than there is. The message is user-readable."""
