"""Write HEIC through pillow-heif: the x265 encoder is not part of our libvips."""

import io

from ashim.imaging.colour import PROFILE, to_srgb
from ashim.imaging.errors import EncodeError
from ashim.imaging.vips import Pixels, has_field


def encode(pixels: Pixels, *, quality: int, metadata: bool) -> bytes:
    """Give the pixels (8 or 16 bits, of which 10 are kept) as HEIC, with EXIF, XMP and ICC when `metadata` is set.

    Raises EncodeError when the encoder refuses the picture, and pyvips.Error when the pixels cannot be computed.
    """
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
    exif = _upright_exif(pixels) if metadata and has_field(pixels, "exif-data") else None
    buffer = io.BytesIO()
    try:
        file.save(buffer, quality=quality, exif=exif)
    except (RuntimeError, ValueError, OSError) as error:
        raise EncodeError("HEIC could not be written for this picture") from error
    return buffer.getvalue()


def _upright_exif(pixels: Pixels) -> bytes:
    """Give the picture's EXIF with orientation 1 and without the embedded thumbnail."""
    from PIL import Image

    exif = Image.Exif()
    exif.load(bytes(pixels.get("exif-data")))
    exif[0x0112] = 1
    return exif.tobytes()
