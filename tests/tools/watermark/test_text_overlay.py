"""Captions: their place and strength measured with numpy."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image as Pillow
from scipy.ndimage import gaussian_filter

from ashim.imaging import Image, ImageLimits, open_image
from tests.tools.using import apply, problems

Array = npt.NDArray[Any]
GREY = 128


def plain(folder: Path, width: int = 800, height: int = 600, mode: str = "RGB") -> Image:
    Pillow.new(mode, (width, height), (GREY,) * 3 if mode == "RGB" else GREY).save(folder / "a.png")
    return open_image(folder / "a.png", "a.png", ImageLimits())


def written(image: Image, **settings: object) -> Array:
    found: Array = apply("text-overlay", image, **{"text": "HHH", **settings}).pixels.numpy()
    return found


def box(seen: Array) -> tuple[int, int, int, int]:
    rows, columns = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


@pytest.mark.parametrize(("position", "middle"), [("top", 96), ("center", 300), ("bottom", 552)])
def test_the_middle_of_a_line_lies_where_it_is_wanted(tmp_path: Path, position: str, middle: int) -> None:
    found = written(plain(tmp_path), position=position, shadow=False)
    left, top, right, bottom = box(found[..., 0] > 200)
    assert (top + bottom) / 2 == pytest.approx(middle, abs=3)
    assert (left + right) / 2 == pytest.approx(400, abs=1)
    assert (found[(top + bottom) // 2, left : left + 3] == 255).any()


def test_the_band_is_as_wide_as_the_picture(tmp_path: Path) -> None:
    found = written(plain(tmp_path), backgroundBox=True, backgroundColor="#204060", shadow=False)
    rows = np.flatnonzero(found[:, 0, 0] != GREY)
    assert (rows[0], rows[-1] + 1) == (pytest.approx(552 - 0.9 * 48, abs=1), pytest.approx(552 + 0.9 * 48, abs=1))
    band = found[rows[0] : rows[-1] + 1]
    assert (np.abs(band[:, [0, -1]].astype(int) - (61, 83, 106)) <= 1).all()
    assert np.array_equal(found[: rows[0]], np.full((rows[0], 800, 3), GREY))


def test_the_shadow_falls_to_the_lower_right_and_grows_with_the_letters(tmp_path: Path) -> None:
    for size in (48, 96):
        bare = written(plain(tmp_path), fontSize=size, shadow=False, position="center")
        found = written(plain(tmp_path), fontSize=size, position="center")
        letters = (bare[..., 0] - float(GREY)) / (255 - GREY)
        silhouette = np.roll(letters, (size // 24, size // 24), axis=(0, 1))
        shade = gaussian_filter(silhouette, size / 16) * 0.7
        expected = GREY * (1 - shade) * (1 - letters) + 255 * letters
        error = np.abs(found[..., 0] - expected)
        assert error[letters == 0].max() < 12
        assert error[letters == 0].mean() < 0.3
        assert np.array_equal(found[letters == 1], bare[letters == 1])


def test_long_text_is_broken_and_stays_inside(tmp_path: Path) -> None:
    for position in ("top", "center", "bottom"):
        result = apply("text-overlay", plain(tmp_path), text="word " * 99, fontSize=100, position=position)
        left, top, right, bottom = box(result.pixels.numpy()[..., 0] > 200)
        assert min(left, top, 800 - right, 600 - bottom) > 0
        assert "instead of 100 pixels" in result.warnings[0]


def test_grey_stays_grey_and_tiny_pictures_do_no_harm(tmp_path: Path) -> None:
    assert written(plain(tmp_path, mode="L"), backgroundBox=True).ndim == 2
    for size in ((1, 1), (2, 300), (300, 3)):
        assert written(plain(tmp_path, *size), backgroundBox=True).shape[1::-1] == size


def test_wrong_settings_are_named() -> None:
    wrong = problems("text-overlay", text="x" * 501, fontSize=201, color="#fff", backgroundColor="blue")
    assert set(wrong) == {"text", "fontSize", "color", "backgroundColor"}
