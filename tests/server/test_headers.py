import httpx
import pytest

from ashim.server.headers import SECURITY_HEADERS
from tests.server.conftest import Serve
from tests.server.live import LiveServer

ORIGIN = "https://tool.example"


@pytest.mark.parametrize(
    "path",
    ["/api/v1/health", "/api/v1/settings", "/api/unknown", "/", "/api/docs/", "/api/v1/jobs/x/progress"],
)
def test_security_headers_are_on_every_answer(anonymous: httpx.Client, path: str) -> None:
    with anonymous.stream("GET", path) as answer:
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
