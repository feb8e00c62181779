"""Write JPEG XL through pillow-jxl-plugin (libjxl)."""

import io

from ashim.imaging.encoders.common import to_pillow, upright_exif
from ashim.imaging.errors import EncodeError
from ashim.imaging.vips import Pixels, has_field

_EFFORT = 5


def encode(pixels: Pixels, quality: int | None, metadata: bool) -> bytes:
    """Give the pixels (8 bits a channel, sRGB) as JPEG XL, with EXIF and XMP when `metadata` is set.

    A quality of 100 keeps every pixel.
    """
    import pillow_jxl  # noqa: F401

    exif = upright_exif(pixels) if metadata else None
    if exif is not None:
        # The plugin writes the box as it is given, and the standard has the TIFF structure's offset come first.
        exif = b"\0\0\0\0" + exif.removeprefix(b"Exif\0\0")
    xmp = bytes(pixels.get("xmp-data")) if metadata and has_field(pixels, "xmp-data") else None
    picture = to_pillow(pixels)
    buffer = io.BytesIO()
    try:
        picture.save(
            buffer,
            "JXL",
            lossless=quality is None or quality == 100,
            quality=quality,
            effort=_EFFORT,
            exif=exif,
            xmp=xmp,
            use_container=bool(exif or xmp),
            num_threads=1,
        )
    except RuntimeError as error:
        raise EncodeError("JPEG XL could not be written for this picture") from error
    return buffer.getvalue()
