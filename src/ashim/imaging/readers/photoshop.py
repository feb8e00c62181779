"""Photoshop documents (PSD and PSB): the flattened composite that they carry beside their layers.

Layout: "Adobe Photoshop File Formats Specification" (2019).
"""

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np

from ashim.imaging.errors import InvalidImageError
from ashim.imaging.facts import Colours, Facts
from ashim.imaging.readers.reader import UNDECODABLE, UNREADABLE, Array, from_array, with_metadata
from ashim.imaging.readers.tones import TONE_MAPPED, displayed
from ashim.imaging.vips import Pixels

_HEADER = struct.Struct(">4sH6xHIIHH")
_BITMAP, _GREY, _INDEXED, _RGB, _CMYK, _DUOTONE, _LAB = 0, 1, 2, 3, 4, 8, 9
_CHANNELS = {_BITMAP: 1, _GREY: 1, _INDEXED: 1, _RGB: 3, _CMYK: 4, _DUOTONE: 1, _LAB: 3}
_VERSION, _PROFILE, _ALPHA_IDENTIFIERS, _EXIF, _XMP = 1057, 1039, 1053, 1058, 1060
_MOST_RESOURCES = 50_000_000


@dataclass(frozen=True, slots=True)
class _Document:
    version: int
    channels: int
    width: int
    height: int
    depth: int
    mode: int
    palette: bytes
    resources: dict[int, bytes]
    layers: int
    start: int

    @property
    def colours(self) -> int:
        return _CHANNELS[self.mode]

    @property
    def alpha(self) -> bool:
        """Whether the first extra channel is the transparency of the composite, not a saved selection."""
        if self.channels <= self.colours or self.mode in (_BITMAP, _INDEXED, _LAB):
            return False
        identifiers = self.resources.get(_ALPHA_IDENTIFIERS, b"")
        return self.layers < 0 or (self.layers == 0 and (not identifiers or bytes(4) in identifiers))

    @property
    def has_composite(self) -> bool:
        version = self.resources.get(_VERSION, b"")
        return len(version) < 5 or version[4] == 1


def facts(path: Path) -> Facts:
    """Give what the header and the lengths of the sections say."""
    document = _read_document(path)
    family: Colours = "cmyk" if document.mode == _CMYK else "grey" if document.mode in (0, 1, 8) else "rgb"
    deep = document.depth > 8 and document.mode not in (_CMYK, _LAB)
    return Facts(
        format="psd",
        width=document.width,
        height=document.height,
        frames=1,
        bytes=0,
        alpha=document.alpha,
        depth=16 if deep else 8,
        colours=family,
        profile=_PROFILE in document.resources and document.mode != _LAB,
        notes=(TONE_MAPPED,) if document.depth == 32 else (),
    )


def pixels(path: Path) -> Pixels:
    """Decode the composite."""
    document = _read_document(path)
    if not document.has_composite:
        raise InvalidImageError(
            "unsupported format: the Photoshop file holds layers only; save it with maximum compatibility"
        )
    planes = _planes(path, document)
    info = {"icc_profile": document.resources.get(_PROFILE), "exif": document.resources.get(_EXIF)}
    info["xmp"] = document.resources.get(_XMP)
    if document.mode == _INDEXED:
        palette = np.frombuffer(document.palette, np.uint8, 768).reshape(3, 256).T
        return with_metadata(from_array(palette[planes[0]]), info)
    if document.mode == _LAB:
        return with_metadata(_from_lab(planes), {**info, "icc_profile": None})
    bands = document.colours + document.alpha
    samples = np.moveaxis(planes[:bands], 0, -1)
    if document.mode == _CMYK:
        # Ink is stored inverted, alpha is not.
        samples = _to_8_bit(samples).copy()
        samples[:, :, :4] = 255 - samples[:, :, :4]
        cmyk = from_array(samples[:, :, :4]).copy(interpretation="cmyk")
        cmyk = cmyk.bandjoin(from_array(samples[:, :, 4])) if document.alpha else cmyk
        return with_metadata(cmyk, info)
    if document.depth == 32:
        light = displayed(samples[:, :, : document.colours])
        alpha = (samples[:, :, document.colours :].clip(0, 1) * 65_535).astype(np.uint16)
        return with_metadata(from_array(np.dstack([light, alpha])), {**info, "icc_profile": None})
    return with_metadata(
        from_array(_without_white(samples) if document.alpha and document.layers < 0 else samples), info
    )


def _without_white(samples: Array) -> Array:
    """Undo that the composite of a document with transparency was laid on white."""
    most = np.iinfo(samples.dtype).max
    alpha = samples[:, :, -1:].astype(np.float64) / most
    colours = samples[:, :, :-1].astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        restored = np.where(alpha > 0, (colours - most * (1 - alpha)) / alpha, colours)
    plain = (restored.clip(0, most) + 0.5).astype(samples.dtype)
    return np.dstack([plain, samples[:, :, -1:]])


def _from_lab(planes: Array) -> Pixels:
    lab = _to_8_bit(np.moveaxis(planes[:3], 0, -1)).astype(np.float32)
    coded = from_array(lab.astype(np.uint8)).cast("float")
    return coded.linear([100 / 255, 1, 1], [0, -128, -128]).copy(interpretation="lab").colourspace("srgb")


def _to_8_bit(samples: Array) -> Array:
    return (samples >> 8).astype(np.uint8) if samples.dtype == np.uint16 else samples


def _planes(path: Path, document: _Document) -> Array:
    """Decode the image data: channels x height x width; uint8, uint16 or float32."""
    from psd_tools.compression import decompress
    from psd_tools.constants import Compression

    with path.open("rb") as file:
        file.seek(document.start)
        compression = Compression(struct.unpack(">H", file.read(2))[0])
        data = file.read()
    rows = document.height * document.channels
    wanted = rows * (-(-document.width * document.depth // 8))
    if compression not in (Compression.RAW, Compression.RLE) or wanted > len(data) * 128:
        raise InvalidImageError(UNDECODABLE)
    if compression == Compression.RLE:
        # Rows that are cut short would be filled up with black.
        lengths = np.frombuffer(data, ">u2" if document.version == 1 else ">u4", rows)
        if lengths.nbytes + int(lengths.sum()) > len(data):
            raise InvalidImageError(UNDECODABLE)
    plain = decompress(data, compression, document.width, rows, document.depth, document.version)
    if document.depth == 1:
        packed = np.frombuffer(plain, np.uint8).reshape(1, document.height, -1)
        ink: Array = np.unpackbits(packed, axis=2)[:, :, : document.width]
        return (1 - ink) * np.uint8(255)
    kind = {8: ">u1", 16: ">u2", 32: ">f4"}[document.depth]
    shape = (document.channels, document.height, document.width)
    planes = np.frombuffer(plain, kind).reshape(shape)
    return planes.astype(planes.dtype.newbyteorder("="))


def _read_document(path: Path) -> _Document:
    with path.open("rb") as file:
        _, version, channels, height, width, depth, mode = _HEADER.unpack(file.read(_HEADER.size))
        if mode not in _CHANNELS or depth not in (1, 8, 16, 32) or channels < _CHANNELS[mode] or version not in (1, 2):
            raise InvalidImageError(UNREADABLE)
        palette = file.read(min(_number(file, 4), 1 << 16))
        size = _number(file, 4)
        if size > _MOST_RESOURCES:
            raise InvalidImageError(UNREADABLE)
        resources = _resources(file.read(size))
        wide = 8 if version == 2 else 4
        section = _number(file, wide)
        after = file.tell() + section
        layers = 0
        if section >= wide + 2 and _number(file, wide) >= 2:
            layers = struct.unpack(">h", file.read(2))[0]
    return _Document(version, channels, width, height, depth, mode, palette, resources, layers, after)


def _number(file: BinaryIO, size: int) -> int:
    data = file.read(size)
    if len(data) < size:
        raise InvalidImageError(UNREADABLE)
    return int.from_bytes(data, "big")


def _resources(data: bytes) -> dict[int, bytes]:
    """Give the image resources by number; each has a Pascal name, and both are padded to even lengths."""
    found: dict[int, bytes] = {}
    position = 0
    while position + 12 <= len(data) and data[position : position + 4] == b"8BIM":
        number = int.from_bytes(data[position + 4 : position + 6], "big")
        start = position + 6 + (data[position + 6] + 2) // 2 * 2
        size = int.from_bytes(data[start : start + 4], "big")
        found[number] = data[start + 4 : start + 4 + size]
        position = start + 4 + size + size % 2
    return found
