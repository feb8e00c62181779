"""The previews of browsers: what an SVG filter makes of the published tables is what the server makes."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image as Pillow

from ashim.imaging import ImageLimits, open_image
from ashim.tools.adjustments.colour_filter import FilterReport
from tests.tools.using import apply, call

PIXELS = np.random.default_rng(4).integers(0, 256, (40, 50, 3), dtype=np.uint8)


def linear(codes: npt.NDArray[Any]) -> npt.NDArray[Any]:
    return np.where(codes <= 0.04045, codes / 12.92, ((codes + 0.055) / 1.055) ** 2.4)


def encoded(light: npt.NDArray[Any]) -> npt.NDArray[Any]:
    return np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)


def filtered(steps: FilterReport) -> npt.NDArray[Any]:
    """Do what the Filter Effects specification says: interpolated tables, a matrix in linear light, cut in between."""
    places = np.linspace(0, 1, 256)
    codes = PIXELS / 255
    before = np.stack([np.interp(codes[..., band], places, steps.before[band]) for band in range(3)], axis=2)
    mixed = encoded(np.clip(linear(before) @ np.array(steps.matrix).T, 0, 1))
    return np.stack([np.interp(mixed[..., band], places, steps.after[band]) for band in range(3)], axis=2) * 255


@pytest.mark.parametrize(
    ("tool", "settings"),
    [
        ("adjust-colors", {}),
        ("adjust-colors", {"brightness": 40, "contrast": 30, "saturation": 50}),
        ("adjust-colors", {"exposure": -60, "hue": 120, "temperature": -40}),
        ("adjust-colors", {"red": 150, "tint": 30, "effect": "sepia"}),
        ("adjust-colors", {"effect": "grayscale"}),
        ("adjust-colors", {"effect": "invert", "exposure": 50}),
        ("color-blindness", {"simulationType": "deuteranopia"}),
        ("color-blindness", {"simulationType": "tritanopia"}),
    ],
)
def test_the_filter_shows_what_the_tool_makes(tool: str, settings: dict[str, object], tmp_path: Path) -> None:
    Pillow.fromarray(PIXELS).save(tmp_path / "a.png")
    image = open_image(tmp_path / "a.png", "a.png", ImageLimits())
    made = apply(tool, image, **settings).to_srgb().pixels.numpy()
    steps: FilterReport = call(f"{tool}/formula", **settings)
    assert all(0 <= value <= 1 for rows in (steps.before, steps.after) for row in rows for value in row)
    difference = np.abs(filtered(steps) - made)
    assert difference.mean() < 0.6
    assert np.percentile(difference, 99) < 3
