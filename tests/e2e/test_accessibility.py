"""axe on every page and state, in both themes, wide and on a phone."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e.conftest import NewPage
from tests.server.conftest import Serve


def assert_clean(page: Page) -> None:
    page.wait_for_load_state("networkidle")
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [1440, 390])
def test_pages(new_page: NewPage, photo: Path, dark: bool, width: int) -> None:
    page = new_page(width=width, height=844, dark=dark)
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert_clean(page)
    for tool in ("resize", "crop", "rotate", "convert", "compress"):
        page.goto(f"/{tool}")
        if tool == "resize":
            page.locator("input[type=file]").first.set_input_files([photo])
        expect(page.get_by_role("img", name=re.compile("^Original, photo.jpg"))).to_be_visible()
        assert_clean(page)
    page.get_by_role("button", name="Compress", exact=True).click()
    expect(page.get_by_role("region", name="Result")).to_be_visible()
    assert_clean(page)


def test_an_empty_tool_and_an_unknown_page(page: Page) -> None:
    for path in ("/resize", "/nothing-here"):
        page.goto(path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert_clean(page)


@pytest.mark.parametrize("dark", [False, True])
def test_sign_in(new_page: NewPage, serve: Serve, dark: bool) -> None:
    page = new_page(serve(), dark=dark)
    page.goto("/")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    assert_clean(page)
