"""The noise-removal tool: noise put on real photos and taken out again, against OpenCV's way at the same strength."""

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image as Pillow
from skimage.data import chelsea, coffee

from ashim.imaging import Image, ImageLimits, encode, open_image
from ashim.tools import ToolError
from tests.profiles import display_p3
from tests.tools.using import apply, parse, problems

Array = npt.NDArray[Any]
CAT: Array = chelsea()[40:240, 60:300]
CUP: Array = coffee()[40:240, 160:400]


def with_noise(clean: Array, sigma: float) -> Array:
    noise = np.random.default_rng(7).normal(0, sigma, clean.shape)
    noisy: Array = np.clip(clean + noise, 0, 255).round().astype(np.uint8)
    return noisy


def psnr(found: Array, wanted: Array) -> float:
    return float(10 * np.log10(255**2 / np.mean((found.astype(float) - wanted.astype(float)) ** 2)))


def saved(folder: Path, pixels: Array, name: str = "a.png", **options: Any) -> Image:
    Pillow.fromarray(pixels).save(folder / name, **options)
    return open_image(folder / name, name, ImageLimits())


def cleaned(image: Image, **settings: object) -> Array:
    found: Array = apply("noise-removal", image, **settings).pixels.numpy()
    return found


@pytest.mark.parametrize("clean", [CAT, CUP], ids=["cat", "cup"])
@pytest.mark.parametrize(("tier", "sigma"), [("quick", 20), ("balanced", 20), ("balanced", 8)])
def test_noise_goes_and_the_picture_stays(tmp_path: Path, clean: Array, tier: str, sigma: float) -> None:
    noisy = with_noise(clean, sigma)
    found = psnr(cleaned(saved(tmp_path, noisy), tier=tier, colorNoise=60), clean)
    assert found > psnr(noisy, clean) + (5 if sigma == 20 else 2.5)
    assert found > psnr(np.asarray(cv2.fastNlMeansDenoisingColored(noisy, None, sigma, sigma)), clean)


@pytest.mark.parametrize("tier", ["quick", "balanced"])
def test_a_clean_photo_hardly_changes(tmp_path: Path, tier: str) -> None:
    assert psnr(cleaned(saved(tmp_path, CAT), tier=tier), CAT) > 40
    flat = np.full((40, 50, 3), 90, dtype=np.uint8)
    assert np.array_equal(cleaned(saved(tmp_path, flat), tier=tier), flat)


def test_settings_steer_what_is_taken_out(tmp_path: Path) -> None:
    image = saved(tmp_path, with_noise(CAT, 15))
    before = image.pixels.numpy()
    untouched = cleaned(image, strength=0, colorNoise=0)
    assert np.array_equal(untouched, before)

    def luma_change(**settings: object) -> float:
        found = cleaned(image, colorNoise=0, **settings)
        return float(np.abs(found.astype(float).mean(axis=2) - before.mean(axis=2)).mean())

    assert luma_change(strength=20) < luma_change(strength=90)
    assert luma_change(detailPreservation=100) < luma_change(detailPreservation=0)
    assert luma_change(strength=0) == 0


def test_depth_alpha_profile_and_grey_are_kept(tmp_path: Path) -> None:
    grey = with_noise(CAT, 12)[..., 1]
    deep = grey.astype(np.uint16) * 257 + 100
    found = cleaned(saved(tmp_path, deep, "deep.png"))
    assert found.dtype == np.uint16
    assert psnr(found / 257, CAT[..., 1]) > psnr(grey, CAT[..., 1]) + 2
    alpha = np.dstack([with_noise(CAT, 12), np.linspace(0, 255, CAT.shape[1], dtype=np.uint8)[None].repeat(200, 0)])
    assert np.array_equal(cleaned(saved(tmp_path, alpha, "alpha.png"))[..., 3], alpha[..., 3])
    wide = apply("noise-removal", saved(tmp_path, with_noise(CAT, 12), "p3.png", icc_profile=display_p3()))
    assert bytes(wide.pixels.get("icc-profile-data")) == display_p3()


@pytest.mark.parametrize(
    ("format", "written"),
    [("original", "png"), ("jpeg", "jpeg"), ("webp", "webp"), ("avif", "avif"), ("jxl", "jxl"), ("png", "png")],
)
def test_the_format_is_the_one_asked_for(tmp_path: Path, format: str, written: str) -> None:
    image = saved(tmp_path, CAT, "a.jpg")
    assert encode(apply("noise-removal", image, tier="quick", format=format), tmp_path / "out").format == written


def test_numbers_may_come_as_text() -> None:
    assert parse("noise-removal", strength="40") == parse("noise-removal", strength=40)
    assert "strength" in problems("noise-removal", strength="much")
    assert "strength" in problems("noise-removal", strength="101")


def test_tiers_with_models_are_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ToolError, match="tier maximum needs a model"):
        cleaned(saved(tmp_path, CAT), tier="maximum")
