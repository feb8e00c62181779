"""The formats that libvips does not write here, each with a function from pixels to the bytes of a file.

It takes the pixels, the quality (None keeps every pixel) and whether metadata travels along. It raises EncodeError, or
pyvips.Error when the pixels cannot be computed.
"""

from collections.abc import Callable, Mapping

from ashim.imaging.encoders import bmp, exr, heif, icon, jp2, jxl, photoshop, qoi, radiance
from ashim.imaging.vips import Pixels

ENCODERS: Mapping[str, Callable[[Pixels, int | None, bool], bytes]] = {
    "bmp": bmp.encode,
    "exr": exr.encode,
    "hdr": radiance.encode,
    "heif": heif.encode,
    "ico": icon.encode,
    "jp2": jp2.encode,
    "jxl": jxl.encode,
    "psd": photoshop.encode,
    "qoi": qoi.encode,
}

__all__ = ["ENCODERS"]
