"""The built web app: its files, and `index.html` for every other path."""

import mimetypes
from dataclasses import dataclass
from email.utils import formatdate
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from ashim.server.errors import not_found

STATIC = Path(__file__).parent / "static"

_ASSETS = "/assets/"
_IMMUTABLE = "public, max-age=31536000, immutable"
_REVALIDATE = "no-cache"
_ENCODINGS = (("br", ".br"), ("gzip", ".gz"))

_NOT_BUILT = """<!doctype html><html lang="en"><meta charset="utf-8"><title>ashim</title>
<h1>The web app has not been built</h1>
<p>The API works: see <a href="/api/docs/">its documentation</a>.
To build the web app, run <code>make serve</code> in the source folder, or install ashim from a wheel.</p></html>
"""


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    media_type: str
    immutable: bool
    etag: str
    modified: str
    encodings: dict[str, Path]


class WebApp:
    """ASGI application: serves the files found in `folder` at start, which never change while the server runs."""

    def __init__(self, folder: Path = STATIC) -> None:
        self._files = {f"/{path.relative_to(folder).as_posix()}": _file(folder, path) for path in _originals(folder)}
        self._index = self._files.get("/index.html")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        # A page from before an upgrade asks for assets that are gone: it must notice, not get a page in their place.
        stale = scope["path"].startswith(_ASSETS) and scope["path"] not in self._files
        if scope["method"] not in ("GET", "HEAD") or stale:
            raise not_found()
        response = self._response(scope["path"], Headers(scope=scope))
        await response(scope, receive, send)

    def _response(self, path: str, request: Headers) -> Response:
        found = self._files.get(path, self._index)
        if found is None:
            return HTMLResponse(_NOT_BUILT, status_code=503)
        encoding, stored = _choose(found, request.get("accept-encoding", ""))
        headers = {
            "etag": f'W/"{found.etag}"',
            "last-modified": found.modified,
            "cache-control": _IMMUTABLE if found.immutable else _REVALIDATE,
            "vary": "Accept-Encoding",
        }
        if headers["etag"] in request.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        if encoding is not None:
            headers["content-encoding"] = encoding
        return Response(stored.read_bytes(), media_type=found.media_type, headers=headers)


def web_app() -> ASGIApp:
    """Give the application that serves the web app of this installation."""
    return WebApp()


def _originals(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and path.suffix not in (".br", ".gz")]


def _file(folder: Path, path: Path) -> _File:
    status = path.stat()
    encodings = {name: path.with_name(path.name + suffix) for name, suffix in _ENCODINGS}
    return _File(
        path=path,
        media_type=_media_type(path),
        immutable=f"/{path.relative_to(folder).as_posix()}".startswith(_ASSETS),
        etag=f"{status.st_size:x}-{status.st_mtime_ns:x}",
        modified=formatdate(status.st_mtime, usegmt=True),
        encodings={name: encoded for name, encoded in encodings.items() if encoded.is_file()},
    )


def _media_type(path: Path) -> str:
    # The table of the operating system may lack these or know them by older names.
    known = {".js": "text/javascript", ".mjs": "text/javascript", ".webmanifest": "application/manifest+json"}
    guessed = known.get(path.suffix) or mimetypes.guess_type(path.name)[0]
    return guessed or "application/octet-stream"


def _choose(file: _File, accepted: str) -> tuple[str | None, Path]:
    for name, encoded in file.encodings.items():
        for item in accepted.split(","):
            coding, _, quality = item.partition(";")
            if coding.strip().lower() == name and quality.replace(" ", "").lower() not in ("q=0", "q=0.0"):
                return name, encoded
    return None, file.path
