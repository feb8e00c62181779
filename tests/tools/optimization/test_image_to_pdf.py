"""The image-to-pdf tool: pikepdf looks into its documents, PDFium draws them, Pillow knows the pictures."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pypdfium2
import pytest
from PIL import Image as Pillow
from PIL import ImageOps

from ashim.tools import BadInputError, OutputFile
from tests.corpus import Array, texture
from tests.profiles import display_p3
from tests.tools.scratch import Scratch, source
from tests.tools.using import REGISTRY, problems


def made(folder: Path, *paths: Path, **settings: object) -> tuple[Any, Any]:
    tool = REGISTRY.get("image-to-pdf")
    assert tool is not None
    scratch = folder / "scratch"
    scratch.mkdir(exist_ok=True)
    answer = tool([source(path) for path in paths], tool.settings.model_validate(settings), Scratch(scratch))
    assert isinstance(answer, tuple)
    return answer


def document(output: OutputFile) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(output.path.read_bytes()))


def drawn(output: OutputFile, page: int = 0, scale: float = 1) -> Array:
    pdf = pypdfium2.PdfDocument(output.path)
    try:
        return np.asarray(pdf[page].render(scale=scale, rev_byteorder=True).to_numpy()).astype(int)
    finally:
        pdf.close()


def saved(path: Path, array: Array, **options: Any) -> Path:
    Pillow.fromarray(array).save(path, **options)
    return path


PHOTO = texture(300, 200)


@pytest.mark.parametrize(
    ("settings", "size"),
    [
        ({}, (595.28, 841.89)),
        ({"pageSize": "Letter", "orientation": "landscape"}, (792, 612)),
        ({"pageSize": "A5", "orientation": "auto"}, (595.28, 419.53)),
        ({"pageSize": "A3"}, (841.89, 1190.55)),
        ({"pageSize": "fit", "margin": 10}, (320, 220)),
    ],
)
def test_paper(tmp_path: Path, settings: dict[str, object], size: tuple[float, float]) -> None:
    report, output = made(tmp_path, saved(tmp_path / "a.png", PHOTO), **settings)
    with document(output) as pdf:
        box = [float(value) for value in pdf.pages[0].mediabox]
    assert box == pytest.approx([0, 0, *size], abs=0.01)
    assert (report.pages, output.name) == (1, "images.pdf")


def test_a_picture_lies_in_the_middle_at_a_pixel_a_point(tmp_path: Path) -> None:
    _, output = made(tmp_path, saved(tmp_path / "a.png", PHOTO), pageSize="Letter")
    page = drawn(output)
    top, left = (792 - 200) // 2, (612 - 300) // 2
    assert np.array_equal(page[top : top + 200, left : left + 300], PHOTO)
    assert page[: top - 1].min() == 255
    assert page[:, left + 301 :].min() == 255


@pytest.mark.parametrize("margin", [0, 50, 500])
def test_a_large_picture_is_scaled_down_to_the_margins(tmp_path: Path, margin: int) -> None:
    _, output = made(tmp_path, saved(tmp_path / "a.png", np.zeros((2000, 2000, 3), np.uint8)), margin=margin)
    dark = np.argwhere(drawn(output)[:, :, 0] < 128)
    width = float(dark[:, 1].max() - dark[:, 1].min() + 1)
    # A margin leaves at least a tenth of the page.
    assert width == pytest.approx(max(595.28 - 2 * margin, 0.1 * 595.28), abs=1.1)


def test_jpeg_is_embedded_as_it_is(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.jpg", PHOTO, quality=70, icc_profile=display_p3())
    _, output = made(tmp_path, path)
    with document(output) as pdf:
        picture = pdf.pages[0].Resources.XObject.Im0
        assert picture.Filter == pikepdf.Name.DCTDecode
        assert picture.read_raw_bytes() == path.read_bytes()
        assert picture.ColorSpace[0] == pikepdf.Name.ICCBased
        assert picture.ColorSpace[1].read_bytes() == display_p3()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_orientation_is_kept_without_coding_anew(tmp_path: Path, orientation: int) -> None:
    exif = Pillow.Exif()
    exif[0x0112] = orientation
    path = saved(tmp_path / "a.jpg", PHOTO, quality=95, exif=exif)
    _, output = made(tmp_path, path, pageSize="fit", margin=0)
    with document(output) as pdf:
        assert pdf.pages[0].Resources.XObject.Im0.read_raw_bytes() == path.read_bytes()
    with Pillow.open(path) as picture:
        upright = np.asarray(ImageOps.exif_transpose(picture)).astype(int)
    page = drawn(output)
    assert page.shape == upright.shape
    assert np.abs(page - upright).mean() < 2


def test_cmyk_has_its_colours(tmp_path: Path) -> None:
    picture = Pillow.new("CMYK", (80, 60), (0, 255, 255, 0))
    picture.save(tmp_path / "a.jpg", quality=95)
    _, output = made(tmp_path, tmp_path / "a.jpg", pageSize="fit", margin=0)
    red, green, blue = drawn(output)[30, 40]
    assert red > 200
    assert max(green, blue) < 70


@pytest.mark.parametrize("mode", ["L", "LA", "RGB", "RGBA", "I;16"])
def test_other_pictures_lose_nothing(tmp_path: Path, mode: str) -> None:
    if mode == "I;16":
        picture = Pillow.fromarray(PHOTO[:, :, 0].astype(np.uint16) * 257)
    else:
        picture = Pillow.fromarray(np.dstack([PHOTO, PHOTO[:, :, 1]])).convert(mode)
    picture.save(tmp_path / "a.png")
    _, output = made(tmp_path, tmp_path / "a.png", pageSize="fit", margin=0)
    shown = np.asarray(Pillow.fromarray(PHOTO[:, :, 0])).astype(int)[:, :, None] if mode == "I;16" else None
    if shown is None:
        ground = Pillow.new("RGBA", picture.size, "white")
        ground.alpha_composite(picture.convert("RGBA"))
        shown = np.asarray(ground.convert("RGB")).astype(int)
    assert np.abs(drawn(output) - shown).max() <= 1


def test_pages_come_in_the_order_of_the_files(tmp_path: Path) -> None:
    paths = [saved(tmp_path / f"{shade}.png", np.full((50, 50), shade, np.uint8)) for shade in (200, 20, 120)]
    report, output = made(tmp_path, *paths, pageSize="fit", margin=0)
    assert [int(drawn(output, page)[25, 25, 0]) for page in range(3)] == [200, 20, 120]
    assert report.model_dump(by_alias=True, exclude_unset=True) == {"pages": 3}


def test_pages_of_a_tiff_are_pages(tmp_path: Path) -> None:
    first, *others = (Pillow.fromarray(np.full((40, 60), shade, np.uint8)) for shade in (10, 100, 200))
    first.save(tmp_path / "a.tiff", save_all=True, append_images=others)
    report, output = made(tmp_path, tmp_path / "a.tiff", pageSize="fit", margin=0)
    assert report.pages == 3
    assert [int(drawn(output, page)[20, 20, 0]) for page in range(3)] == [10, 100, 200]


def test_one_document_each(tmp_path: Path) -> None:
    paths = [saved(tmp_path / name, PHOTO) for name in ("a.png", "b.png")]
    report, outputs = made(tmp_path, *paths, collate=False)
    assert isinstance(outputs, Sequence)
    assert [each.name for each in outputs] == ["a.pdf", "b.pdf"]
    assert [len(document(each).pages) for each in outputs] == [1, 1]
    assert report.collated is False


@pytest.mark.parametrize("kilobytes", [60, 150])
def test_a_target_size_is_met(tmp_path: Path, kilobytes: int) -> None:
    noisy = np.random.default_rng(1).integers(0, 256, (300, 500, 3), dtype=np.uint8)
    paths = [saved(tmp_path / f"{number}.png", noisy) for number in range(2)]
    report, output = made(tmp_path, *paths, targetSize={"value": kilobytes, "unit": "KB"})
    size = output.path.stat().st_size
    assert 0.8 * kilobytes * 1024 < size <= kilobytes * 1024
    assert report.compression.target_requested == kilobytes * 1024
    assert report.compression.target_met
    assert 10 <= report.compression.jpeg_quality <= 95
    with document(output) as pdf:
        assert [each.Resources.XObject.Im0.Filter for each in pdf.pages] == [pikepdf.Name.DCTDecode] * 2


def test_a_target_that_is_met_anyway_costs_nothing(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.jpg", PHOTO)
    report, output = made(tmp_path, path, targetSize={"value": 1, "unit": "MB"})
    assert report.compression.jpeg_quality is None
    with document(output) as pdf:
        assert pdf.pages[0].Resources.XObject.Im0.read_raw_bytes() == path.read_bytes()


def test_a_target_out_of_reach_is_told(tmp_path: Path) -> None:
    noisy = np.random.default_rng(1).integers(0, 256, (1500, 1500, 3), dtype=np.uint8)
    report, output = made(tmp_path, saved(tmp_path / "a.png", noisy), targetSize={"value": 50, "unit": "KB"})
    assert (report.compression.target_met, report.compression.jpeg_quality) == (False, 10)
    assert "could not be reached" in output.warnings[0]


def test_too_small_a_target_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="Target size must be at least 50KB"):
        made(tmp_path, saved(tmp_path / "a.png", PHOTO), targetSize={"value": 49, "unit": "KB"})
    assert set(problems("image-to-pdf", targetSize={"value": 0, "unit": "GB"})) == {
        "targetSize.value",
        "targetSize.unit",
    }
