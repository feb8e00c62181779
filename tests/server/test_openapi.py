import re

import httpx
import yaml

from ashim.server.gate import RouteTable
from tests.server.live import LiveServer


def test_both_forms_are_public_and_equal(anonymous: httpx.Client) -> None:
    as_json = anonymous.get("/api/v1/openapi.json")
    as_yaml = anonymous.get("/api/v1/openapi.yaml")

    assert as_yaml.headers["content-type"].startswith("text/yaml")
    assert yaml.safe_load(as_yaml.text) == as_json.json()
    assert as_json.json()["openapi"].startswith("3.1")


def test_every_route_is_described_once_under_a_stable_id(server: LiveServer, anonymous: httpx.Client) -> None:
    document = anonymous.get("/api/v1/openapi.json").json()
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    ids = [operation["operationId"] for operation in operations]

    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z]+([A-Z][a-z0-9]*)*", name) for name in ids)
    assert {"login", "changePassword", "createApiKey", "getSession", "getHealth", "runResize", "batchResize"} <= set(
        ids
    )
    assert all(operation["tags"] and operation["summary"] for operation in operations)
    documented = {path for path in document["paths"] if path.startswith("/api/auth")}
    assert documented == {
        endpoint.path
        for _, endpoint in RouteTable(server.app.routes).endpoints
        if endpoint.path.startswith("/api/auth")
    }


def test_security_is_what_the_gate_enforces(anonymous: httpx.Client) -> None:
    paths = anonymous.get("/api/v1/openapi.json").json()["paths"]

    assert paths["/api/v1/health"]["get"]["security"] == []
    assert paths["/api/v1/settings"]["get"]["security"] == [{"session": []}, {"apiKey": []}]
    assert "422" not in paths["/api/auth/login"]["post"]["responses"]
    assert {"400", "429"} <= set(paths["/api/auth/login"]["post"]["responses"])


def test_the_page_works_without_the_internet(anonymous: httpx.Client) -> None:
    moved = anonymous.get("/api/docs")
    assert (moved.status_code, moved.headers["location"]) == (301, "/api/docs/")
    page = anonymous.get("/api/docs/").text
    assert "http" not in page
    for name, media_type in (
        ("swagger-ui-bundle.js", "text/javascript"),
        ("swagger-ui.css", "text/css"),
        ("start.js", "text/javascript"),
    ):
        assert f"/api/docs/{name}" in page
        asset = anonymous.get(f"/api/docs/{name}")
        assert asset.status_code == 200
        assert asset.headers["content-type"].startswith(media_type)
    assert anonymous.get("/api/docs/swagger-ui.js.map").json()["code"] == "NOT_FOUND"


def test_every_error_that_follows_from_a_route_is_declared(anonymous: httpx.Client) -> None:
    paths = anonymous.get("/api/v1/openapi.json").json()["paths"]

    def errors(method: str, path: str) -> set[str]:
        return {status for status in paths[path][method]["responses"] if status >= "400"}

    assert errors("get", "/api/v1/config/auth") == {"429"}
    assert errors("get", "/api/v1/settings") == {"401", "403", "429"}
    assert errors("put", "/api/v1/settings") == {"400", "401", "403", "413", "415", "429"}
    assert errors("post", "/api/v1/teams") == {"400", "401", "403", "409", "413", "415", "429"}
    assert errors("post", "/api/v1/upload") == {"400", "401", "403", "406", "413", "429", "507"}
    assert errors("post", "/api/v1/tools/resize") == {"400", "401", "403", "404", "409", "422", "429", "507"}
    assert paths["/api/v1/download/{job_id}/{filename}"]["get"]["security"] == []
    for path in paths.values():
        for operation in path.values():
            for status, response in operation["responses"].items():
                assert response["description"]
                assert status < "400" or response["content"]["application/json"]["schema"]
