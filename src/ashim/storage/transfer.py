"""Sending stored files to a browser."""

from urllib.parse import quote


def content_disposition(filename: str, *, inline: bool = False) -> str:
    """Give the header value for a file name: percent-encoded, and exact for clients that know RFC 6266."""
    encoded = quote(filename, safe="")
    return f"{'inline' if inline else 'attachment'}; filename=\"{encoded}\"; filename*=UTF-8''{encoded}"
