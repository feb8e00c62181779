"""The image-to-base64 tool: Pillow opens what its text stands for."""

import base64
import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image as Pillow

from ashim.tools.utilities.image_to_base64 import EncodedImages
from tests.corpus import Sample, texture
from tests.tools.scratch import Scratch, source
from tests.tools.using import REGISTRY


def encoded(*paths: Path, folder: Path, **settings: object) -> EncodedImages:
    tool = REGISTRY.get("image-to-base64")
    assert tool is not None
    report = tool([source(path) for path in paths], tool.settings.model_validate(settings), Scratch(folder))
    assert isinstance(report, EncodedImages)
    return report


def opened(item: Any) -> Pillow.Image:
    assert item.data_uri == f"data:{item.mime_type};base64,{item.base64}"
    data = base64.b64decode(item.base64, validate=True)
    assert item.encoded_size == len(item.base64)
    picture = Pillow.open(io.BytesIO(data))
    assert picture.get_format_mimetype() == item.mime_type
    return picture


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    Pillow.fromarray(texture(120, 80)).save(tmp_path / "a.jpg", quality=90)
    return tmp_path / "a.jpg"


def test_the_original_is_kept_byte_for_byte(photo: Path, tmp_path: Path) -> None:
    (item,) = encoded(photo, folder=tmp_path).results
    assert base64.b64decode(item.base64) == photo.read_bytes()
    size = photo.stat().st_size
    assert (item.filename, item.original_size, item.width, item.height) == ("a.jpg", size, 120, 80)
    assert item.overhead_percent == pytest.approx((len(item.base64) / size - 1) * 100, abs=0.06)
    assert opened(item).size == (120, 80)


@pytest.mark.parametrize("format", ["jpeg", "png", "webp", "avif"])
def test_conversion(photo: Path, tmp_path: Path, format: str) -> None:
    (item,) = encoded(photo, folder=tmp_path, outputFormat=format).results
    assert item.mime_type == f"image/{format}"
    assert (opened(item).format or "").lower() == format


@pytest.mark.parametrize(
    ("limits", "size"), [({"maxWidth": 60}, (60, 40)), ({"maxHeight": 20}, (30, 20)), ({"maxWidth": 500}, (120, 80))]
)
def test_limits(photo: Path, tmp_path: Path, limits: dict[str, int], size: tuple[int, int]) -> None:
    (item,) = encoded(photo, folder=tmp_path, **limits).results
    assert opened(item).size == (item.width, item.height) == size
    assert item.mime_type == "image/jpeg"


@pytest.mark.parametrize(
    ("name", "mime"),
    [
        ("phone.heic", "image/jpeg"),
        ("clear.avif", "image/avif"),
        ("animated.webp", "image/webp"),
        ("deep.tiff", "image/png"),
        ("plain.bmp", "image/bmp"),
    ],
)
def test_formats_that_browsers_do_not_show_become_others(
    corpus: dict[str, Sample], tmp_path: Path, name: str, mime: str
) -> None:
    (item,) = encoded(corpus[name].path, folder=tmp_path).results
    assert item.mime_type == mime


def test_a_turned_photo_is_upright_when_converted(tmp_path: Path) -> None:
    exif = Pillow.Exif()
    exif[0x0112] = 6
    Pillow.fromarray(texture(60, 40)).save(tmp_path / "a.jpg", exif=exif)
    (item,) = encoded(tmp_path / "a.jpg", folder=tmp_path, outputFormat="png").results
    assert opened(item).size == (40, 60)


def test_svg_is_cleaned(tmp_path: Path) -> None:
    text = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>x()</script><rect width="9"/></svg>'
    (tmp_path / "a.svg").write_text(text)
    (item,) = encoded(tmp_path / "a.svg", folder=tmp_path).results
    assert item.mime_type == "image/svg+xml"
    decoded = base64.b64decode(item.base64)
    assert b"script" not in decoded
    assert b"<rect" in decoded


def test_files_that_cannot_be_read_are_told(photo: Path, tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("words")
    report = encoded(tmp_path / "b.txt", photo, folder=tmp_path)
    assert [each.filename for each in report.results] == ["a.jpg"]
    assert [each.filename for each in report.errors] == ["b.txt"]
    assert "unrecognized" in report.errors[0].error
