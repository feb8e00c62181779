import gzip
from pathlib import Path

import httpx
import pytest

from ashim.server import app as assembly
from ashim.server.spa import WebApp
from tests.server.conftest import Serve

INDEX = b"<!doctype html><title>app</title>"
SCRIPT = b"console.log('app')" * 50


@pytest.fixture
def client(tmp_path: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch) -> httpx.Client:
    built = tmp_path / "static"
    (built / "assets").mkdir(parents=True)
    (built / "index.html").write_bytes(INDEX)
    (built / "assets" / "app-1a2b.js").write_bytes(SCRIPT)
    (built / "assets" / "app-1a2b.js.gz").write_bytes(gzip.compress(SCRIPT))
    (built / "assets" / "app-1a2b.js.br").write_bytes(b"brotli bytes")
    (tmp_path / "secret.txt").write_text("secret")
    monkeypatch.setattr(assembly, "web_app", lambda: WebApp(built))
    return serve().client()


def test_every_path_without_a_file_gives_the_app(client: httpx.Client) -> None:
    for path in ("/", "/tools/resize", "/%2e%2e/secret.txt", "/../secret.txt"):
        answer = client.get(path)
        assert (answer.status_code, answer.content) == (200, INDEX)
        assert answer.headers["cache-control"] == "no-cache"
        assert answer.headers["content-type"] == "text/html; charset=utf-8"


def test_hashed_assets_are_kept_for_ever(client: httpx.Client) -> None:
    answer = client.get("/assets/app-1a2b.js", headers={"accept-encoding": "identity"})

    assert answer.content == SCRIPT
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert "content-encoding" not in answer.headers


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("gzip, br;q=0", "gzip"), ("identity", None), ("gzipped", None)],
)
def test_compressed_files_are_sent_to_those_who_read_them(
    client: httpx.Client, accepted: str, encoding: str | None
) -> None:
    with client.stream("GET", "/assets/app-1a2b.js", headers={"accept-encoding": accepted}) as answer:
        assert answer.headers.get("content-encoding") == encoding
        assert answer.headers["vary"] == "Accept-Encoding"
        raw = b"".join(answer.iter_raw())
    expected = {"br": b"brotli bytes", "gzip": gzip.compress(SCRIPT), None: SCRIPT}[encoding]
    assert len(raw) == len(expected)


def test_an_unchanged_file_is_not_sent_again(client: httpx.Client) -> None:
    etag = client.get("/").headers["etag"]
    answer = client.get("/", headers={"if-none-match": etag})

    assert (answer.status_code, answer.content) == (304, b"")


def test_an_asset_of_an_older_version_is_not_found(client: httpx.Client) -> None:
    assert client.get("/assets/gone-12345678.js").status_code == 404


def test_other_methods_are_not_found(client: httpx.Client) -> None:
    assert client.post("/tools/resize").json()["code"] == "NOT_FOUND"


def test_an_installation_without_the_app_says_so(tmp_path: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assembly, "web_app", lambda: WebApp(tmp_path / "nothing"))
    answer = serve().client().get("/")

    assert answer.status_code == 503
    assert "has not been built" in answer.text
