"""Pictures that travel inside a report, as data URIs."""

import base64
from pathlib import Path

from ashim.imaging import FORMATS, Image, encode


def encoded(image: Image, scratch: Path) -> tuple[bytes, str]:
    """Give the picture as its output intent says, and the MIME type. Raises what `encode` raises."""
    path = scratch / "inline"
    written = encode(image, path)
    data = path.read_bytes()
    path.unlink()
    return data, FORMATS[written.format].mime


def data_uri(data: bytes, mime: str) -> str:
    """Give bytes as a data URI (RFC 2397)."""
    return f"data:{mime};base64,{base64.b64encode(data).decode()}"
