"""ashim with single sign-on, and browsers that reach it under the name that the provider knows."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

import httpx

from tests.oidc.provider import Provider
from tests.server.live import LiveServer

HTTP = "http://ashim.test"
HTTPS = "https://ashim.test"


class _Proxy(httpx.BaseTransport):
    """Carries requests to a server on this machine, as a proxy with TLS would."""

    def __init__(self, url: str) -> None:
        self._target = httpx.URL(url)
        self._inner = httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url.copy_with(scheme="http", host=self._target.host, port=self._target.port)
        return self._inner.handle_request(
            httpx.Request(
                request.method, url, headers=request.headers, stream=request.stream, extensions=request.extensions
            )
        )

    def close(self) -> None:
        self._inner.close()


@dataclass(frozen=True)
class Site:
    """A server whose EXTERNAL_URL is `url`."""

    server: LiveServer
    url: str

    def browser(self) -> httpx.Client:
        """Give a browser that knows nobody yet; it follows no redirects by itself."""
        browser = httpx.Client(base_url=self.url, mounts={"all://ashim.test": _Proxy(self.server.url)}, timeout=30)
        self.server.clients.append(browser)
        return browser

    def sign_in(
        self, provider: Provider, name: str, *, browser: httpx.Client | None = None, next: str | None = None
    ) -> httpx.Response:
        """Walk from the sign-in page through the provider and back; give the last answer."""
        browser = browser or self.browser()
        query = "" if next is None else "?" + urlencode({"next": next})
        leave = browser.get("/api/auth/oidc/login" + query)
        assert leave.status_code == 302
        return browser.get(provider.sign_in(browser, leave.headers["location"], name))

    def signed_in(self, provider: Provider, name: str) -> httpx.Client:
        """Give a browser with a session of single sign-on."""
        browser = self.browser()
        answer = self.sign_in(provider, name, browser=browser)
        assert answer.headers["location"] == "/", answer.headers["location"]
        return browser

    def user(self, name: str) -> dict[str, object]:
        """Give what an administrator sees of a user."""
        users = self.server.sign_in().get("/api/auth/users").json()["users"]
        return next(user for user in users if user["username"] == name)

    def events(self, action: str) -> list[dict[str, object]]:
        """Give the audit events of a kind, newest first."""
        entries: list[dict[str, object]] = (
            self.server.sign_in().get("/api/v1/audit-log", params={"action": action}).json()["entries"]
        )
        return entries

    def reasons(self) -> list[tuple[object, object]]:
        """Give error and reason of the failed sign-ins, newest first."""
        details = (event["details"] for event in self.events("OIDC_LOGIN_FAILED"))
        return [(each["error"], each["reason"]) for each in details if isinstance(each, dict)]


def set_cookies(answer: httpx.Response) -> dict[str, tuple[str, set[str]]]:
    """Give value and attributes (in lower case) of the cookies that an answer sets."""
    return {name: (value, attributes) for name, value, attributes in _cookies(answer.headers.get_list("set-cookie"))}


def _cookies(headers: Iterable[str]) -> Iterable[tuple[str, str, set[str]]]:
    for header in headers:
        pair, *attributes = header.split(";")
        name, _, value = pair.partition("=")
        yield name, value, {attribute.strip().lower() for attribute in attributes}
