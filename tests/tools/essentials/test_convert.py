from pathlib import Path

import numpy as np
import pillow_heif
import pytest
from PIL import Image as Pillow

from ashim.imaging import FORMATS, encode, output_extension, read_facts
from tests.corpus import Sample, noise
from tests.imaging.reading import LIMITS, opened, values, written
from tests.tools.using import REGISTRY, apply, problems


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
        ("jxl", 75, "JXL"),
        ("bmp", None, "BMP"),
        ("ico", None, "ICO"),
        ("jp2", 80, "JPEG2000"),
        ("qoi", None, "QOI"),
        ("psd", None, "PSD"),
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
    assert problems("convert", format="tga") == {
        "format": "must be one of jpg, png, webp, avif, tiff, gif, heic, heif, jxl, bmp, ico, jp2, qoi, psd, exr, hdr; "
        "not 'tga'"
    }
    assert problems("convert", format="jpg", quality=101) == {"quality": "must be at most 100"}


@pytest.mark.parametrize("source", FORMATS)
def test_any_format_becomes_any_other_or_says_why_not(corpus: dict[str, Sample], tmp_path: Path, source: str) -> None:
    sample = next(each for each in corpus.values() if each.format == source and each.reason is None)
    convert = REGISTRY.get("convert")
    assert convert is not None
    targets = convert.schema()["properties"]["format"]["enum"]
    assert len(targets) == 16
    for target in targets:
        path = tmp_path / f"a.{target}"
        result = apply("convert", opened(sample), format=target)
        encoded = encode(result, path)
        facts = read_facts(path, path.name, LIMITS)
        assert (facts.width, facts.height) == (result.width, result.height), target
        assert facts.alpha or not (sample.alpha and FORMATS[encoded.format].alpha), target
        assert sample.depth <= FORMATS[encoded.format].max_depth or "depth" in " ".join(encoded.warnings), target
