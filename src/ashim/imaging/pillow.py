"""Formats that libvips does not read here: BMP and ICO through Pillow, HEIC through pillow-heif.

Their pixels are decoded when the picture is opened, after the header was checked.
"""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyvips

from ashim.imaging.errors import InvalidImageError
from ashim.imaging.facts import Colours, Facts
from ashim.imaging.vips import Pixels, with_blobs, with_fields

FORMATS = frozenset({"bmp", "ico", "heif"})

_UNREADABLE = "failed to read image metadata: the file is damaged or cut short"
_UNDECODABLE = "failed to decode image: its data is damaged or cut short"
# What Pillow's modes are turned into: a mode of 8-bit bands.
_MODES = {"1": "L", "L": "L", "LA": "LA", "RGB": "RGB", "RGBA": "RGBA", "P": "RGBA", "PA": "RGBA"}
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
        return _heif_facts(path) if format_id == "heif" else _bitmap_facts(path, format_id)


def read_pixels(path: Path, format_id: str) -> Pixels:
    """Decode the picture: 8 bits a channel, or 16 for HEIC of more than 8. Raises InvalidImageError."""
    with _readable(_UNDECODABLE):
        return _heif_pixels(path) if format_id == "heif" else _bitmap_pixels(path)


def _bitmap_facts(path: Path, format_id: str) -> Facts:
    from PIL import Image

    with Image.open(path) as picture:
        mode = _MODES.get(picture.mode)
        if mode is None:
            raise InvalidImageError(f"unsupported format: {format_id.upper()} of mode {picture.mode}")
        alpha = mode.endswith("A") and (picture.mode != "P" or "transparency" in picture.info)
        colours: Colours = "grey" if mode.startswith("L") else "rgb"
        return Facts(format_id, picture.width, picture.height, 1, 0, alpha=alpha, depth=8, colours=colours)


def _bitmap_pixels(path: Path) -> Pixels:
    from PIL import Image

    with Image.open(path) as picture:
        mode = _MODES[picture.mode]
        if picture.mode == "P" and "transparency" not in picture.info:
            mode = "RGB"
        decoded = picture.convert(mode)
    pixels = pyvips.Image.new_from_memory(decoded.tobytes(), decoded.width, decoded.height, _BANDS[mode], "uchar")
    return pixels.copy(interpretation="b-w" if mode.startswith("L") else "srgb")


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
