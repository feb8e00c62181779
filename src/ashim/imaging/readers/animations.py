"""Animated PNG and AVIF, which libvips takes for still pictures."""

import struct
from pathlib import Path

import numpy as np
import pyvips

from ashim.imaging.facts import Facts
from ashim.imaging.readers.reader import Reader, from_array, open_pillow, with_metadata
from ashim.imaging.vips import Pixels, with_fields

_NAMES = {"png": "PNG", "avif": "AVIF"}
_USUAL_DURATION = 100


def is_animated_png(path: Path) -> bool:
    """Tell whether the PNG at `path` has an animation control chunk, which comes before the picture data."""
    with path.open("rb") as file:
        file.seek(8)
        while len(head := file.read(8)) == 8:
            size, kind = struct.unpack(">I4s", head)
            if kind in (b"acTL", b"IDAT", b"IEND"):
                count = file.read(4) if kind == b"acTL" else b""
                return len(count) == 4 and int.from_bytes(count, "big") > 1
            file.seek(size + 4, 1)
    return False


def is_avif_sequence(path: Path) -> bool:
    """Tell whether the AVIF at `path` says that it is first of all a sequence."""
    with path.open("rb") as file:
        return file.read(12)[8:] == b"avis"


def reader(format_id: str) -> Reader:
    """Give the reader of animations of one of these formats, whose frames are given as the viewer sees them."""

    def facts(path: Path) -> Facts:
        with open_pillow(path, _NAMES[format_id]) as picture:
            return Facts(
                format=format_id,
                width=picture.width,
                height=picture.height,
                frames=int(getattr(picture, "n_frames", 1)),
                bytes=0,
                alpha=_mode(format_id, picture.mode) == "RGBA",
                depth=8,
                profile="icc_profile" in picture.info,
                pages=int(getattr(picture, "n_frames", 1)),
            )

    def pixels(path: Path) -> Pixels:
        frames, delays = [], []
        with open_pillow(path, _NAMES[format_id]) as picture:
            info = dict(picture.info)
            mode = _mode(format_id, picture.mode)
            for index in range(int(getattr(picture, "n_frames", 1))):
                picture.seek(index)
                frames.append(np.asarray(picture.convert(mode)))
                delays.append(round(float(picture.info.get("duration", _USUAL_DURATION))))
        whole = with_metadata(from_array(np.concatenate(frames)), info)
        fields = {"page-height": frames[0].shape[0], "n-pages": len(frames), "loop": int(info.get("loop", 0))}
        whole = with_fields(whole, fields)
        whole.set_type(pyvips.GValue.array_int_type, "delay", delays)
        return whole

    return Reader(facts, pixels)


def _mode(format_id: str, mode: str) -> str:
    # The frames of a PNG may be smaller than the picture, and leave parts of it clear.
    return "RGBA" if format_id == "png" or mode == "RGBA" else "RGB"
