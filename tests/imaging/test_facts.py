import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from ashim.imaging import ImageLimits, InvalidImageError, open_image, read_facts, sniff
from tests.corpus import Sample, png_file

LIMITS = ImageLimits()


def test_facts_are_those_of_the_writer(corpus: dict[str, Sample]) -> None:
    for sample in (each for each in corpus.values() if each.reason is None):
        facts = read_facts(sample.path, sample.name, LIMITS)
        found = (facts.format, facts.width, facts.height, facts.frames, facts.alpha, facts.depth, facts.colours)
        said = (sample.format, sample.width, sample.height, sample.frames, sample.alpha, sample.depth, sample.colours)
        assert found == said, sample.name
        assert facts.profile == (sample.profile is not None), sample.name
        assert facts.bytes == sample.path.stat().st_size


def test_image_has_the_facts_of_the_header(corpus: dict[str, Sample]) -> None:
    for sample in (each for each in corpus.values() if each.reason is None):
        image = open_image(sample.path, sample.name, LIMITS)
        assert (image.width, image.height, image.frames) == (sample.width, sample.height, sample.frames), sample.name
        assert image.has_alpha == sample.alpha, sample.name
        assert image.source == read_facts(sample.path, sample.name, LIMITS)


def test_the_format_is_told_by_content_not_by_name(corpus: dict[str, Sample]) -> None:
    assert sniff(corpus["really-a-png.jpg"].path, "really-a-png.jpg").id == "png"


@pytest.mark.parametrize(
    ("limits", "name", "words"),
    [
        (ImageLimits(max_pixels=36 * 23), "rgb.png", "exceeds maximum size"),
        (ImageLimits(max_pixels=36 * 23), "phone.heic", "exceeds maximum size"),
        (ImageLimits(max_pixels=36 * 23), "plain.bmp", "exceeds maximum size"),
        (ImageLimits(max_pixels=47 * 47), "icon.ico", "exceeds maximum size"),
        (ImageLimits(max_pixels=39 * 30), "drawing.svg", "exceeds maximum size"),
        (ImageLimits(max_frames=3), "animated.gif", "4 frames (limit: 3)"),
        (ImageLimits(max_frames=3), "animated.webp", "4 frames (limit: 3)"),
        (ImageLimits(max_svg_bytes=50), "drawing.svg", "SVG exceeds maximum size"),
        (ImageLimits(max_svg_bytes=50), "drawing.svgz", "SVG exceeds maximum size"),
    ],
)
def test_limits_are_checked_on_the_header(
    corpus: dict[str, Sample], limits: ImageLimits, name: str, words: str
) -> None:
    with pytest.raises(InvalidImageError) as caught:
        open_image(corpus[name].path, name, limits)
    assert words in str(caught.value)


def test_frames_have_a_budget_of_their_own(corpus: dict[str, Sample]) -> None:
    assert read_facts(corpus["animated.gif"].path, "a.gif", ImageLimits(max_pixels=280)).frames == 4
    with pytest.raises(InvalidImageError, match="in 1000 frames"):
        ImageLimits(max_pixels=280).check_source(20, 14, 1000)


def test_zero_means_no_limit(corpus: dict[str, Sample]) -> None:
    unlimited = ImageLimits(max_pixels=0, max_frames=0, max_svg_bytes=0)
    assert read_facts(corpus["drawing.svgz"].path, "drawing.svgz", unlimited).width == 40
    assert read_facts(corpus["bomb.png"].path, "bomb.png", unlimited).width == 50_000


# The tightest that each format packs: a plain picture, with the options that make it smallest.
TIGHTEST: tuple[tuple[str, str, dict[str, object]], ...] = (
    ("1", "PNG", {"compress_level": 9}),
    ("L", "PNG", {"compress_level": 9}),
    ("RGB", "PNG", {"compress_level": 9}),
    ("L", "JPEG", {"quality": 1, "optimize": True, "progressive": True}),
    ("RGB", "JPEG", {"quality": 1, "optimize": True, "progressive": True}),
    ("L", "TGA", {"compression": "tga_rle"}),
    ("P", "TGA", {"compression": "tga_rle"}),
    ("RGB", "DDS", {"pixel_format": "DXT1"}),
    ("RGB", "QOI", {}),
    ("1", "GIF", {}),
    ("1", "TIFF", {"compression": "group4"}),
    ("RGB", "WEBP", {"lossless": True}),
    ("RGB", "JPEG2000", {}),
    ("RGB", "AVIF", {}),
)


@pytest.mark.parametrize(("mode", "format_name", "options"), TIGHTEST)
def test_plain_pictures_are_no_lies(tmp_path: Path, mode: str, format_name: str, options: dict[str, object]) -> None:
    path = tmp_path / f"plain.{format_name.lower()}"
    Image.new(mode, (3000, 2000)).save(path, format_name, **options)
    assert read_facts(path, path.name, ImageLimits()).width == 3000


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.qoi", "a.tga", "a.dds"])
def test_a_header_that_claims_more_than_the_file_can_hold_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    Image.new("RGB", (16, 16)).save(path)
    side = struct.pack(">H", 9000), struct.pack("<H", 9000)
    big, little = (b"\0\0" + side[0]) * 2, (side[1] + b"\0\0") * 2
    data = path.read_bytes()
    if name == "a.png":
        data = png_file(struct.pack(">IIBBBBB", 9000, 9000, 8, 2, 0, 0, 0), zlib.compress(bytes(999)))
    elif name == "a.jpg":
        start = data.index(b"\xff\xc0") + 5
        data = data[:start] + side[0] * 2 + data[start + 4 :]
    else:
        start, sides = {"a.qoi": (4, big), "a.tga": (12, side[1] * 2), "a.dds": (12, little)}[name]
        data = data[:start] + sides + data[start + len(sides) :]
    path.write_bytes(data)
    with pytest.raises(InvalidImageError, match="bytes cannot hold the 9000x9000 pixels"):
        read_facts(path, path.name, ImageLimits())
