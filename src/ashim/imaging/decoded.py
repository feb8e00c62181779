"""Decoded pictures on disk, for work that comes back to the same picture many times: opening one costs nothing."""

import math
from dataclasses import dataclass
from pathlib import Path

import pyvips

from ashim.imaging.decode import open_image
from ashim.imaging.errors import ImageError
from ashim.imaging.facts import Facts
from ashim.imaging.image import Image
from ashim.imaging.limits import ImageLimits
from ashim.imaging.vips import Pixels, vips_errors

WHOLE = "whole.v"
PROXY = "proxy.v"


@dataclass(frozen=True, slots=True)
class Decoded:
    """What was written: the facts of the picture, what is said about reading it, and the names of the files.

    Without WHOLE the picture is too large to be kept decoded.
    """

    facts: Facts
    warnings: tuple[str, ...]
    files: tuple[str, ...]


def write_decoded(
    path: Path, name: str, folder: Path, limits: ImageLimits, *, proxy_pixels: int, most_bytes: int
) -> Decoded:
    """Decode a picture, of an animation the first frame, into `folder`, with its metadata.

    WHOLE has all its pixels, unless they take more than `most_bytes`. PROXY is scaled down to `proxy_pixels`; there is
    none for a picture that has no more than these. Raises InvalidImageError for what cannot be decoded, EncodeError
    when the disk is full.
    """
    image = open_image(path, name, limits).first_frame()
    facts = image.source
    size = image.width * image.height * image.pixels.bands * (2 if image.pixels.format == "ushort" else 1)
    scale = math.sqrt(proxy_pixels / (image.width * image.height))
    keeps_whole = size <= most_bytes
    files = []
    with vips_errors(ImageError):
        if keeps_whole:
            image.pixels.vipssave(str(folder / WHOLE))
            files.append(WHOLE)
            image = open_decoded(folder / WHOLE, Decoded(facts, image.warnings, ()), limits)
        if scale < 1:
            width, height = (max(1, round(side * scale)) for side in (image.width, image.height))
            image.resize(width, height).pixels.vipssave(str(folder / PROXY))
            files.append(PROXY)
    return Decoded(facts, image.warnings, tuple(files))


def open_decoded(path: Path, decoded: Decoded, limits: ImageLimits) -> Image:
    """Open a decoded picture, lazily. Its file must be one that `write_decoded` made."""
    with vips_errors(ImageError):
        pixels: Pixels = pyvips.Image.vipsload(str(path))
    return Image(pixels, decoded.facts, limits, warnings=decoded.warnings)
