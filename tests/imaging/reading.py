"""Read pictures with Pillow and numpy, as oracles."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image as Pillow

from ashim.imaging import Encoded, Image, ImageLimits, encode, open_image
from tests.corpus import Array, Sample

LIMITS = ImageLimits()


def opened(sample: Sample, *, sequential: bool = False) -> Image:
    return open_image(sample.path, sample.name, LIMITS, sequential=sequential)


def opened_array(folder: Path, pixels: Array, *, sequential: bool = False) -> Image:
    """Store the pixels as PNG with Pillow, and open that."""
    path = folder / "array.png"
    Pillow.fromarray(pixels).save(path)
    return open_image(path, path.name, LIMITS, sequential=sequential)


def wanting(image: Image, **intent: Any) -> Image:
    """Give the image with parts of its output intent changed."""
    return image.with_intent(replace(image.intent, **intent))


def values(image: Image) -> Array:
    """Give the image's pixels as they would be encoded: height x width x bands, without the last axis for grey."""
    array: Array = image.pixels.numpy()
    return array


def written(image: Image, path: Path) -> tuple[Encoded, Array]:
    """Encode, and read back with Pillow."""
    encoded = encode(image, path)
    return encoded, read(path)


def read(path: Path) -> Array:
    with Pillow.open(path) as picture:
        return np.asarray(picture)


def psnr(one: Array, other: Array) -> float:
    """Give the peak signal-to-noise ratio of 8-bit pixels in dB."""
    error = np.mean((one.astype(float) - other.astype(float)) ** 2)
    return float(10 * np.log10(255**2 / max(error, 1e-9)))
