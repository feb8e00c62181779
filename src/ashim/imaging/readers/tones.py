"""Bring light of any range to what a screen shows."""

import numpy as np

from ashim.imaging.readers.reader import Array

TONE_MAPPED = "Light beyond the range of a screen was tone-mapped: the picture has 16 bits a channel in sRGB."
_KEY = 0.18
_LUMINANCE = (0.2126, 0.7152, 0.0722)


def displayed(linear: Array) -> Array:
    """Give linear light (height x width x 1 or 3, float, 1.0 is white) as sRGB samples, uint16.

    What lies between 0 and 1 is only encoded. What goes beyond is brought down by the global operator of Reinhard et
    al., "Photographic Tone Reproduction for Digital Images" (2002), equation 4, with a key of 0.18.
    """
    light = np.nan_to_num(linear.astype(np.float32), nan=0.0, posinf=65_504.0, neginf=0.0).clip(0, None)
    if light.max(initial=0) > 1:
        light = _mapped(light)
    light = light.clip(0, 1)
    encoded = np.where(light <= 0.0031308, light * 12.92, 1.055 * np.power(light, 1 / 2.4) - 0.055)
    return (encoded * 65_535 + 0.5).astype(np.uint16)


def _mapped(light: Array) -> Array:
    luminance = light @ np.array(_LUMINANCE, np.float32) if light.shape[2] == 3 else light[:, :, 0]
    average = float(np.exp(np.log(luminance + 1e-4).mean()))
    scaled = luminance * (_KEY / average)
    white = max(1.0, float(np.percentile(scaled, 99.9)))
    factor = (_KEY / average) * (1 + scaled / white**2) / (1 + scaled)
    mapped: Array = light * factor[:, :, None]
    return mapped
