from pathlib import Path

import httpx
import pytest
from fastapi import APIRouter

from ashim.accounts.access import public
from ashim.server import app as assembly
from ashim.server.headers import SECURITY_HEADERS
from ashim.server.spa import WebApp
from tests.server.conftest import Serve
from tests.server.live import LiveServer
from tests.server.test_access import CALLERS, PICTURE, rules, sent

ORIGIN = "https://tool.example"


def assert_safe(answer: httpx.Response) -> None:
    """Assert that the answer carries every security header, each once."""
    for name, value in SECURITY_HEADERS.items():
        assert answer.headers.get_list(name) == [value], (answer.request.method, answer.request.url, name)
    assert len(answer.headers.get_list("x-request-id")) == 1


@pytest.mark.parametrize("caller", ["nobody", "user", "admin"])
def test_security_headers_are_on_every_answer_of_every_route(server: LiveServer, caller: str) -> None:
    client = server.client()
    client.headers.update(CALLERS[caller](server).headers)
    seen = set()
    for rule in rules(server):
        with sent(server, client, rule, rule.harmless, {}) as answer:
            assert_safe(answer)
            seen.add(answer.status_code)
        other_methods = ("OPTIONS", "HEAD", "PATCH") if rule.method == "GET" else ("OPTIONS",)
        for method in other_methods:
            assert_safe(client.request(method, rule.harmless.path))

    assert seen >= {"nobody": {200, 401}, "user": {200, 400, 403, 404, 406}, "admin": {200, 400, 404, 406}}[caller]


@pytest.mark.parametrize("path", ["/", "/api", "/api/unknown", "/api/v1/config/x", "/assets/x.js", "//x", "/login?x=1"])
def test_security_headers_are_on_answers_that_no_route_gives(anonymous: httpx.Client, path: str) -> None:
    for method in ("GET", "HEAD", "POST", "OPTIONS", "TRACE"):
        assert_safe(anonymous.request(method, path))


def test_security_headers_are_on_streams_and_files(server: LiveServer, admin: httpx.Client) -> None:
    files = [("file", ("a.png", PICTURE)), ("file", ("b.png", PICTURE))]
    archive = admin.post("/api/v1/tools/resize/batch", files=files, data={"settings": '{"width": 2}'})
    single = admin.post("/api/v1/tools/resize", files=files[:1], data={"settings": '{"width": 2}'}).json()
    job = f"/api/v1/jobs/{archive.headers['x-job-id']}"

    answers = {
        "archive": archive,
        "archive later": admin.get(f"{job}/archive"),
        "stream": admin.get(f"{job}/progress"),
        "file": admin.get(single["downloadUrl"]),
        "part": admin.get(single["downloadUrl"], headers={"range": "bytes=0-3"}),
        "no part": admin.get(single["downloadUrl"], headers={"range": "bytes=99999-"}),
        "preview": admin.post("/api/v1/preview", files=files[:1]),
        "table": admin.get("/api/v1/audit-log/export"),
    }

    assert {name: answer.status_code for name, answer in answers.items()} == {
        **dict.fromkeys(answers, 200),
        "part": 206,
        "no part": 416,
    }
    assert answers["archive"].headers["content-type"] == "application/zip"
    assert answers["stream"].headers["content-type"].startswith("text/event-stream")
    for answer in answers.values():
        assert_safe(answer)


def test_security_headers_are_on_refusals_and_faults(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "index.html").write_text("<!doctype html>")
    router = APIRouter()

    @router.get("/api/v1/config/broken")
    @public
    async def broken() -> None:
        raise RuntimeError

    routers = (*assembly._routers(), router)
    monkeypatch.setattr(assembly, "_routers", lambda: routers)
    monkeypatch.setattr(assembly, "web_app", lambda: WebApp(tmp_path / "web"))
    client = serve(rate_limit_per_min=20, cors_origin=(ORIGIN,)).client()
    page = client.get("/")
    preflight = {"origin": ORIGIN, "access-control-request-method": "PUT"}
    json = {"content-type": "application/json"}
    answers = [
        client.get("/", headers={"if-none-match": page.headers["etag"]}),
        client.options("/api/v1/settings", headers=preflight),
        client.get("/api/v1/config/broken"),
        client.post("/api/auth/login", content=b" " * 2_000_000, headers=json),
        client.post("/api/auth/login", content=b"x", headers={"content-type": "text/html"}),
        client.post("/api/auth/login", content=b"{", headers=json),
        *(client.get("/api/v1/health") for _ in range(61)),
    ]

    assert [answer.status_code for answer in answers[:6]] == [304, 204, 500, 413, 415, 400]
    assert 429 in {answer.status_code for answer in answers[6:]}
    for answer in [page, *answers]:
        if answer.status_code != 204:
            assert_safe(answer)
        assert SECURITY_HEADERS.items() <= dict(answer.headers).items()


def test_the_content_security_policy_names_no_third_party(anonymous: httpx.Client) -> None:
    policy = anonymous.get("/").headers["content-security-policy"]

    assert "http" not in policy
    assert "script-src 'self';" in policy
    assert "object-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy


def test_strict_defaults_allow_no_other_origin(server: LiveServer) -> None:
    client = server.client()
    answer = client.get("/api/v1/health", headers={"origin": ORIGIN})
    preflight = client.options("/api/v1/settings", headers={"origin": ORIGIN, "access-control-request-method": "PUT"})

    assert not [name for name in answer.headers if name.startswith("access-control")]
    assert preflight.status_code == 401


def test_a_listed_origin_may_use_every_method_and_read_our_headers(serve: Serve) -> None:
    client = serve(cors_origin=(ORIGIN,)).client()
    preflight = client.options(
        "/api/v1/settings",
        headers={
            "origin": ORIGIN,
            "access-control-request-method": "DELETE",
            "access-control-request-headers": "authorization",
        },
    )

    assert preflight.status_code == 204
    assert preflight.headers["access-control-allow-origin"] == ORIGIN
    assert preflight.headers["access-control-allow-headers"] == "authorization"
    assert {"PUT", "DELETE"} <= set(preflight.headers["access-control-allow-methods"].split(", "))
    answer = client.get("/api/v1/settings", headers={"origin": ORIGIN})
    assert answer.status_code == 401
    assert answer.headers["access-control-allow-origin"] == ORIGIN
    assert "Origin" in answer.headers["vary"]
    assert {"X-Job-Id", "X-File-Results"} <= set(answer.headers["access-control-expose-headers"].split(", "))
    assert "access-control-allow-credentials" not in answer.headers


def test_an_origin_that_is_not_listed_gets_nothing(serve: Serve) -> None:
    answer = serve(cors_origin=(ORIGIN,)).client().get("/api/v1/health", headers={"origin": ORIGIN + ".evil.example"})

    assert "access-control-allow-origin" not in answer.headers
    assert "Origin" in answer.headers["vary"]


def test_outside_production_every_origin_is_allowed(serve: Serve) -> None:
    answer = serve(production=False).client().get("/api/v1/health", headers={"origin": ORIGIN})

    assert answer.headers["access-control-allow-origin"] == ORIGIN
