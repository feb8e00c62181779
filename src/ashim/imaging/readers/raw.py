"""Camera raw files, developed with LibRaw: the camera's white balance, sRGB."""

from io import BytesIO
from pathlib import Path

import pyvips

from ashim.imaging.facts import Facts
from ashim.imaging.readers.reader import UNREADABLE, from_array, readable
from ashim.imaging.vips import Pixels

# In LibRaw's numbering, turns by a quarter.
_QUARTER_TURNS = (5, 6)
_NOT_CARRIED = "EXIF of camera raw files is not carried over."
_EXIF_TURNS = {3: "d180", 5: "d270", 6: "d90"}


def facts(path: Path) -> Facts:
    """Give the size of the developed picture, without developing it."""
    import rawpy

    with rawpy.imread(str(path)) as raw:
        sizes = raw.sizes
        width, height = int(sizes.iwidth), int(sizes.iheight)
        if sizes.flip in _QUARTER_TURNS:
            width, height = height, width
    return Facts("raw", width, height, 1, 0, alpha=False, depth=16, notes=(_NOT_CARRIED,))


def pixels(path: Path) -> Pixels:
    """Develop the picture, 16 bits a channel."""
    import rawpy

    with rawpy.imread(str(path)) as raw:
        developed = raw.postprocess(output_bps=16, use_camera_wb=True)
    return from_array(developed if developed.shape[2] == 3 else developed[:, :, 0])


def embedded_preview(path: Path) -> Pixels | None:
    """Give the camera's own rendering that the file carries, upright, 8 bits; None when it carries none.

    Raises InvalidImageError when the file is no raw file.
    """
    import rawpy

    with readable(UNREADABLE), rawpy.imread(str(path)) as raw:
        flip = raw.sizes.flip
        try:
            thumbnail = raw.extract_thumb()
        except rawpy.LibRawError:
            return None
    return _upright(thumbnail.data, flip) if isinstance(thumbnail.data, bytes) else from_array(thumbnail.data)


def _upright(jpeg: bytes, flip: int) -> Pixels | None:
    from PIL import Image

    with Image.open(BytesIO(jpeg), formats=("JPEG",)) as picture:
        tagged = 0x0112 in picture.getexif()
    pixels = pyvips.Image.jpegload_buffer(jpeg, access="sequential")
    if tagged:
        return pixels.autorot()
    return pixels.rot(_EXIF_TURNS[flip]) if flip in _EXIF_TURNS else pixels
