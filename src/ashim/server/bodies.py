"""JSON request bodies: bounded, well-formed, and an empty one counts as `{}`."""

from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive, Scope

from ashim import strict_json
from ashim.errors import InvalidRequestError, TooLargeError, UnsupportedMediaTypeError


async def read_json_body(scope: Scope, receive: Receive, max_bytes: int) -> tuple[Scope, Receive]:
    """Read the body of a request to a route that takes JSON; give scope and receive to go on with.

    Plain text passes, so that the route's own validation refuses it. Raises UnsupportedMediaTypeError for other
    types, TooLargeError past `max_bytes`, and InvalidRequestError for what is no JSON.
    """
    body = await _read(receive, max_bytes)
    media_type = _media_type(scope)
    if not body:
        headers = [
            (name, value) for name, value in scope["headers"] if name not in (b"content-type", b"content-length")
        ]
        scope = {**scope, "headers": [*headers, (b"content-type", b"application/json"), (b"content-length", b"2")]}
        body = b"{}"
    elif media_type not in ("application/json", "text/plain") and not media_type.endswith("+json"):
        raise UnsupportedMediaTypeError(
            f"Unsupported media type {media_type or '(none)'}: send application/json", code="UNSUPPORTED_MEDIA_TYPE"
        )
    elif media_type != "text/plain":
        _check(body)
    pending = [body]

    async def replay() -> Message:
        if pending:
            return {"type": "http.request", "body": pending.pop(), "more_body": False}
        return await receive()

    return scope, replay


def _check(body: bytes) -> None:
    try:
        strict_json.parse(body)
    except ValueError as error:
        message = "Malformed JSON in the request body"
        raise InvalidRequestError(message, code="VALIDATION_ERROR", details=str(error)) from error


async def _read(receive: Receive, max_bytes: int) -> bytes:
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        chunk: bytes = message.get("body", b"")
        size += len(chunk)
        if size > max_bytes:
            message_text = f"Request body is too large: at most {max_bytes} bytes"
            raise TooLargeError(message_text, details=message_text)
        chunks.append(chunk)
        if not message.get("more_body", False):
            return b"".join(chunks)


def _media_type(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"content-type":
            return str(value, "latin-1").split(";", 1)[0].strip().lower()
    return ""
