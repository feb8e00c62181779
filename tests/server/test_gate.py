"""Who may pass, decided on the decoded path that leads to a route."""

import http.client
import json
import re

import httpx
import pytest

from ashim.server.gate import RouteTable
from tests.server.live import LiveServer

PUBLIC = {
    ("POST", "/api/auth/login"),
    ("POST", "/api/auth/logout"),
    ("GET", "/api/auth/session"),
    ("GET", "/api/v1/config/auth"),
    ("GET", "/api/v1/config/analytics"),
    ("GET", "/api/v1/config/locale"),
    ("GET", "/api/v1/config/branding"),
    ("GET", "/api/v1/settings/logo"),
    ("GET", "/api/v1/health"),
    ("GET", "/api/v1/openapi.json"),
    ("GET", "/api/v1/openapi.yaml"),
    ("GET", "/llms.txt"),
    ("GET", "/llms-full.txt"),
    ("GET", "/api/docs"),
    ("GET", "/api/docs/"),
    ("GET", "/api/docs/openapi.json"),
    ("GET", "/api/docs/openapi.yaml"),
    ("GET", "/api/docs/start.js"),
    ("GET", "/api/docs/{name}"),
    # The unguessable id of a job is its capability.
    ("GET", "/api/v1/jobs/{job_id}"),
    ("GET", "/api/v1/jobs/{job_id}/archive"),
    ("GET", "/api/v1/jobs/{job_id}/progress"),
    ("GET", "/api/v1/download/{job_id}/{filename:path}"),
    # The same for everybody: drawings and fonts of the program.
    ("GET", "/api/v1/meme-templates/{kind}/{filename:path}"),
}


def raw(server: LiveServer, method: str, target: str, **headers: str) -> tuple[int, bytes]:
    """Send a request whose target no client library has tidied up."""
    connection = http.client.HTTPConnection(httpx.URL(server.url).netloc.decode(), timeout=30)
    try:
        connection.request(method, target, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def test_exactly_these_routes_are_public(server: LiveServer) -> None:
    endpoints = RouteTable(server.app.routes).endpoints

    assert {(method, endpoint.path) for method, endpoint in endpoints if endpoint.public} == PUBLIC


def test_every_other_route_answers_401_without_credentials(server: LiveServer, anonymous: httpx.Client) -> None:
    private = [
        (method, endpoint.path) for method, endpoint in RouteTable(server.app.routes).endpoints if not endpoint.public
    ]

    assert len(private) > 20
    for method, path in private:
        for headers in ({}, {"authorization": "Bearer wrong"}, {"authorization": "Bearer si_" + "0" * 96}):
            answer = anonymous.request(method, re.sub(r"{[^}]*}", "x", path), headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (401, "AUTH_REQUIRED"), (method, path, headers)


@pytest.mark.parametrize(
    "target",
    [
        "/%61pi/v1/settings",
        "/api/v1/%73ettings",
        "/api%2fv1%2fsettings",
        "/api%2Fv1/settings",
        "/%61%70%69/v1/settings",
        "/api/v1/settings?x=/api/v1/health",
        "/api/v1/settings/../settings",
        "/api/v1/settings/",
        "/api/v1//settings",
        "/api/v1/settings%00",
        "/api/v1/settings;x",
    ],
)
def test_a_disguised_path_is_still_private(server: LiveServer, target: str) -> None:
    status, body = raw(server, "GET", target)

    assert (status, json.loads(body)["code"]) == (401, "AUTH_REQUIRED")


@pytest.mark.parametrize(
    "target",
    [
        "/api/v1/health/../settings",
        "/api/v1/config/..%2fsettings",
        "/api/auth/%2e%2e/v1/settings",
        "/api/docs/../v1/settings",
    ],
)
def test_a_public_prefix_opens_nothing_behind_it(server: LiveServer, target: str) -> None:
    status, body = raw(server, "GET", target)

    assert (status, json.loads(body)) == (404, {"error": "Not found", "code": "NOT_FOUND"})


@pytest.mark.parametrize("target", ["//api/v1/settings", "/API/v1/settings", "/x/../api/v1/settings"])
def test_a_path_outside_the_api_leads_to_the_web_app(server: LiveServer, target: str) -> None:
    _, body = raw(server, "GET", target)

    assert b"<!doctype html>" in body.lower()


@pytest.mark.parametrize("target", ["/%61pi/v1/settings", "/api/v1/%73ettings"])
def test_an_escaped_path_is_counted_and_works_with_credentials(
    server: LiveServer, admin: httpx.Client, target: str
) -> None:
    status, body = raw(server, "GET", target, authorization=admin.headers["authorization"])

    assert status == 200
    assert "settings" in json.loads(body)


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/api/v1/nothing"), ("GET", "/api"), ("PATCH", "/api/v1/settings"), ("DELETE", "/api/v1/api-keys")],
)
def test_unknown_paths_and_methods_ask_for_credentials_first(
    anonymous: httpx.Client, admin: httpx.Client, method: str, path: str
) -> None:
    assert anonymous.request(method, path).status_code == 401
    answer = admin.request(method, path)
    assert (answer.status_code, answer.json()) == (404, {"error": "Not found", "code": "NOT_FOUND"})
    assert "allow" not in answer.headers


def test_unknown_paths_below_public_prefixes_are_404_for_everybody(anonymous: httpx.Client) -> None:
    for method, path in (("GET", "/api/v1/config/nothing"), ("POST", "/api/v1/health"), ("GET", "/api/auth/login")):
        assert anonymous.request(method, path).json() == {"error": "Not found", "code": "NOT_FOUND"}


def test_a_public_route_ignores_an_invalid_token(server: LiveServer) -> None:
    assert server.client("wrong").get("/api/v1/health").status_code == 200


def test_an_overlong_parameter_is_an_unknown_path(admin: httpx.Client) -> None:
    assert "Setting" in admin.get("/api/v1/settings/" + "x" * 500).json()["error"]
    assert admin.get("/api/v1/settings/" + "x" * 501).json()["error"] == "Not found"


def test_head_gives_the_headers_of_get(anonymous: httpx.Client, admin: httpx.Client) -> None:
    head, get = anonymous.head("/api/v1/health"), anonymous.get("/api/v1/health")

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == get.headers["content-length"]
    assert anonymous.head("/api/v1/settings").status_code == 401
    assert admin.head("/api/v1/settings").status_code == 200
    assert anonymous.head("/api/docs/").status_code == 200


def test_head_of_an_event_stream_ends(anonymous: httpx.Client) -> None:
    answer = anonymous.head("/api/v1/jobs/8c5ab0c8-5a3e-4a2c-8e1f-0d7f6f3f2f11/progress")

    assert answer.content == b""
