"""Blending against the formulas of W3C's Compositing and Blending Level 1, computed with numpy."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import numpy as np
import numpy.typing as npt
import pytest
import pyvips
from PIL import Image as Pillow
from PIL import ImageCms

from ashim.imaging import BlendMode, Image, ImageLimits, lay, open_image
from ashim.imaging.readers.reader import from_array
from tests.profiles import display_p3

Array = npt.NDArray[Any]
RNG = np.random.default_rng(3)
BASE = RNG.integers(0, 256, (40, 60, 4), dtype=np.uint8)
LAYER = RNG.integers(0, 256, (20, 30, 4), dtype=np.uint8)


def soft_light(below: Array, above: Array) -> Array:
    dark = ((16 * below - 12) * below + 4) * below
    light = np.where(below <= 0.25, dark, np.sqrt(below))
    darker, lighter = below - (1 - 2 * above) * below * (1 - below), below + (2 * above - 1) * (light - below)
    return np.asarray(np.where(above <= 0.5, darker, lighter))


def hard_light(below: Array, above: Array) -> Array:
    return np.asarray(np.where(above <= 0.5, 2 * below * above, 1 - 2 * (1 - below) * (1 - above)))


MODES: dict[str, Callable[[Array, Array], Array]] = {
    "over": lambda _, above: above,
    "multiply": lambda below, above: below * above,
    "screen": lambda below, above: below + above - below * above,
    "overlay": lambda below, above: hard_light(above, below),
    "darken": np.minimum,
    "lighten": np.maximum,
    "hard-light": hard_light,
    "soft-light": soft_light,
    "difference": lambda below, above: np.abs(below - above),
    "exclusion": lambda below, above: below + above - 2 * below * above,
}


def expected(base: Array, layer: Array, mode: str, opacity: float, most: int = 255) -> Array:
    """Blend pictures of one size with alpha; codes from 0 to `most`."""
    below, above = base / most, layer / most
    colour, top = below[..., :-1], above[..., :-1]
    under, cover = below[..., -1:], above[..., -1:] * opacity
    mixed = (1 - under) * top + under * MODES[mode](colour, top)
    alpha = cover + under * (1 - cover)
    result = cover * mixed + (1 - cover) * under * colour
    result = np.divide(result, alpha, out=np.zeros_like(result), where=alpha > 0)
    return np.concatenate([result, alpha], axis=2) * most


def image(pixels: Array) -> Image:
    return Image.new(from_array(pixels))


def values(image: Image) -> Array:
    found: Array = image.pixels.numpy()
    return found


def test_all_modes_are_known() -> None:
    assert set(get_args(BlendMode)) == set(MODES)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("opacity", [1, 0.4])
@pytest.mark.parametrize("alpha", [False, True])
@pytest.mark.parametrize("deep", [False, True])
def test_every_mode_follows_its_formula(mode: Any, opacity: float, alpha: bool, deep: bool) -> None:
    base = BASE if alpha else BASE[..., :3]
    factor = 257 if deep else 1
    stored = (base.astype(int) * factor).astype(np.uint16 if deep else np.uint8)
    found = values(lay(image(stored), from_array(LAYER), 7, 11, opacity=opacity, mode=mode))
    opaque = base if alpha else np.dstack([base, np.full(base.shape[:2], 255, np.uint8)])
    wanted = base.astype(float)
    part = expected(opaque[11:31, 7:37].astype(float), LAYER.astype(float), mode, opacity)
    # The faded alpha is a whole number in 8 bits.
    wanted[11:31, 7:37] = part[..., : base.shape[2]]
    seen = opaque[..., 3:] > 12 if alpha else np.ones((40, 60, 1), dtype=bool)
    error = np.abs(found / factor - wanted) * seen
    # Where little covers, colours are coarse; two steps of alpha are all that rounding may cost elsewhere.
    assert error.max() <= 4, error.max()
    assert error.mean() < 0.3
    outside = np.ones((40, 60), dtype=bool)
    outside[11:31, 7:37] = False
    assert np.array_equal(found[outside], stored[outside])


def test_pixels_under_a_clear_part_stay_as_they_are() -> None:
    layer = LAYER.copy()
    layer[:10, :, 3] = 0
    for base in (BASE, BASE[..., :3]):
        for mode in get_args(BlendMode):
            found = values(lay(image(base), from_array(layer), 0, 0, mode=mode))
            assert np.array_equal(found[:10, :30], base[:10, :30]), mode


@pytest.mark.parametrize(("left", "top"), [(-10, -5), (45, 30), (-10, 30), (0, 0)])
def test_what_hangs_over_is_cut_off(left: int, top: int) -> None:
    opaque = LAYER.copy()
    opaque[..., 3] = 255
    canvas = Pillow.fromarray(BASE[..., :3])
    canvas.paste(Pillow.fromarray(opaque[..., :3]), (left, top))
    assert np.array_equal(values(lay(image(BASE[..., :3]), from_array(opaque), left, top)), np.asarray(canvas))


def test_a_layer_that_is_not_seen_changes_nothing() -> None:
    base = image(BASE)
    for left, top in ((60, 0), (0, 40), (-30, 0), (0, -20)):
        assert lay(base, from_array(LAYER), left, top) is base
    assert lay(base, from_array(LAYER), 0, 0, opacity=0) is base


def test_grey_stays_grey_unless_the_layer_has_a_colour() -> None:
    grey = image(BASE[..., 0])
    neutral = LAYER.copy()
    neutral[..., 1] = neutral[..., 2] = neutral[..., 0]
    found = lay(grey, from_array(neutral), 5, 5)
    assert found.pixels.bands == 1
    cover = neutral[..., 3] / 255
    wanted = neutral[..., 0] * cover + BASE[5:25, 5:35, 0] * (1 - cover)
    assert np.abs(values(found)[5:25, 5:35] - wanted).max() <= 1
    assert lay(grey, from_array(LAYER), 5, 5).pixels.interpretation == "srgb"


def test_the_layer_is_brought_into_the_colour_space_of_the_image(tmp_path: Path) -> None:
    profile = display_p3()
    Pillow.fromarray(BASE[..., :3]).save(tmp_path / "p3.png", icc_profile=profile)
    base = open_image(tmp_path / "p3.png", "p3.png", ImageLimits())
    flat = np.full((20, 30, 3), (230, 60, 20), np.uint8)
    found = lay(base, from_array(flat), 0, 0)
    assert bytes(found.pixels.get("icc-profile-data")) == profile
    (tmp_path / "p3.icc").write_bytes(profile)
    wanted = ImageCms.profileToProfile(Pillow.fromarray(flat), ImageCms.createProfile("sRGB"), str(tmp_path / "p3.icc"))
    assert wanted is not None
    assert np.abs(values(found)[:20, :30].astype(int) - np.asarray(wanted)).max() <= 2
    assert np.array_equal(values(found)[20:], BASE[20:, :, :3])


def test_a_layer_with_a_profile_looks_the_same_on_srgb(tmp_path: Path) -> None:
    flat = np.full((20, 30, 3), (200, 90, 60), np.uint8)
    Pillow.fromarray(flat).save(tmp_path / "p3.png", icc_profile=display_p3())
    layer = open_image(tmp_path / "p3.png", "p3.png", ImageLimits())
    found = values(lay(image(BASE[..., :3]), layer.pixels, 0, 0))[:20, :30]
    (tmp_path / "p3.icc").write_bytes(display_p3())
    wanted = ImageCms.profileToProfile(Pillow.fromarray(flat), str(tmp_path / "p3.icc"), ImageCms.createProfile("sRGB"))
    assert wanted is not None
    assert np.abs(found.astype(int) - np.asarray(wanted)).max() <= 2


def test_every_frame_is_covered(tmp_path: Path) -> None:
    frames = [Pillow.new("RGB", (40, 30), colour) for colour in ("red", "lime", "blue")]
    frames[0].save(tmp_path / "a.webp", save_all=True, append_images=frames[1:], duration=70, lossless=True)
    animated = open_image(tmp_path / "a.webp", "a.webp", ImageLimits())
    layer = pyvips.Image.black(10, 10, bands=3).copy(interpretation="srgb")
    found = lay(animated, layer.cast("uchar"), 35, 25)
    assert found.frames == 3
    for frame, before in zip(np.split(values(found), 3), np.split(values(animated), 3), strict=True):
        wanted = before[..., :3].copy()
        wanted[25:, 35:] = 0
        assert np.array_equal(frame[..., :3], wanted)
