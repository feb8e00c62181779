"""Write JPEG XL through pyjpegxl (libjxl), which puts a colour profile where no other program looks: so none."""

from ashim.imaging.encoders.common import to_array, upright_exif
from ashim.imaging.errors import EncodeError
from ashim.imaging.metadata.boxes import box, boxes
from ashim.imaging.vips import Pixels, has_field

_CONTAINER = box(b"JXL ", b"\r\n\x87\n") + box(b"ftyp", b"jxl \0\0\0\0jxl ")
# The binding takes larger numbers for qualities.
_MOST_DISTANCE = 15.0


def encode(pixels: Pixels, quality: int | None, metadata: bool) -> bytes:
    """Give the pixels (8 or 16 bits a channel, sRGB) as JPEG XL, with EXIF and XMP when `metadata` is set.

    A quality of 100 keeps every pixel.
    """
    import pyjpegxl

    pyjpegxl.set_num_threads(1)
    lossless = quality is None or quality == 100
    try:
        data = pyjpegxl.encode_from_numpy(
            to_array(pixels),
            lossless=lossless,
            quality=0.0 if quality is None else _distance(quality),
            speed=pyjpegxl.EncoderSpeed.Hare,
        )
    except RuntimeError as error:
        raise EncodeError("JPEG XL could not be written for this picture") from error
    return _with_metadata(bytes(data), pixels) if metadata else bytes(data)


def _with_metadata(data: bytes, pixels: Pixels) -> bytes:
    """Give the file with EXIF and XMP, in a container; as it is when there is neither.

    The binding would pack them with Brotli, which many programs cannot read.
    """
    exif = upright_exif(pixels)
    # The standard has the offset of the TIFF structure come first.
    found = [] if exif is None else [box(b"Exif", bytes(4) + exif.removeprefix(b"Exif\0\0"))]
    if has_field(pixels, "xmp-data"):
        found.append(box(b"xml ", bytes(pixels.get("xmp-data"))))
    if not found:
        return data
    if not data.startswith(_CONTAINER):
        return b"".join([_CONTAINER, *found, box(b"jxlc", data)])
    # 16 bits without loss come in a container that names their level.
    head = max(each.end for each in boxes(data, 0, len(data)) if each.type in (b"ftyp", b"jxll"))
    return b"".join([data[:head], *found, data[head:]])


def _distance(quality: float) -> float:
    """Give libjxl's distance for a quality: its own mapping (JxlEncoderDistanceFromQuality)."""
    if quality >= 30:
        return 0.1 + (100 - quality) * 0.09
    return min(_MOST_DISTANCE, 53 / 3000 * quality**2 - 23 / 20 * quality + 25)
