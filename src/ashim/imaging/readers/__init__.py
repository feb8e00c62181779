"""The formats that libvips does not read here, each with what reads its header and what decodes it."""

from collections.abc import Callable, Mapping
from pathlib import Path

from ashim.imaging.readers import (
    animations,
    bitmaps,
    dpx,
    eps,
    exr,
    fits,
    heif,
    icons,
    jpeg2000,
    jxl,
    photoshop,
    pnm,
    qoi,
    radiance,
    raw,
    tiff,
)
from ashim.imaging.readers.reader import Reader

_READERS: Mapping[str, Reader] = {
    "avif": animations.reader("avif"),
    "png": animations.reader("png"),
    "bmp": bitmaps.reader("bmp"),
    "cur": Reader(icons.cursor_facts, icons.pixels),
    "dds": bitmaps.reader("dds"),
    "dpx": Reader(dpx.facts, dpx.pixels),
    "eps": Reader(eps.facts, eps.pixels),
    "exr": Reader(exr.facts, exr.pixels, exr.light),
    "fits": Reader(fits.facts, fits.pixels),
    "hdr": Reader(radiance.facts, radiance.pixels, radiance.light),
    "heif": Reader(heif.facts, heif.pixels),
    "ico": Reader(icons.icon_facts, icons.pixels),
    "jp2": Reader(jpeg2000.facts, jpeg2000.pixels),
    "jxl": Reader(jxl.facts, jxl.pixels),
    "pbm": pnm.reader("pbm"),
    "pfm": pnm.reader("pfm"),
    "pgm": pnm.reader("pgm"),
    "ppm": pnm.reader("ppm"),
    "psd": Reader(photoshop.facts, photoshop.pixels),
    "qoi": Reader(qoi.facts, qoi.pixels),
    "raw": Reader(raw.facts, raw.pixels),
    "tga": bitmaps.reader("tga"),
    "tiff": Reader(tiff.facts, tiff.pixels),
}

# Formats of which libvips reads the usual files, and what tells the others.
_SOMETIMES: Mapping[str, Callable[[Path], bool]] = {
    "avif": animations.is_avif_sequence,
    "png": animations.is_animated_png,
    "tiff": tiff.is_beyond_libvips,
}


def reader_for(path: Path, format_id: str) -> Reader | None:
    """Give the reader of a file of this format; None when libvips reads it."""
    needed = _SOMETIMES.get(format_id)
    return _READERS.get(format_id) if needed is None or needed(path) else None


__all__ = ["Reader", "reader_for"]
