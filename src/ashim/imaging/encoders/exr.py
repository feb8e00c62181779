"""Write OpenEXR: linear light, colours multiplied by alpha, packed without loss."""

import tempfile
from pathlib import Path

import numpy as np

from ashim.imaging.encoders.common import Array, to_light
from ashim.imaging.vips import Pixels

_NAMES = {1: "Y", 2: "YA", 3: "RGB", 4: "RGBA"}


def encode(pixels: Pixels, quality: int | None, metadata: bool) -> bytes:
    """Give the pixels (8 or 16 bits a channel in sRGB, or light) as OpenEXR, which has no quality.

    Samples are of 16 bits where those hold what the source had, else of 32. No metadata is written.
    """
    import OpenEXR

    light = to_light(pixels)
    if light.shape[2] in (2, 4):
        light[:, :, :-1] *= light[:, :, -1:]
    if pixels.format == "uchar" or _fits_half(light):
        light = light.astype(np.float16)
    names = _NAMES[light.shape[2]]
    channels = {name: np.ascontiguousarray(light[:, :, band]) for band, name in enumerate(names)}
    header = {"compression": OpenEXR.ZIP_COMPRESSION, "type": OpenEXR.scanlineimage}
    # The library writes to names only.
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "light.exr"
        with OpenEXR.File(header, channels) as file:
            file.write(str(path))
        return path.read_bytes()


def _fits_half(light: Array) -> bool:
    with np.errstate(over="ignore"):
        return bool((light.astype(np.float16) == light).all())
