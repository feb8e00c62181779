"""The optimize-for-web tool: what Pillow finds in its files."""

import io
from pathlib import Path

import pytest
from PIL import Image as Pillow

from ashim.imaging import ImageLimits, encode, open_image
from tests.corpus import camera_exif, texture
from tests.profiles import display_p3
from tests.tools.using import apply, problems


def optimized(path: Path, **settings: object) -> Pillow.Image:
    image = apply("optimize-for-web", open_image(path, path.name, ImageLimits()), **settings)
    target = path.with_suffix(".out")
    encode(image, target)
    return Pillow.open(io.BytesIO(target.read_bytes()))


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    picture = Pillow.fromarray(texture(200, 120))
    picture.save(tmp_path / "a.jpg", quality=95, exif=camera_exif(), icc_profile=display_p3())
    return tmp_path / "a.jpg"


@pytest.mark.parametrize(
    ("settings", "size"),
    [
        ({"maxWidth": 100}, (100, 60)),
        ({"maxHeight": 30}, (50, 30)),
        ({"maxWidth": 100, "maxHeight": 30}, (50, 30)),
        ({"maxWidth": 1000, "maxHeight": 1000}, (200, 120)),
    ],
)
def test_it_fits_and_is_never_enlarged(photo: Path, settings: dict[str, int], size: tuple[int, int]) -> None:
    assert optimized(photo, **settings).size == size


@pytest.mark.parametrize("format", ["webp", "jpeg", "avif", "png"])
def test_formats(photo: Path, format: str) -> None:
    assert (optimized(photo, format=format).format or "").lower() == format


def test_jpeg_is_progressive_unless_told_otherwise(photo: Path) -> None:
    assert optimized(photo, format="jpeg").info.get("progressive")
    assert not optimized(photo, format="jpeg", progressive=False).info.get("progressive")


def test_metadata_is_stripped_unless_told_otherwise(photo: Path) -> None:
    stripped, kept = optimized(photo), optimized(photo, stripMetadata=False)
    assert not stripped.getexif()
    assert not stripped.info.get("icc_profile")
    assert kept.getexif()
    assert kept.info["icc_profile"] == display_p3()


def test_png_keeps_all_colours_unless_told_otherwise(photo: Path) -> None:
    assert optimized(photo, format="png").mode == "RGB"
    assert optimized(photo, format="png", palette=True).mode == "P"


def test_lower_quality_is_smaller(photo: Path) -> None:
    sizes = []
    for quality in (20, 60, 90):
        optimized(photo, quality=quality)
        sizes.append(photo.with_suffix(".out").stat().st_size)
    assert sizes == sorted(sizes)
    assert len(set(sizes)) == 3


def test_bounds_are_named() -> None:
    assert set(problems("optimize-for-web", quality=0, maxWidth=0)) == {"quality", "maxWidth"}
