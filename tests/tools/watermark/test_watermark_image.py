"""The image watermark against Pillow's resampling and pasting."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image as Pillow
from PIL import ImageDraw

from ashim.imaging import Image, ImageLimits, encode, open_image
from tests.tools.using import call

Array = npt.NDArray[Any]
NOISE = np.random.default_rng(4).integers(0, 256, (400, 600, 3), dtype=np.uint8)


def saved(folder: Path, name: str, picture: Pillow.Image, **options: Any) -> Image:
    picture.save(folder / name, **options)
    return open_image(folder / name, name, ImageLimits())


def disc(size: int = 300) -> Pillow.Image:
    """Give a red disc on a transparent ground."""
    logo = Pillow.new("RGBA", (size, size))
    ImageDraw.Draw(logo).ellipse((0, 0, size - 1, size - 1), fill=(220, 30, 40, 255))
    return logo


def marked(image: Image, logo: Image, **settings: object) -> Array:
    found: Array = call("watermark-image", image, logo, **settings).pixels.numpy()
    return found


@pytest.mark.parametrize(
    ("position", "corner"),
    [
        ("top-left", (20, 20)),
        ("top-right", (430, 20)),
        ("bottom-left", (20, 230)),
        ("bottom-right", (430, 230)),
        ("center", (225, 125)),
    ],
)
def test_the_logo_is_scaled_faded_and_placed(tmp_path: Path, position: str, corner: tuple[int, int]) -> None:
    found = marked(
        saved(tmp_path, "a.png", Pillow.fromarray(NOISE)), saved(tmp_path, "logo.png", disc()), position=position
    )
    small = disc().resize((150, 150), Pillow.Resampling.LANCZOS)
    expected = Pillow.fromarray(NOISE)
    expected.paste(small.convert("RGB"), corner, mask=small.getchannel("A").point([i // 2 for i in range(256)]))
    error = np.abs(found.astype(int) - np.asarray(expected))
    assert error.max() < 16
    assert error.mean() < 0.1


def test_a_logo_without_alpha_fades_and_does_not_darken(tmp_path: Path) -> None:
    image = saved(tmp_path, "a.png", Pillow.new("RGB", (400, 300), "white"))
    logo = saved(tmp_path, "logo.jpg", Pillow.new("RGB", (100, 50), (200, 100, 0)), quality=100)
    found = marked(image, logo, position="center", opacity=25, scale=50)
    assert np.abs(found[150, 200].astype(int) - (241, 216, 191)).max() <= 2


@pytest.mark.parametrize(("size", "expected"), [((50, 400), (38, 300)), ((400, 10), (400, 10))])
def test_a_large_logo_is_scaled_to_fit(tmp_path: Path, size: tuple[int, int], expected: tuple[int, int]) -> None:
    image = saved(tmp_path, "a.png", Pillow.new("RGB", (400, 300), "white"))
    logo = saved(tmp_path, "logo.png", Pillow.new("RGB", size, "black"))
    found = marked(image, logo, scale=100, opacity=100)[..., 0] < 128
    assert (int(found.any(axis=0).sum()), int(found.any(axis=1).sum())) == expected


def test_a_nearly_full_size_logo_is_not_cut_off(tmp_path: Path) -> None:
    image = saved(tmp_path, "a.png", Pillow.new("RGB", (200, 200), "white"))
    logo = saved(tmp_path, "logo.png", Pillow.new("RGB", (100, 100), "black"))
    for position in ("top-left", "bottom-right"):
        found = marked(image, logo, scale=95, opacity=100, position=position)[..., 0] < 128
        assert found.sum() == 190 * 190


def test_deep_pictures_and_animations_keep_their_kind(tmp_path: Path) -> None:
    deep = saved(tmp_path, "deep.png", Pillow.fromarray(np.full((60, 80), 30_000, np.uint16)))
    logo = saved(tmp_path, "logo.png", disc())
    found = marked(deep, logo, opacity=100)
    assert found.dtype == np.uint16
    assert found.shape == (60, 80, 3)
    frames = [Pillow.new("RGB", (90, 60), colour) for colour in ("red", "lime", "blue")]
    animated = saved(tmp_path, "a.webp", frames[0], save_all=True, append_images=frames[1:], duration=50)
    result = call("watermark-image", animated, saved(tmp_path, "m.gif", frames[0], save_all=True), opacity=100)
    encoded = encode(result, tmp_path / "out.webp")
    assert (encoded.frames, encoded.format, encoded.warnings) == (3, "webp", ())
    moving = saved(tmp_path, "n.gif", frames[0], save_all=True, append_images=frames[1:], duration=50)
    assert "first frame" in call("watermark-image", animated, moving).warnings[0]
