"""What libvips leaves out of TIFF: metadata, and kinds of pixels that tifffile reads with the help of imagecodecs."""

from collections.abc import Collection
from mmap import ACCESS_COPY, mmap
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
import pyvips

from ashim.imaging import samples
from ashim.imaging.errors import InvalidImageError
from ashim.imaging.facts import SCALED, Colours, Facts
from ashim.imaging.metadata import iptc
from ashim.imaging.metadata.blocks import DamagedError
from ashim.imaging.metadata.tiff import Tiff
from ashim.imaging.metadata.tiff_file import IPTC_TAG, XMP_TAG
from ashim.imaging.readers.reader import UNREADABLE, Array, from_array, readable, with_exif, with_metadata
from ashim.imaging.vips import Pixels, with_blobs, with_fields

if TYPE_CHECKING:
    from tifffile import TiffFile, TiffPage

_SEPARATE = 2
_BITS, _COMPRESSION, _PHOTOMETRIC, _PROFILE = 258, 259, 262, 34675
_LZMA, _ZSTD, _WEBP = 34925, 50000, 50001
_WHITE_IS_ZERO, _PALETTE, _CMYK, _CIE_LAB, _ICC_LAB = 0, 3, 5, 8, 9
_COLOURS = {2: 3, _CMYK: 4, 6: 3, _CIE_LAB: 3, _ICC_LAB: 3}
_MAKE, _MODEL, _EXIF_DIRECTORY, _GPS_DIRECTORY = 271, 272, 34665, 34853
_ORIENTATION = 274
# Beside these there are tags about how the pixels are stored, which mean nothing elsewhere.
_DESCRIBING = (270, _MAKE, _MODEL, 305, 306, 315, 33432)


def is_beyond_libvips(path: Path) -> bool:
    """Tell whether the first picture is packed with zstd, LZMA or WebP, has samples of 64 bits, or is in 8-bit Lab."""
    from PIL import TiffImagePlugin

    try:
        with readable(UNREADABLE), path.open("rb") as file:
            head = file.read(8)
            head += file.read(8) if 43 in head[2:4] else b""
            directory = TiffImagePlugin.ImageFileDirectory_v2(head)
            file.seek(directory.next or 0)
            directory.load(file)
            bits, photometric = max(directory.get(_BITS, (1,))), directory.get(_PHOTOMETRIC)
            lab = photometric == _ICC_LAB or (photometric == _CIE_LAB and bits == 8)
            return lab or bits == 64 or directory.get(_COMPRESSION) in (_LZMA, _ZSTD, _WEBP)
    except InvalidImageError:
        # What is broken, libvips says better.
        return False


def facts(path: Path) -> Facts:
    """Give what the first directory says."""
    from tifffile import TiffFile

    with TiffFile(path) as file:
        page = _first(file)
        orientation = _orientation(page)
        width, height = page.imagewidth, page.imagelength
        colours = _COLOURS.get(page.photometric, 1)
        wide = _is_wide(page)
        family: Colours = "cmyk" if colours == 4 else "grey" if colours == 1 else "rgb"
        return Facts(
            format="tiff",
            width=height if orientation >= 5 else width,
            height=width if orientation >= 5 else height,
            frames=1,
            bytes=0,
            alpha=page.samplesperpixel > colours,
            depth=16 if wide or page.bitspersample > 8 else 8,
            colours="rgb" if page.photometric == _PALETTE else family,
            profile=_PROFILE in page.tags and not _is_lab(page),
            orientation=orientation,
            pages=len(file.pages),
            notes=(SCALED,) if wide else (),
        )


def pixels(path: Path) -> Pixels:
    """Decode the first picture."""
    from tifffile import TiffFile

    with TiffFile(path) as file:
        page = _first(file)
        array = page.asarray(maxworkers=1)
        planes_first = array.ndim == 3 and page.planarconfig == _SEPARATE
        array = np.moveaxis(array, 0, -1) if planes_first else array
        decoded = _to_pixels(page, array.reshape(page.imagelength, page.imagewidth, -1))
        turned = with_fields(decoded, {"orientation": _orientation(page)}).autorot()
        profile = page.tags.valueof(_PROFILE) if _PROFILE in page.tags and not _is_lab(page) else None
    return with_described(with_metadata(turned, {"icc_profile": profile}), path)


def _first(file: "TiffFile") -> "TiffPage":
    page = file.pages.first
    if page.photometric not in (_WHITE_IS_ZERO, 1, _PALETTE, *_COLOURS) or not page.imagewidth:
        raise InvalidImageError(UNREADABLE)
    return page


def _orientation(page: "TiffPage") -> int:
    value = int(page.tags.valueof(_ORIENTATION, default=1))
    return value if 1 <= value <= 8 else 1


def _is_lab(page: "TiffPage") -> bool:
    return page.photometric in (_CIE_LAB, _ICC_LAB)


def _is_wide(page: "TiffPage") -> bool:
    kind = page.dtype
    return kind is not None and (kind.kind not in "ub" or kind.itemsize > 2) and not _is_lab(page)


def _to_pixels(page: "TiffPage", array: Array) -> Pixels:
    """Give samples (height x width x bands) as grey, RGB or CMYK of 8 or 16 bits."""
    if _is_lab(page):
        return _from_lab(array, page.photometric == _ICC_LAB)
    if page.photometric == _PALETTE and page.colormap is not None:
        return from_array((page.colormap >> 8).astype(np.uint8)[:, array[:, :, 0]].transpose(1, 2, 0))
    colours = _COLOURS.get(page.photometric, 1)
    array = array[:, :, : colours + 1]
    if _is_wide(page):
        image = pyvips.Image.new_from_array(np.ascontiguousarray(array, np.float64))
        light = array.dtype.kind == "f" and colours == 3
        return _usual(samples.scaled(image.copy(interpretation="scrgb" if light else "multiband"), colours))
    most = 2**page.bitspersample - 1
    white = 255 if most <= 255 else 65_535
    whole = array.astype(np.uint32) * white // most
    whole[:, :, :colours] = (
        white - whole[:, :, :colours] if page.photometric == _WHITE_IS_ZERO else whole[:, :, :colours]
    )
    decoded = from_array(whole.astype(np.uint8 if white == 255 else np.uint16))
    return decoded.copy(interpretation="cmyk") if colours == 4 else decoded


def _usual(pixels: Pixels) -> Pixels:
    return pixels.copy(interpretation="grey16" if pixels.bands < 3 else "rgb16")


def _from_lab(array: Array, icc: bool) -> Pixels:
    """Give L*a*b* of 8 or 16 bits in sRGB (TIFF 6.0, section 23; TIFF Technical Note for ICCLab)."""
    deep = array.dtype.itemsize == 2
    values = array[:, :, :3].astype(np.float32)
    if icc:
        lab = values / (256 if deep else 1) * [100 / 255, 1, 1] - [0, 128, 128]
    else:
        signed = np.ascontiguousarray(array[:, :, 1:3]).view(np.int16 if deep else np.int8).astype(np.float32)
        lab = np.dstack([values[:, :, :1] * (100 / (65_535 if deep else 255)), signed / (256 if deep else 1)])
    image = pyvips.Image.new_from_array(np.ascontiguousarray(lab, np.float32)).copy(interpretation="lab")
    return image.colourspace("rgb16" if deep else "srgb")


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
