"""From drop to download, as a person does it."""

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Download, Page, expect

from tests.e2e.conftest import NewPage
from tests.server.api.pictures import picture
from tests.server.conftest import Serve
from tests.server.live import LiveServer

KEPT = """() => new Promise((resolve) => {
    const opening = indexedDB.open("ashim");
    opening.onsuccess = () => {
        const names = opening.result.objectStoreNames;
        if (!names.contains("workspace")) return resolve(false);
        const reading = opening.result.transaction("workspace").objectStore("workspace").get("current");
        reading.onsuccess = () => { opening.result.close(); resolve(Boolean(reading.result?.entries.length)); };
    };
})"""


def choose(page: Page, *files: Path) -> None:
    page.locator("input[type=file]").first.set_input_files(list(files))


def run(page: Page, verb: str) -> None:
    page.get_by_role("button", name=verb, exact=True).click()
    expect(page.get_by_role("region", name="Result")).to_be_visible()


def downloaded(page: Page) -> tuple[str, Image.Image]:
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download").click()
    download: Download = waiting.value
    image = Image.open(io.BytesIO(Path(download.path()).read_bytes()))
    image.load()
    return download.suggested_filename, image


def set_resize(page: Page) -> None:
    page.get_by_role("spinbutton", name="Width").fill("150")
    page.get_by_role("spinbutton", name="Width").press("Tab")


def set_crop(page: Page) -> None:
    for name, value in (("X", "10"), ("Y", "20"), ("Width", "50"), ("Height", "40")):
        field = page.get_by_role("spinbutton", name=name, exact=True)
        field.fill(value)
        field.press("Tab")


def set_rotate(page: Page) -> None:
    page.get_by_role("button", name="Turn right 90°").click()


def set_convert(page: Page) -> None:
    page.get_by_text("WebP", exact=True).click()


def set_nothing(_: Page) -> None:
    return


@pytest.mark.parametrize(
    ("tool", "verb", "settings", "name", "size"),
    [
        ("resize", "Resize", set_resize, "photo_resize.jpg", (150, 100)),
        ("crop", "Crop", set_crop, "photo_crop.jpg", (50, 40)),
        ("rotate", "Rotate", set_rotate, "photo_rotate.jpg", (200, 300)),
        ("convert", "Convert", set_convert, "photo.webp", (300, 200)),
        ("compress", "Compress", set_nothing, "photo_compress.jpg", (300, 200)),
    ],
)
def test_each_tool_from_home_to_download(
    page: Page, photo: Path, tool: str, verb: str, settings: Callable[[Page], None], name: str, size: tuple[int, int]
) -> None:
    page.goto("/")
    choose(page, photo)
    expect(page.get_by_role("img", name=re.compile("photo.jpg"))).to_be_visible()
    page.locator(f'a[href="/{tool}"]').first.click()
    expect(page.get_by_role("img", name=re.compile("^Original, photo.jpg"))).to_be_visible()
    settings(page)
    run(page, verb)
    assert page.title()
    filename, image = downloaded(page)
    assert (filename, image.size) == (name, size)


def test_run_says_why_it_cannot(page: Page, photo: Path) -> None:
    page.goto("/rotate")
    choose(page, photo)
    expect(page.get_by_role("button", name="Rotate", exact=True)).to_be_disabled()
    expect(page.get_by_text("Nothing is changed yet")).to_be_visible()


def test_a_batch_with_a_broken_file(page: Page, photo: Path, tmp_path: Path) -> None:
    broken, second = tmp_path / "broken.jpg", tmp_path / "second.png"
    broken.write_bytes(photo.read_bytes()[:2000])
    second.write_bytes(picture(60, 40))
    page.goto("/convert")
    choose(page, photo, broken, second)
    set_convert(page)
    page.get_by_role("button", name=re.compile(r"^Convert \d images$")).click()
    expect(page.get_by_text(re.compile("damaged or cut short")).first).to_be_visible()
    with page.expect_download() as waiting:
        page.get_by_role("link", name=re.compile("ZIP")).click()
    with zipfile.ZipFile(waiting.value.path()) as archive:
        assert archive.namelist() == ["photo.webp", "second.webp"]


def test_a_retry_keeps_the_results_that_there_are(page: Page, photo: Path, tmp_path: Path) -> None:
    broken, second = tmp_path / "broken.jpg", tmp_path / "second.png"
    broken.write_bytes(photo.read_bytes()[:2000])
    second.write_bytes(picture(60, 40))
    page.goto("/convert")
    choose(page, photo, broken, second)
    set_convert(page)
    page.get_by_role("button", name=re.compile(r"^Convert \d images$")).click()
    page.get_by_role("button", name="Retry 1 failed image").click()
    expect(page.get_by_role("alert")).to_contain_text("broken.jpg")
    expect(page.get_by_role("button", name="Retry 1 failed image")).to_be_visible()
    expect(page.get_by_role("link", name="Download photo.webp")).to_be_visible()
    expect(page.get_by_role("link", name="Download second.webp")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("ZIP"))).to_be_visible()


@pytest.mark.parametrize(("width", "height"), [(720, 450), (667, 375), (844, 390), (320, 256)])
def test_everything_is_in_reach_in_a_low_window(new_page: NewPage, photo: Path, width: int, height: int) -> None:
    page = new_page(width=width, height=height)
    page.goto("/compress")
    choose(page, photo)
    run(page, "Compress")
    bar = page.get_by_role("navigation", name="Main").locator("visible=true").bounding_box()
    assert bar
    for last in (page.get_by_role("spinbutton"), page.get_by_role("button", name="Resize")):
        last.scroll_into_view_if_needed()
        last.click(trial=True)
        box = last.bounding_box()
        assert box
        assert box["y"] + box["height"] <= (bar["y"] if bar["width"] == width else height)


def test_a_link_carries_settings(page: Page) -> None:
    page.goto("/resize?width=120&fit=contain&percentage=oops&nothing=1")
    expect(page.get_by_role("spinbutton", name="Width")).to_have_value("120")
    expect(page.get_by_role("radio", name="Fit inside")).to_be_checked()
    expect(page).to_have_url(re.compile("/resize$"))


def test_home_loads_within_its_budget(page: Page, open_server: LiveServer) -> None:
    loaded: list[str] = []
    page.on("response", lambda response: loaded.append(response.url))
    page.goto("/", wait_until="networkidle")
    for extension, budget in ((".js", 180_000), (".css", 20_000)):
        answers = [
            open_server.client().head(url, headers={"Accept-Encoding": "br"})
            for url in loaded
            if url.endswith(extension)
        ]
        assert answers
        assert sum(int(answer.headers["content-length"]) for answer in answers) <= budget


def test_undo_takes_back_a_crop(page: Page, photo: Path) -> None:
    page.goto("/crop")
    choose(page, photo)
    area = page.get_by_role("group", name=re.compile("^Crop area"))
    area.press("2")
    expect(area).to_have_accessible_name("Crop area, 200 \u00d7 200 at 50, 0")
    page.keyboard.press("Control+z")
    expect(area).to_have_accessible_name("Crop area, 300 \u00d7 200 at 0, 0")
    page.keyboard.press("Control+Shift+z")
    expect(area).to_have_accessible_name("Crop area, 200 \u00d7 200 at 50, 0")


def test_the_result_becomes_the_input_of_the_next_tool(page: Page, photo: Path) -> None:
    page.goto("/resize")
    choose(page, photo)
    set_resize(page)
    run(page, "Resize")
    page.get_by_role("region", name="Continue with").get_by_role("button", name="Convert").click()
    expect(page).to_have_url(re.compile("/convert$"))
    set_convert(page)
    run(page, "Convert")
    _, image = downloaded(page)
    assert (image.format, image.size) == ("WEBP", (150, 100))


def test_pictures_survive_home_and_reload(page: Page, photo: Path) -> None:
    page.goto("/resize")
    choose(page, photo)
    expect(page.get_by_role("img", name=re.compile("^Original, photo.jpg"))).to_be_visible()
    page.get_by_role("link", name="Home").click()
    expect(page.get_by_role("img", name=re.compile("photo.jpg"))).to_be_visible()
    page.wait_for_function(KEPT)
    page.reload()
    expect(page.get_by_role("img", name=re.compile("photo.jpg"))).to_be_visible()


@pytest.mark.parametrize("size", [(40, 400), (400, 40), (1, 1)])
def test_what_crop_shows_is_what_it_gives(page: Page, tmp_path: Path, size: tuple[int, int]) -> None:
    width, height = size
    path = tmp_path / "odd.png"
    path.write_bytes(picture(width, height))
    page.goto("/crop")
    choose(page, path)
    area = page.get_by_role("group", name=re.compile("^Crop area"))
    expect(area).to_have_accessible_name(f"Crop area, {width} \u00d7 {height} at 0, 0")
    shown = page.get_by_role("img", name=re.compile("^Original")).bounding_box()
    drawn = area.bounding_box()
    assert shown
    assert drawn
    for key in ("x", "y", "width", "height"):
        assert abs(shown[key] - drawn[key]) <= 2, (key, shown, drawn)


def test_the_command_palette_reaches_a_tool(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.type("jpg to png")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/convert$"))


def test_unknown_pages_offer_the_nearest_tool(page: Page) -> None:
    page.goto("/resise")
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile("not found|no page", re.IGNORECASE))
    expect(page.get_by_role("link", name="Resize").first).to_be_visible()


def test_a_first_sign_in(new_page: NewPage, serve: Serve, photo: Path) -> None:
    server = serve(fresh=True, default_password="First-password-1")
    page = new_page(server)
    page.goto("/resize")
    page.get_by_label("Name", exact=False).first.fill("admin")
    page.get_by_label("Password", exact=True).fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text(re.compile("invalid|wrong|do not match", re.IGNORECASE)).first).to_be_visible()
    page.get_by_label("Password", exact=True).fill("First-password-1")
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile("/change-password"))
    page.get_by_label("Current password").fill("First-password-1")
    page.get_by_label("New password", exact=True).fill("Second-password-2")
    page.get_by_label(re.compile("(repeat|confirm|again)", re.IGNORECASE)).fill("Second-password-2")
    page.get_by_role("button", name=re.compile("Change password")).click()
    expect(page).to_have_url(re.compile("/(resize)?$"))
    page.goto("/resize")
    choose(page, photo)
    set_resize(page)
    run(page, "Resize")
    assert downloaded(page)[1].size == (150, 100)


def test_it_works_on_a_phone(new_page: NewPage, photo: Path) -> None:
    page = new_page(width=390, height=844)
    page.goto("/compress")
    choose(page, photo)
    run(page, "Compress")
    button, bar = (
        page.get_by_role("link", name="Download").bounding_box(),
        page.get_by_role("navigation", name="Main").bounding_box(),
    )
    assert button
    assert bar
    assert button["y"] + button["height"] <= bar["y"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
