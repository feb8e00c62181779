"""The color-blindness tool against the published matrices, applied by numpy."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from skimage import color, data

from ashim.imaging import Image, ImageLimits, open_image
from tests.corpus import png_bytes
from tests.tools.using import apply

PHOTO: npt.NDArray[Any] = data.astronaut()[:160, 150:350].copy()


def opened(folder: Path, pixels: npt.NDArray[Any]) -> Image:
    (folder / "a.png").write_bytes(png_bytes(pixels))
    return open_image(folder / "a.png", "a.png", ImageLimits())


@pytest.mark.parametrize(
    ("kind", "rows"),
    [
        (
            "protanopia",
            [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.052]],
        ),
        ("deuteranomaly", [[0.547494, 0.607765, -0.155259], [0.181692, 0.781742, 0.036566], [-0.0104, 0.0273, 0.9831]]),
        ("achromatopsia", [[0.2126, 0.7152, 0.0722]] * 3),
    ],
)
def test_light_is_mixed_as_published(tmp_path: Path, kind: str, rows: list[list[float]]) -> None:
    found = apply("color-blindness", opened(tmp_path, PHOTO), simulationType=kind).pixels.numpy()
    codes = PHOTO / 255
    light = np.where(codes <= 0.04045, codes / 12.92, ((codes + 0.055) / 1.055) ** 2.4)
    mixed = np.clip(light @ np.array(rows).T, 0, 1)
    expected = np.where(mixed <= 0.0031308, mixed * 12.92, 1.055 * mixed ** (1 / 2.4) - 0.055) * 255
    assert np.abs(found - expected).max() < 1


@pytest.mark.parametrize("kind", ["protanopia", "deuteranopia", "tritanopia", "protanomaly", "blueConeMonochromacy"])
def test_greys_look_the_same_to_everyone(tmp_path: Path, kind: str) -> None:
    greys = np.arange(256, dtype=np.uint8)[None, :, None].repeat(3, 2)
    found = apply("color-blindness", opened(tmp_path, greys), simulationType=kind).pixels.numpy()
    assert np.abs(found.astype(int) - greys).max() <= 1


def test_red_and_green_come_closer(tmp_path: Path) -> None:
    both = np.array([[[200, 60, 40], [110, 120, 30]]], np.uint8)
    found = apply("color-blindness", opened(tmp_path, both), simulationType="deuteranopia").pixels.numpy()
    before, after = (np.linalg.norm(np.diff(color.rgb2lab(each)[0], axis=0)) for each in (both, found))
    assert after < before / 2


def test_transparency_and_depth_stay(tmp_path: Path) -> None:
    pixels = np.dstack([PHOTO, PHOTO[..., 0]]).astype(np.uint16) * 257
    found = apply("color-blindness", opened(tmp_path, pixels)).pixels.numpy()
    assert found.dtype == np.uint16
    assert np.array_equal(found[..., 3], pixels[..., 3])
