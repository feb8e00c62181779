"""Write HEIC through pillow-heif: the x265 encoder is not part of our libvips."""

import io

from ashim.imaging.colour import PROFILE, to_srgb
from ashim.imaging.encoders.common import upright_exif
from ashim.imaging.errors import EncodeError
from ashim.imaging.vips import Pixels, has_field

_BEST = 100


def encode(pixels: Pixels, quality: int | None, metadata: bool) -> bytes:
    """Give the pixels (8 or 16 bits, of which 10 are kept) as HEIC, with EXIF, XMP and ICC when `metadata` is set."""
    import pillow_heif

    if pixels.bands < 3:
        pixels = to_srgb(pixels)
    mode = ("RGBA" if pixels.hasalpha() else "RGB") + (";16" if pixels.format == "ushort" else "")
    file = pillow_heif.from_bytes(mode, (pixels.width, pixels.height), bytes(pixels.write_to_memory()))
    picture = file[0]
    if metadata:
        for field, key in (("xmp-data", "xmp"), (PROFILE, "icc_profile")):
            if has_field(pixels, field):
                picture.info[key] = bytes(pixels.get(field))
    exif = upright_exif(pixels) if metadata else None
    buffer = io.BytesIO()
    try:
        file.save(buffer, quality=_BEST if quality is None else quality, exif=exif)
    except (RuntimeError, ValueError, OSError) as error:
        raise EncodeError("HEIC could not be written for this picture") from error
    return buffer.getvalue()
