"""The library: finding, choosing, looking at and adding to it; and the activity area."""

import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import NewPage
from tests.e2e.test_accessibility import assert_clean
from tests.e2e.test_settings import enter
from tests.server.api.pictures import picture
from tests.server.live import LiveServer

Document = dict[str, Any]


def store(client: httpx.Client, name: str, width: int = 300, height: int = 200, kind: str = "JPEG") -> Document:
    """Put a picture into the library."""
    answer = client.post("/api/v1/files/upload", files={"file": (name, picture(width, height, kind))})
    assert answer.status_code == 201, answer.text
    found: Document = answer.json()["files"][0]
    return found


def grow(client: httpx.Client, file_id: str, tool: str, **settings: object) -> str:
    """Run a tool on a stored file; give the id of the version that came out."""
    form = {"fileId": (None, file_id), "settings": (None, json.dumps(settings))}
    answer = client.post(f"/api/v1/tools/{tool}", files=form)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["savedFileId"])


def files_in(client: httpx.Client) -> list[str]:
    return sorted(file["originalName"] for file in client.get("/api/v1/files").json()["files"])


@pytest.fixture
def client(open_server: LiveServer) -> httpx.Client:
    """Give a client of a server with an empty library."""
    client = open_server.client()
    ids = [file["id"] for file in client.get("/api/v1/files?limit=1000").json()["files"]]
    if ids:
        client.request("DELETE", "/api/v1/files", json={"ids": ids})
    return client


def open_files(page: Page, query: str = "") -> Locator:
    """Open the page; give its rows."""
    page.goto(f"/files{query}")
    rows = page.get_by_role("grid", name="Files").get_by_role("row")
    expect(rows.first).to_be_visible()
    return rows


def row(page: Page, name: str) -> Locator:
    return page.get_by_role("grid", name="Files").get_by_role("row", name=name)


def details(page: Page) -> Locator:
    return page.get_by_role("complementary", name="Details")


def assert_clean_in_both_themes(page: Page) -> None:
    """Check once nothing moves any more: what fades in has too little contrast."""
    page.wait_for_load_state("networkidle")
    for theme in ("dark", "light"):
        page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
        page.evaluate("Promise.allSettled(document.getAnimations().map(({ finished }) => finished))")
        assert_clean(page)


def close_with(page: Page, dialog: str, key: str) -> None:
    page.keyboard.press(key)
    expect(page.get_by_role("dialog", name=dialog)).to_be_hidden()


# Adding, finding, choosing


def test_upload_find_choose_fetch_and_delete(page: Page, client: httpx.Client, tmp_path: Path) -> None:
    paths = [tmp_path / "Harbour.jpg", tmp_path / "meadow.png", tmp_path / "broken.jpg"]
    paths[0].write_bytes(picture(300, 200, "JPEG"))
    paths[1].write_bytes(picture(80, 60, "PNG"))
    paths[2].write_bytes(b"\xff\xd8\xff\xe0 no picture")
    page.goto("/files")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose files").click()
    chooser.value.set_files(paths)
    uploads = page.get_by_role("region", name="Uploads")
    expect(uploads.get_by_role("heading")).to_have_text("2 uploaded, 1 failed", timeout=20_000)
    expect(uploads.get_by_role("listitem").filter(has_text="broken.jpg")).to_contain_text(re.compile("invalid", re.I))
    expect(uploads.get_by_role("button", name="Retry broken.jpg")).to_be_visible()
    uploads.get_by_role("button", name="Close the uploads").click()
    expect(row(page, "Harbour.jpg")).to_be_visible()
    assert files_in(client) == ["Harbour.jpg", "meadow.png"]

    page.get_by_role("searchbox", name="Search by name").fill("harb")
    expect(row(page, "meadow.png")).to_be_hidden()
    expect(page).to_have_url(re.compile(r"q=harb"))
    page.get_by_role("searchbox", name="Search by name").fill("nothing")
    page.get_by_role("button", name="Show all files").click()

    row(page, "Harbour.jpg").click()
    row(page, "meadow.png").click(modifiers=["ControlOrMeta"])
    bar = page.get_by_role("toolbar", name="Selected files")
    expect(bar).to_contain_text("2 selected")
    with page.expect_download() as waiting:
        bar.get_by_role("button", name="Download as one ZIP").click()
    with zipfile.ZipFile(io.BytesIO(Path(waiting.value.path()).read_bytes())) as archive:
        assert sorted(archive.namelist()) == ["Harbour.jpg", "meadow.png"]

    page.keyboard.press("Delete")
    dialog = page.get_by_role("dialog", name="Delete 2 files?")
    dialog.get_by_role("button", name="Delete 2 files").click()
    expect(page.get_by_text("Keep images here to come back to them")).to_be_visible()
    assert files_in(client) == []


def test_an_upload_that_is_there_already_is_said_and_taken_back(page: Page, client: httpx.Client, photo: Path) -> None:
    client.post("/api/v1/files/upload", files={"file": ("first.jpg", photo.read_bytes())})
    open_files(page)
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Upload", exact=True).click()
    chooser.value.set_files([photo])
    uploads = page.get_by_role("region", name="Uploads")
    expect(uploads.get_by_text("You already have this file")).to_be_visible(timeout=20_000)
    uploads.get_by_role("button", name="Remove the copy").click()
    expect(uploads).to_be_hidden()
    assert files_in(client) == ["first.jpg"]


def test_files_dropped_on_the_page_go_to_the_library(page: Page, client: httpx.Client) -> None:
    page.goto("/files")
    expect(page.get_by_text("Keep images here")).to_be_visible()
    page.evaluate(
        """async (data) => {
            const transfer = new DataTransfer();
            transfer.items.add(new File([Uint8Array.from(data)], "dropped.png", { type: "image/png" }));
            const init = { dataTransfer: transfer, bubbles: true, cancelable: true };
            document.body.dispatchEvent(new DragEvent("dragover", init));
            document.body.dispatchEvent(new DragEvent("drop", init));
        }""",
        list(picture(40, 30, "PNG")),
    )
    expect(row(page, "dropped.png")).to_be_visible()
    assert files_in(client) == ["dropped.png"]


def test_the_keyboard_chooses_and_looks_closer(page: Page, client: httpx.Client) -> None:
    for name in ("c.jpg", "b.jpg", "a.jpg"):
        store(client, name)
    rows = open_files(page, "?sort=name")
    rows.first.focus()
    page.keyboard.press("ArrowRight")
    expect(row(page, "b.jpg")).to_be_focused()
    expect(row(page, "b.jpg")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Shift+ArrowRight")
    expect(page.get_by_role("toolbar", name="Selected files")).to_contain_text("2 selected")
    page.keyboard.press("ControlOrMeta+a")
    expect(page.get_by_role("toolbar", name="Selected files")).to_contain_text("3 selected")
    page.keyboard.press("Escape")
    expect(page.get_by_role("toolbar", name="Selected files")).to_be_hidden()

    page.keyboard.press(" ")
    expect(row(page, "c.jpg")).to_have_attribute("aria-selected", "true")
    page.keyboard.press(" ")
    expect(page.get_by_role("dialog", name="c.jpg")).to_be_visible()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("dialog", name="b.jpg").get_by_role("img", name=re.compile("b.jpg"))).to_be_visible()
    close_with(page, "b.jpg", " ")
    expect(details(page)).to_contain_text("b.jpg")
    page.keyboard.press("i")
    expect(details(page)).to_be_hidden()


def test_filters_are_in_the_address(page: Page, client: httpx.Client) -> None:
    store(client, "photo.jpg")
    store(client, "drawing.png", kind="PNG")
    grow(client, store(client, "grown.jpg")["id"], "resize", width=50)
    open_files(page)
    page.get_by_role("button", name="Filters").click()
    page.get_by_role("checkbox", name="With versions").check(force=True)
    expect(row(page, "photo.jpg")).to_be_hidden()
    expect(page.get_by_role("grid", name="Files").get_by_role("row")).to_have_count(1)
    page.reload()
    expect(page.get_by_role("grid", name="Files").get_by_role("row")).to_have_count(1)
    page.get_by_role("button", name="Clear filters").click()
    page.get_by_role("button", name=re.compile("Type")).click()
    page.get_by_role("option", name="PNG").click()
    expect(row(page, "photo.jpg")).to_be_hidden()
    expect(row(page, "drawing.png")).to_be_visible()
    expect(page).to_have_url(re.compile("type=image"))


def test_many_files_are_drawn_as_far_as_they_are_seen(page: Page, client: httpx.Client) -> None:
    data = picture(8, 8, "PNG")
    step = client.get("/api/v1/limits").json()["maxBatchFiles"]
    for start in range(0, 240, step):
        parts = [("file", (f"tile {index:03}.png", data)) for index in range(start, min(240, start + step))]
        assert client.post("/api/v1/files/upload", files=parts).status_code == 201
    rows = open_files(page, "?sort=name")
    expect(page.get_by_text("240 files")).to_be_visible()
    assert rows.count() < 80
    grid = page.get_by_role("grid", name="Files")
    grid.evaluate("grid => { grid.scrollTop = grid.scrollHeight; }")
    expect(grid).to_have_attribute("aria-rowcount", "240")
    grid.evaluate("grid => { grid.scrollTop = grid.scrollHeight; }")
    expect(row(page, "tile 239.png")).to_be_visible()
    expect(row(page, "tile 000.png")).to_be_hidden()


# Versions


def test_a_tree_of_versions(page: Page, client: httpx.Client) -> None:
    original = store(client, "boat.jpg")
    small = grow(client, original["id"], "resize", width=150)
    grow(client, small, "convert", format="png")
    rows = open_files(page)
    expect(rows).to_have_count(1)
    rows.first.click()
    versions = details(page).get_by_role("region", name="Versions")
    items = versions.get_by_role("listitem")
    expect(items).to_have_count(3)
    expect(items.nth(1)).to_contain_text("Resize")
    expect(items.nth(1)).to_contain_text("150")
    expect(items.nth(2)).to_contain_text("current")

    items.nth(1).get_by_role("button", name=re.compile("^Actions")).click()
    page.get_by_role("menuitem", name="Compare with version 1").click()
    compare = page.get_by_role("dialog", name=re.compile("boat|Compare"))
    expect(compare.get_by_text(re.compile("% alike|Every pixel"))).to_be_visible()
    compare.get_by_role("radio", name="Difference").check(force=True)
    expect(compare.get_by_role("img", name="Map of the differences")).to_be_visible()
    page.keyboard.press("Escape")

    items.nth(0).get_by_role("button", name=re.compile("^Actions")).click()
    page.get_by_role("menuitem", name="Make current").click()
    expect(items).to_have_count(4)
    expect(items.nth(3)).to_contain_text("Restored")
    (newest,) = client.get("/api/v1/files").json()["files"]
    assert client.get(f"/api/v1/files/{newest['id']}/download").content == (
        client.get(f"/api/v1/files/{original['id']}/download").content
    )

    items.nth(1).get_by_role("button", name=re.compile("^Actions")).click()
    page.get_by_role("menuitem", name="Delete branch").click()
    dialog = page.get_by_role("dialog", name="Delete version 2?")
    expect(dialog).to_contain_text("2 versions were made from it")
    dialog.get_by_role("button", name="Delete 3 versions").click()
    expect(versions).to_be_hidden()
    expect(details(page)).to_contain_text("boat.jpg")
    assert len(client.get(f"/api/v1/files/{original['id']}").json()["versions"]) == 1


def test_an_opened_file_is_really_there(page: Page, client: httpx.Client) -> None:
    store(client, "boat.jpg")
    open_files(page).first.click()
    details(page).get_by_role("button", name="Open in a tool").click()
    page.get_by_role("menuitem", name="Resize").click()
    expect(page).to_have_url(re.compile("/resize$"))
    expect(page.get_by_role("img", name=re.compile("^Original, boat.jpg"))).to_be_visible()


def test_the_library_is_at_hand_on_tool_pages(page: Page, client: httpx.Client) -> None:
    for name in ("one.jpg", "two.jpg", "three.jpg"):
        store(client, name)
    page.goto("/compress")
    page.get_by_role("button", name="From the library").click()
    dialog = page.get_by_role("dialog", name="From the library")
    dialog.get_by_role("row", name="one.jpg").click()
    dialog.get_by_role("searchbox").fill("two")
    expect(dialog.get_by_role("row")).to_have_count(1)
    dialog.get_by_role("row", name="two.jpg").click()
    dialog.get_by_role("button", name="Add 2 files").click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("heading", name="2 images")).to_be_visible()


# Activity


def test_activity_survives_a_reload_and_runs_again(page: Page, client: httpx.Client, photo: Path) -> None:
    broken = ("broken.jpg", b"\xff\xd8\xff\xe0 no picture")
    form: list[tuple[str, Any]] = [
        ("settings", (None, '{"width": 77}')),
        ("file", ("photo.jpg", photo.read_bytes())),
        ("file", broken),
    ]
    client.post("/api/v1/tools/resize/batch", files=form)
    page.goto("/")
    page.get_by_role("button", name="Activity").click()
    page.reload()
    page.get_by_role("button", name="Activity").click()
    recent = page.get_by_role("dialog", name="Activity").get_by_role("list", name="Recent")
    batch = recent.get_by_role("listitem").filter(has_text="1 of 2 images done").first
    batch.get_by_role("button", name="Show what happened").click()
    expect(batch.get_by_role("listitem").filter(has_text="broken.jpg")).to_contain_text("damaged")
    expect(batch.get_by_role("link", name="Download photo_resize.jpg")).to_be_visible()
    with page.expect_download() as waiting:
        batch.get_by_role("link", name=re.compile("^Download 1 of 2")).click()
    with zipfile.ZipFile(io.BytesIO(Path(waiting.value.path()).read_bytes())) as archive:
        image = Image.open(io.BytesIO(archive.read("photo_resize.jpg")))
        assert image.width == 77

    count = len(client.get("/api/v1/jobs?limit=200").json()["jobs"])
    batch.get_by_role("button", name="Actions for Resize").click()
    page.get_by_role("menuitem", name="Run again").click()
    expect(recent.get_by_role("listitem").filter(has_text="1 of 2 images done")).to_have_count(2)
    assert len(client.get("/api/v1/jobs?limit=200").json()["jobs"]) == count + 1
    recent.get_by_role("button", name="Actions for Resize").first.click()
    page.get_by_role("menuitem", name="Remove with its files").click()
    expect(recent.get_by_role("listitem").filter(has_text="1 of 2 images done")).to_have_count(1)
    assert len(client.get("/api/v1/jobs?limit=200").json()["jobs"]) == count


# For everybody, everywhere


@pytest.mark.parametrize("width", [1440, 390])
def test_it_is_accessible(new_page: NewPage, client: httpx.Client, width: int) -> None:
    page = new_page(width=width, height=844)
    page.goto("/files")
    expect(page.get_by_text("Keep images here")).to_be_visible()
    assert_clean_in_both_themes(page)
    grow(
        client,
        store(client, "a boat with a very long name that no column of any list has room for.jpg")["id"],
        "border",
    )
    store(client, "b.png", kind="PNG")
    open_files(page)
    assert_clean_in_both_themes(page)
    page.get_by_role("button", name="Filters").click()
    page.get_by_role("radio", name="List").check(force=True)
    expect(page.get_by_role("grid", name="Files")).to_have_attribute("data-layout", "stack")
    grown = row(page, "a boat")
    if width > 1000:
        grown.click()
    else:
        grown.tap()
    where = details(page) if width > 1000 else page.get_by_role("dialog", name="Details")
    expect(where.get_by_role("region", name="Versions")).to_be_visible()
    assert_clean_in_both_themes(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_its_layers_are_accessible(page: Page, client: httpx.Client) -> None:
    store(client, "a.jpg")
    store(client, "b.jpg")
    rows = open_files(page)
    rows.first.click()
    page.keyboard.press(" ")
    expect(page.get_by_role("dialog").get_by_role("img")).to_be_visible()
    assert_clean_in_both_themes(page)
    page.keyboard.press("Escape")
    rows.nth(1).click(modifiers=["ControlOrMeta"])
    assert_clean_in_both_themes(page)
    page.get_by_role("button", name="Delete them").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert_clean_in_both_themes(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Activity").click()
    expect(page.get_by_role("dialog", name="Activity")).to_be_visible()
    assert_clean_in_both_themes(page)


def test_a_phone_shows_chooses_and_opens(new_page: NewPage, client: httpx.Client) -> None:
    page = new_page(width=320, height=640)
    store(client, "a.jpg")
    page.goto("/")
    page.get_by_role("link", name="Files").click()
    expect(row(page, "a.jpg")).to_be_visible()
    assert page.evaluate("document.querySelector('main').scrollWidth") <= 320
    row(page, "a.jpg").tap()
    sheet = page.get_by_role("dialog", name="Details")
    expect(sheet).to_contain_text("Dimensions300")
    sheet.get_by_role("button", name="Open in a tool").click()
    page.get_by_role("menuitem", name="Just open").click()
    expect(page.get_by_role("img", name=re.compile("^Original, a.jpg"))).to_be_visible()


def test_others_see_their_own_files_or_why_none(new_page: NewPage, server: LiveServer, admin: httpx.Client) -> None:
    store(admin, "of the admin.jpg")
    tom = server.add_user("tom")
    store(tom, "of tom.jpg")
    page = enter(new_page(server), tom, "/files")
    expect(row(page, "of tom.jpg")).to_be_visible()
    expect(page.get_by_role("grid", name="Files").get_by_role("row")).to_have_count(1)
    admin.post("/api/v1/roles", json={"name": "runner", "permissions": ["tools:use"]})
    page = enter(new_page(server), server.add_user("ada", role="runner"), "/files")
    expect(page.get_by_text("(files:own)")).to_be_visible()
    expect(page.get_by_role("link", name="Files")).to_have_count(0)


def test_pictures_and_links_work_for_who_is_signed_in(new_page: NewPage, server: LiveServer) -> None:
    tom = server.add_user("tom")
    for name in ("a.jpg", "b.jpg"):
        store(tom, name)
    page = enter(new_page(server), tom, "/files")
    row(page, "a.jpg").click()
    for image in (row(page, "a.jpg").locator("img"), details(page).get_by_role("img")):
        expect(image).to_be_visible()
        page.wait_for_function("image => image.naturalWidth > 0", arg=image.element_handle())
    with page.expect_download() as waiting:
        details(page).get_by_role("link", name="Download a.jpg").click()
    with Image.open(waiting.value.path()) as image_file:
        assert image_file.size == (300, 200)
    row(page, "b.jpg").click(modifiers=["ControlOrMeta"])
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download as one ZIP").click()
    with zipfile.ZipFile(waiting.value.path()) as archive:
        assert sorted(archive.namelist()) == ["a.jpg", "b.jpg"]


def test_a_list_that_cannot_be_loaded_says_so_and_tries_again(page: Page, client: httpx.Client) -> None:
    store(client, "a.jpg")
    page.route("**/api/v1/files?*", lambda route: route.fulfill(status=403, json={"error": "No files today"}))
    page.goto("/files")
    expect(page.get_by_text("No files today")).to_be_visible()
    page.unroute("**/api/v1/files?*")
    page.get_by_role("button", name="Try again").click()
    expect(row(page, "a.jpg")).to_be_visible()
