"""The svg-to-raster tool: sizes, sharpness and grounds, as Pillow sees them."""

import gzip
import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from ashim.imaging import ImageLimits, ImageTooLargeError, encode
from tests.tools.scratch import source
from tests.tools.using import call, problems

# Its left half is red, its right half empty.
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><rect width="20" height="30" fill="#f00"/></svg>'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "a.svg").write_bytes(SVG)
    return tmp_path / "a.svg"


def drawn(path: Path, **settings: object) -> Pillow.Image:
    target = path.with_suffix(".out")
    encode(call("svg-to-raster", source(path), **settings), target)
    return Pillow.open(io.BytesIO(target.read_bytes()))


@pytest.mark.parametrize(
    ("settings", "size"),
    [
        ({}, (167, 125)),
        ({"dpi": 72}, (40, 30)),
        ({"dpi": 36}, (20, 15)),
        ({"width": 400}, (400, 300)),
        ({"height": 60}, (80, 60)),
        ({"width": 100, "height": 30}, (40, 30)),
        ({"width": 10, "height": 3000, "dpi": 600}, (10, 8)),
    ],
)
def test_size(path: Path, settings: dict[str, int], size: tuple[int, int]) -> None:
    assert drawn(path, **settings).size == size


@pytest.mark.parametrize("width", [80, 1000, 4000])
def test_edges_are_sharp_at_every_size(path: Path, width: int) -> None:
    alpha = np.asarray(drawn(path, width=width))[:, :, 3]
    assert (alpha[:, : width // 2] == 255).all()
    assert (alpha[:, width // 2 :] == 0).all()


@pytest.mark.parametrize(
    ("background", "expected"),
    [
        ("#00000000", (0, 0, 0, 0)),
        ("#0000ff", (0, 0, 255)),
        ("#0000ffff", (0, 0, 255)),
        ("#0000ff80", (0, 0, 255, 128)),
        ("#0000ff8", (0, 0, 255)),
    ],
)
def test_background(path: Path, background: str, expected: tuple[int, ...]) -> None:
    picture = drawn(path, dpi=72, backgroundColor=background)
    assert tuple(np.asarray(picture)[15, 30]) == expected
    assert tuple(np.asarray(picture)[15, 10][:3]) == (255, 0, 0)


def test_formats_without_transparency_have_white(path: Path) -> None:
    picture = drawn(path, dpi=72, outputFormat="jpg", quality=100)
    assert (picture.format, picture.mode) == ("JPEG", "RGB")
    assert np.asarray(picture)[15, 35].min() > 250


@pytest.mark.parametrize("format", ["png", "webp", "avif", "tiff", "gif"])
def test_formats(path: Path, format: str) -> None:
    picture = drawn(path, outputFormat=format)
    assert (picture.format or "").lower() == format
    assert picture.convert("RGBA").getpixel((150, 60))[3] == 0  # type: ignore[index]


def test_svgz(tmp_path: Path) -> None:
    (tmp_path / "a.svgz").write_bytes(gzip.compress(SVG))
    assert drawn(tmp_path / "a.svgz", dpi=72).size == (40, 30)


def test_the_pixel_budget_holds(path: Path) -> None:
    with pytest.raises(ImageTooLargeError):
        call("svg-to-raster", source(path, ImageLimits(max_pixels=1_000_000)), width=5000)


def test_bounds_are_named() -> None:
    assert set(problems("svg-to-raster", dpi=35, width=0, backgroundColor="red")) == {"dpi", "width", "backgroundColor"}
