"""Qualities between the whole ones, which libvips does not take: JPEG, WebP and AVIF through Pillow.

The encoders are the same: at whole qualities JPEG and WebP decode to the same pixels, and AVIF is as close.
"""

import io
import math

from ashim.imaging import frames
from ashim.imaging.colour import PROFILE, to_srgb
from ashim.imaging.encoders.common import to_pillow, upright_exif
from ashim.imaging.formats import Format
from ashim.imaging.vips import Pixels, has_field

FORMATS = frozenset({"jpeg", "webp", "avif"})
_KEPT = {"icc_profile": PROFILE, "xmp": "xmp-data"}
# Pillow writes each piece of a JPEG's metadata as one segment, which holds this many bytes with its header.
_ONE_SEGMENT = 65_000
# How libavif's speed corresponds to the effort that libvips is given.
_AVIF_SPEED = 6
# The example tables of ITU-T T.81, annex K.1, in rows: brightness and colour.
_BRIGHTNESS = (
    *(16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55),
    *(14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62),
    *(18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92),
    *(49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99),
)
_COLOUR = (
    *(17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99),
    *(24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99, 99, 99, 99),
    *(99,) * 32,
)


def is_possible(format: Format, pixels: Pixels) -> bool:
    """Tell whether `encode` keeps all of the pixels and metadata."""
    if format.id not in FORMATS or pixels.format != "uchar" or pixels.interpretation == "cmyk":
        return False
    if frames.count(pixels) > 1:
        return False
    fields = [field for field in ("exif-data", "xmp-data") if has_field(pixels, field)]
    longest = max((len(pixels.get(field)) for field in fields), default=0)
    return format.id != "jpeg" or (longest < _ONE_SEGMENT and not has_field(pixels, "iptc-data"))


def encode(format: Format, pixels: Pixels, quality: float, metadata: bool, *, tables: bool, webp_effort: int) -> bytes:
    """Give the pixels (8 bits a channel) as JPEG, WebP or AVIF at any quality from 1 to 100.

    `metadata` keeps EXIF, XMP and ICC. `tables` makes Huffman tables for a JPEG, `webp_effort` goes from 0 to 6.
    """
    kept: dict[str, bytes] = {}
    if metadata:
        kept = {key: bytes(pixels.get(field)) for key, field in _KEPT.items() if has_field(pixels, field)}
        if exif := upright_exif(pixels):
            kept["exif"] = exif
    picture = to_pillow(pixels if pixels.bands >= 3 or format.grey else to_srgb(pixels))
    buffer = io.BytesIO()
    match format.id:
        case "jpeg":
            steps = [_scaled(table, quality) for table in (_BRIGHTNESS, _COLOUR)]
            dpi = (pixels.xres * 25.4, pixels.yres * 25.4)
            picture.save(buffer, "JPEG", qtables=steps, subsampling="4:2:0", optimize=tables, dpi=dpi, **kept)
        case "webp":
            picture.save(buffer, "WEBP", quality=quality, method=webp_effort, **kept)
        case _:
            # The next quality up, with smaller differences between the quantisers of its flat and its busy parts. The
            # bytes fall slowly at first, then faster.
            level = math.ceil(quality)
            strength = round(100 * (1 - (level - quality)) ** 0.75)
            picture.save(
                buffer,
                "AVIF",
                quality=level,
                speed=_AVIF_SPEED,
                subsampling="4:4:4",
                max_threads=1,
                advanced={"deltaq-strength": str(strength)},
                **kept,
            )
    return buffer.getvalue()


def _scaled(table: tuple[int, ...], quality: float) -> list[int]:
    """Give a table for a quality as the Independent JPEG Group's library does for whole ones."""
    percent = 5000 / quality if quality < 50 else 200 - 2 * quality
    return [min(255, max(1, math.floor((step * percent + 50) / 100))) for step in table]
