from dataclasses import replace
from pathlib import Path

import numpy as np
import pillow_heif
import pytest
from PIL import Image as Pillow

from ashim.imaging import FORMATS, choose_format, encode, output_extension, read_facts
from tests.corpus import Sample, noise, texture
from tests.imaging.reading import LIMITS, opened, opened_array, psnr, values, written
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


def test_the_effort_of_a_jpeg(tmp_path: Path) -> None:
    image = opened_array(tmp_path, texture(1200, 900))
    sizes = [
        encode(apply("convert", image, format="jpg", effort=effort), tmp_path / "a.jpg").bytes
        for effort in ("turbo", "usual", "small")
    ]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[2] < sizes[0] * 0.95


@pytest.mark.parametrize("name", ["rgb.png", "rgba.png", "grey.png", "grey-alpha.png", "deep-alpha.png"])
def test_a_palette_only_when_asked(corpus: dict[str, Sample], tmp_path: Path, name: str) -> None:
    encoded = encode(apply("convert", opened(corpus[name]), format="png", palette=True), tmp_path / "a.png")
    assert "a palette holds 256" in encoded.warnings[0]
    with Pillow.open(tmp_path / "a.png") as picture, Pillow.open(corpus[name].path) as source:
        assert picture.mode in ("P", "L")
        found, given = (np.asarray(each.convert("RGBA")) for each in (picture, source))
        assert len(np.unique(found.reshape(-1, 4), axis=0)) <= 256
        seen = given[..., 3] > 0
        assert psnr(found[seen], given[seen]) > 28
    encode(apply("convert", opened(corpus[name]), format="png"), tmp_path / "b.png")
    with Pillow.open(tmp_path / "b.png") as picture:
        assert picture.mode != "P"


def test_auto_is_the_smallest_that_looks_as_good(tmp_path: Path) -> None:
    photo = texture(300, 200)
    drawing = np.zeros((200, 300, 3), np.uint8)
    drawing[50:90, 40:200] = (200, 30, 30)
    for source in (photo, drawing):
        image = opened_array(tmp_path, source)
        chosen = choose_format(apply("convert", image, format="auto"), tmp_path)
        smallest = encode(chosen, tmp_path / "a")
        assert output_extension(chosen) == FORMATS[smallest.format].extensions[0]
        assert (smallest.score or 0) >= 80
        for other in ("avif", "webp", "jpeg", "png"):
            wanted = replace(chosen.intent, format=other)
            assert encode(image.with_intent(wanted), tmp_path / "b").bytes >= smallest.bytes


def test_drawings_are_drawn_at_300_dpi(corpus: dict[str, Sample]) -> None:
    result = apply("convert", opened(corpus["drawing.svg"]), format="png")
    assert (result.width, result.height) == (167, 125)
    assert set(values(result)[60, 75:83, 3].tolist()) == {255}


def test_formats_that_cannot_be_written_are_refused_with_those_that_can() -> None:
    assert problems("convert") == {"format": "is required"}
    assert problems("convert", format="tga") == {
        "format": "must be one of jpg, png, webp, avif, tiff, gif, heic, heif, jxl, bmp, ico, jp2, qoi, psd, exr, hdr, "
        "auto; not 'tga'"
    }
    assert problems("convert", format="jpg", quality=101) == {"quality": "must be at most 100"}


@pytest.mark.parametrize("source", FORMATS)
def test_any_format_becomes_any_other_or_says_why_not(corpus: dict[str, Sample], tmp_path: Path, source: str) -> None:
    sample = next(each for each in corpus.values() if each.format == source and each.reason is None)
    convert = REGISTRY.get("convert")
    assert convert is not None
    targets = convert.schema()["properties"]["format"]["enum"]
    assert len(targets) == 17
    for target in targets:
        result = choose_format(apply("convert", opened(sample), format=target), tmp_path)
        path = tmp_path / f"a{output_extension(result)}"
        encoded = encode(result, path)
        facts = read_facts(path, path.name, LIMITS)
        assert (facts.width, facts.height) == (result.width, result.height), target
        assert facts.alpha or not (sample.alpha and FORMATS[encoded.format].alpha), target
        assert sample.depth <= FORMATS[encoded.format].max_depth or "depth" in " ".join(encoded.warnings), target
