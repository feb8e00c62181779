"""A small issuer over real HTTP that says whatever a test wants, true or forged."""

import json
import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from joserfc import jwt
from joserfc.jwk import Key, RSAKey

from ashim.accounts.oidc.options import Options
from tests.oidc.site import Site


class Issuer:
    """What the issuer answers; tests change it as they like."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._key = RSAKey.generate_key(2048, {"kid": "first", "use": "sig"})
        self.be_honest()

    def be_honest(self) -> None:
        """Forget what a test has changed."""
        self.key: Key = self._key
        self.published: list[Any] = [self.key.as_dict(private=False)]
        self.algorithm = "RS256"
        self.kid: str | None = "first"
        self.extra: dict[str, Any] = {"email": "ann@example.org", "email_verified": True, "preferred_username": "ann"}
        self.userinfo: dict[str, Any] = {}
        self.metadata: dict[str, Any] = {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/jwks",
            "userinfo_endpoint": f"{self.url}/userinfo",
        }
        self.token: Callable[[str], str] = self.sign
        self.requests: Counter[str] = Counter()
        self.last_form: dict[str, list[str]] = {}
        self.answers: dict[str, tuple[int, bytes]] = {}
        """Answers by path that take the place of the right ones."""
        self.nonce = ""

    def options(self) -> Options:
        """Give options that fit."""
        return Options(
            issuer=self.url,
            client_id="ashim",
            client_secret="secret",
            scopes="openid",
            external_url="http://ashim.test",
            auto_create=True,
            auto_link=False,
            default_role="user",
            username_claim="preferred_username",
            role_claim="",
            role_mapping=(),
            allowed_groups=frozenset(),
            team_claim="",
            clock_tolerance_s=30,
        )

    def claims(self, nonce: str) -> dict[str, Any]:
        """Give right claims, and `extra`; those that are None are left out."""
        now = int(time.time())
        right = {"iss": self.url, "sub": "s-1", "aud": "ashim", "iat": now, "exp": now + 60, "nonce": nonce}
        return {name: value for name, value in {**right, **self.extra}.items() if value is not None}

    def sign(self, nonce: str) -> str:
        """Give an ID token."""
        header = {"alg": self.algorithm} | ({"kid": self.kid} if self.kid else {})
        return jwt.encode(header, self.claims(nonce), self.key, algorithms=[self.algorithm])

    def answer(self, path: str, form: dict[str, list[str]]) -> tuple[int, bytes]:
        """Give status and body."""
        self.requests[path] += 1
        if path in self.answers:
            return self.answers[path]
        if path == "/token":
            self.last_form = form
            return 200, json.dumps({"id_token": self.token(self.nonce), "access_token": "opens-userinfo"}).encode()
        bodies = {
            "/.well-known/openid-configuration": self.metadata,
            "/jwks": {"keys": self.published},
            "/userinfo": self.userinfo,
        }
        return (200, json.dumps(bodies[path]).encode()) if path in bodies else (404, b"")

    def come_back(self, site: Site, **query: str) -> httpx.Response:
        """Begin a sign-in and come back with a code; give the last answer."""
        browser = site.browser()
        leave = browser.get("/api/auth/oidc/login")
        asked = parse_qs(urlsplit(leave.headers["location"]).query)
        self.nonce = asked["nonce"][0]
        answer = {"code": "any", "state": asked["state"][0], **query}
        return browser.get("/api/auth/oidc/callback", params=answer)


@contextmanager
def running_issuer(certificate: Path | None = None) -> Iterator[Issuer]:
    """Run an issuer until the block ends, with TLS if it has a certificate."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            self._answer(parse_qs(body) | {"authorization": [self.headers.get("authorization", "")]})

        def _answer(self, form: dict[str, list[str]]) -> None:
            status, body = issuer.answer(self.path, form)
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("location", body.decode())
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        issuer = Issuer(f"http{'s' if certificate else ''}://127.0.0.1:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield issuer
        finally:
            server.shutdown()
            thread.join()
