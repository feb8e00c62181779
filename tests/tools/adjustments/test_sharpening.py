"""The sharpening tool against libvips' own sharpening in CIE Lab, scipy and scikit-image."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from scipy.ndimage import convolve, gaussian_filter, median_filter
from skimage import color, data

from ashim.imaging import Image, ImageLimits, open_image
from tests.corpus import png_bytes
from tests.tools.using import apply

Array = npt.NDArray[Any]
PHOTO: Array = data.astronaut()[:160, 150:350].copy()
GREY: Array = color.rgb2gray(PHOTO)


def opened(folder: Path, pixels: Array) -> Image:
    (folder / "a.png").write_bytes(png_bytes(pixels))
    return open_image(folder / "a.png", "a.png", ImageLimits())


def sharpened(folder: Path, pixels: Array, **settings: object) -> Array:
    found: Array = apply("sharpening", opened(folder, pixels), **settings).pixels.numpy()
    return found


@pytest.mark.parametrize(
    "settings",
    [
        {"sigma": 1.0, "m1": 1.0, "m2": 3.0, "x1": 2.0, "y2": 12, "y3": 20},
        {"sigma": 1.5, "m1": 1.5, "m2": 5.0, "x1": 2.0, "y2": 15, "y3": 25},
        {"sigma": 1.0, "m1": 0.0, "m2": 2.5, "x1": 3.0, "y2": 8, "y3": 15},
    ],
)
def test_adaptive_does_to_lightness_what_the_classic_does(tmp_path: Path, settings: dict[str, float]) -> None:
    classic = opened(tmp_path, PHOTO).pixels.sharpen(**settings).numpy()
    before, wanted, ours = (color.rgb2lab(each) for each in (PHOTO, classic, sharpened(tmp_path, PHOTO, **settings)))
    change = (wanted - before)[..., 0]
    assert np.corrcoef(change.ravel(), (ours - before)[..., 0].ravel())[0, 1] > 0.95
    assert np.abs(ours - wanted)[..., 0].mean() < 0.25 * np.abs(change).mean()
    assert np.abs(ours - before)[..., 1:].mean() < 1.5


def test_unsharp_mask_adds_the_difference_from_a_gaussian(tmp_path: Path) -> None:
    grey = np.rint(GREY * 120 + 60).astype(np.uint8)
    found = sharpened(tmp_path, grey, method="unsharp-mask", amount=120, radius=1.5).astype(float)
    blurred = gaussian_filter(grey.astype(float), 1.5, mode="nearest")
    added = np.clip((grey - blurred) * 1.2, -25 * 2.55, 15 * 2.55)
    assert np.abs(found - np.clip(grey + added, 0, 255)).mean() < 1.5


def test_a_threshold_spares_small_differences(tmp_path: Path) -> None:
    grain = (100 + np.random.default_rng(1).integers(0, 6, (60, 60))).astype(np.uint8)
    assert np.array_equal(sharpened(tmp_path, grain, method="unsharp-mask", threshold=20), grain)
    assert not np.array_equal(sharpened(tmp_path, grain, method="unsharp-mask", threshold=0), grain)


def test_halos_stay_below_their_limits(tmp_path: Path) -> None:
    edge = np.full((40, 40), 80, np.uint8)
    edge[:, 20:] = 170
    found = sharpened(tmp_path, edge, m2=20, y2=4, y3=6).astype(int)
    assert found.max() == 170 + round(4 * 2.55)
    assert found.min() == 80 - round(6 * 2.55)


@pytest.mark.parametrize("size", [3, 5])
def test_high_pass_is_the_convolution(tmp_path: Path, size: int) -> None:
    s = 0.4
    if size == 3:
        kernel = np.array([[0, -s, 0], [-s, 1 + 4 * s, -s], [0, -s, 0]])
    else:
        half = [[0, -s, -s, -s, 0], [-s, s, 2 * s, s, -s]]
        kernel = np.array([*half, [-s, 2 * s, 1 + 8 * s, 2 * s, -s], *half[::-1]]) / (1 + 8 * s)
    found = sharpened(tmp_path, PHOTO, method="high-pass", strength=40, kernelSize=size)
    expected = np.dstack([convolve(PHOTO[..., band].astype(float), kernel, mode="nearest") for band in range(3)])
    assert np.abs(found - np.clip(expected, 0, 255)).max() <= 1


def test_noise_reduction_is_a_median(tmp_path: Path) -> None:
    found = sharpened(tmp_path, PHOTO, method="high-pass", strength=0, denoise="medium")
    expected = np.dstack([median_filter(PHOTO[..., band], 5, mode="nearest") for band in range(3)])
    assert np.array_equal(found[4:-4, 4:-4], expected[4:-4, 4:-4])


@pytest.mark.parametrize("method", ["adaptive", "unsharp-mask", "high-pass"])
def test_what_is_transparent_throws_no_halo(tmp_path: Path, method: str) -> None:
    flat = np.full((40, 40, 4), (120, 130, 140, 255), np.uint8)
    flat[:, :20] = (0, 0, 0, 0)
    found = sharpened(tmp_path, flat, method=method)
    assert np.abs(found[:, 20:].astype(int) - flat[:, 20:]).max() <= 1
    assert np.array_equal(found[..., 3], flat[..., 3])


@pytest.mark.parametrize("method", ["adaptive", "unsharp-mask", "high-pass"])
def test_16_bits_stay(tmp_path: Path, method: str) -> None:
    fine = np.rint(gaussian_filter(PHOTO / 255, (1, 1, 0)) * 65_535).astype(np.uint16)
    shallow = sharpened(tmp_path, (fine // 257).astype(np.uint8), method=method)
    deep = sharpened(tmp_path, fine, method=method)
    assert deep.dtype == np.uint16
    assert np.abs(deep / 257 - shallow).mean() < 2
    assert len(np.unique(deep % 257)) > 50


@pytest.mark.parametrize(
    "settings",
    [{"m1": 0, "m2": 0}, {"method": "unsharp-mask", "amount": 0}, {"method": "high-pass", "strength": 0}],
)
def test_nothing_to_do_changes_nothing(tmp_path: Path, settings: dict[str, object]) -> None:
    image = opened(tmp_path, PHOTO)
    assert apply("sharpening", image, **settings) == image
