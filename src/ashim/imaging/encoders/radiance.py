"""Write Radiance HDR: linear light with a common exponent for the three colours of a pixel."""

import numpy as np

from ashim.imaging.encoders.common import to_light
from ashim.imaging.vips import Pixels


def encode(pixels: Pixels, quality: int | None, metadata: bool) -> bytes:
    """Give the pixels (8 or 16 bits a channel in sRGB, or light) as run-length coded RGBE, which has no quality.

    No metadata is written.
    """
    import imagecodecs

    light = to_light(pixels)
    colours = light if light.shape[2] == 3 else np.repeat(light, 3, axis=2)
    return bytes(imagecodecs.rgbe_encode(colours, header=True))
