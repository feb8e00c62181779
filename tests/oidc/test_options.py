"""The configuration of single sign-on: what a start refuses, and what it means to have none."""

import subprocess
import sys
from typing import Any

import pytest

from ashim.accounts.oidc.options import Options
from ashim.config import Config, ConfigError, in_force
from ashim.server.app import create_app
from tests.oidc.conftest import StartSite
from tests.oidc.provider import Provider
from tests.oidc.site import Site
from tests.server.live import ADMIN, ADMIN_PASSWORD

COMPLETE: dict[str, Any] = {
    "oidc_enabled": True,
    "oidc_issuer_url": "https://id.example/realms/main",
    "oidc_client_id": "ashim",
    "oidc_client_secret": "the-client-secret",
    "external_url": "https://ashim.example",
}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"oidc_issuer_url": ""}, "needs OIDC_ISSUER_URL as well"),
        ({"oidc_client_id": "", "oidc_client_secret": ""}, "needs OIDC_CLIENT_ID, OIDC_CLIENT_SECRET as well"),
        ({"external_url": ""}, "needs EXTERNAL_URL as well"),
        ({"external_url": "ashim.example"}, "EXTERNAL_URL must be an address"),
        ({"external_url": "https://[ashim"}, "EXTERNAL_URL must be an address"),
        ({"oidc_enabled": False, "external_url": "https://"}, "EXTERNAL_URL must be an address"),
        ({"oidc_issuer_url": "ftp://id.example"}, "OIDC_ISSUER_URL must be an address"),
        ({"oidc_issuer_url": "http://id.example"}, "OIDC_ISSUER_URL must begin with https"),
        ({"oidc_issuer_url": "http://127.0.0.1.id.example"}, "OIDC_ISSUER_URL must begin with https"),
        ({"oidc_scopes": "profile email"}, "OIDC_SCOPES must contain openid"),
        ({"cookie_secret": "short"}, "COOKIE_SECRET must have at least 32"),
        ({"oidc_role_claim": "groups", "oidc_role_mapping": ("a=b", "designers")}, "OIDC_ROLE_MAPPING .* 'designers'"),
        ({"oidc_role_claim": "groups", "oidc_role_mapping": ("=admin",)}, "OIDC_ROLE_MAPPING must list pairs"),
        ({"oidc_role_mapping": ("a=b",)}, "OIDC_ROLE_MAPPING needs OIDC_ROLE_CLAIM"),
        ({"oidc_allowed_groups": ("a",)}, "OIDC_ALLOWED_GROUPS needs OIDC_ROLE_CLAIM"),
        ({"oidc_enabled": False, "password_sign_in": False}, "PASSWORD_SIGN_IN=false .* OIDC_ENABLED=true"),
    ],
)
def test_a_start_names_what_is_wrong(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        create_app(Config(**{**COMPLETE, **changes}))


def test_what_is_complete_is_read() -> None:
    mapping = {"oidc_role_claim": "groups", "oidc_role_mapping": ("cn=x=admin", "a = b")}
    options = Options.of(Config(**{**COMPLETE, "external_url": "https://ashim.example/", **mapping}))

    assert options
    assert options.redirect_uri == "https://ashim.example/api/auth/oidc/callback"
    assert options.role_mapping == (("cn=x", "admin"), ("a", "b"))
    for loopback in ("http://127.0.0.1:1", "http://[::1]:1", "http://localhost:1"):
        assert Options.of(Config(**{**COMPLETE, "oidc_issuer_url": loopback}))
    assert Options.of(Config()) is None
    assert Options.of(Config(**COMPLETE, auth_enabled=False)) is None


def test_secrets_are_not_shown() -> None:
    shown = {variable.name: variable.value for variable in in_force(Config(**COMPLETE, cookie_secret="s" * 40))}

    assert shown["OIDC_CLIENT_SECRET"] == shown["COOKIE_SECRET"] == "••••"
    assert shown["OIDC_ISSUER_URL"] == "https://id.example/realms/main"


def test_without_it_its_libraries_are_not_loaded() -> None:
    program = (
        "import sys; from ashim.config import Config; from ashim.server.app import create_app; create_app(Config());"
        "print(sorted({'httpx', 'joserfc', 'cryptography'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert run.stdout.strip() == "[]"


def test_the_sign_in_page_learns_of_it(site: Site) -> None:
    assert site.browser().get("/api/v1/config/auth").json() == {
        "authEnabled": True,
        "oidcEnabled": True,
        "oidcProviderName": None,
        "oidcLoginUrl": "/api/auth/oidc/login",
    }


def test_passwords_can_be_switched_off(start: StartSite, provider: Provider) -> None:
    site = start(provider.issuer, password_sign_in=False, oidc_provider_name="Our house")
    browser = site.browser()

    assert browser.get("/api/v1/config/auth").json() == {
        "authEnabled": True,
        "oidcEnabled": True,
        "oidcProviderName": "Our house",
        "oidcLoginUrl": "/api/auth/oidc/login",
        "passwordSignIn": False,
    }
    refused = browser.post("/api/auth/login", json={"username": ADMIN, "password": ADMIN_PASSWORD})
    assert (refused.status_code, refused.json()["code"]) == (403, "PASSWORD_SIGN_IN_DISABLED")
    assert site.signed_in(provider, "i-1").get("/api/auth/session").status_code == 200
    back_in = site.server.client(site.server.accounts.sign_in_link_token(ADMIN).token)
    assert back_in.get("/api/auth/session").json()["user"]["loginMethod"] == "link"
