"""Headers that every answer carries, and cross-origin access."""

from collections.abc import Sequence

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' blob: data:",
        "connect-src 'self' blob: data:",
        "font-src 'self' data:",
        "object-src 'none'",
        "frame-ancestors 'none'",
        "base-uri 'self'",
        "form-action 'self'",
    )
)

SECURITY_HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "x-xss-protection": "0",
    "referrer-policy": "strict-origin-when-cross-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "strict-transport-security": "max-age=31536000; includeSubDomains",
    "content-security-policy": _CONTENT_SECURITY_POLICY,
}

_SECURITY = [(name.encode(), value.encode()) for name, value in SECURITY_HEADERS.items()]
_JSON = (b"content-type", b"application/json")
_JSON_WITH_CHARSET = (b"content-type", b"application/json; charset=utf-8")
_ALLOWED_METHODS = b"GET, HEAD, POST, PUT, DELETE"
_EXPOSED_HEADERS = (
    b"X-Job-Id, X-File-Results, X-Original-Width, X-Original-Height, Content-Disposition, Location, Retry-After, "
    b"X-Request-Id, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset"
)
_PREFLIGHT_MAX_AGE_S = b"600"


class ResponseHeaders:
    """ASGI middleware: security headers on every answer, streams included, and CORS for the allowed origins.

    `any_origin` echoes every origin; `origins` lists exact ones. Credentials are never enabled: other origins present
    a token, and the cookie of single sign-on is for our own pages.
    """

    def __init__(self, app: ASGIApp, *, origins: Sequence[str], any_origin: bool) -> None:
        self.app = app
        self.origins = frozenset(origins)
        self.any_origin = any_origin

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        extra = list(_SECURITY)
        if self.any_origin or self.origins:
            extra.append((b"vary", b"Origin"))
            request = Headers(scope=scope)
            origin = request.get("origin")
            if origin is not None and (self.any_origin or origin in self.origins):
                extra.append((b"access-control-allow-origin", origin.encode("latin-1")))
                if scope["method"] == "OPTIONS" and "access-control-request-method" in request:
                    await _answer_preflight(request, extra, send)
                    return
                extra.append((b"access-control-expose-headers", _EXPOSED_HEADERS))

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*map(_name_charset, message.get("headers", ())), *extra]
            await send(message)

        await self.app(scope, receive, send_with_headers)


def _name_charset(header: tuple[bytes, bytes]) -> tuple[bytes, bytes]:
    # The contract spells it out; the framework leaves it out, since JSON is always UTF-8.
    return _JSON_WITH_CHARSET if header == _JSON else header


async def _answer_preflight(request: Headers, extra: list[tuple[bytes, bytes]], send: Send) -> None:
    headers = [
        *extra,
        (b"access-control-allow-methods", _ALLOWED_METHODS),
        (b"access-control-max-age", _PREFLIGHT_MAX_AGE_S),
        (b"content-length", b"0"),
    ]
    wanted = request.get("access-control-request-headers")
    if wanted is not None:
        headers.append((b"access-control-allow-headers", wanted.encode("latin-1")))
    await send({"type": "http.response.start", "status": 204, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
