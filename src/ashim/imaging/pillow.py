"""Formats that libvips does not read here: BMP and ICO through Pillow, HEIC through pillow-heif.

Their pixels are decoded when the picture is opened, after the header was checked.
"""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyvips

from ashim.imaging import ico
from ashim.imaging.errors import InvalidImageError
from ashim.imaging.facts import Colours, Facts
from ashim.imaging.vips import Pixels, with_blobs, with_fields

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFile import ImageFile

FORMATS = frozenset({"bmp", "ico", "heif"})

_UNREADABLE = "failed to read image metadata: the file is damaged or of a rare kind"
_UNDECODABLE = "failed to decode image: its data is damaged or cut short"
_BANDS = {"L": 1, "LA": 2, "RGB": 3, "RGBA": 4}


@contextmanager
def _readable(message: str) -> Iterator[None]:
    """Turn whatever a decoder raises on damaged input into one reason."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except InvalidImageError:
        raise
    except Exception as error:
        raise InvalidImageError(message) from error


def read_facts(path: Path, format_id: str) -> Facts:
    """Give the header's facts; `bytes` is 0. Raises InvalidImageError."""
    with _readable(_UNREADABLE):
        return {"heif": _heif_facts, "ico": _ico_facts, "bmp": _bmp_facts}[format_id](path)


def read_pixels(path: Path, format_id: str) -> Pixels:
    """Decode the picture: 8 bits a channel, or 16 for HEIC of more than 8. Raises InvalidImageError."""
    with _readable(_UNDECODABLE):
        return {"heif": _heif_pixels, "ico": _ico_pixels, "bmp": _bmp_pixels}[format_id](path)


def _open(source: Path | BytesIO, format_id: str) -> "ImageFile":
    """Open with Pillow. Its own guess at what is too large is off: ours is a setting, and was checked before."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None
    return Image.open(source, formats=(format_id.upper(),))


def _ico_facts(path: Path) -> Facts:
    icon = ico.largest(path)
    # Pillow decodes icons when it opens them, so the header has to do; it gives them all an alpha band.
    return Facts("ico", icon.width, icon.height, 1, 0, alpha=True, depth=8)


def _ico_pixels(path: Path) -> Pixels:
    with _open(BytesIO(ico.largest(path).as_file()), "ico") as picture:
        return _from_pillow(picture.convert("RGBA"))


def _bmp_facts(path: Path) -> Facts:
    with _open(path, "bmp") as picture:
        mode = _bmp_mode(picture)
        colours: Colours = "grey" if mode == "L" else "rgb"
        return Facts("bmp", picture.width, picture.height, 1, 0, alpha=mode == "RGBA", depth=8, colours=colours)


def _bmp_pixels(path: Path) -> Pixels:
    with _open(path, "bmp") as picture:
        return _from_pillow(picture.convert(_bmp_mode(picture)))


def _bmp_mode(picture: "ImageFile") -> str:
    return {"1": "L", "L": "L", "RGBA": "RGBA"}.get(picture.mode, "RGB")


def _from_pillow(picture: "Image") -> Pixels:
    bands = len(picture.getbands())
    pixels = pyvips.Image.new_from_memory(picture.tobytes(), picture.width, picture.height, bands, "uchar")
    return pixels.copy(interpretation="b-w" if bands == 1 else "srgb")


def _heif_facts(path: Path) -> Facts:
    import pillow_heif

    file = pillow_heif.open_heif(path, convert_hdr_to_8bit=False)
    picture = file[file.primary_index]
    info: dict[str, Any] = dict(picture.info)
    width, height = picture.size
    mode = str(picture.mode)
    return Facts(
        format="heif",
        width=width,
        height=height,
        frames=1,
        bytes=0,
        alpha="A" in mode,
        depth=int(info["bit_depth"]) if mode.endswith(";16") else 8,
        colours="grey" if mode.startswith(("L", "I")) else "rgb",
        profile=bool(info.get("icc_profile")),
        pages=len(file),
    )


def _heif_pixels(path: Path) -> Pixels:
    import pillow_heif

    file = pillow_heif.open_heif(path, convert_hdr_to_8bit=False)
    picture = file[file.primary_index]
    info: dict[str, Any] = dict(picture.info)
    width, height = picture.size
    mode = str(picture.mode)
    deep = mode.endswith(";16")
    bands = _BANDS["L" if mode == "I;16" else mode.removesuffix(";16")]
    # Rows are padded: each takes `stride` bytes, of which the picture is the first part.
    row = picture.stride // (bands * (2 if deep else 1))
    padded = pyvips.Image.new_from_memory(picture.data.tobytes(), row, height, bands, "ushort" if deep else "uchar")
    names = {1: ("b-w", "grey16"), 2: ("b-w", "grey16"), 3: ("srgb", "rgb16"), 4: ("srgb", "rgb16")}
    pixels = padded.crop(0, 0, width, height).copy(interpretation=names[bands][deep])
    carried = {"exif-data": "exif", "xmp-data": "xmp", "icc-profile-data": "icc_profile"}
    blobs = {field: bytes(info[key]) for field, key in carried.items() if info.get(key)}
    integers = {"bits-per-sample": int(info["bit_depth"])} if deep else {}
    if "exif-data" in blobs:
        integers["orientation"] = 1
    return with_fields(with_blobs(pixels, blobs), integers)
