"""The adjust-colors tool against scikit-image's colour spaces and numpy."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from skimage import color, data

from ashim.imaging import Image, ImageLimits, open_image
from ashim.imaging.formula import Formula
from ashim.tools.adjustments.adjust_colors import AdjustColorsSettings, formula_of
from tests.corpus import png_bytes
from tests.tools.using import REGISTRY, apply

Array = npt.NDArray[Any]
PHOTO: Array = data.astronaut()[:160, 150:350].copy()
RAMP: Array = np.arange(256, dtype=np.uint8)[None].repeat(4, 0)


def opened(folder: Path, pixels: Array) -> Image:
    (folder / "a.png").write_bytes(png_bytes(pixels))
    return open_image(folder / "a.png", "a.png", ImageLimits())


def adjusted(folder: Path, pixels: Array, **settings: object) -> Array:
    found: Array = apply("adjust-colors", opened(folder, pixels), **settings).pixels.numpy()
    return found


def grey(folder: Path, value: int, **settings: object) -> list[int]:
    found = adjusted(folder, np.full((2, 2, 3), value, np.uint8), **settings)
    return [int(part) for part in found[0, 0]]


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"exposure": -50}, 39),
        ({"exposure": 50}, 160),
        ({"brightness": 50}, 154),
        ({"contrast": 50}, 86),
        ({"effect": "invert"}, 155),
        ({"effect": "grayscale"}, 100),
        ({"saturation": 70, "hue": 50}, 100),
    ],
)
def test_grey_of_100_becomes_what_clients_know(tmp_path: Path, settings: dict[str, object], expected: int) -> None:
    assert grey(tmp_path, 100, **settings) == [expected] * 3


def test_brightness_multiplies_lightness_of_every_grey(tmp_path: Path) -> None:
    found = adjusted(tmp_path, np.dstack([RAMP] * 3), brightness=-40)
    lightness = color.rgb2lab(np.dstack([RAMP] * 3))[..., 0] * 0.6
    assert np.abs(color.rgb2lab(found)[..., 0] - lightness).max() < 0.4


def test_greyscale_keeps_luminance(tmp_path: Path) -> None:
    found = adjusted(tmp_path, PHOTO, effect="grayscale")
    light = color.rgb2xyz(PHOTO)[..., 1]
    assert np.abs(color.rgb2xyz(found)[..., 1] - light).max() < 0.006
    assert np.array_equal(found[..., 0], found[..., 1])
    assert np.array_equal(found, adjusted(tmp_path, PHOTO, saturation=-100))


@pytest.mark.parametrize("settings", [{"saturation": -60}, {"saturation": 20}, {"hue": 15}, {"hue": -25}])
def test_saturation_and_hue_keep_luminance(tmp_path: Path, settings: dict[str, object]) -> None:
    muted = (128 + (PHOTO.astype(int) - 128) // 3).astype(np.uint8)
    found = adjusted(tmp_path, muted, **settings)
    assert np.abs(color.rgb2xyz(found)[..., 1] - color.rgb2xyz(muted)[..., 1]).max() < 0.006


def test_saturation_multiplies_chroma(tmp_path: Path) -> None:
    muted = (128 + (PHOTO.astype(int) - 128) // 3).astype(np.uint8)
    before, after = (color.lab2lch(color.rgb2lab(each)) for each in (muted, adjusted(tmp_path, muted, saturation=50)))
    strong = before[..., 1] > 8
    assert 1.4 < np.median(after[..., 1][strong] / before[..., 1][strong]) < 1.6


def test_hue_turns_the_way_of_the_colour_wheel(tmp_path: Path) -> None:
    red = np.full((2, 2, 3), (180, 120, 120), np.uint8)
    found = [adjusted(tmp_path, red, hue=angle)[0, 0] for angle in (120, -120)]
    assert [int(np.argmax(each)) for each in found] == [1, 2]
    assert np.array_equal(adjusted(tmp_path, red, hue=180), adjusted(tmp_path, red, hue=-180))


def test_channels_temperature_and_tint_multiply(tmp_path: Path) -> None:
    pixels = np.full((2, 2, 3), (100, 120, 140), np.uint8)
    found = adjusted(tmp_path, pixels, red=110, green=90, temperature=40, tint=-20)[0, 0]
    gains = np.array([1.1 * (1 + 0.06 - 0.02), 0.9 * (1 + 0.02 + 0.03), 1 - 0.06 - 0.02])
    assert np.abs(found - np.array([100, 120, 140]) * gains).max() <= 0.5001


def test_everything_combines(tmp_path: Path) -> None:
    """Step by step in floating point, with the standard's formulas written once more."""
    settings: dict[str, object] = {"exposure": 20, "temperature": 30, "saturation": 25, "contrast": -20, "red": 90}
    codes = (PHOTO / 255) ** (1 / 1.4) * np.array([0.9 * 1.045, 1.015, 0.955])
    light = np.where(codes <= 0.04045, codes / 12.92, ((codes + 0.055) / 1.055) ** 2.4)
    luminance = light @ np.array([0.2126, 0.7152, 0.0722])
    light = np.maximum(luminance[..., None] + 1.25 * (light - luminance[..., None]), 0)
    codes = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    expected = np.clip(0.8 * codes * 255 + 128 * 0.2, 0, 255)
    assert np.abs(adjusted(tmp_path, PHOTO, **settings) - expected).max() < 1
    deep = adjusted(tmp_path, PHOTO.astype(np.uint16) * 257, **settings)
    assert deep.dtype == np.uint16
    assert np.abs(deep / 257 - expected).max() < 0.05


def test_light_above_white_is_kept_until_the_end(tmp_path: Path) -> None:
    bright = adjusted(tmp_path, np.dstack([RAMP] * 3), brightness=40, contrast=-60, saturation=10)[0, :, 0].astype(int)
    assert len(set(bright[180:])) > 40


def test_sepia_is_a_toned_grey(tmp_path: Path) -> None:
    assert grey(tmp_path, 100, effect="sepia") == [135, 120, 94]


def test_transparency_stays(tmp_path: Path) -> None:
    alpha = np.full(PHOTO.shape[:2], 255, np.uint8)
    alpha[:20] = 90
    found = adjusted(tmp_path, np.dstack([PHOTO, alpha]), effect="invert", hue=10, sharpness=30)
    assert np.array_equal(found[..., 3], alpha)


def test_grey_becomes_rgb_only_for_a_hue(tmp_path: Path) -> None:
    assert apply("adjust-colors", opened(tmp_path, RAMP), contrast=10, saturation=50).pixels.bands == 1
    assert apply("adjust-colors", opened(tmp_path, RAMP), effect="sepia").pixels.bands == 3


def test_sharpness_acts_on_lightness_like_the_classic(tmp_path: Path) -> None:
    image = opened(tmp_path, PHOTO)
    classic = image.pixels.sharpen(sigma=0.5 + 40 * 0.095, m1=1, m2=2, x1=2, y2=10, y3=20).numpy()
    found = adjusted(tmp_path, PHOTO, sharpness=40)
    before, wanted, ours = (color.rgb2lab(each)[..., 0] for each in (PHOTO, classic, found))
    change = np.abs(wanted - before).mean()
    assert np.abs(ours - wanted).mean() < 0.25 * change
    assert np.corrcoef((wanted - before).ravel(), (ours - before).ravel())[0, 1] > 0.95


def test_the_formula_as_data_is_what_is_done(tmp_path: Path) -> None:
    """What a browser would do with the table, the matrix and the lines."""
    settings = {"exposure": -20, "hue": 40, "saturation": 30, "contrast": 25, "effect": "sepia"}
    formula: Formula = formula_of(AdjustColorsSettings.model_validate(settings))
    table = formula.before()
    light = np.stack([table[channel][PHOTO[..., channel].ravel()] for channel in range(3)])
    shown = formula.after(formula.matrix @ light).T.reshape(PHOTO.shape) * 255
    assert np.abs(adjusted(tmp_path, PHOTO, **settings) - shown).max() < 1


def test_the_old_names_are_known() -> None:
    for name in ("brightness-contrast", "saturation", "color-channels", "color-effects"):
        assert REGISTRY.get(name) is REGISTRY.get("adjust-colors")
