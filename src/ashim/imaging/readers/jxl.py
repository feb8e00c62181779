"""JPEG XL through pyjpegxl; what it does not tell of the header, such as animation, is read here.

The header's layout is that of ISO/IEC 18181-1, annex D.
"""

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ashim.imaging.errors import InvalidImageError
from ashim.imaging.facts import Facts
from ashim.imaging.readers.reader import UNREADABLE, Array, from_array, with_metadata
from ashim.imaging.vips import Pixels

_BOX_SIGNATURE = b"\0\0\0\x0cJXL "
_CODESTREAM = b"\xff\x0a"
_HEADER_BYTES = 4096
_RATIOS = {1: (1, 1), 2: (12, 10), 3: (4, 3), 4: (3, 2), 5: (16, 9), 6: (5, 4), 7: (2, 1)}
_ENUM = ((0, 0), (1, 0), (2, 4), (18, 6))
_GREY, _D65, _SRGB_PRIMARIES, _SRGB_TRANSFER = 1, 1, 1, 13


class _Bits:
    """Reads numbers from the least significant bit on."""

    def __init__(self, data: bytes) -> None:
        self._value = int.from_bytes(data, "little")
        self._left = len(data) * 8

    def take(self, count: int) -> int:
        if count > self._left:
            raise InvalidImageError(UNREADABLE)
        taken = self._value & ((1 << count) - 1)
        self._value >>= count
        self._left -= count
        return taken

    def flag(self) -> bool:
        return self.take(1) == 1

    def choice(self, options: tuple[tuple[int, int], ...]) -> int:
        """Read which option it is, and give its base plus a number of its bits."""
        base, bits = options[self.take(2)]
        return base + self.take(bits)


@dataclass(frozen=True, slots=True)
class _Header:
    width: int
    height: int
    animated: bool = False
    depth: int = 8
    alpha: bool = False
    grey: bool = False
    srgb: bool = True


def facts(path: Path) -> Facts:
    """Give what the codestream's header says."""
    header = _read_header(path)
    return Facts(
        format="jxl",
        width=header.width,
        height=header.height,
        frames=1,
        bytes=0,
        alpha=header.alpha,
        depth=header.depth,
        colours="grey" if header.grey else "rgb",
        profile=not header.srgb,
        notes=("Only the first frame of the animation was used.",) if header.animated else (),
    )


def pixels(path: Path) -> Pixels:
    """Decode the picture, of an animation the first frame; libjxl turns it upright."""
    import pyjpegxl

    header = _read_header(path)
    data = path.read_bytes()
    pyjpegxl.set_num_threads(1)
    info, array = _first_frame(data) if header.animated else pyjpegxl.decode_to_numpy(data)
    if array.dtype == np.float32:
        array = (array.clip(0, 1) * 65_535 + 0.5).astype(np.uint16)
    metadata = {"exif": _without_offset(info.exif or b""), "xmp": info.xmp}
    profile = None if header.srgb else info.icc
    return with_metadata(from_array(array, bits=max(9, header.depth)), {**metadata, "icc_profile": profile})


def _first_frame(data: bytes) -> tuple[Any, Array]:
    """Decode the first frame; the other library would give the last one."""
    import imagecodecs
    import pyjpegxl

    return pyjpegxl.probe(data), imagecodecs.jpegxl_decode(data, index=0, numthreads=1)


def _without_offset(exif: bytes) -> bytes:
    """Drop the four bytes before the TIFF header that the box may begin with."""
    return exif if exif[:2] in (b"II", b"MM") else exif[4:]


def _read_header(path: Path) -> _Header:
    with path.open("rb") as file:
        head = file.read(_HEADER_BYTES)
        if head.startswith(_BOX_SIGNATURE):
            position = 0
            while True:
                file.seek(position)
                size, kind = struct.unpack(">I4s", file.read(8))
                start = position + 8
                if size == 1:
                    size, start = struct.unpack(">Q", file.read(8))[0], position + 16
                if kind in (b"jxlc", b"jxlp"):
                    file.seek(start + (4 if kind == b"jxlp" else 0))
                    head = file.read(_HEADER_BYTES)
                    break
                if size < 8:
                    raise InvalidImageError(UNREADABLE)
                position += size
    if not head.startswith(_CODESTREAM):
        raise InvalidImageError(UNREADABLE)
    return _parse(_Bits(head[2:]))


def _parse(bits: _Bits) -> _Header:
    width, height = _size(bits)
    if bits.flag():
        return _Header(width, height)
    animated = False
    if bits.flag():
        turned = bits.take(3) >= 4
        width, height = (height, width) if turned else (width, height)
        if bits.flag():
            _size(bits)
        if bits.flag():
            _skip_preview(bits)
        animated = bits.flag()
        if animated:
            bits.choice(((100, 0), (1000, 0), (1, 10), (1, 30)))
            bits.choice(((1, 0), (1001, 0), (1, 8), (1, 10)))
            bits.choice(((0, 0), (0, 3), (0, 16), (0, 32)))
            bits.flag()
    depth = 16 if _depth(bits) > 8 else 8
    bits.flag()
    extra = bits.choice(((0, 0), (1, 0), (2, 4), (1, 12)))
    alpha = False
    for _ in range(extra):
        alpha = _is_alpha(bits) or alpha
    bits.flag()
    grey, srgb = _colours(bits)
    return _Header(width, height, animated, depth, alpha, grey, srgb)


def _size(bits: _Bits) -> tuple[int, int]:
    small = bits.flag()
    sides = ((1, 9), (1, 13), (1, 18), (1, 30))

    def side() -> int:
        return (bits.take(5) + 1) * 8 if small else bits.choice(sides)

    height = side()
    ratio = bits.take(3)
    if ratio == 0:
        return side(), height
    across, up = _RATIOS[ratio]
    return height * across // up, height


def _skip_preview(bits: _Bits) -> None:
    sides = ((16, 0), (32, 0), (1, 5), (33, 9)) if bits.flag() else ((1, 6), (65, 8), (321, 10), (1345, 12))
    bits.choice(sides)
    if bits.take(3) == 0:
        bits.choice(sides)


def _depth(bits: _Bits) -> int:
    if bits.flag():
        depth = bits.choice(((32, 0), (16, 0), (24, 0), (1, 6)))
        bits.take(4)
        return depth
    return bits.choice(((8, 0), (10, 0), (12, 0), (1, 6)))


def _is_alpha(bits: _Bits) -> bool:
    """Skip the description of an extra channel, and tell whether it is alpha."""
    if bits.flag():
        return True
    kind = bits.choice(_ENUM)
    _depth(bits)
    bits.choice(((0, 0), (3, 0), (4, 0), (1, 3)))
    bits.take(8 * bits.choice(((0, 0), (0, 4), (16, 5), (48, 10))))
    if kind == 0:
        bits.flag()
    elif kind == 2:
        bits.take(64)
    elif kind == 5:
        bits.choice(((1, 0), (0, 2), (3, 4), (19, 8)))
    return kind == 0


def _colours(bits: _Bits) -> tuple[bool, bool]:
    """Tell whether the colours are grey, and whether they are those of sRGB."""
    if bits.flag():
        return False, True
    has_profile = bits.flag()
    grey = bits.choice(_ENUM) == _GREY
    if has_profile or bits.choice(_ENUM) != _D65:
        return grey, False
    if not grey and bits.choice(_ENUM) != _SRGB_PRIMARIES:
        return grey, False
    has_gamma = bits.flag()
    return grey, not has_gamma and bits.choice(_ENUM) == _SRGB_TRANSFER
