"""The smart-crop tool against Pillow, and scenes whose subject is known."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image as Pillow
from PIL import ImageChops, ImageDraw

from ashim.imaging import Image, ImageLimits, encode, open_image
from tests.tools.using import apply

Array = npt.NDArray[Any]


def opened(folder: Path, picture: Pillow.Image, name: str = "a.png") -> Image:
    picture.save(folder / name)
    return open_image(folder / name, name, ImageLimits())


def scene(left: int, top: int) -> Pillow.Image:
    """Give a dull wide picture with one lively disc of 80 pixels."""
    picture = Pillow.linear_gradient("L").resize((900, 300)).point(lambda value: 90 + value // 16).convert("RGB")
    ImageDraw.Draw(picture).ellipse(
        (left, top, left + 80, top + 80), fill=(220, 120, 90), outline=(90, 20, 20), width=6
    )
    return picture


def orange(image: Image) -> int:
    pixels = image.pixels.numpy().astype(int)
    return int((pixels[..., 0] - pixels[..., 2] > 60).sum())


@pytest.mark.parametrize(
    ("strategy", "left", "padding"),
    [
        *(("attention", left, padding) for left in (60, 420, 760) for padding in (0, 40)),
        ("entropy", 60, 0),
        ("entropy", 760, 0),
    ],
)
def test_the_subject_is_kept_whole(tmp_path: Path, strategy: str, left: int, padding: int) -> None:
    image = opened(tmp_path, scene(left, 110))
    found = apply("smart-crop", image, width=300, height=300, strategy=strategy, padding=padding)
    assert (found.width, found.height) == (300, 300)
    assert orange(found) == orange(image)


def test_padding_leaves_room_around_the_subject(tmp_path: Path) -> None:
    image = opened(tmp_path, scene(420, 110))
    found = apply("smart-crop", image, width=300, height=300, padding=50).pixels.numpy().astype(int)
    columns = np.flatnonzero((found[..., 0] - found[..., 2] > 60).any(axis=0))
    assert columns[0] > 60
    assert columns[-1] < 240


def test_the_picture_is_scaled_to_cover(tmp_path: Path) -> None:
    picture = scene(60, 110)
    found = apply("smart-crop", opened(tmp_path, picture), width=450, height=150).pixels.numpy()
    expected = np.asarray(picture.resize((450, 150), Pillow.Resampling.LANCZOS))
    assert np.abs(found.astype(int) - expected).mean() < 1
    default = apply("smart-crop", opened(tmp_path, picture))
    assert (default.width, default.height) == (1080, 1080)


def framed(colour: tuple[int, ...], mode: str = "RGB") -> Pillow.Image:
    picture = Pillow.new(mode, (90, 70), colour)
    picture.paste(Pillow.effect_noise((40, 20), 60).convert(mode), (13, 29))
    return picture


def test_trim_cuts_where_pillow_does(tmp_path: Path) -> None:
    picture = framed((250, 250, 250))
    difference = ImageChops.difference(picture, Pillow.new("RGB", picture.size, (250, 250, 250)))
    box = difference.point(lambda value: 255 * (value > 30)).getbbox()
    found = apply("smart-crop", opened(tmp_path, picture), mode="trim").pixels.numpy()
    assert box is not None
    assert np.array_equal(found, np.asarray(picture.crop(box)))
    old = apply("smart-crop", opened(tmp_path, picture), mode="content").pixels.numpy()
    assert np.array_equal(old, found)


def test_trim_sees_transparent_borders_whatever_their_colour(tmp_path: Path) -> None:
    pixels = np.random.default_rng(3).integers(0, 256, (70, 90, 4), dtype=np.uint8)
    pixels[..., 3] = 0
    pixels[29:49, 13:53, 3] = 255
    found = apply("smart-crop", opened(tmp_path, Pillow.fromarray(pixels)), mode="trim", threshold=0).pixels.numpy()
    assert np.array_equal(found, pixels[29:49, 13:53])


def test_a_uniform_picture_stays(tmp_path: Path) -> None:
    image = opened(tmp_path, Pillow.new("RGB", (30, 20), "teal"))
    assert apply("smart-crop", image, mode="trim") == image


def test_trim_on_a_square(tmp_path: Path) -> None:
    picture = Pillow.new("RGB", (60, 40), "white")
    picture.paste((10, 20, 30), (10, 10, 50, 30))
    image = opened(tmp_path, picture)
    square = apply("smart-crop", image, mode="trim", padToSquare=True, padColor="#ff0000").pixels.numpy()
    expected = np.full((40, 40, 3), (255, 0, 0))
    expected[10:30] = (10, 20, 30)
    assert np.array_equal(square, expected)
    sized = apply("smart-crop", image, mode="trim", targetSize=100)
    assert (sized.width, sized.height) == (100, 100)
    assert sized.pixels(50, 24) == [255, 255, 255]
    assert sized.pixels(50, 50) == [10, 20, 30]


def test_without_a_detector_a_face_is_the_subject_and_that_is_said(tmp_path: Path) -> None:
    image = opened(tmp_path, scene(420, 110))
    found = apply("smart-crop", image, mode="face", width=300, height=300)
    subject = apply("smart-crop", image, width=300, height=300)
    assert np.array_equal(found.pixels.numpy(), subject.pixels.numpy())
    assert any("Faces cannot be detected" in warning for warning in found.warnings)


def test_quality_reaches_the_encoder(tmp_path: Path) -> None:
    image = opened(tmp_path, scene(420, 110), "a.jpg")
    sizes = [
        encode(apply("smart-crop", image, width=200, height=200, quality=quality), tmp_path / "out.jpg").bytes
        for quality in (20, 90)
    ]
    assert sizes[0] < sizes[1] / 2


def test_trim_keeps_what_any_frame_shows(tmp_path: Path) -> None:
    frames = [Pillow.new("RGB", (50, 40), "white") for _ in range(2)]
    frames[0].paste("red", (5, 10, 15, 20))
    frames[1].paste("blue", (30, 12, 45, 33))
    frames[0].save(tmp_path / "a.gif", save_all=True, append_images=frames[1:], duration=50)
    found = apply("smart-crop", open_image(tmp_path / "a.gif", "a.gif", ImageLimits()), mode="trim")
    assert (found.frames, found.width, found.height) == (2, 40, 23)
