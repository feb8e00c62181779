"""The portable pixmaps of Netpbm: PBM, PGM, PPM, PAM, and PFM for floating point."""

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ashim.imaging.errors import InvalidImageError
from ashim.imaging.facts import Facts
from ashim.imaging.readers.reader import UNDECODABLE, UNREADABLE, Array, Reader, from_array, from_light
from ashim.imaging.readers.tones import TONE_MAPPED, displayed
from ashim.imaging.vips import Pixels

_HEADER_BYTES = 4096
_TOKEN = re.compile(rb"(?:\s|#[^\n]*\n)*([^\s#]+)")
_PAM_LINE = re.compile(rb"\s*(?:#[^\n]*\n)*\s*(\w+)[ \t]*([^\n]*)\n")
_BANDS = {b"P1": 1, b"P2": 1, b"P3": 3, b"P4": 1, b"P5": 1, b"P6": 3, b"PF": 3, b"Pf": 1}


@dataclass(frozen=True, slots=True)
class _Header:
    """`largest` is the sample value that stands for white; for PFM the sign of `scale` tells the byte order."""

    magic: bytes
    width: int
    height: int
    bands: int
    largest: int
    start: int
    scale: float = 1.0


def reader(format_id: str) -> Reader:
    """Give the reader of one member of the family."""

    def facts(path: Path) -> Facts:
        header = _read_header(path)
        floating = header.magic in (b"PF", b"Pf")
        return Facts(
            format=format_id,
            width=header.width,
            height=header.height,
            frames=1,
            bytes=0,
            alpha=header.bands in (2, 4),
            depth=16 if floating or header.largest > 255 else 8,
            colours="grey" if header.bands < 3 else "rgb",
            notes=(TONE_MAPPED,) if floating else (),
        )

    return Reader(facts, _pixels, _light if format_id == "pfm" else None)


def _read_header(path: Path) -> _Header:
    with path.open("rb") as file:
        head = file.read(_HEADER_BYTES)
    magic = head[:2]
    if magic == b"P7":
        return _pam_header(head)
    tokens: list[bytes] = []
    position = 2
    while len(tokens) < (2 if magic in (b"P1", b"P4") else 3):
        match = _TOKEN.match(head, position)
        if match is None:
            raise InvalidImageError(UNREADABLE)
        tokens.append(match[1])
        position = match.end()
    width, height = int(tokens[0]), int(tokens[1])
    # One byte of white space ends the header.
    if magic in (b"PF", b"Pf"):
        return _Header(magic, width, height, _BANDS[magic], 65_535, position + 1, float(tokens[2]))
    largest = 1 if magic in (b"P1", b"P4") else int(tokens[2])
    return _checked(_Header(magic, width, height, _BANDS[magic], largest, position + 1))


def _pam_header(head: bytes) -> _Header:
    fields: dict[bytes, int] = {}
    position = 2
    while match := _PAM_LINE.match(head, position):
        position = match.end()
        if match[1] == b"ENDHDR":
            header = _Header(
                b"P7", fields[b"WIDTH"], fields[b"HEIGHT"], fields[b"DEPTH"], fields[b"MAXVAL"], match.end()
            )
            return _checked(header)
        if match[1] != b"TUPLTYPE":
            fields[match[1]] = int(match[2])
    raise InvalidImageError(UNREADABLE)


def _checked(header: _Header) -> _Header:
    if not (1 <= header.largest <= 65_535 and 1 <= header.bands <= 4):
        raise InvalidImageError(UNREADABLE)
    return header


def _pixels(path: Path) -> Pixels:
    header = _read_header(path)
    data = path.read_bytes()[header.start :]
    shape = (header.height, header.width, header.bands)
    count = header.height * header.width * header.bands
    if header.magic in (b"PF", b"Pf"):
        return from_array(displayed(_floats(data, header)))
    if header.magic == b"P4":
        row = -(-header.width // 8)
        packed = np.frombuffer(data, np.uint8, row * header.height).reshape(header.height, row)
        bits: Array = np.unpackbits(packed, axis=1)[:, : header.width, None]
        return from_array((1 - bits) * np.uint8(255))
    if header.magic == b"P1":
        digits = np.frombuffer(re.sub(rb"#[^\n]*|\s", b"", data)[:count], np.uint8)
        return from_array(((ord("1") - digits.reshape(shape)) * 255).astype(np.uint8))
    if header.magic in (b"P2", b"P3"):
        # Each number takes two bytes at least, so a header cannot ask for more memory than the file justifies.
        if count > len(data):
            raise InvalidImageError(UNDECODABLE)
        samples = np.array(re.sub(rb"#[^\n]*", b"", data).split()[:count], np.uint16).reshape(shape)
    else:
        samples = np.frombuffer(data, np.uint8 if header.largest < 256 else ">u2", count).reshape(shape)
    return from_array(_scaled(samples, header.largest))


def _light(path: Path) -> Pixels:
    header = _read_header(path)
    return from_light(_floats(path.read_bytes()[header.start :], header))


def _floats(data: bytes, header: _Header) -> Array:
    """Give the samples of a PFM, whose first row is at the bottom."""
    order = "<" if header.scale < 0 else ">"
    samples = np.frombuffer(data, f"{order}f4", header.height * header.width * header.bands)
    rows = samples.reshape(header.height, header.width, header.bands)[::-1]
    return rows.astype(np.float32) * np.float32(abs(header.scale))


def _scaled(samples: Array, largest: int) -> Array:
    """Give the samples with white at 255 or 65,535."""
    white = 255 if largest < 256 else 65_535
    kind = np.uint8 if white == 255 else np.uint16
    if largest == white:
        return samples.astype(kind)
    return ((samples.astype(np.uint32).clip(0, largest) * white + largest // 2) // largest).astype(kind)
