"""Tools that take or give something else than one picture, in the browser."""

import io
import re
import zipfile
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import zxingcpp
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Page, expect

from ashim.tools import load_registry
from tests.server.api.pictures import picture


@pytest.fixture
def second(tmp_path: Path) -> Path:
    path = tmp_path / "second.png"
    path.write_bytes(picture(60, 40))
    return path


def choose(page: Page, *files: Path) -> None:
    page.locator("section input[type=file]").first.set_input_files(list(files))
    expect(page.get_by_role("img", name=re.compile("^Original, "))).to_be_visible()


def run(page: Page, verb: str) -> None:
    page.get_by_role("button", name=verb, exact=True).click()


def downloaded(page: Page, name: str = "Download") -> bytes:
    with page.expect_download() as waiting:
        page.get_by_role("link", name=name, exact=True).click()
    return Path(waiting.value.path()).read_bytes()


def test_a_picture_is_cut_where_the_grid_says(page: Page, photo: Path) -> None:
    page.goto("/split")
    choose(page, photo)
    columns = page.get_by_role("spinbutton", name="Columns")
    columns.fill("2")
    columns.press("Tab")
    expect(page.get_by_role("img", name="2 by 3 pieces")).to_be_visible()
    run(page, "Split")
    pieces = page.get_by_role("region", name="What came out").get_by_role("listitem")
    expect(pieces).to_have_count(6)
    with zipfile.ZipFile(io.BytesIO(downloaded(page, "Download all as ZIP"))) as archive:
        assert archive.namelist()[0] == "photo_r1_c1.jpg"
        assert Image.open(archive.open("photo_r1_c1.jpg")).size == (150, 66)
    first = downloaded(page, "Download photo_r3_c2.jpg")
    assert Image.open(io.BytesIO(first)).size == (150, 68)


def test_all_pictures_go_into_one_in_their_order(page: Page, photo: Path, second: Path) -> None:
    page.goto("/stitch")
    choose(page, photo)
    expect(page.get_by_text("Add at least 2 images")).to_be_visible()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Add").click()
    chooser.value.set_files([second])
    page.get_by_role("button", name="Move second.png up").click()
    page.get_by_role("radio", name="Original").check(force=True)
    run(page, "Stitch")
    made = Image.open(io.BytesIO(downloaded(page)))
    assert made.size == (360, 200)
    # The small one is at the left now, in the middle of white.
    assert made.convert("RGB").getpixel((5, 5)) == (255, 255, 255)
    page.get_by_role("button", name="Resize", exact=True).click()
    expect(page.get_by_role("img", name=re.compile("^Original, stitch.png"))).to_be_visible()


def test_a_second_picture_has_a_place_of_its_own(page: Page, photo: Path, second: Path) -> None:
    page.goto("/compose")
    choose(page, photo)
    expect(page.get_by_text("Choose the overlay image")).to_be_visible()
    page.get_by_label("Overlay image").locator("input").set_input_files([second])
    expect(page.get_by_text("second.png")).to_be_visible()
    run(page, "Compose")
    assert Image.open(io.BytesIO(downloaded(page))).size == (300, 200)


def test_a_code_is_made_from_nothing(page: Page) -> None:
    page.goto("/qr-generate")
    page.get_by_role("textbox", name="Text").fill("https://example.org/ashim")
    page.keyboard.press("Control+Enter")
    made = Image.open(io.BytesIO(downloaded(page)))
    (found,) = zxingcpp.read_barcodes(made.convert("RGB"))
    assert found.text == "https://example.org/ashim"


def test_what_was_found_out_is_shown(page: Page, photo: Path) -> None:
    page.goto("/info")
    choose(page, photo)
    run(page, "Read")
    report = page.get_by_role("region", name="What came out")
    expect(report.get_by_text("Color space")).to_be_visible()
    expect(report.get_by_text("srgb")).to_be_visible()


def test_what_a_file_holds_is_told_before_it_is_removed(page: Page, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Testcam"
    Image.new("RGB", (60, 40)).save(tmp_path / "camera.jpg", exif=exif)
    page.goto("/strip-metadata")
    choose(page, tmp_path / "camera.jpg")
    page.get_by_text("What the file tells").click()
    expect(page.get_by_text("Testcam")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("link", name="Download", exact=True)).to_be_visible()
    assert b"Testcam" not in downloaded(page)


def test_files_of_any_kind_are_renamed(page: Page, photo: Path, tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("words")
    page.goto("/bulk-rename")
    page.locator("section input[type=file]").first.set_input_files([photo, note])
    expect(page.get_by_text("note.txt")).to_be_visible()
    page.get_by_role("textbox", name="Pattern").fill("holiday-{{padded}}")
    run(page, "Rename")
    with zipfile.ZipFile(io.BytesIO(downloaded(page, "Download all as ZIP"))) as archive:
        assert archive.namelist() == ["holiday-1.jpg", "holiday-2.txt"]
        assert archive.read("holiday-2.txt") == b"words"


def test_every_tool_page_is_accessible(page: Page, photo: Path) -> None:
    page.goto("/resize")
    choose(page, photo)
    for tool in load_registry().all():
        page.goto(f"/{tool.id}")
        expect(page.get_by_role("heading", level=1, name=tool.name)).to_be_visible()
        page.wait_for_load_state("networkidle")
        results = Axe().run(page)
        assert results.violations_count == 0, f"{tool.id}: {results.generate_report()}"


def test_colours_are_previewed_as_the_server_makes_them(page: Page, tmp_path: Path) -> None:
    """Compare a screenshot of the preview, at one image pixel per screen pixel, with the download."""
    noise = Image.effect_noise((300, 200), 80).resize((75, 50)).resize((300, 200))
    Image.merge("RGB", (noise, noise.rotate(180), noise.transpose(Image.Transpose.FLIP_LEFT_RIGHT))).save(
        tmp_path / "colours.png"
    )
    page.goto("/adjust-colors")
    choose(page, tmp_path / "colours.png")
    shown = page.get_by_role("img", name=re.compile("^Original, "))
    before = pixels(shown.screenshot())
    for name, value in (("Saturation", "60"), ("Brightness", "15"), ("Temperature", "-50")):
        field = page.get_by_role("spinbutton", name=name, exact=True)
        field.fill(value)
        with page.expect_response(re.compile("/formula$")):
            field.press("Tab")
    page.wait_for_function("() => getComputedStyle(document.querySelector('section img')).filter !== 'none'")
    preview = pixels(shown.screenshot())
    assert np.abs(preview - before).mean() > 10
    run(page, "Adjust")
    assert np.abs(preview - pixels(downloaded(page))).mean() < 2


def pixels(data: bytes) -> npt.NDArray[np.int16]:
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"), dtype=np.int16)
