from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from ashim.imaging import ImageLimits, encode, open_image, output_format
from tests.corpus import Sample, noise, texture, with_holes
from tests.imaging.reading import opened, opened_array, written
from tests.tools.using import apply, problems


@pytest.mark.parametrize(
    ("name", "format_id"),
    [
        ("odd.jpg", "jpeg"),
        ("rgb.png", "png"),
        ("clear.webp", "webp"),
        ("clear.avif", "avif"),
        ("deep.tiff", "tiff"),
        ("still.gif", "gif"),
        ("phone.heic", "heif"),
        ("plain.bmp", "png"),
    ],
)
def test_the_format_stays_where_it_can_be_written(corpus: dict[str, Sample], name: str, format_id: str) -> None:
    assert output_format(apply("compress", opened(corpus[name]))).id == format_id


@pytest.mark.parametrize(
    ("settings", "quality", "budget"),
    [
        ({}, 80, None),
        ({"quality": 40}, 40, None),
        ({"mode": "targetSize"}, 80, None),
        ({"mode": "targetSize", "quality": 40}, 40, None),
        ({"mode": "targetSize", "targetSizeKb": 1.5, "quality": 40}, None, 1536),
        ({"mode": "quality", "targetSizeKb": 2}, 80, None),
    ],
)
def test_modes(
    corpus: dict[str, Sample], settings: dict[str, object], quality: float | None, budget: int | None
) -> None:
    intent = apply("compress", opened(corpus["odd.jpg"]), **settings).intent
    assert (intent.quality, intent.target_bytes) == (quality, budget)


def test_png_is_packed_tighter_without_losing_a_pixel(tmp_path: Path) -> None:
    source = with_holes(texture(120, 90))
    image = opened_array(tmp_path, source)
    before = (tmp_path / "array.png").stat().st_size
    encoded, pixels = written(apply("compress", image, quality=10), tmp_path / "a.png")
    assert np.array_equal(pixels, source)
    assert encoded.bytes <= before


def test_a_target_size_is_met_without_degrading_first(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    Pillow.fromarray(texture(400, 300)).save(path, quality=97)
    image = open_image(path, path.name, ImageLimits(), sequential=True)
    encoded = encode(apply("compress", image, mode="targetSize", targetSizeKb=30), tmp_path / "a.jpg")
    assert 30 * 1024 * 0.95 <= encoded.bytes <= 30 * 1024


@pytest.mark.parametrize(("settings", "wanted"), [({}, 80), ({"visualQuality": 60}, 60)])
def test_a_visual_quality_can_be_aimed_at(
    corpus: dict[str, Sample], settings: dict[str, object], wanted: float
) -> None:
    intent = apply("compress", opened(corpus["odd.jpg"]), mode="visualQuality", quality=20, **settings).intent
    assert (intent.visual_quality, intent.quality, intent.target_bytes) == (wanted, None, None)


def test_a_target_size_leaves_the_dimensions_alone_if_asked(tmp_path: Path) -> None:
    image = opened_array(tmp_path, texture(200, 150))
    small = apply("compress", image, mode="targetSize", targetSizeKb=3)
    fixed = apply("compress", image, mode="targetSize", targetSizeKb=3, allowScaling=False)
    assert encode(small, tmp_path / "a.png").width < 200
    assert encode(fixed, tmp_path / "b.png").width == 200


def test_after_another_tool_the_new_pixels_are_compressed(corpus: dict[str, Sample], tmp_path: Path) -> None:
    image = apply("crop", opened(corpus["rgb.png"]), left=0, top=0, width=10, height=10)
    _, pixels = written(apply("compress", image), tmp_path / "a.png")
    assert np.array_equal(pixels, noise(37, 23)[:10, :10])


def test_settings_name_what_is_wrong() -> None:
    assert problems("compress", mode="size", quality=0, targetSizeKb=0) == {
        "mode": "must be one of quality, targetSize, visualQuality; not 'size'",
        "quality": "must be at least 1",
        "targetSizeKb": "must be greater than 0",
    }
