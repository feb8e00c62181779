"""Write JPEG 2000 through imagecodecs (OpenJPEG). Layout of the boxes: ISO/IEC 15444-1, annex I."""

import struct

from ashim.imaging.colour import PROFILE
from ashim.imaging.encoders.common import to_array, upright_exif
from ashim.imaging.metadata.boxes import box, boxes
from ashim.imaging.vips import Pixels, has_field

# Peak signal-to-noise ratios in dB that qualities 0 and 100 stand for.
_WORST, _BEST = 20.0, 46.0
EXIF_UUID = b"JpgTiffExif->JP2"
XMP_UUID = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")


def encode(pixels: Pixels, quality: int | None, metadata: bool) -> bytes:
    """Give the pixels (8 or 16 bits a channel) as JP2 of at least a signal-to-noise ratio that grows with the quality.

    Without a quality every pixel is kept. `metadata` keeps EXIF, XMP and ICC.
    """
    import imagecodecs

    array = to_array(pixels)
    level = 0.0 if quality is None else _WORST + (_BEST - _WORST) * quality / 100
    data = imagecodecs.jpeg2k_encode(
        array if pixels.bands > 1 else array[:, :, 0],
        level=round(level),
        codecformat="jp2",
        reversible=quality is None,
        numthreads=1,
    )
    return _completed(bytes(data), pixels, metadata=metadata)


def _completed(data: bytes, pixels: Pixels, *, metadata: bool) -> bytes:
    """Add the boxes that say which channel is alpha, what the colours are, and the metadata."""
    parts: list[bytes] = []
    for each in boxes(data, 0, len(data)):
        if each.type == b"jp2h":
            parts.append(box(b"jp2h", _header(data[each.body : each.end], pixels, metadata=metadata)))
            parts += _metadata(pixels) if metadata else []
        else:
            parts.append(data[each.start : each.end])
    return b"".join(parts)


def _header(body: bytes, pixels: Pixels, *, metadata: bool) -> bytes:
    parts = []
    for each in boxes(body, 0, len(body)):
        if each.type == b"colr" and metadata and has_field(pixels, PROFILE):
            parts.append(box(b"colr", b"\2\0\0" + bytes(pixels.get(PROFILE))))
        else:
            parts.append(body[each.start : each.end])
    if pixels.hasalpha():
        colours = pixels.bands - 1
        channels = [(index, 0, index + 1) for index in range(colours)] + [(colours, 1, 0)]
        parts.append(
            box(b"cdef", struct.pack(">H", len(channels)) + b"".join(struct.pack(">3H", *each) for each in channels))
        )
    return b"".join(parts)


def _metadata(pixels: Pixels) -> list[bytes]:
    exif = upright_exif(pixels)
    found = [] if exif is None else [box(b"uuid", EXIF_UUID + exif.removeprefix(b"Exif\0\0"))]
    if has_field(pixels, "xmp-data"):
        found.append(box(b"uuid", XMP_UUID + bytes(pixels.get("xmp-data"))))
    return found
