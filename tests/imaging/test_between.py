"""Qualities between the whole ones."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow
from skimage import data

from ashim.imaging import FORMATS, OutputIntent, encode, open_image
from ashim.imaging.encoders import between
from ashim.imaging.vips import Pixels
from tests.corpus import Array, Sample, noise, png_bytes, texture, with_holes
from tests.imaging.reading import LIMITS, opened, opened_array
from tests.profiles import display_p3

PHOTO: Array = data.astronaut()[100:400, 60:460]


def at_quality(pixels: Pixels, format_id: str, quality: float) -> bytes:
    return between.encode(FORMATS[format_id], pixels, quality, False, tables=True, webp_effort=4)


@pytest.mark.parametrize("quality", [20, 75, 96])
@pytest.mark.parametrize("format_id", ["jpeg", "webp", "avif"])
def test_whole_qualities_are_those_of_libvips(tmp_path: Path, format_id: str, quality: int) -> None:
    pixels = opened_array(tmp_path, PHOTO).pixels
    kept = {"keep": "none", "Q": quality}
    theirs: bytes = {
        "jpeg": lambda: pixels.jpegsave_buffer(subsample_mode="on", optimize_coding=True, **kept),
        "webp": lambda: pixels.webpsave_buffer(effort=4, **kept),
        "avif": lambda: pixels.heifsave_buffer(compression="av1", effort=3, subsample_mode="off", bitdepth=8, **kept),
    }[format_id]()
    ours = at_quality(pixels, format_id, quality)
    first, second = (np.asarray(Pillow.open(io.BytesIO(each)).convert("RGB")).astype(int) for each in (ours, theirs))
    assert len(ours) == pytest.approx(len(theirs), rel=0.02)
    if format_id == "avif":
        # The colours are converted with another rounding before they are encoded.
        assert np.abs(first - PHOTO).mean() == pytest.approx(np.abs(second - PHOTO).mean(), rel=0.1)
    else:
        assert np.abs(first - second).max() <= 2


@pytest.mark.parametrize(("format_id", "quality"), [("jpeg", 60), ("jpeg", 93), ("webp", 91), ("avif", 63)])
def test_sizes_between_two_qualities_lie_between_theirs(tmp_path: Path, format_id: str, quality: int) -> None:
    pixels = opened_array(tmp_path, PHOTO).pixels
    sizes = [len(at_quality(pixels, format_id, quality + part)) for part in (0, 0.2, 0.4, 0.6, 0.8, 1)]
    assert sizes[1:] == sorted(sizes[1:])
    assert len({size for size in sizes if sizes[0] < size < sizes[-1]}) >= 2


@pytest.mark.parametrize("format_id", ["jpeg", "webp", "avif"])
def test_metadata_travel_along_unless_they_are_stripped(
    corpus: dict[str, Sample], tmp_path: Path, format_id: str
) -> None:
    sample = next(each for each in corpus.values() if each.exif and each.depth == 8 and each.colours == "rgb")
    image = opened(sample)
    encode(image.with_intent(OutputIntent(format=format_id, quality=80.5)), tmp_path / "a")
    with Pillow.open(tmp_path / "a") as picture:
        assert picture.getexif()[0x010F] == "Testcam"
        assert picture.getexif().get(0x0112, 1) == 1
    encode(image.with_intent(OutputIntent(format=format_id, quality=80.5, metadata="strip")), tmp_path / "b")
    with Pillow.open(tmp_path / "b") as picture:
        assert not picture.getexif()


@pytest.mark.parametrize("format_id", ["jpeg", "webp", "avif"])
def test_the_colour_profile_and_xmp_travel_along(tmp_path: Path, format_id: str) -> None:
    profile, xmp = display_p3(), b"<x:xmpmeta xmlns:x='adobe:ns:meta/'/>"
    Pillow.fromarray(noise(60, 40)).save(tmp_path / "in.jpg", icc_profile=profile, xmp=xmp)
    image = open_image(tmp_path / "in.jpg", "in.jpg", LIMITS)
    encode(image.with_intent(OutputIntent(format=format_id, quality=80.5)), tmp_path / "a")
    with Pillow.open(tmp_path / "a") as picture:
        assert picture.info["icc_profile"] == profile
        assert picture.info["xmp"] == xmp


@pytest.mark.parametrize("format_id", ["webp", "avif"])
def test_transparency_stays(tmp_path: Path, format_id: str) -> None:
    array = with_holes(noise(60, 40))
    image = opened_array(tmp_path, array).with_intent(OutputIntent(format=format_id, quality=90.5))
    encode(image, tmp_path / "a")
    with Pillow.open(tmp_path / "a") as picture:
        seen = np.asarray(picture.convert("RGBA"))[:, :, 3].astype(int)
    assert np.abs(seen - array[:, :, 3]).max() <= 8


def test_grey_stays_grey_in_jpeg(tmp_path: Path) -> None:
    image = opened_array(tmp_path, noise(60, 40, 1)).with_intent(OutputIntent(format="jpeg", quality=80.5))
    encode(image, tmp_path / "a")
    with Pillow.open(tmp_path / "a") as picture:
        assert picture.mode == "L"


def test_what_would_be_lost_is_written_at_whole_qualities(tmp_path: Path) -> None:
    (tmp_path / "deep.png").write_bytes(png_bytes(noise(60, 40, deep=True)))
    deep = open_image(tmp_path / "deep.png", "deep.png", LIMITS)
    assert not between.is_possible(FORMATS["avif"], deep.pixels)
    assert not between.is_possible(FORMATS["heif"], opened_array(tmp_path, texture(60, 40)).pixels)
    long = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + b" " * 70_000 + b"</x:xmpmeta>"
    Pillow.fromarray(noise(60, 40)).save(tmp_path / "in.webp", xmp=long)
    image = open_image(tmp_path / "in.webp", "in.webp", LIMITS)
    assert not between.is_possible(FORMATS["jpeg"], image.pixels)
    assert encode(image.with_intent(OutputIntent(format="jpeg", target_bytes=90_000)), tmp_path / "a").bytes <= 90_000
