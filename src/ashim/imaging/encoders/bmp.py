"""Write BMP: 8-bit grey and 24-bit colour as every reader knows them, alpha with a version 4 header."""

import io
import struct

import numpy as np

from ashim.imaging.encoders.common import to_array, to_pillow
from ashim.imaging.vips import Pixels

_FILE_HEADER, _V4_HEADER = 14, 108
_BITFIELDS = 3
# 72 dpi, in pixels a metre.
_SCALE = (2835, 2835)
_MASKS = (0x00FF0000, 0x0000FF00, 0x000000FF, 0xFF000000)


def encode(pixels: Pixels, quality: int | None, metadata: bool) -> bytes:
    """Give the pixels (8 bits a channel) as BMP, which has neither quality nor metadata."""
    if not pixels.hasalpha():
        buffer = io.BytesIO()
        to_pillow(pixels).save(buffer, "BMP")
        return buffer.getvalue()
    array = to_array(pixels)
    rgba = array if array.shape[2] == 4 else array[:, :, [0, 0, 0, 1]]
    # Rows go from the bottom up, samples from blue to red.
    data = np.ascontiguousarray(rgba[::-1, :, [2, 1, 0, 3]]).tobytes()
    header = struct.pack(
        "<IiiHHIIiiII", _V4_HEADER, pixels.width, pixels.height, 1, 32, _BITFIELDS, len(data), *_SCALE, 0, 0
    )
    header += struct.pack("<4I4s", *_MASKS, b"BGRs")
    header += bytes(_V4_HEADER - len(header))
    start = _FILE_HEADER + _V4_HEADER
    return struct.pack("<2sIHHI", b"BM", start + len(data), 0, 0, start) + header + data
