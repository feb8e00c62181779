"""Camera raw files, developed with LibRaw: the camera's white balance, sRGB."""

from io import BytesIO
from pathlib import Path

import pyvips

from ashim.imaging.errors import InvalidImageError
from ashim.imaging.facts import Facts
from ashim.imaging.readers import tiff
from ashim.imaging.readers.reader import UNREADABLE, from_array, readable, with_exif
from ashim.imaging.vips import Pixels

# In LibRaw's numbering, turns by a quarter.
_QUARTER_TURNS = (5, 6)
# What takes the place of TIFF's own number in the raw files of Olympus and Panasonic.
_ALIKE = (b"IIRO", b"IIRS", b"MMOR", b"IIU\0")
# Its offsets point into the raw file, and it can be larger than a JPEG may carry.
_MAKER_NOTE = 37500
_NOT_CARRIED = "EXIF was not found in the camera raw file."
_EXIF_TURNS = {3: "d180", 5: "d270", 6: "d90"}


def facts(path: Path) -> Facts:
    """Give the size of the developed picture, without developing it."""
    import rawpy

    with rawpy.imread(str(path)) as raw:
        sizes = raw.sizes
        width, height = int(sizes.iwidth), int(sizes.iheight)
        if sizes.flip in _QUARTER_TURNS:
            width, height = height, width
    notes = () if exif_of(path) else (_NOT_CARRIED,)
    return Facts("raw", width, height, 1, 0, alpha=False, depth=16, notes=notes)


def pixels(path: Path) -> Pixels:
    """Develop the picture, 16 bits a channel."""
    import rawpy

    with rawpy.imread(str(path)) as raw:
        developed = raw.postprocess(output_bps=16, use_camera_wb=True)
    return with_exif(from_array(developed if developed.shape[2] == 3 else developed[:, :, 0]), exif_of(path))


def exif_of(path: Path) -> bytes | None:
    """Give the camera's EXIF with orientation 1; None when none is found.

    Raw files are TIFF, or nearly so, or hold a JPEG that has it.
    """
    with path.open("rb") as file:
        head = file.read(4)
        if head in (b"II*\0", b"MM\0*"):
            file.seek(0)
            return tiff.exif_in(file, without=(_MAKER_NOTE,))
        if head in _ALIKE:
            magic = b"II*\0" if head.startswith(b"II") else b"MM\0*"
            return tiff.exif_in(BytesIO(magic + file.read()), without=(_MAKER_NOTE,))
    return _exif_of_preview(path)


def _exif_of_preview(path: Path) -> bytes | None:
    import rawpy
    from PIL import Image

    with rawpy.imread(str(path)) as raw:
        try:
            thumbnail = raw.extract_thumb()
        except rawpy.LibRawError:
            return None
    if not isinstance(thumbnail.data, bytes):
        return None
    try:
        with readable(UNREADABLE), Image.open(BytesIO(thumbnail.data), formats=("JPEG",)) as picture:
            data = picture.info.get("exif", b"").removeprefix(b"Exif\0\0")
    except InvalidImageError:
        # The pixels do not need it.
        return None
    return tiff.exif_in(BytesIO(data), without=(_MAKER_NOTE,)) if data else None


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
