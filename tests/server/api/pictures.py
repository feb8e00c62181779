"""Small pictures to send, written by Pillow and by hand."""

import io
import struct
import zlib

import numpy as np
from PIL import Image


def picture(width: int = 60, height: int = 40, format: str = "PNG", mode: str = "RGB", **options: object) -> bytes:
    """Give a picture in which every pixel differs from its neighbours."""
    bands = len(mode)
    y, x = np.mgrid[0:height, 0:width]
    planes = [(x * 3 + y * 5 * (band + 1)) % 256 for band in range(bands)]
    pixels = np.stack(planes, axis=-1).astype(np.uint8)
    image = Image.fromarray(pixels if bands > 1 else pixels[:, :, 0], mode)
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


def opened(data: bytes) -> Image.Image:
    """Decode with Pillow."""
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def png_claiming(width: int, height: int) -> bytes:
    """Give a tiny PNG whose header claims a size that its data does not have."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(b"\0" * 10_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


XXE = b"""<?xml version="1.0"?>
<!DOCTYPE svg [<!ENTITY secret SYSTEM "file:///etc/hostname">]>
<svg xmlns="http://www.w3.org/2000/svg" width="100" height="50"><text y="20">&secret;</text></svg>"""
