"""HEIC and HEIF through pillow-heif."""

from pathlib import Path
from typing import Any

import pyvips

from ashim.imaging.facts import Facts
from ashim.imaging.readers.reader import with_metadata
from ashim.imaging.vips import Pixels, with_fields

_BANDS = {"L": 1, "LA": 2, "RGB": 3, "RGBA": 4}


def facts(path: Path) -> Facts:
    """Give the facts of the primary picture, which the container turns upright."""
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


def pixels(path: Path) -> Pixels:
    """Decode the primary picture: 16 bits a channel when the file holds more than 8."""
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
    cropped = padded.crop(0, 0, width, height).copy(interpretation=names[bands][deep])
    return with_fields(with_metadata(cropped, info), {"bits-per-sample": int(info["bit_depth"])} if deep else {})
