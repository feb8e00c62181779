"""The session as a cookie: who gets it, and whose requests it counts for."""

import httpx
import pytest

from ashim.accounts.session_cookie import SESSION_COOKIE
from tests.server.conftest import Serve
from tests.server.live import LiveServer


def cookie_of(client: httpx.Client) -> dict[str, str]:
    """Give a Cookie header with the client's session."""
    token = client.headers["authorization"].removeprefix("Bearer ")
    return {"cookie": f"theme=dark; {SESSION_COOKIE}={token}"}


@pytest.mark.parametrize(
    ("method", "headers", "counts"),
    [
        ("GET", {}, True),
        ("GET", {"sec-fetch-site": "same-origin"}, True),
        ("GET", {"sec-fetch-site": "none"}, True),
        ("GET", {"sec-fetch-site": "same-site"}, False),
        ("GET", {"sec-fetch-site": "cross-site"}, False),
        ("GET", {"origin": "http://{host}"}, True),
        ("GET", {"origin": "http://evil.example"}, False),
        ("POST", {"sec-fetch-site": "same-origin"}, True),
        ("POST", {"sec-fetch-site": "none"}, True),
        ("POST", {"sec-fetch-site": "cross-site"}, False),
        # Another port or subdomain of the same host.
        ("POST", {"sec-fetch-site": "same-site"}, False),
        ("POST", {"sec-fetch-site": "same-site", "origin": "http://{host}"}, False),
        ("POST", {"sec-fetch-site": ""}, False),
        ("POST", {"sec-fetch-site": "SAME-ORIGIN, cross-site"}, False),
        ("POST", {"origin": "http://{host}"}, True),
        ("POST", {"origin": "https://{host}"}, True),
        ("POST", {"origin": "http://127.0.0.1:1"}, False),
        ("POST", {"origin": "http://127.0.0.1"}, False),
        ("POST", {"origin": "http://evil.example"}, False),
        ("POST", {"origin": "http://{host}.evil.example"}, False),
        ("POST", {"origin": "http://[::1"}, False),
        ("POST", {"origin": "null"}, False),
        ("POST", {"origin": ""}, False),
        ("POST", {"referer": "http://{host}/"}, False),
        ("POST", {}, False),
        ("POST", {"origin": "https://ashim.example"}, False),
    ],
)
def test_whose_requests_it_counts_for(
    server: LiveServer, admin: httpx.Client, method: str, headers: dict[str, str], counts: bool
) -> None:
    host = httpx.URL(server.url).netloc.decode()
    given = {name: value.format(host=host) for name, value in headers.items()}

    if method == "GET":
        answer = server.client().get("/api/auth/users", headers=cookie_of(admin) | given)
    else:
        answer = server.client().post("/api/v1/api-keys", json={"name": "x"}, headers=cookie_of(admin) | given)

    assert answer.status_code == ((200 if method == "GET" else 201) if counts else 401)


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_every_method_that_changes_something_needs_the_same(
    server: LiveServer, admin: httpx.Client, method: str
) -> None:
    for headers, expected in (({}, 401), ({"sec-fetch-site": "same-origin"}, 404)):
        answer = server.client().request(method, "/api/v1/teams/none", headers=cookie_of(admin) | headers, json={})
        assert answer.status_code == expected


def test_a_forged_request_signs_nobody_out(server: LiveServer, admin: httpx.Client) -> None:
    answer = server.client().post("/api/auth/logout", headers=cookie_of(admin) | {"sec-fetch-site": "cross-site"})

    assert answer.json() == {"ok": True}
    assert "set-cookie" not in answer.headers
    assert admin.get("/api/auth/session").status_code == 200


def test_a_bearer_token_goes_before_it(server: LiveServer, admin: httpx.Client) -> None:
    bob = server.add_user("bob")

    mixed = bob.get("/api/auth/session", headers=cookie_of(admin))
    assert mixed.json()["user"]["username"] == "bob"
    for token in ("wrong", "si_" + "0" * 96):
        answer = server.client(token).get("/api/v1/settings", headers=cookie_of(admin))
        assert answer.status_code == 401
    posted = bob.post("/api/v1/teams", json={"name": "x"}, headers=cookie_of(admin))
    assert posted.status_code == 403
    # A proxy with a password of its own makes browsers send that everywhere.
    basic = server.client().get("/api/auth/users", headers=cookie_of(admin) | {"authorization": "Basic eDp5"})
    assert basic.status_code == 200


def test_an_api_key_is_no_cookie(server: LiveServer, admin: httpx.Client) -> None:
    key = cookie_of(server.key_for(admin))

    assert server.client().get("/api/v1/settings", headers=key).status_code == 401


@pytest.mark.parametrize(
    "cookie", ["ashim-session=", "ashim-session=wrong", "ashim-session", "=;=;", "\xff", "x" * 9000]
)
def test_rubbish_is_no_cookie(anonymous: httpx.Client, cookie: str) -> None:
    assert anonymous.get("/api/v1/settings", headers=[(b"cookie", cookie.encode("latin-1"))]).status_code == 401
    assert anonymous.get("/api/v1/health", headers=[(b"cookie", cookie.encode("latin-1"))]).status_code == 200


def test_the_public_name_counts_behind_a_proxy_that_hides_it(serve: Serve) -> None:
    server = serve(external_url="https://ashim.example/")
    cookie = cookie_of(server.sign_in())

    for origin, status in (
        ("https://ashim.example", 201),
        ("http://ashim.example", 401),
        ("https://ashim.example:8443", 401),
        ("https://ashim.example.evil.example", 401),
    ):
        headers = {**cookie, "origin": origin, "host": "backend:1349"}
        assert server.client().post("/api/v1/api-keys", json={}, headers=headers).status_code == status, origin


def test_a_given_password_must_be_changed_with_it_too(serve: Serve) -> None:
    server = serve(fresh=True, default_password="start")
    cookie = cookie_of(server.sign_in("admin", "start"))

    answer = server.client().get("/api/v1/settings", headers=cookie)

    assert (answer.status_code, answer.json()["code"]) == (403, "MUST_CHANGE_PASSWORD")


def test_who_presents_a_session_gets_it_as_a_cookie(server: LiveServer, admin: httpx.Client) -> None:
    token = admin.headers["authorization"].removeprefix("Bearer ")
    given = admin.get("/api/auth/session").headers["set-cookie"]
    browser = server.client()
    browser.cookies.set(SESSION_COOKIE, token)

    assert given.startswith(f"{SESSION_COOKIE}={token};")
    assert {"HttpOnly", "Path=/", "SameSite=strict"} <= set(given.split("; "))
    assert "Secure" not in given
    assert browser.get("/api/v1/files").status_code == 200
    # Who has only the cookie has it already.
    assert "set-cookie" not in browser.get("/api/auth/session").headers
    assert "set-cookie" not in server.key_for(admin).get("/api/auth/session").headers
    forgotten = admin.post("/api/auth/logout").headers["set-cookie"]
    assert "Max-Age=0" in forgotten
    assert browser.get("/api/v1/files").status_code == 401


def test_over_https_the_cookie_stays_there(serve: Serve) -> None:
    admin = serve(external_url="https://ashim.example").sign_in()

    assert "Secure" in admin.get("/api/auth/session").headers["set-cookie"]
