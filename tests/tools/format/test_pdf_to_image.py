"""The pdf-to-image tool on documents written by Pillow and pikepdf."""

import base64
import io
import math
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pytest
from PIL import Image as Pillow

from ashim.imaging import ImageLimits, ImageTooLargeError, InvalidImageError
from ashim.tools import BadInputError, OutputFile, OutputLink
from tests.corpus import texture
from tests.tools.scratch import Scratch, source
from tests.tools.using import REGISTRY

SHADES = (10, 90, 170, 250)


@pytest.fixture
def document(tmp_path: Path) -> Path:
    """Four pages of 2 by 3 inches, each in a grey of its own."""
    pdf = pikepdf.new()
    for shade in SHADES:
        pdf.add_blank_page(page_size=(144, 216))
        pdf.pages[-1].Contents = pdf.make_stream(f"{shade / 255:.4f} g 0 0 144 216 re f".encode())
    pdf.save(tmp_path / "a.pdf")
    return tmp_path / "a.pdf"


def run(path: Path, operation: str = "", limits: ImageLimits | None = None, **settings: object) -> Any:
    tool = REGISTRY.get(f"pdf-to-image{operation}")
    assert tool is not None
    context = [Scratch(path.parent)] if tool.signature.takes_context else []
    return tool(source(path, limits), tool.settings.model_validate(settings), *context)


def opened(output: OutputFile) -> Pillow.Image:
    return Pillow.open(io.BytesIO(output.path.read_bytes()))


def test_pages_are_drawn_at_their_size(document: Path) -> None:
    report, outputs = run(document, dpi=100)
    assert [each.name for each in outputs] == [f"page-{number}.png" for number in (1, 2, 3, 4)]
    for output, shade in zip(outputs, SHADES, strict=True):
        picture = opened(output)
        assert picture.size == (200, 300)
        assert picture.mode == "RGB"
        assert picture.info["dpi"] == pytest.approx((100, 100), abs=0.1)
        assert np.abs(np.asarray(picture).astype(int)[150, 100] - shade).max() <= 1
    assert (report.page_count, report.selected_pages, report.format) == (4, [1, 2, 3, 4], "png")
    for number, (page, output) in enumerate(zip(report.pages, outputs, strict=True), start=1):
        assert page.download_url == OutputLink(output=f"page-{number}.png")
        assert (page.page, page.size) == (number, output.path.stat().st_size)


@pytest.mark.parametrize("dpi", [36, 77, 151.5])
def test_sides_are_rounded_up(document: Path, dpi: float) -> None:
    _, (output,) = run(document, dpi=dpi, pages="1")
    assert opened(output).size == (math.ceil(2 * dpi), math.ceil(3 * dpi))


@pytest.mark.parametrize(
    ("pages", "selected"),
    [
        ("", [1, 2, 3, 4]),
        ("ALL", [1, 2, 3, 4]),
        ("3", [3]),
        ("4, 1-2", [1, 2, 4]),
        (" 2 - 3 ,3,2", [2, 3]),
    ],
)
def test_page_lists(document: Path, pages: str, selected: list[int]) -> None:
    report, outputs = run(document, dpi=36, pages=pages)
    assert report.selected_pages == selected
    shades = [int(np.asarray(opened(output).convert("L"))[20, 20]) for output in outputs]
    assert shades == pytest.approx([SHADES[number - 1] for number in selected], abs=1)


@pytest.mark.parametrize(
    ("pages", "message"),
    [
        ("x", "Invalid page range format"),
        ("1,,2", "Invalid page range format"),
        ("1-2-3", "Invalid page range format"),
        ("9" * 50, "Invalid page range format"),
        ("0", "Page numbers must be positive"),
        ("-1", "Page numbers must be positive"),
        ("3-2", "Invalid page range: start exceeds end"),
        ("5", r"Page\(s\) 5 out of range \(document has 4 pages\)"),
        ("1-999999999", r"out of range \(document has 4 pages\)"),
    ],
)
def test_wrong_page_lists_are_refused(document: Path, pages: str, message: str) -> None:
    with pytest.raises(BadInputError, match=message):
        run(document, pages=pages)


@pytest.mark.parametrize(("mode", "bands", "values"), [("grayscale", "L", SHADES), ("bw", "L", (0, 0, 255, 255))])
def test_colour_modes(document: Path, mode: str, bands: str, values: tuple[int, ...]) -> None:
    _, outputs = run(document, dpi=36, colorMode=mode)
    assert {opened(output).mode for output in outputs} == {bands}
    assert [int(np.asarray(opened(output))[20, 20]) for output in outputs] == pytest.approx(list(values), abs=1)


@pytest.mark.parametrize(
    ("name", "format"), [("jpg", "JPEG"), ("webp", "WEBP"), ("avif", "AVIF"), ("tiff", "TIFF"), ("gif", "GIF")]
)
def test_formats(document: Path, name: str, format: str) -> None:
    _, (output,) = run(document, format=name, pages="2")
    assert output.name == f"page-2.{name}"
    assert opened(output).format == format


def test_quality_matters(tmp_path: Path) -> None:
    Pillow.fromarray(texture(300, 200)).save(tmp_path / "a.pdf")
    sizes = [run(tmp_path / "a.pdf", format="jpg", quality=quality)[0].pages[0].size for quality in (20, 60, 95)]
    assert sizes == sorted(sizes)
    assert sizes[0] < sizes[2] / 2


def test_a_turned_page_is_turned(document: Path) -> None:
    with pikepdf.open(document, allow_overwriting_input=True) as pdf:
        pdf.pages[0].Rotate = 90
        pdf.save(document)
    _, (output,) = run(document, dpi=72, pages="1")
    assert opened(output).size == (216, 144)


def test_annotations_and_forms_are_drawn(document: Path) -> None:
    with pikepdf.open(document, allow_overwriting_input=True) as pdf:
        look = pdf.make_stream(b"1 0 0 rg 0 0 50 50 re f", BBox=[0, 0, 50, 50], Subtype=pikepdf.Name.Form)
        field = pdf.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name.Widget,
                FT=pikepdf.Name.Tx,
                T="field",
                Rect=[20, 20, 70, 70],
                F=4,
                AP=pikepdf.Dictionary(N=look),
            )
        )
        pdf.pages[0].Annots = pikepdf.Array([field])
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([field]))
        pdf.save(document)
    _, (output,) = run(document, dpi=72, pages="1")
    red, green, _ = np.asarray(opened(output)).astype(int)[216 - 45, 45]
    assert red > green + 100


def test_a_page_over_the_pixel_budget_is_refused_before_it_is_drawn(document: Path) -> None:
    with pytest.raises(ImageTooLargeError, match="4800x7200"):
        run(document, limits=ImageLimits(max_pixels=1_000_000), dpi=2400)


def test_too_many_pages_are_refused(document: Path) -> None:
    with pytest.raises(BadInputError, match="at most 3"):
        run(document, limits=ImageLimits(max_frames=3))
    assert len(run(document, limits=ImageLimits(max_frames=3), pages="2-4")[1]) == 3


def test_pages_are_counted(document: Path) -> None:
    assert run(document, "/info").page_count == 4


def test_previews_are_small(tmp_path: Path, document: Path) -> None:
    thumbnails = run(document, "/preview").thumbnails
    assert [(each.page, each.width, each.height) for each in thumbnails] == [(n, 144, 216) for n in (1, 2, 3, 4)]
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(1200, 600))
    pdf.save(tmp_path / "wide.pdf")
    (only,) = run(tmp_path / "wide.pdf", "/preview").thumbnails
    with Pillow.open(io.BytesIO(base64.b64decode(only.data_url.split(",")[1]))) as picture:
        assert (picture.format, picture.size) == ("JPEG", (300, 150))


@pytest.mark.parametrize("operation", ["", "/info", "/preview"])
def test_passwords_are_refused(document: Path, operation: str) -> None:
    with pikepdf.open(document, allow_overwriting_input=True) as pdf:
        pdf.save(document, encryption=pikepdf.Encryption(user="secret", owner="secret"))
    with pytest.raises(BadInputError, match="Password-protected PDFs are not supported"):
        run(document, operation)


def test_what_is_no_pdf_is_refused(tmp_path: Path, document: Path) -> None:
    for name, data in (("words.pdf", b"words"), ("cut.pdf", document.read_bytes()[:40]), ("empty.pdf", b"")):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(InvalidImageError, match="Invalid or corrupt PDF file"):
            run(tmp_path / name)
        for operation in ("/info", "/preview"):
            with pytest.raises(BadInputError, match="Invalid or corrupt PDF file"):
                run(tmp_path / name, operation)
