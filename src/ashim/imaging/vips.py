"""libvips: set up for untrusted pictures, its types named, its errors made readable."""

import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

import pyvips

from ashim.imaging.errors import EncodeError, ImageError, InvalidImageError

Pixels: TypeAlias = pyvips.Image

FONTS = Path(__file__).parent / "fonts"

# Text, also that of SVG drawings, has to look the same on every machine: libvips reads this when it first draws some.
os.environ["FONTCONFIG_FILE"] = str(FONTS / "fonts.conf")

# What libvips quotes from damaged files in its warnings need not be text, and pyvips fails to hand that to the log.
# Errors tell what matters, so warnings are neither taken nor, by VIPS_WARNING, printed.
pyvips._remove_log_handler()

_READER = re.compile(r"^\s*(VipsJpeg|vipspng|pngload|webp|gifload|nsgif|heif|tiff2vips|svgload)\b", re.MULTILINE)
_DISK_FULL = re.compile(r"no space left|disk quota", re.IGNORECASE)


def setup() -> None:
    """Set libvips for a worker process: one thread, no cache of operations, no loader that is unsafe for strangers.

    SVG is an exception: its bytes are sanitised before libvips sees them. So is libvips' own format, in which only
    pictures that were decoded here are read.
    """
    pyvips.cache_set_max(0)
    pyvips.concurrency_set(1)
    pyvips.block_untrusted_set(True)
    pyvips.operation_block_set("VipsForeignLoadSvg", False)
    pyvips.operation_block_set("VipsForeignLoadVips", False)


@contextmanager
def vips_errors(otherwise: type[ImageError] = InvalidImageError) -> Iterator[None]:
    """Turn an error of libvips into one of ours: InvalidImageError where reading failed, else `otherwise`.

    Pictures are decoded while they are encoded, so an error of the encoder can be the input's fault.
    """
    try:
        yield
    except pyvips.Error as error:
        detail = str(error)
        if _DISK_FULL.search(detail):
            raise EncodeError("the disk is full; free some space and try again") from error
        if issubclass(otherwise, InvalidImageError):
            raise otherwise("failed to read image metadata: the file is damaged or of a rare kind") from error
        if _READER.search(detail):
            raise InvalidImageError("failed to decode image: its data is damaged or cut short") from error
        raise otherwise(f"the picture could not be processed: {_last_line(detail)}") from error


def _last_line(detail: str) -> str:
    lines = [line.strip() for line in detail.splitlines() if line.strip()]
    return re.sub(r"\S*/\S+", "the file", lines[-1]) if lines else "unknown error"


def has_field(pixels: Pixels, name: str) -> bool:
    """Tell whether the picture carries the metadata field."""
    return bool(pixels.get_typeof(name))


def get_int(pixels: Pixels, name: str, default: int) -> int:
    """Give an integer metadata field, or `default` when the picture does not carry it."""
    return int(pixels.get(name)) if has_field(pixels, name) else default


def with_fields(pixels: Pixels, integers: Mapping[str, int], *, without: tuple[str, ...] = ()) -> Pixels:
    """Give the picture with these integer metadata fields set and the fields `without` left out."""
    result = pixels.copy()
    for name in without:
        if has_field(result, name):
            result.remove(name)
    for name, value in integers.items():
        result.set_type(pyvips.GValue.gint_type, name, value)
    return result


def with_blobs(pixels: Pixels, blobs: Mapping[str, bytes]) -> Pixels:
    """Give the picture with these binary metadata fields set."""
    result = pixels.copy()
    for name, value in blobs.items():
        result.set_type(pyvips.GValue.blob_type, name, value)
    return result


def report_progress(pixels: Pixels, progress: Callable[[float], None]) -> None:
    """Call `progress` with a percentage again and again while the pixels are computed."""
    pixels.set_progress(True)
    pixels.signal_connect("eval", lambda _, state: progress(float(state.percent)))
