"""Write QOI through imagecodecs."""

from ashim.imaging.colour import to_srgb
from ashim.imaging.encoders.common import to_array
from ashim.imaging.vips import Pixels


def encode(pixels: Pixels, quality: int | None, metadata: bool) -> bytes:
    """Give the pixels (8 bits a channel) as QOI, which keeps every pixel and no metadata."""
    import imagecodecs

    return bytes(imagecodecs.qoi_encode(to_array(pixels if pixels.bands >= 3 else to_srgb(pixels))))
