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
