"""Write flat Photoshop documents. Layout: "Adobe Photoshop File Formats Specification" (2019)."""

import struct

import numpy as np

from ashim.imaging.colour import PROFILE
from ashim.imaging.encoders.common import to_array, upright_exif
from ashim.imaging.vips import Pixels, has_field

_GREY, _RGB = 1, 3
_PROFILE, _EXIF, _XMP = 1039, 1058, 1060
_RUN_LENGTHS = 1


def encode(pixels: Pixels, quality: int | None, metadata: bool) -> bytes:
    """Give the pixels (8 or 16 bits a channel, grey or RGB) as PSD without layers, which keeps every pixel.

    `metadata` keeps EXIF, XMP and ICC.
    """
    from psd_tools.compression import encode_rle

    array = to_array(pixels)
    height, width, bands = array.shape
    depth = array.dtype.itemsize * 8
    header = struct.pack(">4sH6xHIIHH", b"8BPS", 1, bands, height, width, depth, _GREY if bands < 3 else _RGB)
    planes = np.ascontiguousarray(np.moveaxis(array, 2, 0)).astype(f">u{depth // 8}").tobytes()
    packed = encode_rle(planes, width, height * bands, depth, 1)
    resources = _resources(pixels) if metadata else b""
    sections = struct.pack(">II", 0, len(resources)) + resources + struct.pack(">I", 0)
    return header + sections + struct.pack(">H", _RUN_LENGTHS) + packed


def _resources(pixels: Pixels) -> bytes:
    exif = upright_exif(pixels)
    found = {_EXIF: None if exif is None else exif.removeprefix(b"Exif\0\0")}
    for number, field in ((_XMP, "xmp-data"), (_PROFILE, PROFILE)):
        found[number] = bytes(pixels.get(field)) if has_field(pixels, field) else None
    return b"".join(
        struct.pack(">4sHHI", b"8BIM", number, 0, len(data)) + data + b"\0" * (len(data) % 2)
        for number, data in found.items()
        if data
    )
