"""OpenEXR: the colours of the first part, tone-mapped."""

from pathlib import Path
from typing import Any

import numpy as np

from ashim.imaging.errors import InvalidImageError
from ashim.imaging.facts import Facts
from ashim.imaging.readers.reader import Array, from_array, from_light
from ashim.imaging.readers.tones import TONE_MAPPED, displayed
from ashim.imaging.vips import Pixels


def facts(path: Path) -> Facts:
    """Give what the header says of the data window."""
    import OpenEXR

    with OpenEXR.File(str(path), separate_channels=True, header_only=True) as file:
        header = file.header()
        colours, alpha = _chosen([channel.name for channel in header["channels"]])
        width, height = _size(header)
        parts = len(file.parts)
    return Facts(
        format="exr",
        width=width,
        height=height,
        frames=1,
        bytes=0,
        alpha=alpha is not None,
        depth=16,
        colours="grey" if len(colours) == 1 else "rgb",
        pages=parts,
        notes=(TONE_MAPPED,),
    )


def pixels(path: Path) -> Pixels:
    """Decode the colour channels for a screen, with alpha where there is one."""
    light = _read(path)
    if light.shape[2] in (1, 3):
        return from_array(displayed(light))
    opacity = (light[:, :, -1:] * 65_535 + 0.5).astype(np.uint16)
    return from_array(np.dstack([displayed(light[:, :, :-1]), opacity]))


def light(path: Path) -> Pixels:
    """Decode the colour channels as they are, with alpha where there is one."""
    return from_light(_read(path))


def _read(path: Path) -> Array:
    import OpenEXR

    with OpenEXR.File(str(path), separate_channels=True, num_threads=1) as file:
        channels = file.channels()
        colours, alpha = _chosen(list(channels))
        light = np.dstack([_plane(channels[name]) for name in colours])
        opacity = None if alpha is None else _plane(channels[alpha]).clip(0, 1)
    if opacity is None:
        return light
    # Colours are stored multiplied by alpha.
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.dstack([np.where(opacity[:, :, None] > 0, light / opacity[:, :, None], 0), opacity])


def _plane(channel: Any) -> Array:
    return np.asarray(channel.pixels, np.float32)


def _chosen(names: list[str]) -> tuple[list[str], str | None]:
    """Give the colour channels to show, and the alpha channel: those without a layer, else those of the first layer."""
    layers = ["", *sorted({name.rpartition(".")[0] + "." for name in names if "." in name})]
    for layer in layers:
        for colours in (["R", "G", "B"], ["Y"]):
            wanted = [layer + colour for colour in colours]
            if all(name in names for name in wanted):
                return wanted, layer + "A" if layer + "A" in names else None
    raise InvalidImageError("unsupported format: the OpenEXR file holds no colours (channels R, G, B, or Y)")


def _size(header: dict[str, Any]) -> tuple[int, int]:
    (left, top), (right, bottom) = header["dataWindow"]
    return int(right - left) + 1, int(bottom - top) + 1
