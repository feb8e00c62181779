"""Composition against Pillow's ImageChops and alpha compositing; the formulas themselves are tested with `lay`."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image as Pillow
from PIL import ImageChops

from ashim.imaging import Image, ImageLimits, open_image
from tests.tools.using import call, problems

Array = npt.NDArray[Any]
RNG = np.random.default_rng(6)
LOWER = RNG.integers(0, 256, (60, 90, 3), dtype=np.uint8)
UPPER = RNG.integers(0, 256, (60, 90, 3), dtype=np.uint8)


def saved(folder: Path, name: str, pixels: Array, **options: Any) -> Image:
    Pillow.fromarray(pixels).save(folder / name, **options)
    return open_image(folder / name, name, ImageLimits())


def composed(lower: Image, upper: Image, **settings: object) -> Array:
    found: Array = call("compose", lower, upper, **settings).pixels.numpy()
    return found


@pytest.mark.parametrize(
    ("mode", "chop"),
    [
        ("multiply", ImageChops.multiply),
        ("screen", ImageChops.screen),
        ("overlay", ImageChops.overlay),
        ("darken", ImageChops.darker),
        ("lighten", ImageChops.lighter),
        ("hard-light", ImageChops.hard_light),
        ("difference", ImageChops.difference),
    ],
)
def test_modes_agree_with_pillow(
    tmp_path: Path, mode: str, chop: Callable[[Pillow.Image, Pillow.Image], Pillow.Image]
) -> None:
    found = composed(saved(tmp_path, "a.png", LOWER), saved(tmp_path, "b.png", UPPER), blendMode=mode)
    expected = np.asarray(chop(Pillow.fromarray(LOWER), Pillow.fromarray(UPPER)))
    assert np.abs(found.astype(int) - expected).max() <= 3


def test_half_transparent_white_multiplied_changes_nothing(tmp_path: Path) -> None:
    white = np.full((60, 90, 3), 255, np.uint8)
    found = composed(saved(tmp_path, "a.png", LOWER), saved(tmp_path, "b.png", white), blendMode="multiply", opacity=50)
    assert np.array_equal(found, LOWER)


def test_transparent_pictures_lie_on_each_other_as_in_pillow(tmp_path: Path) -> None:
    alpha = RNG.integers(0, 256, (2, 60, 90, 1), dtype=np.uint8)
    lower, upper = np.dstack([LOWER, alpha[0]]), np.dstack([UPPER, alpha[1]])
    found = composed(saved(tmp_path, "a.png", lower), saved(tmp_path, "b.png", upper))
    expected = np.asarray(Pillow.alpha_composite(Pillow.fromarray(lower), Pillow.fromarray(upper)))
    strong = expected[..., 3] > 30
    assert np.abs(found[strong].astype(int) - expected[strong]).max() <= 4


def test_an_overlay_that_is_too_large_is_cut_off(tmp_path: Path) -> None:
    found = composed(saved(tmp_path, "a.png", LOWER[:30, :40]), saved(tmp_path, "b.png", UPPER), x=10, y=5)
    expected = LOWER[:30, :40].copy()
    expected[5:, 10:] = UPPER[:25, :30]
    assert np.array_equal(found, expected)


def test_an_overlay_outside_changes_nothing_and_says_so(tmp_path: Path) -> None:
    lower = saved(tmp_path, "a.png", LOWER)
    result = call("compose", lower, saved(tmp_path, "b.png", UPPER), x=90)
    assert np.array_equal(result.pixels.numpy(), LOWER)
    assert "outside" in result.warnings[0]


def test_an_opaque_picture_fades_evenly(tmp_path: Path) -> None:
    upper = np.full((60, 90, 3), (200, 100, 0), np.uint8)
    found = composed(saved(tmp_path, "a.png", LOWER), saved(tmp_path, "b.bmp", upper), opacity=30)
    assert np.abs(found - (LOWER * 0.7 + upper * 0.3)).max() <= 1.2


def test_negative_and_broken_places_are_refused() -> None:
    assert set(problems("compose", x=-1, y=0.5, opacity=101, blendMode="dodge")) == {"x", "y", "opacity", "blendMode"}
