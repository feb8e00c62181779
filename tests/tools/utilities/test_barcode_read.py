"""The barcode-read tool on codes of which text and place are known."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import segno
import zxingcpp
from PIL import Image as Pillow

from ashim.tools import OutputLink
from tests.corpus import Array
from tests.photos import photo
from tests.tools.scratch import source
from tests.tools.using import call

KINDS = {
    "EAN13": "5901234123457",
    "EAN8": "96385074",
    "UPCA": "036000291452",
    "Code39": "ABC-39",
    "Code93": "ABC93",
    "Code128": "Code 128",
    "ITF": "12345678901231",
    "Codabar": "A123456B",
    "QRCode": "https://example.com/",
    "MicroQRCode": "123",
    "DataMatrix": "data matrix",
    "Aztec": "aztec",
    "PDF417": "pdf417",
    "MaxiCode": "maxi",
}


def code(kind: str, text: str) -> Array:
    barcode = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat[kind])
    return np.array(zxingcpp.write_barcode_to_image(barcode, scale=4))


def scanned(path: Path, **settings: object) -> tuple[Any, Any]:
    report, output = call("barcode-read", source(path), **settings)
    return report, output


@pytest.mark.parametrize("kind", list(KINDS))
def test_kinds(tmp_path: Path, kind: str) -> None:
    Pillow.fromarray(code(kind, KINDS[kind])).save(tmp_path / "a.png")
    report, _ = scanned(tmp_path / "a.png")
    (found,) = report.barcodes
    assert found.text.strip("AB") == KINDS[kind].strip("AB")
    assert found.type.startswith(kind)


def test_places_are_told_and_marked(tmp_path: Path) -> None:
    sheet = Pillow.fromarray(photo("coffee")).resize((900, 600))
    places = {"one": (100, 80), "two": (600, 80), "three": (350, 350)}
    modules = 25 * 4
    for text, place in places.items():
        segno.make(text * 4, error="m", version=2).save(str(tmp_path / "qr.png"), scale=4, border=4)
        sheet.paste(Pillow.open(tmp_path / "qr.png").convert("RGB"), (place[0] - 16, place[1] - 16))
    sheet.save(tmp_path / "sheet.png")
    report, output = scanned(tmp_path / "sheet.png")
    assert {each.text: each.type for each in report.barcodes} == {text * 4: "QRCode" for text in places}
    marked = output.image.pixels.numpy()[:, :, :3].astype(int)
    for each in report.barcodes:
        left, top = places[each.text[: len(each.text) // 4]]
        at = each.position
        for corner, x, y in ((at.top_left, left, top), (at.bottom_right, left + modules, top + modules)):
            assert (corner.x, corner.y) == (pytest.approx(x, abs=3), pytest.approx(y, abs=3))
        # The outline is drawn along the edge, in a strong colour.
        assert np.ptp(marked[top + 50, left]) > 80
    assert output.name == "annotated-sheet"
    assert report.annotated_url == report.preview_url == OutputLink(output="annotated-sheet.png")
    untouched = np.asarray(sheet)[590, 890]
    assert np.array_equal(marked[590, 890], untouched)


@pytest.mark.parametrize("change", ["inverted", "turned", "tiny", "transparent"])
def test_a_thorough_scan_finds_more(tmp_path: Path, change: str) -> None:
    picture = Pillow.fromarray(code("Code128", "hidden"))
    match change:
        case "inverted":
            picture = Pillow.eval(picture, lambda value: 255 - value)
        case "turned":
            picture = picture.rotate(90, expand=True, fillcolor=255)
        case "tiny":
            picture = picture.resize((picture.width // 4, 20), Pillow.Resampling.BOX)
        case "transparent":
            ink = Pillow.new("RGBA", picture.size, (0, 0, 0, 0))
            ink.paste((0, 0, 0, 255), (0, 0), Pillow.eval(picture, lambda value: 255 - value))
            picture = ink
    picture.save(tmp_path / "a.png")
    report, _ = scanned(tmp_path / "a.png")
    assert [each.text for each in report.barcodes] == ["hidden"]


def test_positions_are_those_of_the_upright_picture(tmp_path: Path) -> None:
    canvas = Pillow.new("L", (500, 300), 255)
    canvas.paste(Pillow.fromarray(code("QRCode", "up")), (10, 10))
    exif = Pillow.Exif()
    exif[0x0112] = 6
    canvas.transpose(Pillow.Transpose.ROTATE_90).save(tmp_path / "a.jpg", exif=exif)
    report, output = scanned(tmp_path / "a.jpg")
    (found,) = report.barcodes
    assert found.position.top_left.x < 60
    assert found.position.top_left.y < 60
    assert (output.image.width, output.image.height) == (500, 300)


def test_nothing_found(tmp_path: Path) -> None:
    Pillow.fromarray(photo("coffee")).save(tmp_path / "a.png")
    report, output = scanned(tmp_path / "a.png")
    assert output is None
    told = report.model_dump(mode="json", by_alias=True, exclude_unset=True)
    assert told == {"filename": "a.png", "barcodes": [], "annotatedUrl": None, "previewUrl": None}
