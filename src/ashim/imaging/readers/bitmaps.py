"""Formats whose header Pillow reads without decoding: BMP, TGA, DDS, JPEG 2000."""

from pathlib import Path

from ashim.imaging.facts import Facts
from ashim.imaging.readers.reader import Reader, from_pillow, open_pillow
from ashim.imaging.vips import Pixels

_NAMES = {"bmp": "BMP", "tga": "TGA", "dds": "DDS", "jp2": "JPEG2000"}
# Modes that are kept; a palette may hold transparent colours.
_MODES = {"1": "L", "L": "L", "LA": "LA", "RGBA": "RGBA", "RGBa": "RGBA", "PA": "RGBA", "I;16": "I;16"}


def reader(format_id: str) -> Reader:
    """Give the reader of one of these formats."""

    def facts(path: Path) -> Facts:
        with open_pillow(path, _NAMES[format_id]) as picture:
            mode = _mode(picture.mode, picture.info)
            return Facts(
                format=format_id,
                width=picture.width,
                height=picture.height,
                frames=1,
                bytes=0,
                alpha=mode in ("LA", "RGBA"),
                depth=16 if mode == "I;16" else 8,
                colours="grey" if mode in ("L", "LA", "I;16") else "rgb",
            )

    def pixels(path: Path) -> Pixels:
        with open_pillow(path, _NAMES[format_id]) as picture:
            return from_pillow(picture.convert(_mode(picture.mode, picture.info)))

    return Reader(facts, pixels)


def _mode(mode: str, info: dict[str | tuple[int, int], object]) -> str:
    return "RGBA" if mode == "P" and "transparency" in info else _MODES.get(mode, "RGB")
