"""Pixels as numpy arrays, for work that libvips cannot do or does many times slower."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyvips

from ashim.imaging.errors import ImageError
from ashim.imaging.vips import Pixels, vips_errors, with_fields

Array = npt.NDArray[Any]

# What every picture has, whatever file it came from.
_HEADER = ("width", "height", "bands", "format", "coding", "interpretation", "filename", "xoffset", "yoffset")


def computed(pixels: Pixels) -> Array:
    """Compute the pixels: height x width x bands, uint8 or uint16. Raises ImageError."""
    kind = np.uint16 if pixels.format == "ushort" else np.uint8
    with vips_errors(ImageError):
        data = pixels.write_to_memory()
    return np.frombuffer(data, kind).reshape(pixels.height, pixels.width, pixels.bands)


def like(array: Array, pixels: Pixels) -> Pixels:
    """Give an array (height x width x bands, uint8 or uint16) as pixels with the metadata and colours of others."""
    height, width, bands = array.shape
    data = np.ascontiguousarray(array).tobytes()
    result = pyvips.Image.new_from_memory(data, width, height, bands, pixels.format)
    result = result.copy(interpretation=pixels.interpretation, xres=pixels.xres, yres=pixels.yres)
    for name in pixels.get_fields():
        if name not in (*_HEADER, "xres", "yres"):
            result.set_type(pixels.get_typeof(name), name, pixels.get(name))
    # Setting EXIF brings back what was taken out of it: the thumbnail and the orientation.
    return with_fields(result, {}, without=tuple(set(result.get_fields()) - set(pixels.get_fields())))
