"""A real browser on the real server."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.server.api.pictures import picture
from tests.server.conftest import _first_rows, _shared_server, admin, database_with_admin, serve, server
from tests.server.live import LiveServer

__all__ = ["_first_rows", "_shared_server", "admin", "database_with_admin", "serve", "server"]

# Chromium asks its maker's servers for updates and the like unless it is told not to.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
NewPage = Callable[..., Page]


# Not for the whole session: while Playwright runs, other tests in this process could not start an event loop.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert path, "These tests need Debian's package chromium; `make test` installs it"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def new_page(browser: Browser, open_server: LiveServer) -> Iterator[NewPage]:
    """Open pages that fail the test when they log an error or ask another host for anything."""
    troubles: list[str] = []
    contexts = []

    def open_page(
        server: LiveServer = open_server, *, width: int = 1440, height: int = 900, dark: bool = False
    ) -> Page:
        context = browser.new_context(
            base_url=server.url,
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            has_touch=width < 600,
            accept_downloads=True,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on(
            "request",
            lambda request: (
                None
                if request.url.startswith((server.url, "blob:", "data:"))
                else troubles.append(f"request to {request.url}")
            ),
        )
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not troubles


@pytest.fixture
def page(new_page: NewPage) -> Page:
    return new_page()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.jpg"
    path.write_bytes(picture(300, 200, "JPEG", quality=95))
    return path
