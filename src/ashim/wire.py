"""What travels as JSON: camelCase outside, snake_case inside; ids are texts there."""

from typing import ClassVar

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel
from starlette.requests import Request

from ashim.errors import NotFoundError, TooLargeError


class WireModel(BaseModel):
    """A JSON object of an answer."""

    model_config = ConfigDict(alias_generator=to_camel, validate_by_name=True, serialize_by_alias=True)


class RequestModel(WireModel):
    """A JSON object of a request; keys that it does not name are ignored."""

    refusal: ClassVar[str] = "Invalid request"
    """The sentence that answers 400 when a body does not fit; the details name the fields."""


def id_number(text: str, what: str) -> int:
    """Read an id; on the wire ids are opaque, so an unreadable one is simply unknown. Raises NotFoundError."""
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise NotFoundError(f"{what} not found", code="NOT_FOUND")
    return int(text)


async def read_text(request: Request, most_bytes: int) -> str:
    """Read a body as text; bytes that are no UTF-8 become replacement characters. Raises TooLargeError."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most_bytes:
            raise TooLargeError(f"The body is too large: at most {most_bytes // 1024} KB")
    return body.decode("utf-8", errors="replace")
