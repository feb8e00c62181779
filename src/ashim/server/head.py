"""HEAD for every GET route: the headers of the GET answer, without its body."""

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class _AnsweredError(OSError):
    """Stops the application from producing a body that nobody reads; to a stream it looks like a closed socket."""


class HeadFromGet:
    """ASGI middleware: runs HEAD requests as GET and drops the body."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def send_headers(message: Message) -> None:
            # The headers come first; an event stream would have nothing to follow them with for a while.
            await send(message)
            await send({"type": "http.response.body", "body": b""})
            raise _AnsweredError

        try:
            await self.app({**scope, "method": "GET"}, receive, send_headers)
        except (_AnsweredError, ClientDisconnect):
            return
