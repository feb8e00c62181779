"""Signing in at a real provider, out again, and what can go wrong on the way."""

from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest

from ashim.accounts.oidc.attempt import Attempt, Seal
from tests.oidc.conftest import StartSite
from tests.oidc.provider import Provider
from tests.oidc.site import HTTP, HTTPS, Site, set_cookies


def test_a_new_person_comes_in(site: Site, provider: Provider) -> None:
    provider.person("sub-1", {"email": "ann@example.org", "email_verified": True, "preferred_username": "Ann.Example"})

    browser = site.signed_in(provider, "sub-1")

    user = browser.get("/api/auth/session").json()["user"]
    assert {key: user[key] for key in ("username", "role", "mustChangePassword", "email")} == {
        "username": "ann.example",
        "role": "user",
        "mustChangePassword": False,
        "email": "ann@example.org",
    }
    assert (user["authProvider"], user["loginMethod"]) == ("oidc", "oidc")
    assert (user["hasLocalPassword"], user["hasOidcLink"]) == (False, True)
    assert browser.get("/api/v1/settings").status_code == 200
    assert [event["targetName"] for event in site.events("OIDC_USER_CREATED")] == ["ann.example"]
    assert [event["actorUsername"] for event in site.events("OIDC_LOGIN_SUCCESS")] == ["ann.example"]


def test_a_known_person_finds_the_same_account_again(site: Site, provider: Provider) -> None:
    provider.person("sub-2", {"email": "old@example.org", "preferred_username": "bob"})
    first = site.signed_in(provider, "sub-2").get("/api/auth/session").json()["user"]
    provider.person("sub-2", {"email": "new@example.org", "preferred_username": "renamed"})

    second = site.signed_in(provider, "sub-2").get("/api/auth/session").json()["user"]

    assert (second["id"], second["username"], second["email"]) == (first["id"], "bob", "new@example.org")
    assert len(site.events("OIDC_USER_CREATED")) == 1


def test_the_request_to_the_provider(site: Site, provider: Provider) -> None:
    answer = site.browser().get("/api/auth/oidc/login")

    assert answer.status_code == 302
    assert answer.headers["cache-control"] == "no-store"
    address = urlsplit(answer.headers["location"])
    query = parse_qs(address.query)
    assert f"{address.scheme}://{address.netloc}" == provider.issuer
    assert (query["response_type"], query["code_challenge_method"]) == (["code"], ["S256"])
    assert query["redirect_uri"] == ["http://ashim.test/api/auth/oidc/callback"]
    assert (query["scope"], query["client_id"]) == (["openid profile email"], ["ashim"])
    assert all(len(query[name][0]) >= 43 for name in ("state", "nonce", "code_challenge"))
    again = parse_qs(urlsplit(site.browser().get("/api/auth/oidc/login").headers["location"]).query)
    assert all(query[name] != again[name] for name in ("state", "nonce", "code_challenge"))


def test_the_cookies(site: Site, provider: Provider) -> None:
    check_cookies(site, provider, set(), max_age=168 * 3600)


def test_the_cookies_behind_tls(start: StartSite, provider: Provider) -> None:
    site = start(provider.issuer, url=HTTPS, session_duration_hours=2)

    check_cookies(site, provider, {"secure"}, max_age=2 * 3600)


def check_cookies(site: Site, provider: Provider, secure: set[str], *, max_age: int) -> None:
    browser = site.browser()

    state, attributes = set_cookies(browser.get("/api/auth/oidc/login"))["oidc-state"]
    assert state
    assert attributes == {"httponly", "samesite=lax", "path=/api/auth/oidc", "max-age=600", *secure}

    cookies = set_cookies(site.sign_in(provider, "sub-3", browser=browser))
    token, attributes = cookies["ashim-session"]
    assert attributes == {"httponly", "samesite=strict", "path=/", f"max-age={max_age}", *secure}
    assert "max-age=0" in cookies["oidc-state"][1]
    with site.server.database.read() as connection:
        assert token not in connection.exec_driver_sql("SELECT id FROM sessions").scalars().all()

    answer = browser.post("/api/auth/logout", headers={"origin": site.url})
    _, attributes = set_cookies(answer)["ashim-session"]
    assert {"max-age=0", "httponly", "samesite=strict", "path=/", *secure} <= attributes
    assert browser.get("/api/auth/session").status_code == 401


def test_signing_out_leads_to_the_provider(site: Site, provider: Provider) -> None:
    browser = site.signed_in(provider, "sub-4")

    answer = browser.post("/api/auth/logout", headers={"sec-fetch-site": "same-origin"}).json()

    assert answer["ok"] is True
    query = parse_qs(urlsplit(answer["logoutUrl"]).query)
    assert query["post_logout_redirect_uri"] == [f"{HTTP}/login"]
    assert query["client_id"] == ["ashim"]
    page = browser.get(answer["logoutUrl"])
    assert page.status_code == 200, page.text
    assert "Do you want to sign-out" in page.text
    assert site.server.sign_in().post("/api/auth/logout").json() == {"ok": True}


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/resize", "/resize"),
        ("/files?page=2&q=a%20b", "/files?page=2&q=a%20b"),
        ("/", "/"),
        ("", "/"),
        ("resize", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("\\\\evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("/.//evil.example", "/"),
        ("/a//evil.example", "/"),
        ("https://evil.example/", "/"),
        ("https:evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("/login#token=of-somebody-else", "/"),
        ("/a\r\nset-cookie: x=y", "/"),
        ("/é", "/"),
        ("/" + "x" * 2000, "/"),
        ("/a" * 400 + "//", "/"),
    ],
)
def test_where_one_was_going(wanted: str, reached: str) -> None:
    assert Attempt.begin(wanted).next == reached


def test_one_comes_out_where_one_was_going(site: Site, provider: Provider) -> None:

    assert site.sign_in(provider, "sub-5", next="/resize?x=1").headers["location"] == "/resize?x=1"
    assert site.sign_in(provider, "sub-5", next="//evil.example/").headers["location"] == "/"


class TestState:
    """The browser that comes back must be the one that left, once, and soon."""

    def test_it_is_missing(self, site: Site, provider: Provider) -> None:
        leaving, other = site.browser(), site.browser()
        back = provider.sign_in(leaving, leaving.get("/api/auth/oidc/login").headers["location"], "sub-6")

        answer = other.get(back)

        assert answer.headers["location"] == "/login?error=oidc_session_expired"
        assert "ashim-session" not in answer.headers.get("set-cookie", "")
        assert site.reasons() == [("oidc_session_expired", "the browser brought no state cookie")]

    def test_it_is_wrong(self, site: Site) -> None:
        for query in ("", "state=wrong&code=x", "state=%ff&code=x", "state=%C3%A9", "error=access_denied"):
            browser = site.browser()
            browser.get("/api/auth/oidc/login")

            answer = browser.get(f"/api/auth/oidc/callback?{query}")

            assert answer.headers["location"] == "/login?error=oidc_session_expired", query
            assert "max-age=0" in set_cookies(answer)["oidc-state"][1]

    def test_it_is_used_twice(self, site: Site, provider: Provider) -> None:
        browser = site.browser()
        leave = browser.get("/api/auth/oidc/login")
        cookie = set_cookies(leave)["oidc-state"][0]
        back = provider.sign_in(browser, leave.headers["location"], "sub-7")
        assert browser.get(back).headers["location"] == "/"

        assert browser.get(back).headers["location"] == "/login?error=oidc_session_expired"
        kept = site.browser().get(back, headers={"cookie": f"oidc-state={cookie}"})
        assert kept.headers["location"] == "/login?error=oidc_auth_failed"

    def test_it_is_too_old(self, site: Site) -> None:
        with site.server.database.read() as connection:
            secret = connection.exec_driver_sql("SELECT value FROM settings WHERE key = 'cookie_secret'").scalar_one()
        attempt = Attempt.begin(None)
        query = urlencode({"state": attempt.state, "code": "x"})

        def come_back(cookie: str) -> str:
            address = f"/api/auth/oidc/callback?{query}"
            location: str = site.browser().get(address, headers={"cookie": f"oidc-state={cookie}"}).headers["location"]
            return location

        assert come_back(Seal(secret).close(attempt, lifetime_s=-1)) == "/login?error=oidc_session_expired"
        assert come_back(Seal("y" * 32).close(attempt)) == "/login?error=oidc_session_expired"
        # What is signed and fresh gets as far as the provider.
        assert come_back(Seal(secret).close(attempt)) == "/login?error=oidc_auth_failed"

    def test_it_is_rubbish(self, site: Site) -> None:
        address = "/api/auth/oidc/callback?state=x&code=y"
        none = "eyJhbGciOiJub25lIn0.e30."
        for cookie in ("x", "a.b.c", "....", "W10.e30.", none, "bnVsbA.bnVsbA.bnVsbA", "é", "%00", "x" * 5000):
            answer = site.browser().get(address, headers=[(b"cookie", b"oidc-state=" + cookie.encode())])
            assert answer.headers["location"] == "/login?error=oidc_session_expired", cookie


def test_a_code_for_another_verifier_is_worth_nothing(site: Site, provider: Provider) -> None:
    browser = site.browser()
    address = httpx.URL(browser.get("/api/auth/oidc/login").headers["location"])
    challenge = Attempt.begin(None).challenge

    back = provider.sign_in(browser, str(address.copy_set_param("code_challenge", challenge)), "sub-8")

    assert browser.get(back).headers["location"] == "/login?error=oidc_auth_failed"
    assert site.reasons() == [("oidc_auth_failed", f"{provider.issuer}/token answered 400")]


def test_the_provider_may_refuse(site: Site, provider: Provider) -> None:
    browser = site.browser()
    address = httpx.URL(browser.get("/api/auth/oidc/login").headers["location"])

    back = provider.sign_in(browser, str(address.copy_set_param("prompt", "none")), "sub-9")

    assert browser.get(back).headers["location"] == "/login?error=oidc_auth_failed"
    assert site.reasons() == [("oidc_auth_failed", "the provider answered 'login_required'")]


def test_an_answer_of_another_issuer_is_refused(site: Site, provider: Provider) -> None:
    for forged in ("https://evil.example", None):
        browser = site.browser()
        back = httpx.URL(provider.sign_in(browser, browser.get("/api/auth/oidc/login").headers["location"], "sub-10"))
        back = back.copy_set_param("iss", forged) if forged else back.copy_remove_param("iss")
        assert browser.get(back).headers["location"] == "/login?error=oidc_auth_failed"


def test_the_wrong_client_secret_is_noticed(start: StartSite, provider: Provider) -> None:
    site = start(provider.issuer, oidc_client_secret="wrong")

    assert site.sign_in(provider, "sub-11").headers["location"] == "/login?error=oidc_auth_failed"


def test_secrets_are_not_logged(site: Site, provider: Provider, capfd: pytest.CaptureFixture[str]) -> None:
    browser = site.browser()
    leave = browser.get("/api/auth/oidc/login")
    back = provider.sign_in(browser, leave.headers["location"], "sub-12")
    token = set_cookies(browser.get(back))["ashim-session"][0]
    browser.get(back)
    with site.server.database.read() as connection:
        id_token = connection.exec_driver_sql("SELECT id_token FROM sessions").scalars().first()
        audit = str(connection.exec_driver_sql("SELECT * FROM audit_log").all())
        key = connection.exec_driver_sql("SELECT value FROM settings WHERE key = 'cookie_secret'").scalar_one()

    written = "".join(capfd.readouterr()) + audit
    assert "OIDC_LOGIN_SUCCESS" in written
    assert isinstance(id_token, str)
    for secret in (httpx.URL(back).params["code"], token, id_token, key, set_cookies(leave)["oidc-state"][0]):
        assert len(secret) > 20
        assert secret not in written
    settings = site.server.sign_in()
    assert key not in settings.get("/api/v1/settings").text
    assert settings.put("/api/v1/settings", json={"cookie_secret": "mine"}).status_code == 403


def test_a_later_start_reads_the_same_cookie_secret(start: StartSite, provider: Provider) -> None:
    leaving = start(provider.issuer).browser()
    leave = leaving.get("/api/auth/oidc/login")
    cookie = set_cookies(leave)["oidc-state"][0]
    back = provider.sign_in(leaving, leave.headers["location"], "sub-13")

    arriving = start(provider.issuer).browser()
    assert arriving.get(back, headers={"cookie": f"oidc-state={cookie}"}).headers["location"] == "/"
