"""From the sign-in page to a provider on another site, back into the app, and out of both."""

import shutil
import socket
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from ashim.config import Config
from tests.oidc.provider import CLIENT_ID, CLIENT_SECRET, running_provider
from tests.server.live import running


def test_single_sign_on(browser: Browser, tmp_path: Path, database_with_admin: Path) -> None:
    shutil.copy(database_with_admin, tmp_path / "ashim.db")
    listener = socket.create_server(("127.0.0.1", 0))
    # The provider is at 127.0.0.1: for the browser that is another site, as providers are.
    url = f"http://localhost:{listener.getsockname()[1]}"
    with running_provider(url) as provider:
        provider.person("kim", {"preferred_username": "kim.example", "email": "kim@example.org"})
        config = Config(
            db_path=tmp_path / "ashim.db",
            workspace_path=tmp_path / "workspace",
            files_storage_path=tmp_path / "files",
            external_url=url,
            oidc_enabled=True,
            oidc_issuer_url=provider.issuer,
            oidc_client_id=CLIENT_ID,
            oidc_client_secret=CLIENT_SECRET,
            oidc_provider_name="Acme",
        )
        with running(config, listener):
            context = browser.new_context(base_url=url)
            # The provider's pages ask for a font elsewhere.
            context.route(lambda address: not address.startswith((url, provider.issuer)), lambda route: route.abort())
            try:
                walk_through(context.new_page(), url, provider.issuer)
            finally:
                context.close()


def walk_through(page: Page, url: str, issuer: str) -> None:
    page.goto("/login")
    page.get_by_role("link", name="Continue with Acme").click()

    page.get_by_placeholder("Enter any login").fill("kim")
    page.get_by_placeholder("and password").fill("any")
    page.get_by_role("button", name="Sign-in").click()
    page.get_by_role("button", name="Continue").click()

    page.wait_for_url(f"{url}/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("What do you want to do?")
    (session,) = (cookie for cookie in page.context.cookies(url) if cookie["name"] == "ashim-session")
    assert (session["httpOnly"], session["sameSite"]) == (True, "Strict")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_contain_text("What do you want to do?")
    page.goto("/settings/general")
    expect(page.get_by_text("kim.example").first).to_be_visible()

    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.wait_for_url(f"{issuer}/**")
    page.get_by_role("button", name="Yes, sign me out").click()
    page.wait_for_url(f"{url}/login")
    expect(page.get_by_role("link", name="Continue with Acme")).to_be_visible()
    assert "ashim-session" not in {cookie["name"] for cookie in page.context.cookies(url)}
