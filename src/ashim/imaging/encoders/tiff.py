"""What libvips leaves out of the TIFF files that it writes: EXIF, and IPTC that was read from another format."""

import io
import struct
from typing import BinaryIO

from ashim.imaging.encoders.common import upright_exif
from ashim.imaging.metadata import iptc
from ashim.imaging.metadata.tiff import EXIF_POINTER, GPS_POINTER
from ashim.imaging.metadata.tiff_file import DESCRIPTIVE, IPTC_TAG
from ashim.imaging.vips import Pixels, has_field

_BYTE = 1
_ENTRY = struct.Struct("<HHI4s")
_DESCRIPTION = 270


def add_metadata(file: BinaryIO, pixels: Pixels) -> None:
    """Give a little-endian TIFF the EXIF and IPTC of the pixels.

    Its first directory is written once more at the end, with further tags; nothing else moves (TIFF 6.0, section 2).
    """
    file.seek(0)
    head = file.read(8)
    if head[:4] != b"II*\0":
        return
    first = int.from_bytes(head[4:], "little")
    entries, following = _directory(file, first)
    added = _exif(file, upright_exif(pixels))
    if has_field(pixels, "iptc-data"):
        added.update(_iptc(file, iptc.datasets(bytes(pixels.get("iptc-data")))))
    if not added:
        return
    entries = {**added, **entries}
    start = _end(file)
    file.write(struct.pack("<H", len(entries)) + b"".join(entry for _, entry in sorted(entries.items())) + following)
    file.seek(4)
    file.write(struct.pack("<I", start))


def _directory(file: BinaryIO, position: int) -> tuple[dict[int, bytes], bytes]:
    """Give the entries by tag as they stand in the file, and where the next directory is."""
    file.seek(position)
    (count,) = struct.unpack("<H", file.read(2))
    entries = [file.read(_ENTRY.size) for _ in range(count)]
    return {int.from_bytes(entry[:2], "little"): entry for entry in entries}, file.read(4)


def _end(file: BinaryIO) -> int:
    """Go to the end of the file, which becomes even, and tell where that is."""
    position = file.seek(0, io.SEEK_END)
    return position + file.write(b"\0" * (position % 2))


def _exif(file: BinaryIO, data: bytes | None) -> dict[int, bytes]:
    """Append the values of the EXIF, and give the entries that point to them."""
    if data is None:
        return {}
    from PIL import Image

    exif = Image.Exif()
    exif.load(data)
    exif.endian = "<"
    start = _end(file)
    placed = exif.tobytes(offset=start).removeprefix(b"Exif\0\0")[8:]
    file.write(placed)
    entries, _ = _directory(file, start)
    wanted = DESCRIPTIVE | {EXIF_POINTER, GPS_POINTER, _DESCRIPTION}
    return {tag: entry for tag, entry in entries.items() if tag in wanted}


def _iptc(file: BinaryIO, datasets: bytes) -> dict[int, bytes]:
    if not datasets:
        return {}
    start = _end(file)
    file.write(datasets)
    value = datasets.ljust(4, b"\0") if len(datasets) <= 4 else struct.pack("<I", start)
    return {IPTC_TAG: _ENTRY.pack(IPTC_TAG, _BYTE, len(datasets), value)}
