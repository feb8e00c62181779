"""Write animated PNG and AVIF, of which libvips writes still pictures only."""

import io
import struct
import zlib
from collections.abc import Callable, Iterator, Mapping

import numpy as np

from ashim.imaging import frames
from ashim.imaging.colour import PROFILE, to_8_bit, to_srgb
from ashim.imaging.encoders.common import Array, to_array, to_pillow, upright_exif
from ashim.imaging.metadata.boxes import boxes
from ashim.imaging.vips import Pixels, get_int, has_field

_USUAL_DELAY = 100
_LONGEST = 65_535
_AVIF_SPEED = 6


def encode_png(pixels: Pixels, save: Callable[[Pixels, bool], bytes]) -> bytes:
    """Give the frames as animated PNG (PNG specification, third edition, section 4.9), which keeps every pixel.

    `save` gives a still picture as PNG, with metadata or without. Frames after the first hold what changed.
    """
    height = frames.frame_height(pixels)
    array = to_array(pixels).reshape(frames.count(pixels), height, pixels.width, pixels.bands)
    delays = _delays(pixels)
    chunks = list(_chunks(save(frames.first(pixels), True)))
    start = next(index for index, (kind, _) in enumerate(chunks) if kind == b"IDAT")
    parts = [_chunk(*chunks[0]), _chunk(b"acTL", struct.pack(">II", len(array), get_int(pixels, "loop", 0)))]
    parts += [_chunk(kind, body) for kind, body in chunks[1:start]]
    parts.append(_chunk(b"fcTL", _control(0, (0, 0, pixels.width, height), delays[0])))
    parts += [_chunk(kind, body) for kind, body in chunks[start:-1]]
    number = 1
    for index in range(1, len(array)):
        left, top, width, rows = area = _changed(array[index - 1], array[index])
        parts.append(_chunk(b"fcTL", _control(number, area, delays[index])))
        number += 1
        still = frames.still(pixels.crop(left, index * height + top, width, rows))
        for kind, body in _chunks(save(still, False)):
            if kind == b"IDAT":
                parts.append(_chunk(b"fdAT", struct.pack(">I", number) + body))
                number += 1
    return b"\x89PNG\r\n\x1a\n" + b"".join([*parts, _chunk(b"IEND", b"")])


def _changed(before: Array, after: Array) -> tuple[int, int, int, int]:
    """Give the rectangle, at least one pixel, outside of which two frames are equal: left, top, width, height."""
    differs = (before != after).any(axis=2)
    rows, columns = np.flatnonzero(differs.any(axis=1)), np.flatnonzero(differs.any(axis=0))
    if not len(rows):
        return 0, 0, 1, 1
    return int(columns[0]), int(rows[0]), int(columns[-1] - columns[0]) + 1, int(rows[-1] - rows[0]) + 1


def _control(number: int, area: tuple[int, int, int, int], delay: int) -> bytes:
    """Give what says where a frame goes and how long it stays: its pixels replace those of the frame before."""
    left, top, width, height = area
    time, parts = (delay, 1000) if delay <= _LONGEST else (min(_LONGEST, delay // 1000), 1)
    return struct.pack(">5I2H2B", number, width, height, left, top, time, parts, 0, 0)


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    position = 8
    while position < len(data):
        size, kind = struct.unpack_from(">I4s", data, position)
        yield kind, data[position + 8 : position + 8 + size]
        position += 12 + size


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def encode_avif(pixels: Pixels, quality: int, *, metadata: bool) -> bytes:
    """Give the frames (8 bits a channel) as an AVIF sequence, with EXIF, XMP and ICC when `metadata` is set."""
    pixels = to_8_bit(pixels if pixels.bands >= 3 else to_srgb(pixels))
    height = frames.frame_height(pixels)
    whole = to_pillow(pixels)
    pictures = [
        whole.crop((0, index * height, whole.width, (index + 1) * height)) for index in range(frames.count(pixels))
    ]
    buffer = io.BytesIO()
    pictures[0].save(
        buffer,
        "AVIF",
        save_all=True,
        append_images=pictures[1:],
        duration=_delays(pixels),
        quality=quality,
        subsampling="4:4:4",
        speed=_AVIF_SPEED,
        max_threads=1,
        **(_kept(pixels) if metadata else {}),
    )
    return _without_times(buffer.getvalue())


def _without_times(data: bytes) -> bytes:
    """Take out when the sequence was written: equal work gives equal bytes, and nobody is told the time of day.

    The times stand in the headers of movie, tracks and media (ISO/IEC 14496-12, sections 8.2.2, 8.3.2 and 8.4.2), two
    in each, of 32 bits in version 0 and of 64 in version 1.
    """
    changed = bytearray(data)
    open_boxes = list(boxes(data, 0, len(data)))
    while open_boxes:
        each = open_boxes.pop()
        if each.type in (b"moov", b"trak", b"mdia"):
            open_boxes += boxes(data, each.body, each.end)
        elif each.type in (b"mvhd", b"tkhd", b"mdhd"):
            length = 16 if data[each.body] == 1 else 8
            changed[each.body + 4 : each.body + 4 + length] = bytes(length)
    return bytes(changed)


def _kept(pixels: Pixels) -> Mapping[str, bytes]:
    fields = {"xmp": "xmp-data", "icc_profile": PROFILE}
    kept = {name: bytes(pixels.get(field)) for name, field in fields.items() if has_field(pixels, field)}
    exif = upright_exif(pixels)
    return kept if exif is None else {**kept, "exif": exif}


def _delays(pixels: Pixels) -> list[int]:
    """Give how long each frame stays, in milliseconds."""
    found = [int(delay) for delay in pixels.get("delay")] if has_field(pixels, "delay") else []
    return (found + [_USUAL_DELAY] * frames.count(pixels))[: frames.count(pixels)]
