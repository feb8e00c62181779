"""Differences of pictures against scikit-image and numpy."""

from typing import Any

import numpy as np
import pytest
import pyvips
from skimage.metrics import structural_similarity

from ashim.imaging.difference import difference, heat_map, ssim
from tests.corpus import Array, texture


def pixels(array: Array) -> pyvips.Image:
    return pyvips.Image.new_from_array(array, interpretation="srgb")


def noisy(array: Array) -> Array:
    noise = np.random.default_rng(3).normal(0, 12, array.shape)
    return np.clip(array + noise, 0, 255).astype(np.uint8)


def test_structure_is_judged_as_by_its_authors() -> None:
    first = texture(90, 60)[:, :, 0]
    second = noisy(first)
    judge: Any = structural_similarity
    expected = judge(first, second, gaussian_weights=True, sigma=1.5, use_sample_covariance=False, data_range=255)
    assert ssim(first, second) == pytest.approx(expected, abs=1e-6)


def test_numbers_follow_the_pixels() -> None:
    first = texture(90, 60)
    second = noisy(first)
    found = difference(pixels(first), pixels(second))
    apart = np.abs(first.astype(float) - second).mean(axis=2)
    assert np.allclose(found.by_pixel, apart, atol=1e-3)
    squares = np.mean((first.astype(float) - second) ** 2)
    assert found.psnr == pytest.approx(10 * np.log10(255**2 / squares), abs=1e-4)
    assert found.visual_quality is not None
    assert found.visual_quality < 90


def test_equal_pictures_have_nothing_apart() -> None:
    found = difference(pixels(texture(40, 30)), pixels(texture(40, 30)))
    assert not found.by_pixel.any()
    assert found.psnr is None
    assert found.ssim == pytest.approx(1)
    assert found.visual_quality == pytest.approx(100, abs=0.01)


def test_transparency_counts() -> None:
    first = np.full((20, 20, 4), 255, np.uint8)
    second = first.copy()
    second[:10, :, 3] = 0
    by_pixel = difference(pixels(first), pixels(second)).by_pixel
    assert by_pixel[:10].min() == 255
    assert by_pixel[10:].max() == 0


def test_a_change_of_a_large_picture_is_seen_wherever_it_is() -> None:
    first = texture(1600, 1200)
    second = first.copy()
    second[500:560, 330:390] = 0
    score = difference(pixels(first), pixels(second)).visual_quality
    assert score is not None
    assert score < 95


def test_the_map_is_grey_where_nothing_changed() -> None:
    first = texture(40, 30)
    by_pixel = np.zeros((30, 40), np.float32)
    by_pixel[5:10, 5:10] = 20
    by_pixel[20:25, 20:25] = 200
    shown = heat_map(pixels(first), by_pixel, 10).numpy().astype(int)
    coloured = np.ptp(shown, axis=2) > 30
    assert np.array_equal(coloured, by_pixel > 10)
    # Plasma goes from violet to yellow.
    assert shown[7, 7, 2] > shown[7, 7, 1]
    assert shown[22, 22, 1] > shown[22, 22, 2]
