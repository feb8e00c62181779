"""ID tokens that are not what they should be, and a provider that is out of order."""

import base64
import json
import time
from pathlib import Path

import anyio
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey
from joserfc.jws import JWSRegistry

from ashim.accounts.oidc.provider import Provider, open_client
from tests.oidc.certificate import write_certificate
from tests.oidc.conftest import StartSite
from tests.oidc.issuer import Issuer, running_issuer
from tests.oidc.provider import CLIENT_SECRET
from tests.oidc.site import Site

REFUSED = "/login?error=oidc_auth_failed"
UNREACHABLE = "/login?error=oidc_provider_unreachable"


def test_an_honest_token_lets_in(lied_to: Site, issuer: Issuer) -> None:
    assert issuer.come_back(lied_to).headers["location"] == "/"
    assert issuer.requests["/userinfo"] == 0
    assert issuer.last_form["redirect_uri"] == ["http://ashim.test/api/auth/oidc/callback"]
    assert len(issuer.last_form["code_verifier"][0]) == 64
    scheme, _, credentials = issuer.last_form["authorization"][0].partition(" ")
    assert (scheme, base64.b64decode(credentials)) == ("Basic", b"ashim:a+secret%3A+of%2Bthe%25client")
    assert "client_secret" not in issuer.last_form


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"iss": "https://evil.example"}, "iss"),
        ({"iss": None}, "iss"),
        ({"aud": "another"}, "aud"),
        ({"aud": ["another"]}, "aud"),
        ({"aud": None}, "aud"),
        ({"aud": ["ashim", "another"]}, "azp"),
        ({"aud": ["ashim", "another"], "azp": "another"}, "azp"),
        ({"azp": "another"}, "azp"),
        ({"nonce": "another"}, "nonce"),
        ({"nonce": None}, "nonce"),
        ({"sub": None}, "sub"),
        ({"sub": ""}, "sub"),
        ({"sub": 7}, "sub"),
        ({"sub": "\x00"}, "sub"),
        ({"sub": "x" * 256}, "sub"),
        ({"exp": 1_000_000_000}, "exp"),
        ({"exp": None}, "exp"),
        ({"exp": "never"}, "exp"),
        ({"iat": None}, "iat"),
        ({"iat": 99_999_999_999}, "in the future"),
        ({"nbf": 99_999_999_999}, "not yet valid"),
    ],
)
def test_a_wrong_claim_is_refused(lied_to: Site, issuer: Issuer, changes: dict[str, object], reason: str) -> None:
    issuer.extra |= changes

    assert issuer.come_back(lied_to).headers["location"] == REFUSED

    ((error, told),) = lied_to.reasons()
    assert error == "oidc_auth_failed"
    assert reason in str(told)
    assert len(lied_to.server.accounts.users.all()) == 1


def test_a_token_may_be_for_others_too(lied_to: Site, issuer: Issuer) -> None:
    issuer.extra |= {"aud": ["another", "ashim"], "azp": "ashim"}

    assert issuer.come_back(lied_to).headers["location"] == "/"


def test_clocks_may_differ_a_little(lied_to: Site, issuer: Issuer) -> None:
    now = int(time.time())
    right = issuer.extra
    for claims, reached in (
        ({"exp": now - 10}, "/"),
        ({"exp": now - 40}, REFUSED),
        ({"iat": now + 20}, "/"),
        ({"iat": now + 600}, REFUSED),
    ):
        issuer.extra = right | claims
        assert issuer.come_back(lied_to).headers["location"] == reached, claims


class TestSignatures:
    def test_another_key(self, lied_to: Site, issuer: Issuer) -> None:
        issuer.key = RSAKey.generate_key(2048, {"kid": "first"})

        assert issuer.come_back(lied_to).headers["location"] == REFUSED
        assert "bad_signature" in str(lied_to.reasons())

    def test_a_key_that_is_not_published(self, lied_to: Site, issuer: Issuer) -> None:
        issuer.kid = "second"

        assert issuer.come_back(lied_to).headers["location"] == REFUSED

    def test_a_key_that_came_later(self, lied_to: Site, issuer: Issuer) -> None:
        assert issuer.come_back(lied_to).headers["location"] == "/"
        old = issuer.published
        issuer.key, issuer.kid, issuer.algorithm = ECKey.generate_key("P-256", {"kid": "second"}), "second", "ES256"
        issuer.published = [*old, issuer.key.as_dict(private=False)]
        assert issuer.come_back(lied_to).headers["location"] == "/"

        issuer.published = old
        assert issuer.come_back(lied_to).headers["location"] == REFUSED

    def test_keys_of_other_kinds_do_no_harm(self, lied_to: Site, issuer: Issuer) -> None:
        encrypting = RSAKey.generate_key(2048, {"use": "enc"}).as_dict(private=False)
        unknown = [
            {"kty": "AKP", "alg": "ML-DSA-44", "pub": "x"},
            {"kty": "OKP", "crv": "Ed9", "x": "AA"},
            {"kty": "RSA"},
        ]
        issuer.published = [*unknown, encrypting, *issuer.published]
        issuer.kid = None

        assert issuer.come_back(lied_to).headers["location"] == "/"

    def test_a_header_of_the_providers_own_does_no_harm(self, lied_to: Site, issuer: Issuer) -> None:
        header = {"alg": "RS256", "kid": "first", "ver": "1"}
        registry = JWSRegistry(strict_check_header=False)
        issuer.token = lambda nonce: jwt.encode(header, issuer.claims(nonce), issuer.key, registry=registry)

        assert issuer.come_back(lied_to).headers["location"] == "/"

    def test_no_signature(self, lied_to: Site, issuer: Issuer) -> None:
        def packed(value: object) -> str:
            return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

        for algorithm in ("none", "None", "NONE", "", None):
            header = {"alg": algorithm, "kid": "first"}
            issuer.token = lambda nonce, header=header: f"{packed(header)}.{packed(issuer.claims(nonce))}."  # type: ignore[misc]
            assert issuer.come_back(lied_to).headers["location"] == REFUSED

    def test_a_shared_secret(self, lied_to: Site, issuer: Issuer) -> None:
        public = issuer.published[0]
        modulus = base64.urlsafe_b64decode(public["n"] + "==")
        issuer.algorithm = "HS256"
        for key in (OctKey.import_key(CLIENT_SECRET), OctKey.import_key(modulus)):
            issuer.key = key
            issuer.published = [public, {**OctKey.import_key(modulus).as_dict(private=True), "kid": "first"}]
            assert issuer.come_back(lied_to).headers["location"] == REFUSED

    @pytest.mark.parametrize("token", ["", "x", "a.b.c", "W10.W10.W10", "bnVsbA.bnVsbA.bnVsbA", "é", "x" * 500_000])
    def test_rubbish(self, lied_to: Site, issuer: Issuer, token: str) -> None:
        issuer.token = lambda _: token

        assert issuer.come_back(lied_to).headers["location"] == REFUSED


def test_what_cannot_be_stored_is_left_out(lied_to: Site, issuer: Issuer) -> None:
    issuer.extra = {"email": "ann\x00@example.org", "preferred_username": "\x00ann\x07"}

    assert issuer.come_back(lied_to).headers["location"] == "/"
    assert lied_to.user("ann")["email"] == "ann@example.org"


class TestUserinfo:
    def test_it_is_asked_for_what_the_token_lacks(self, lied_to: Site, issuer: Issuer) -> None:
        issuer.extra = {"name": "Of The Token"}
        issuer.userinfo = {"sub": "s-1", "email": "zoe@example.org", "preferred_username": "zoe", "name": "Other"}

        assert issuer.come_back(lied_to).headers["location"] == "/"
        assert lied_to.user("zoe")["email"] == "zoe@example.org"

    @pytest.mark.parametrize("subject", ["s-2", "", "S-1"])
    def test_it_must_tell_of_the_same_person(self, lied_to: Site, issuer: Issuer, subject: str) -> None:
        issuer.extra = {}
        issuer.userinfo = {"sub": subject, "email": "zoe@example.org"}

        assert issuer.come_back(lied_to).headers["location"] == REFUSED

    def test_it_must_say_who(self, lied_to: Site, issuer: Issuer) -> None:
        issuer.extra = {}
        issuer.userinfo = {"email": "zoe@example.org"}

        assert issuer.come_back(lied_to).headers["location"] == UNREACHABLE


class TestOutOfOrder:
    @pytest.mark.parametrize(
        ("path", "status", "body", "reached"),
        [
            ("/token", 500, b"", UNREACHABLE),
            ("/token", 400, b'{"error": "invalid_grant"}', REFUSED),
            ("/token", 200, b"{}", UNREACHABLE),
            ("/token", 200, b"not json", UNREACHABLE),
            ("/token", 200, b'{"id_token": 7}', UNREACHABLE),
            ("/token", 307, b"/elsewhere", UNREACHABLE),
            ("/jwks", 404, b"", UNREACHABLE),
            ("/jwks", 200, b"[]", UNREACHABLE),
            ("/jwks", 200, b'{"keys": []}', REFUSED),
            ("/jwks", 200, b'{"keys": [' + b" " * 2_000_000 + b"]}", UNREACHABLE),
            ("/jwks", 302, b"/elsewhere", UNREACHABLE),
        ],
    )
    def test_after_the_sign_in(
        self, lied_to: Site, issuer: Issuer, path: str, status: int, body: bytes, reached: str
    ) -> None:
        issuer.answers[path] = (status, body)

        assert issuer.come_back(lied_to).headers["location"] == reached
        assert issuer.requests["/elsewhere"] == 0

    def test_a_failed_discovery_is_not_kept_and_a_good_one_is(self, start: StartSite, issuer: Issuer) -> None:
        site = start(issuer.url)
        good = issuer.metadata
        for bad in (
            {"issuer": "https://evil.example"},
            {"issuer": None},
            {"token_endpoint": "http://id.example/token"},
            {"authorization_endpoint": "javascript:alert(1)"},
            {"jwks_uri": "file:///etc/passwd"},
            {"token_endpoint": None},
        ):
            issuer.metadata = good | bad
            answer = site.browser().get("/api/auth/oidc/login")
            assert (answer.status_code, answer.headers["location"]) == (302, UNREACHABLE), bad
        issuer.answers["/.well-known/openid-configuration"] = (503, b"")
        assert site.browser().get("/api/auth/oidc/login").headers["location"] == UNREACHABLE
        assert len(site.reasons()) == issuer.requests["/.well-known/openid-configuration"] == 7

        issuer.be_honest()
        for _ in range(3):
            assert site.browser().get("/api/auth/oidc/login").headers["location"].startswith(issuer.url)
        assert issuer.requests["/.well-known/openid-configuration"] == 1

    def test_nobody_listens(self, start: StartSite) -> None:
        site = start("http://127.0.0.1:9")

        assert site.browser().get("/api/auth/oidc/login").headers["location"] == UNREACHABLE
        assert site.reasons() == [
            ("oidc_provider_unreachable", "http://127.0.0.1:9/.well-known/openid-configuration: ConnectError")
        ]

    def test_its_certificate_must_be_one_we_trust(
        self, start: StartSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        certificate = write_certificate(tmp_path / "issuer.pem")
        with running_issuer(certificate) as issuer:
            assert start(issuer.url).browser().get("/api/auth/oidc/login").headers["location"] == UNREACHABLE
            assert not issuer.requests

            monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
            assert issuer.come_back(start(issuer.url)).headers["location"] == "/"

    def test_it_may_want_the_secret_in_the_form(self, start: StartSite, issuer: Issuer) -> None:
        issuer.metadata["token_endpoint_auth_methods_supported"] = ["client_secret_post", "private_key_jwt"]

        assert issuer.come_back(start(issuer.url)).headers["location"] == "/"
        assert issuer.last_form["client_secret"] == [CLIENT_SECRET]
        assert issuer.last_form["authorization"] == [""]

    def test_signing_out_works_without_it(self, start: StartSite, issuer: Issuer) -> None:
        token = issuer.come_back(start(issuer.url)).cookies["ashim-session"]
        issuer.answers["/.well-known/openid-configuration"] = (503, b"")
        restarted = start(issuer.url).server.client(token)

        assert restarted.get("/api/auth/session").status_code == 200
        assert restarted.post("/api/auth/logout").json() == {"ok": True}
        assert restarted.get("/api/auth/session").status_code == 401


async def _metadata_twice(issuer: Issuer, hours: float) -> None:
    now = 0.0
    async with open_client() as client:
        provider = Provider(issuer.options(), client, clock=lambda: now)
        await provider.metadata()
        now = hours * 3600
        await provider.metadata()


@pytest.mark.parametrize(("hours", "requests"), [(23.9, 1), (24.1, 2)])
def test_what_it_publishes_is_read_once_a_day(issuer: Issuer, hours: float, requests: int) -> None:
    anyio.run(_metadata_twice, issuer, hours)

    assert issuer.requests["/.well-known/openid-configuration"] == requests
