"""The border tool against numpy, Pillow and scipy."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image as Pillow
from PIL import ImageDraw
from scipy.ndimage import gaussian_filter

from ashim.imaging import Image, ImageLimits, encode, open_image
from tests.tools.using import apply

PIXELS = np.random.default_rng(2).integers(0, 256, (40, 60, 3), dtype=np.uint8)


def saved(folder: Path, name: str, pixels: npt.NDArray[Any] = PIXELS, **options: Any) -> Image:
    Pillow.fromarray(pixels).save(folder / name, **options)
    return open_image(folder / name, name, ImageLimits())


def framed(image: Image, **settings: object) -> npt.NDArray[np.uint8]:
    found: npt.NDArray[np.uint8] = apply("border", image, **settings).pixels.numpy()
    return found


def test_padding_lies_between_picture_and_border(tmp_path: Path) -> None:
    found = framed(saved(tmp_path, "a.png"), borderWidth=7, borderColor="#102030", padding=4, paddingColor="#fefdfc")
    expected = np.pad(PIXELS, ((11, 11), (11, 11), (0, 0)))
    expected[:] = (0x10, 0x20, 0x30)
    expected[7:-7, 7:-7] = (0xFE, 0xFD, 0xFC)
    expected[11:-11, 11:-11] = PIXELS
    assert np.array_equal(found, expected)


def test_the_defaults_draw_a_black_border_of_ten_pixels(tmp_path: Path) -> None:
    assert np.array_equal(framed(saved(tmp_path, "a.png")), np.pad(PIXELS, ((10, 10), (10, 10), (0, 0))))


def test_corners_are_those_of_a_circle(tmp_path: Path) -> None:
    found = framed(saved(tmp_path, "a.png"), borderWidth=0, cornerRadius=15)
    # Pillow draws without smoothing: eight times larger and averaged, it does the same.
    large = Pillow.new("L", (480, 320))
    ImageDraw.Draw(large).rounded_rectangle((0, 0, 479, 319), radius=120, fill=255)
    expected = np.asarray(large).reshape(40, 8, 60, 8).mean(axis=(1, 3))
    assert np.abs(found[..., 3] - expected).max() < 14
    assert np.array_equal(found[..., :3], PIXELS)


def test_a_radius_is_at_most_half_the_side(tmp_path: Path) -> None:
    image = saved(tmp_path, "a.png")
    assert np.array_equal(
        framed(image, borderWidth=0, cornerRadius=2000), framed(image, borderWidth=0, cornerRadius=20)
    )


@pytest.mark.parametrize(("dx", "dy"), [(0, 5), (-30, 0), (40, -50)])
def test_the_shadow_is_the_blurred_silhouette(tmp_path: Path, dx: int, dy: int) -> None:
    sigma, opacity = 6, 0.5
    found = framed(
        saved(tmp_path, "a.png"),
        borderWidth=0,
        shadow=True,
        shadowBlur=sigma,
        shadowOffsetX=dx,
        shadowOffsetY=dy,
        shadowColor="#204060",
        shadowOpacity=100 * opacity,
    )
    left, right, top, bottom = max(0, 12 - dx), max(0, 12 + dx), max(0, 12 - dy), max(0, 12 + dy)
    assert found.shape == (40 + top + bottom, 60 + left + right, 4)
    assert np.array_equal(found[top : top + 40, left : left + 60, :3], PIXELS)
    shape = np.zeros(found.shape[:2])
    shape[top + dy : top + dy + 40, left + dx : left + dx + 60] = 255
    shade = gaussian_filter(shape, sigma, mode="nearest", truncate=4) * opacity
    outside = np.ones(shape.shape, dtype=bool)
    outside[top : top + 40, left : left + 60] = False
    assert np.abs(found[..., 3][outside] - shade[outside]).max() < 4
    strong = outside & (found[..., 3] > 40)
    assert (np.abs(found[strong][:, :3].astype(int) - (0x20, 0x40, 0x60)).max(axis=0) <= 3).all()


@pytest.mark.parametrize(
    ("name", "settings", "format"),
    [
        ("a.jpg", {}, "jpeg"),
        ("a.jpg", {"cornerRadius": 9}, "png"),
        ("a.webp", {"shadow": True}, "webp"),
        ("a.gif", {"shadow": True}, "png"),
        ("a.tiff", {"cornerRadius": 9}, "tiff"),
    ],
)
def test_the_format_changes_only_for_want_of_transparency(
    tmp_path: Path, name: str, settings: dict[str, object], format: str
) -> None:
    result = encode(apply("border", saved(tmp_path, name), **settings), tmp_path / "out")
    assert result.format == format


def test_animations_stay_animated(tmp_path: Path) -> None:
    frames = [Pillow.new("RGB", (20, 20), colour) for colour in ("red", "lime", "blue")]
    frames[0].save(tmp_path / "a.gif", save_all=True, append_images=frames[1:], duration=[50, 60, 70])
    image = open_image(tmp_path / "a.gif", "a.gif", ImageLimits())
    plain = encode(apply("border", image, borderWidth=3), tmp_path / "plain.gif")
    assert (plain.format, plain.frames, plain.width) == ("gif", 3, 26)
    soft = encode(apply("border", image, shadow=True), tmp_path / "soft.webp")
    assert (soft.format, soft.frames) == ("webp", 3)
