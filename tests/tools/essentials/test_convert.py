from pathlib import Path

import numpy as np
import pillow_heif
import pytest
from PIL import Image as Pillow

from ashim.imaging import encode, output_extension
from tests.corpus import Sample, noise
from tests.imaging.reading import opened, values, written
from tests.tools.using import apply, problems


@pytest.mark.parametrize(
    ("format", "quality", "kept"),
    [
        ("jpg", 80, "JPEG"),
        ("png", None, "PNG"),
        ("webp", 80, "WEBP"),
        ("avif", 50, "AVIF"),
        ("tiff", None, "TIFF"),
        ("gif", None, "GIF"),
        ("heic", 80, "HEIF"),
        ("heif", 80, "HEIF"),
    ],
)
def test_every_format_with_its_default_quality(
    corpus: dict[str, Sample], tmp_path: Path, format: str, quality: float | None, kept: str
) -> None:
    pillow_heif.register_heif_opener()
    result = apply("convert", opened(corpus["rgb.png"]), format=format)
    assert output_extension(result) == f".{format}"
    encoded = encode(result, tmp_path / f"a.{format}")
    assert encoded.quality == quality
    with Pillow.open(tmp_path / f"a.{format}") as picture:
        assert picture.format == kept


def test_png_to_tiff_keeps_every_pixel(corpus: dict[str, Sample], tmp_path: Path) -> None:
    _, pixels = written(apply("convert", opened(corpus["rgb.png"]), format="tiff"), tmp_path / "a.tiff")
    assert np.array_equal(pixels, noise(37, 23))


def test_a_quality_is_obeyed(corpus: dict[str, Sample], tmp_path: Path) -> None:
    assert (
        encode(apply("convert", opened(corpus["rgb.png"]), format="jpg", quality=31.5), tmp_path / "a").quality == 31.5
    )


def test_drawings_are_drawn_at_300_dpi(corpus: dict[str, Sample]) -> None:
    result = apply("convert", opened(corpus["drawing.svg"]), format="png")
    assert (result.width, result.height) == (167, 125)
    assert set(values(result)[60, 75:83, 3].tolist()) == {255}


def test_formats_that_cannot_be_written_are_refused_with_those_that_can() -> None:
    assert problems("convert") == {"format": "is required"}
    assert problems("convert", format="jxl") == {
        "format": "must be one of jpg, png, webp, avif, tiff, gif, heic, heif; not 'jxl'"
    }
    assert problems("convert", format="jpg", quality=101) == {"quality": "must be at most 100"}
