"""Pipelines, presets, the history of an image, and previews that follow the settings."""

import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from PIL import Image
from playwright.sync_api import FloatRect, Page, Request, Route, expect

import ashim
from tests.e2e.conftest import NewPage
from tests.e2e.test_accessibility import assert_clean
from tests.e2e.test_journeys import choose, downloaded, run, set_convert, set_resize
from tests.e2e.test_settings import enter
from tests.server.api.pictures import picture
from tests.server.conftest import Serve
from tests.server.live import PASSWORD, LiveServer


def add_step(page: Page, name: str) -> None:
    page.get_by_role("searchbox", name="Search steps to add").fill(name)
    page.keyboard.press("Enter")


def build(page: Page) -> None:
    """Make a pipeline of three steps with the keyboard: turn, scale, convert."""
    page.goto("/automate")
    expect(page.get_by_role("heading", name="Automate")).to_be_visible()
    page.keyboard.press("/")
    for name in ("rotate", "resize", "convert"):
        add_step(page, name)
    page.keyboard.press("Escape")


def open_step(page: Page, name: str) -> None:
    page.get_by_role("row", name=name).click()
    expect(page.get_by_role("region", name="Settings of step")).to_be_visible()


def fill_in(page: Page) -> None:
    open_step(page, "Resize")
    set_resize(page)
    open_step(page, "Convert")
    set_convert(page)
    open_step(page, "Rotate")
    page.get_by_role("button", name="Turn right 90°").click()


def save(page: Page, name: str) -> None:
    page.get_by_role("button", name="Save", exact=True).click()
    dialog = page.get_by_role("dialog", name="Save the pipeline")
    dialog.get_by_label("Name").fill(name)
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()


def steps_in(request: Request) -> list[dict[str, Any]]:
    """Give the steps that the browser sent in a form."""
    found = re.search(r'name="pipeline"\r\n\r\n(.*?)\r\n--', request.post_data or "", re.DOTALL)
    assert found
    return list(json.loads(found[1])["steps"])


def test_a_pipeline_from_the_first_step_to_the_archive(page: Page, photo: Path, tmp_path: Path) -> None:
    second = tmp_path / "second.png"
    second.write_bytes(picture(60, 40))
    build(page)
    expect(page.get_by_text("Step 2: Set width")).to_be_visible()
    fill_in(page)
    expect(page.get_by_text("Add an image first")).to_be_visible()

    first = page.get_by_role("row", name="Rotate")
    first.focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.get_by_role("row").nth(1)).to_contain_text("Rotate")
    page.keyboard.press("Alt+ArrowUp")
    expect(page.get_by_role("row").first).to_contain_text("Rotate")

    choose(page, photo, second)
    with page.expect_request("**/api/v1/pipeline/batch") as sent:
        page.get_by_role("button", name="Run on 2 images").click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download all as ZIP").click()
    with zipfile.ZipFile(waiting.value.path()) as archive:
        assert archive.namelist() == ["photo.webp", "second.webp"]
        made = archive.read("photo.webp")
    # The same steps give the same bytes in Python, and so on the command line and to agents.
    here = ashim.open(photo)
    for step in steps_in(sent.value):
        here = here.run(step["toolId"], step["settings"])
    here.save(tmp_path / "here.webp")
    assert made == (tmp_path / "here.webp").read_bytes()
    expect(page.get_by_role("link", name="Download second.webp")).to_be_visible()


def test_dragging_by_keyboard(page: Page) -> None:
    build(page)
    page.get_by_role("row", name="Convert").focus()
    for key in ("Home", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    expect(page.get_by_role("button", name="Insert between Rotate & Flip and Resize")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("row").nth(1)).to_contain_text("Rotate")


def test_saved_reloaded_exported_imported_deleted(page: Page, tmp_path: Path) -> None:
    build(page)
    fill_in(page)
    expect(page.get_by_text("Not saved")).to_be_visible()
    page.reload()
    expect(page.get_by_role("row")).to_have_count(3)
    save(page, "Small and turned")
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    page.get_by_role("button", name="Switch step 3 off").click()
    expect(page.get_by_text("Unsaved changes")).to_be_visible()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()

    with page.expect_download() as waiting:
        page.get_by_role("button", name="Pipeline actions").click()
        page.get_by_role("menuitem", name="Export as YAML").click()
    assert waiting.value.suggested_filename == "Small and turned.yaml"
    exported = yaml.safe_load(Path(waiting.value.path()).read_text())
    assert [step["toolId"] for step in exported["steps"]] == ["rotate", "resize", "convert"]
    assert exported["steps"][2]["enabled"] is False

    exported["steps"][1] = {"toolId": "melt", "settings": {}}
    path = tmp_path / "other.yaml"
    path.write_text(yaml.safe_dump(exported | {"name": "Other"}))
    page.get_by_role("button", name="Pipeline actions").click()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("menuitem", name="Import a file").click()
    chooser.value.set_files(path)
    expect(page.get_by_role("dialog", name="Import a pipeline")).to_contain_text("melt")
    page.get_by_role("button", name="Take the other 2 steps").click()
    expect(page.get_by_role("heading", name="Other")).to_be_visible()
    expect(page.get_by_role("row")).to_have_count(2)

    page.get_by_role("button", name="Open a pipeline").click()
    page.get_by_role("button", name="Small and turned", exact=True).click()
    page.get_by_role("button", name="Replace it").click()
    expect(page.get_by_role("heading", name="Small and turned")).to_be_visible()
    page.get_by_role("button", name="Pipeline actions").click()
    page.get_by_role("menuitem", name="Delete").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_text("Not saved")).to_be_visible()


def test_a_pipeline_for_everybody(new_page: NewPage, serve: Serve, photo: Path) -> None:
    server = serve()
    admin = server.sign_in()
    server.accounts.users.create("tom", PASSWORD, must_change_password=False)
    page = enter(new_page(server), admin, "/automate")
    page.get_by_role("button", name="Web-ready photos").click()
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name="Who sees it").click()
    page.get_by_role("option", name="Everybody").click()
    page.get_by_role("dialog", name="Save the pipeline").get_by_label("Name").fill("For all")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()

    other = enter(new_page(server), server.sign_in("tom", PASSWORD), "/automate")
    expect(other.get_by_role("region", name="Saved pipelines")).to_contain_text("admin")
    other.get_by_role("button", name="For all", exact=True).click()
    choose(other, photo)
    expect(other.get_by_role("img", name="Preview of photo.jpg")).to_be_visible()
    other.get_by_role("button", name="Run", exact=True).click()
    assert downloaded(other)[0] == "photo.webp"
    other.get_by_role("button", name="Switch step 1 off").click()
    other.get_by_role("button", name="Save", exact=True).click()
    expect(other.get_by_role("dialog", name="Save the pipeline").get_by_label("Name")).to_have_value("For all (copy)")


def test_a_taken_out_step_comes_back(page: Page) -> None:
    build(page)
    page.get_by_role("row", name="Resize").focus()
    page.keyboard.press("Delete")
    expect(page.get_by_role("row")).to_have_count(2)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("row").nth(1)).to_contain_text("Resize")


def test_a_preset_on_a_tool_and_as_a_step(page: Page) -> None:
    page.goto("/resize")
    set_resize(page)
    page.get_by_role("button", name="Presets of Resize").click()
    page.get_by_role("menuitem", name="Save settings as a preset").click()
    page.get_by_role("dialog", name="Save settings as a preset").get_by_label("Name").fill("Small")
    page.keyboard.press("Enter")
    expect(page.get_by_role("complementary", name="Settings").get_by_text("Small", exact=True)).to_be_visible()
    page.get_by_role("spinbutton", name="Width").fill("90")
    page.get_by_role("spinbutton", name="Width").press("Tab")
    page.get_by_role("button", name="Preset Small, changed").click()
    page.get_by_role("menuitem", name="Small changed").click()
    expect(page.get_by_role("spinbutton", name="Width")).to_have_value("150")

    page.goto("/automate")
    page.get_by_role("region", name="Presets").get_by_role("button", name="Small").click()
    expect(page.get_by_role("row")).to_contain_text("Small")
    expect(page.get_by_role("spinbutton", name="Width")).to_have_value("150")


def test_the_history_keeps_branches_and_becomes_a_pipeline(page: Page, photo: Path) -> None:
    uploads: list[str] = []
    page.on("request", lambda request: uploads.append(request.url) if request.url.endswith("/upload") else None)
    page.goto("/resize")
    choose(page, photo)
    set_resize(page)
    run(page, "Resize")
    page.get_by_role("region", name="Continue with").get_by_role("button", name="Convert").click()
    set_convert(page)
    run(page, "Convert")
    page.get_by_role("region", name="Continue with").get_by_role("button").first.click()
    history = page.get_by_role("navigation", name="History")
    expect(history.get_by_role("button", name="Convert")).to_have_attribute("aria-current", "step")
    assert len(uploads) == 1

    page.keyboard.press("Control+z")
    expect(history.get_by_role("button", name="Resize")).to_have_attribute("aria-current", "step")
    page.keyboard.press("Control+Shift+z")
    expect(history.get_by_role("button", name="Convert")).to_have_attribute("aria-current", "step")
    history.get_by_role("button", name="Turn these steps into a pipeline").click()
    expect(page.get_by_role("row")).to_have_count(2)
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.get_by_role("region", name="Result")).to_be_visible()
    _, image = downloaded(page)
    assert (image.format, image.size) == ("WEBP", (150, 100))


def test_an_expired_source_is_sent_again(page: Page, photo: Path) -> None:
    page.goto("/convert")
    choose(page, photo)
    set_convert(page)
    run(page, "Convert")
    refused: list[str] = []

    def expire(route: Route) -> None:
        if refused:
            route.fallback()
            return
        refused.append(route.request.url)
        route.fulfill(status=404, json={"error": "Source not found: it expired", "code": "NOT_FOUND"})

    page.route("**/api/v1/tools/convert", expire)
    page.get_by_text("PNG", exact=True).click()
    page.get_by_role("button", name="Convert", exact=True).click()
    expect(page.get_by_role("region", name="Result")).to_contain_text("PNG")
    assert refused


def test_stored_files_and_the_making_of_a_version(page: Page, open_server: LiveServer, photo: Path) -> None:
    with open_server.client() as client:
        sent = {"file": ("photo.jpg", photo.read_bytes())}
        stored = client.post("/api/v1/files/upload", files=sent).json()["files"][0]["id"]
        form = {"fileId": (None, stored), "settings": (None, json.dumps({"width": 30}))}
        version = client.post("/api/v1/tools/resize", files=form).json()["savedFileId"]
    page.goto(f"/automate?files={stored}")
    page.get_by_text("Files", exact=True).last.click()
    expect(page.get_by_role("button", name=re.compile("^photo.jpg"))).to_be_visible()
    page.goto(f"/automate?version={version}")
    expect(page.get_by_role("row", name="Resize")).to_contain_text("Width 30 px")
    expect(page.get_by_role("img", name="Preview of photo.jpg")).to_be_visible()


def test_only_the_failed_run_again(page: Page, photo: Path, tmp_path: Path) -> None:
    broken, second = tmp_path / "broken.jpg", tmp_path / "second.png"
    broken.write_bytes(photo.read_bytes()[:2000])
    second.write_bytes(picture(60, 40))
    page.goto("/automate")
    page.get_by_role("button", name="Web-ready photos").click()
    choose(page, photo, broken, second)
    page.get_by_role("button", name="Run on 3 images").click()
    with page.expect_response(re.compile("/rerun$")) as answer:
        page.get_by_role("button", name="Retry 1 failed image").click()
    assert answer.value.status == 202
    expect(page.get_by_role("button", name="Retry 1 failed image")).to_be_visible()
    expect(page.get_by_role("link", name="Download photo.webp")).to_be_visible()


def test_a_result_goes_to_the_library(page: Page, photo: Path) -> None:
    page.goto("/convert")
    choose(page, photo)
    set_convert(page)
    run(page, "Convert")
    with page.expect_response(re.compile("/api/v1/files/upload$")) as answer:
        page.get_by_role("button", name="Save to library").click()
    assert answer.value.status == 201
    expect(page.get_by_role("button", name="Saved to the library")).to_be_disabled()


def settle(page: Page) -> None:
    """Wait until nothing fades or moves any more."""
    page.wait_for_function("() => document.getAnimations().length === 0")


def middle(page: Page) -> tuple[int, ...]:
    """Give the colour in the right half of the picture in view."""
    settle(page)
    box = page.get_by_role("group", name=re.compile("Original and Preview")).bounding_box()
    assert box
    clip: FloatRect = {"x": box["x"] + box["width"] * 0.6, "y": box["y"] + box["height"] * 0.4, "width": 2, "height": 2}
    shot = Image.open(io.BytesIO(page.screenshot(clip=clip)))
    return tuple(np.asarray(shot.convert("RGB"))[0, 0].tolist())


def test_the_preview_follows_the_settings(page: Page, tmp_path: Path) -> None:
    path = tmp_path / "red.png"
    Image.new("RGB", (400, 300), (255, 0, 0)).save(path)
    page.goto("/replace-color")
    choose(page, path)
    preview = page.get_by_role("img", name="Preview of red.png")
    expect(preview).to_be_visible()
    expect(page.get_by_text(re.compile(r"^About \d.*B \("))).to_be_visible()
    assert middle(page) == (0, 255, 0)
    before = preview.get_attribute("src")
    page.get_by_role("textbox", name="New colour").first.fill("#0000ff")
    expect(preview).not_to_have_attribute("src", before or "")
    assert middle(page) == (0, 0, 255)

    page.get_by_role("button", name="Switch the live preview off").click()
    expect(preview).to_be_hidden()
    page.reload()
    expect(page.get_by_role("button", name="Switch the live preview on")).to_be_visible()


def test_true_pixels_are_drawn_over_the_preview(page: Page, tmp_path: Path) -> None:
    path = tmp_path / "large.png"
    path.write_bytes(picture(2400, 1600))
    page.goto("/compress")
    choose(page, path)
    expect(page.get_by_text("Preview, approximate")).to_be_visible()
    with page.expect_response(lambda answer: "x-preview-region" in answer.headers) as region:
        page.get_by_role("button", name="1:1, true pixels").click()
    assert region.value.status == 200
    expect(page.get_by_text("Preview", exact=True)).to_be_visible()


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [1440, 390])
def test_automate_is_accessible(new_page: NewPage, photo: Path, dark: bool, width: int) -> None:
    page = new_page(width=width, height=844, dark=dark)
    page.goto("/automate")
    expect(page.get_by_role("button", name="Web-ready photos")).to_be_visible()
    assert_clean(page)
    page.get_by_role("button", name="Web-ready photos").click()
    choose(page, photo)
    if width < 1000:
        page.get_by_text("Steps", exact=True).click()
    expect(page.get_by_role("row")).to_have_count(3)
    assert_clean(page)
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.get_by_role("region", name="Result")).to_be_visible()
    assert_clean(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="Pipeline actions").click()
    page.get_by_role("menuitem", name="Use via API").click()
    expect(page.get_by_role("dialog", name="Use via API")).to_contain_text("pipeline/execute")
    settle(page)
    assert_clean(page)
