"""Requests per minute and client address."""

from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ashim.accounts.throttle import FixedWindow, rate_limited
from ashim.server.client import address_of
from ashim.server.errors import error_response

UNLIMITED = 50_000
"""What a limit of 0 means."""

_LOGIN = ("POST", "/api/auth/login")


class RateLimit:
    """ASGI middleware: counts requests below `/api/`; sign-in attempts have a counter of their own.

    `login_limit` is asked for every attempt, since an administrator may change it at any time.
    """

    def __init__(self, app: ASGIApp, *, per_minute: int, login_limit: Callable[[], int]) -> None:
        self.app = app
        self.per_minute = per_minute or UNLIMITED
        self.login_limit = login_limit
        self._requests = FixedWindow()
        self._logins = FixedWindow()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http" or not scope["path"].startswith("/api/"):
            await self.app(scope, receive, send)
            return
        if (scope["method"], scope["path"]) == _LOGIN:
            window, limit = self._logins, self.login_limit()
        else:
            window, limit = self._requests, self.per_minute
        used = window.hit(address_of(scope))
        resets_in = window.resets_in()
        headers = [
            (b"x-ratelimit-limit", b"%d" % limit),
            (b"x-ratelimit-remaining", b"%d" % max(0, limit - used)),
            (b"x-ratelimit-reset", b"%d" % resets_in),
        ]

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *headers]
            await send(message)

        if used > limit:
            await error_response(rate_limited(resets_in))(scope, receive, send_with_headers)
        else:
            await self.app(scope, receive, send_with_headers)
