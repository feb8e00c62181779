"""What libvips leaves out of TIFF: EXIF, and the compressions that its TIFF library lacks."""

from collections.abc import Collection
from mmap import ACCESS_COPY, mmap
from pathlib import Path
from typing import BinaryIO

import numpy as np

from ashim.imaging.errors import InvalidImageError
from ashim.imaging.facts import SCALED, Facts
from ashim.imaging.metadata import iptc
from ashim.imaging.metadata.blocks import DamagedError
from ashim.imaging.metadata.tiff import Tiff
from ashim.imaging.metadata.tiff_file import IPTC_TAG, XMP_TAG
from ashim.imaging.readers.reader import UNREADABLE, from_array, open_pillow, readable, with_exif, with_metadata
from ashim.imaging.vips import Pixels, with_blobs, with_fields

_COMPRESSION = 259
_LZMA, _ZSTD, _WEBP = 34925, 50000, 50001
_MODES = {"1": "L", "L": "L", "LA": "LA", "RGBA": "RGBA", "CMYK": "CMYK", "I;16": "I;16"}
_WIDE_MODES = ("F", "I", "I;16B", "I;16S")
_MAKE, _MODEL, _EXIF_DIRECTORY, _GPS_DIRECTORY = 271, 272, 34665, 34853
_ORIENTATION = 274
# Beside these there are tags about how the pixels are stored, which mean nothing elsewhere.
_DESCRIBING = (270, _MAKE, _MODEL, 305, 306, 315, 33432)


def is_beyond_libvips(path: Path) -> bool:
    """Tell whether the first picture is packed with zstd, LZMA or WebP."""
    from PIL import TiffImagePlugin

    try:
        with readable(UNREADABLE), path.open("rb") as file:
            head = file.read(8)
            head += file.read(8) if 43 in head[2:4] else b""
            directory = TiffImagePlugin.ImageFileDirectory_v2(head)
            file.seek(directory.next or 0)
            directory.load(file)
            return directory.get(_COMPRESSION) in (_LZMA, _ZSTD, _WEBP)
    except InvalidImageError:
        # What is broken, libvips says better.
        return False


def facts(path: Path) -> Facts:
    """Give what the first directory says."""
    with open_pillow(path, "TIFF") as picture:
        mode = _MODES.get(picture.mode, "RGB")
        wide = picture.mode in _WIDE_MODES
        orientation = int(picture.getexif().get(_ORIENTATION, 1))
        width, height = picture.size
        return Facts(
            format="tiff",
            width=height if orientation >= 5 else width,
            height=width if orientation >= 5 else height,
            frames=1,
            bytes=0,
            alpha=mode in ("LA", "RGBA"),
            depth=16 if wide or mode == "I;16" else 8,
            colours="grey" if wide or mode in ("L", "LA", "I;16") else "cmyk" if mode == "CMYK" else "rgb",
            profile="icc_profile" in picture.info,
            orientation=orientation,
            pages=int(getattr(picture, "n_frames", 1)),
            notes=(SCALED,) if wide else (),
        )


def pixels(path: Path) -> Pixels:
    """Decode the first picture."""
    from PIL import ImageOps

    with open_pillow(path, "TIFF") as picture:
        info = dict(picture.info)
        picture.load()
        upright = ImageOps.exif_transpose(picture)
    if upright.mode in _WIDE_MODES:
        values = np.asarray(upright).astype(np.float64)
        low, high = float(values.min()), float(values.max())
        return from_array(((values - low) / ((high - low) or 1) * 65_535 + 0.5).astype(np.uint16))
    mode = _MODES.get(upright.mode, "RGB")
    decoded = from_array(np.asarray(upright.convert(mode)))
    decoded = decoded.copy(interpretation="cmyk") if mode == "CMYK" else decoded
    return with_described(with_metadata(decoded, {"icc_profile": info.get("icc_profile")}), path)


def with_described(pixels: Pixels, path: Path) -> Pixels:
    """Give upright pixels with the EXIF, XMP and IPTC of its first picture, which libvips does not read whole."""
    found = _values(path, XMP_TAG, IPTC_TAG)
    datasets = iptc.datasets(found.get(IPTC_TAG, b""))
    blobs = {"iptc-data": iptc.as_resources(datasets)} if datasets else {}
    blobs |= {"xmp-data": found[XMP_TAG]} if found.get(XMP_TAG) else {}
    return with_exif(with_blobs(with_fields(pixels, {}, without=("iptc-data",)), blobs), exif_of(path))


def _values(path: Path, *tags: int) -> dict[int, bytes]:
    """Give the values of the tags that the first directory has; nothing when it does not hold together."""
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_COPY) as data:
        try:
            tiff = Tiff(data)
            first = tiff.chain()[0]
            return {tag: bytes(tiff.value(entry)) for tag in tags if (entry := first.get(tag))}
        except (DamagedError, IndexError):
            # The pixels do not need it.
            return {}


def exif_of(path: Path) -> bytes | None:
    """Give the camera's EXIF as other formats hold it, with orientation 1; None when there is none to speak of."""
    with path.open("rb") as file:
        return exif_in(file)


def exif_in(file: BinaryIO, *, without: Collection[int] = ()) -> bytes | None:
    """Give the EXIF of a TIFF structure as `exif_of` does, leaving out these tags of the camera's directory."""
    from PIL import Image

    try:
        with readable(UNREADABLE):
            found = Image.Exif()
            found.load_from_fp(file)
            directories = {tag: found.get_ifd(tag) for tag in (_EXIF_DIRECTORY, _GPS_DIRECTORY)}
            if not any(directories.values()) and _MAKE not in found and _MODEL not in found:
                return None
            exif = Image.Exif()
            exif.update({tag: found[tag] for tag in _DESCRIBING if tag in found})
            exif[_ORIENTATION] = 1
            for directory, values in directories.items():
                kept = {tag: value for tag, value in values.items() if tag not in without}
                exif.get_ifd(directory).update(kept)
            return exif.tobytes()
    except InvalidImageError:
        # The pixels do not need it.
        return None
