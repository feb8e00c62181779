"""Who may pass: decided for the route that a request's decoded path leads to, private unless marked public."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from fastapi.params import Form
from fastapi.routing import APIRoute
from sqlalchemy.exc import IntegrityError
from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Receive, Scope, Send

from ashim.accounts import AccountService, Principal
from ashim.accounts.access import bearer_token, is_public
from ashim.accounts.keys import PREFIX
from ashim.accounts.session_cookie import SESSION_COOKIE
from ashim.errors import AuthenticationError, PermissionDeniedError
from ashim.server.bodies import read_json_body
from ashim.server.client import address_of
from ashim.server.errors import not_found

MAX_PARAMETER_CHARACTERS = 500

_FOUND = "ashim.route"

_SAFE_METHODS = ("GET", "HEAD", "OPTIONS")

_PUBLIC_PREFIXES = (
    "/api/v1/health",
    "/api/v1/config/",
    "/api/auth/",
    "/api/v1/download/",
    "/api/v1/jobs/",
    "/api/v1/meme-templates/",
    "/api/v1/settings/logo",
    "/api/docs",
    "/api/v1/openapi.yaml",
)
"""Below these an unknown path answers 404 to everybody; below all others 401 comes first."""

_OPEN_BEFORE_PASSWORD_CHANGE = (
    "/api/auth/change-password",
    "/api/auth/logout",
    "/api/auth/session",
    # They know nobody but whom the provider names.
    "/api/auth/oidc/",
    "/api/v1/config/",
)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What the gate knows of a route."""

    path: str
    public: bool
    reads_json: bool
    route: APIRoute


def opens_before_password_change(path: str) -> bool:
    """Tell whether the path is for those too who have to change their password first."""
    return path.startswith(_OPEN_BEFORE_PASSWORD_CHANGE)


class RouteTable:
    """The routes of the application in their order, by method."""

    def __init__(self, routes: Sequence[BaseRoute]) -> None:
        self.endpoints: list[tuple[str, Endpoint]] = []
        self._patterns: dict[str, list[tuple[re.Pattern[str], Endpoint]]] = {}
        for route in routes:
            if not isinstance(route, APIRoute):
                continue
            endpoint = Endpoint(
                path=route.path,
                public=is_public(route.endpoint),
                reads_json=route.body_field is not None and not isinstance(route.body_field.field_info, Form),
                route=route,
            )
            for method in sorted(route.methods or ()):
                self.endpoints.append((method, endpoint))
                self._patterns.setdefault(method, []).append((route.path_regex, endpoint))

    def find(self, method: str, path: str) -> Endpoint | None:
        """Give the first route that matches, as the router does; HEAD matches what GET does."""
        for pattern, endpoint in self._patterns.get("GET" if method == "HEAD" else method, ()):
            match = pattern.match(path)
            if match is not None:
                too_long = any(len(value) > MAX_PARAMETER_CHARACTERS for value in match.groups())
                return None if too_long else endpoint
        return None


class FoundRoute(BaseRoute):
    """The first route of the application: leads to the one that the gate has found, or the router would look again.

    The router tries one route after the other, which for the last of a hundred takes longer than many an answer.
    """

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Match as the found route does."""
        route: APIRoute | None = scope.get(_FOUND)
        return (Match.NONE, {}) if route is None else route.matches(scope)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request on."""
        await scope[_FOUND].handle(scope, receive, send)


class Gate:
    """ASGI middleware: finds the route and the principal, refuses, or lets pass.

    Paths outside `/api` that lead to no route go to `fallback`.
    """

    def __init__(
        self, app: ASGIApp, *, table: RouteTable, fallback: ASGIApp, max_body_bytes: int, external_url: str
    ) -> None:
        self.app = app
        self.table = table
        self.fallback = fallback
        self.max_body_bytes = max_body_bytes
        self.external_origin = "{0.scheme}://{0.netloc}".format(urlsplit(external_url))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path: str = scope["path"]
        endpoint = self.table.find(scope["method"], path)
        in_api = path == "/api" or path.startswith("/api/")
        if endpoint is None and not in_api:
            await self.fallback(scope, receive, send)
            return
        open_to_all = endpoint.public if endpoint else path.startswith(_PUBLIC_PREFIXES)
        principal = None
        if in_api:
            principal = self._principal(scope, required=not open_to_all)
            if principal and principal.must_change_password and not opens_before_password_change(path):
                raise PermissionDeniedError("Change your password first", code="MUST_CHANGE_PASSWORD")
            scope.setdefault("state", {})["principal"] = principal
        if endpoint is None:
            raise not_found()
        scope[_FOUND] = endpoint.route
        if endpoint.reads_json:
            scope, receive = await read_json_body(scope, receive, self.max_body_bytes)
        try:
            await self.app(scope, receive, send)
        except IntegrityError:
            # What was to be written refers to the principal, who may have been deleted since the request began.
            if principal is not None:
                self._principal(scope, required=True)
            raise

    def _principal(self, scope: Scope, *, required: bool) -> Principal | None:
        accounts: AccountService = scope["app"].state.accounts
        if accounts.local_owner is not None:
            return replace(accounts.local_owner, address=address_of(scope))
        headers = Headers(scope=scope)
        token = bearer_token(headers.get("authorization"))
        if token is None and "cookie" in headers and self._is_from_our_page(scope["method"], headers):
            token = _session_cookie(headers["cookie"])
        if token is None:
            if required:
                raise AuthenticationError("Authentication required")
            return None
        try:
            return accounts.authenticate(token, address_of(scope))
        except AuthenticationError:
            if required:
                raise
            return None

    def _is_from_our_page(self, method: str, headers: Headers) -> bool:
        """Tell whether no other page can have made the browser send its cookie.

        The cookie is SameSite=Strict, but that lets other ports of the same host through, and older browsers do not
        know it. Browsers say where a request comes from: those of today in `Sec-Fetch-Site`, unless the connection is
        plain HTTP, and all of them in `Origin` when the request can change something. One that says neither must not.
        """
        site = headers.get("sec-fetch-site")
        if site is not None:
            return site in ("same-origin", "none")
        origin = headers.get("origin")
        if origin is None:
            return method in _SAFE_METHODS
        # Behind a proxy that does not pass the Host header on, only the configuration tells our name.
        host = headers.get("host")
        return origin in (f"http://{host}", f"https://{host}", self.external_origin)


def _session_cookie(cookies: str) -> str | None:
    """Give the session token; API keys have no place in cookies."""
    token = cookie_parser(cookies).get(SESSION_COOKIE)
    return None if token is None or token.startswith(PREFIX) else token
