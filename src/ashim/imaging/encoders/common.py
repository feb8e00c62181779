"""What encoders share."""

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from ashim.imaging.vips import Pixels, has_field

if TYPE_CHECKING:
    from PIL.Image import Image

Array = npt.NDArray[Any]
_MODES = {1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}


def to_array(pixels: Pixels) -> Array:
    """Compute the pixels: height x width x bands, uint8 or uint16."""
    kind = np.uint16 if pixels.format == "ushort" else np.uint8
    data = np.frombuffer(pixels.write_to_memory(), kind)
    return data.reshape(pixels.height, pixels.width, pixels.bands)


def to_light(pixels: Pixels) -> Array:
    """Compute linear light: height x width x bands, float32, 1.0 is white; alpha, from 0 to 1, is not multiplied in.

    Pixels of 8 or 16 bits are taken as sRGB (IEC 61966-2-1); light comes back as it is.
    """
    if pixels.format == "float":
        data = np.frombuffer(pixels.write_to_memory(), np.float32)
        return data.reshape(pixels.height, pixels.width, pixels.bands).copy()
    array = to_array(pixels)
    codes = np.linspace(0, 1, np.iinfo(array.dtype).max + 1)
    table = np.where(codes <= 0.04045, codes / 12.92, ((codes + 0.055) / 1.055) ** 2.4).astype(np.float32)
    light: Array = table[array]
    if pixels.hasalpha():
        light[:, :, -1] = codes[array[:, :, -1]]
    return light


def to_pillow(pixels: Pixels) -> "Image":
    """Compute pixels of 8 bits a channel as a picture of mode L, LA, RGB or RGBA."""
    from PIL import Image

    mode = _MODES[pixels.bands]
    return Image.frombytes(mode, (pixels.width, pixels.height), bytes(pixels.write_to_memory()))


def upright_exif(pixels: Pixels) -> bytes | None:
    """Give the picture's EXIF with orientation 1 and without the embedded thumbnail; None when it has none."""
    from PIL import Image

    if not has_field(pixels, "exif-data"):
        return None
    exif = Image.Exif()
    exif.load(bytes(pixels.get("exif-data")))
    exif[0x0112] = 1
    return exif.tobytes()
