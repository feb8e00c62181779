import json
from pathlib import Path

import httpx
import pytest
from fastapi import APIRouter

from ashim.accounts.access import public
from ashim.config import Config
from ashim.server import app as assembly
from tests.server.conftest import Serve
from tests.server.live import ADMIN, ADMIN_PASSWORD


def test_malformed_json_is_400(anonymous: httpx.Client) -> None:
    answer = anonymous.post("/api/auth/login", content=b'{"username":', headers={"content-type": "application/json"})

    assert answer.status_code == 400
    assert "malformed json" in answer.json()["error"].lower()


def test_details_name_every_field(anonymous: httpx.Client) -> None:
    details = anonymous.post("/api/auth/login", json={"username": 5}).json()["details"]

    assert details == "username: Input should be a valid string; password: Field required"


def test_an_empty_body_counts_as_an_empty_object(admin: httpx.Client) -> None:
    assert admin.put("/api/v1/settings").json() == {"ok": True, "updatedCount": 0}


@pytest.mark.parametrize("media_type", ["application/x-www-form-urlencoded", "application/xml", "multipart/form-data"])
def test_other_body_types_are_415(anonymous: httpx.Client, media_type: str) -> None:
    answer = anonymous.post("/api/auth/login", content=b"x=1", headers={"content-type": media_type})

    assert answer.status_code == 415
    assert media_type in answer.json()["error"]


def test_plain_text_fails_the_validation_of_the_route(anonymous: httpx.Client) -> None:
    answer = anonymous.post("/api/auth/login", content=b"hello", headers={"content-type": "text/plain"})

    assert answer.status_code == 400
    assert "required" in answer.json()["error"]


def test_json_with_a_charset_or_a_suffix_is_json(anonymous: httpx.Client) -> None:
    body = json.dumps({"username": ADMIN, "password": ADMIN_PASSWORD}).encode()

    for media_type in ("application/json; charset=utf-8", "application/vnd.ashim+json"):
        answer = anonymous.post("/api/auth/login", content=body, headers={"content-type": media_type})
        assert answer.status_code == 200


def test_a_json_body_over_the_limit_is_413(serve: Serve) -> None:
    server = serve(max_upload_size_mb=0.01)
    answer = server.client().post("/api/auth/login", json={"username": "x" * 20_000, "password": "x"})

    assert answer.status_code == 413
    assert "body is too large" in answer.json()["error"].lower()


def test_a_fault_of_ours_has_an_id_and_shows_nothing_else(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    router = APIRouter()

    @router.get("/api/v1/broken")
    @public
    async def broken() -> None:
        raise RuntimeError("secret words")

    routers = (*assembly._routers(), router)
    monkeypatch.setattr(assembly, "_routers", lambda: routers)
    answer = serve().client().get("/api/v1/broken")

    assert answer.status_code == 500
    body = answer.json()
    assert body == {"error": "Internal server error", "code": "INTERNAL_ERROR", "requestId": body["requestId"]}
    assert answer.headers["x-content-type-options"] == "nosniff"
    logged = capfd.readouterr().out
    assert body["requestId"] in logged
    assert "secret words" in logged


def test_the_application_starts_without_a_folder_for_its_data(tmp_path: Path) -> None:
    config = Config(db_path=tmp_path / "new" / "folder" / "ashim.db", workspace_path=tmp_path / "workspace")

    assert assembly.create_app(config).state.config is config
    assert not (tmp_path / "new").exists()
