"""What a reader is, and how decoded pixels are handed to libvips."""

import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyvips

from ashim.imaging.errors import InvalidImageError
from ashim.imaging.facts import Facts
from ashim.imaging.vips import Pixels, with_blobs, with_fields

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFile import ImageFile

Array = npt.NDArray[Any]

UNREADABLE = "failed to read image metadata: the file is damaged or of a rare kind"
UNDECODABLE = "failed to decode image: its data is damaged or cut short"
_BLOBS = {"xmp-data": "xmp", "icc-profile-data": "icc_profile"}


@dataclass(frozen=True, slots=True)
class Reader:
    """How a format is read. The functions may raise anything on damaged files.

    `light` is for formats that hold light of any range; it gives what `from_light` does.
    """

    header: Callable[[Path], Facts]
    decoder: Callable[[Path], Pixels]
    light: Callable[[Path], Pixels] | None = None

    def facts(self, path: Path) -> Facts:
        """Give what the header says, decoding no pixels; `bytes` is 0. Raises InvalidImageError."""
        try:
            with readable(UNREADABLE):
                return self.header(path)
        except MemoryError as error:
            # No honest header needs much: a length in it is wrong.
            raise InvalidImageError(UNREADABLE) from error

    def pixels(self, path: Path) -> Pixels:
        """Decode the picture: 8 or 16 bits a channel, stored orientation applied. Raises InvalidImageError."""
        with readable(UNDECODABLE):
            return self.decoder(path)

    def untouched_light(self, path: Path) -> Pixels | None:
        """Give the light that the file holds, before tone-mapping; None when it holds codes. Raises InvalidImageError.

        Bands are float, 1.0 is white, colours are those of sRGB and not multiplied by alpha.
        """
        if self.light is None:
            return None
        with readable(UNDECODABLE):
            return self.light(path)


@contextmanager
def readable(message: str) -> Iterator[None]:
    """Turn whatever a decoder raises on damaged input into one reason."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except (InvalidImageError, MemoryError):
        raise
    except Exception as error:
        raise InvalidImageError(message) from error


def from_array(array: Array, *, bits: int = 16) -> Pixels:
    """Give an array (height x width, or with 1 to 4 bands last; uint8 or uint16) as grey or RGB pixels.

    `bits` is how many of 16 bits the file stored.
    """
    array = array if array.ndim == 3 else array[:, :, None]
    height, width, bands = array.shape
    deep = array.dtype.itemsize == 2
    data = np.ascontiguousarray(array, np.uint16 if deep else np.uint8)
    pixels = pyvips.Image.new_from_memory(data.tobytes(), width, height, bands, "ushort" if deep else "uchar")
    names = ("b-w", "grey16") if bands < 3 else ("srgb", "rgb16")
    pixels = pixels.copy(interpretation=names[deep])
    return with_fields(pixels, {"bits-per-sample": bits}) if deep and bits < 16 else pixels


def from_light(light: Array) -> Pixels:
    """Give linear light (height x width x 1 to 4 bands, float32) as pixels."""
    height, width, bands = light.shape
    data = np.ascontiguousarray(light, np.float32).tobytes()
    pixels = pyvips.Image.new_from_memory(data, width, height, bands, "float")
    return pixels.copy(interpretation="b-w" if bands < 3 else "scrgb")


def with_metadata(pixels: Pixels, info: Mapping[Any, Any]) -> Pixels:
    """Give the pixels, which are upright, with the EXIF, XMP and ICC that Pillow's `info` holds."""
    blobs = {field: bytes(info[key]) for field, key in _BLOBS.items() if info.get(key)}
    return with_exif(with_blobs(pixels, blobs), info.get("exif"))


def with_exif(pixels: Pixels, exif: bytes | None) -> Pixels:
    """Give upright pixels with this EXIF, whether or not it begins with its name; None leaves them as they are."""
    if not exif:
        return pixels
    blob = exif if exif.startswith(b"Exif\0\0") else b"Exif\0\0" + exif
    return with_fields(with_blobs(pixels, {"exif-data": blob}), {"orientation": 1})


def open_pillow(path: Path, name: str) -> "ImageFile":
    """Open with Pillow. Its own guess at what is too large is off: ours is a setting, checked before decoding."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None
    return Image.open(path, formats=(name,))


def from_pillow(picture: "Image") -> Pixels:
    """Give a picture of mode L, LA, RGB, RGBA or I;16 as pixels."""
    return from_array(np.asarray(picture))
