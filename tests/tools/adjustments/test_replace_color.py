"""The replace-color tool against numpy, scikit-image's Lab, and Pillow's compositing."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image as Pillow
from skimage import color, data

from ashim.imaging import Image, ImageLimits, encode, open_image
from tests.corpus import png_bytes
from tests.tools.using import apply

Array = npt.NDArray[Any]
PHOTO: Array = data.astronaut()[:160, 150:350].copy()
ORANGE = np.array([0xD0, 0x60, 0x20])


def opened(folder: Path, pixels: Array) -> Image:
    (folder / "a.png").write_bytes(png_bytes(pixels))
    return open_image(folder / "a.png", "a.png", ImageLimits())


def replaced(folder: Path, pixels: Array, **settings: object) -> Array:
    found: Array = apply("replace-color", opened(folder, pixels), **settings).pixels.numpy()
    return found


def weight(distance: Array, limit: float) -> Array:
    found: Array = np.clip(1 - distance / limit, 0, 1)[..., None]
    return found


def test_matching_pixels_blend_into_the_target(tmp_path: Path) -> None:
    found = replaced(tmp_path, PHOTO, sourceColor="#d06020", targetColor="#2040d0", tolerance=60)
    match = weight(np.linalg.norm(PHOTO.astype(float) - ORANGE, axis=2), 60 * 1.73)
    expected = PHOTO * (1 - match) + np.array([0x20, 0x40, 0xD0]) * match
    assert np.abs(found - expected).max() <= 0.501
    assert (match > 0).mean() > 0.02
    assert np.array_equal(found[match[..., 0] == 0], PHOTO[match[..., 0] == 0])


def test_by_eye_means_a_distance_in_lab(tmp_path: Path) -> None:
    found = replaced(
        tmp_path, PHOTO, sourceColor="#d06020", targetColor="#000000", tolerance=100, distance="perceptual"
    )
    goal = color.rgb2lab(ORANGE[None, None] / 255)
    match = weight(np.linalg.norm(color.rgb2lab(PHOTO) - goal, axis=2), 100 * 100 / 255)
    assert np.abs(found - PHOTO * (1 - match)).max() < 2


@pytest.mark.parametrize("distance", ["rgb", "perceptual"])
def test_no_tolerance_means_that_very_colour(tmp_path: Path, distance: str) -> None:
    pixels = np.array([[[10, 20, 30], [10, 20, 31], [250, 20, 30]]], np.uint8)
    found = replaced(tmp_path, pixels, sourceColor="#0a141e", targetColor="#ffffff", tolerance=0, distance=distance)
    assert found.tolist() == [[[255, 255, 255], [10, 20, 31], [250, 20, 30]]]


def test_a_hard_cut_clears_alpha_and_keeps_colours(tmp_path: Path) -> None:
    found = replaced(tmp_path, PHOTO, sourceColor="#d06020", makeTransparent=True, tolerance=60)
    near = np.linalg.norm(PHOTO.astype(float) - ORANGE, axis=2) < 60 * 1.73
    assert np.array_equal(found[..., 3], np.where(near, 0, 255))
    assert np.array_equal(found[..., :3], PHOTO)


def test_a_soft_cut_laid_on_the_removed_colour_is_the_picture_again(tmp_path: Path) -> None:
    """A blurred disc on green: cut out, its edge is partly transparent, and no green is left in it."""
    down, across = np.mgrid[:80, :80] - 40
    cover = np.clip((34 - np.hypot(down, across)) / 10, 0, 1)[..., None]
    green, red = np.array([0, 200, 0]), np.array([220, 30, 60])
    scene = np.rint(green * (1 - cover) + red * cover).astype(np.uint8)
    found = replaced(tmp_path, scene, sourceColor="#00c800", makeTransparent=True, tolerance=150, softness=95)
    partly = (found[..., 3] > 10) & (found[..., 3] < 245)
    assert partly.sum() > 100
    alone = found[partly][:, :3].astype(int)
    assert (alone[:, 1] < 140).mean() > 0.9
    back = Pillow.alpha_composite(
        Pillow.new("RGBA", (80, 80), (0, 200, 0, 255)), Pillow.fromarray(found.astype(np.uint8))
    )
    assert np.abs(np.asarray(back)[..., :3].astype(int) - scene).mean() < 3


def test_inverting_keeps_alpha(tmp_path: Path) -> None:
    pixels = np.dstack([PHOTO, PHOTO[..., 0]])
    found = replaced(tmp_path, pixels, mode="invert")
    assert np.array_equal(found[..., :3], 255 - PHOTO)
    assert np.array_equal(found[..., 3], pixels[..., 3])


def test_grey_and_16_bits(tmp_path: Path) -> None:
    deep = PHOTO[..., 0].astype(np.uint16) * 257
    found = replaced(tmp_path, deep, sourceColor="#c0c0c0", targetColor="#ff0000", tolerance=20)
    assert found.dtype == np.uint16
    assert found.shape[2] == 3
    match = weight(np.abs(PHOTO[..., 0].astype(float) - 0xC0) * 3**0.5, 20 * 1.73)
    expected = PHOTO[..., :1] * (1 - match) + np.array([255, 0, 0]) * match
    assert np.abs(found / 257 - expected).max() < 0.6


@pytest.mark.parametrize(
    ("name", "format"), [("a.jpg", "png"), ("a.tiff", "png"), ("a.webp", "webp"), ("a.gif", "png")]
)
def test_transparency_gets_a_format_that_has_it(tmp_path: Path, name: str, format: str) -> None:
    Pillow.fromarray(PHOTO).save(tmp_path / name)
    image = open_image(tmp_path / name, name, ImageLimits())
    assert encode(apply("replace-color", image, makeTransparent=True), tmp_path / "out").format == format
    if name != "a.tiff":
        assert encode(apply("replace-color", image), tmp_path / "plain").format != "tiff"
