"""Settings that change what the server does, at once and without a restart."""

import json
import os
import time
from pathlib import Path

import httpx

from tests.server.api.pictures import picture
from tests.server.conftest import Serve
from tests.server.live import LiveServer
from tests.waiting import wait_until


def set_to(client: httpx.Client, **values: object) -> None:
    answer = client.put("/api/v1/settings", json=values)
    assert answer.status_code == 200, answer.text


def run(client: httpx.Client, tool: str, **more: str) -> httpx.Response:
    return client.post(f"/api/v1/tools/{tool}", files={"file": ("a.png", picture())}, data=more)


def tool_ids(client: httpx.Client, **query: str) -> set[str]:
    return {tool["id"] for tool in client.get("/api/v1/tools", params=query).json()["tools"]}


def test_a_tool_that_is_switched_off_is_nowhere(server: LiveServer, admin: httpx.Client) -> None:
    steps = [{"toolId": "rotate", "settings": {"angle": 90}}]
    set_to(admin, disabledTools=["rotate", "adjust-colors", "pdf-to-image"])

    assert not {"rotate", "adjust-colors"} & tool_ids(admin)
    assert not {"rotate", "adjust-colors"} & set(admin.get("/api/v1/pipeline/tools").json()["toolIds"])
    answers = {
        "single": run(admin, "rotate"),
        "batch": run(admin, "rotate/batch"),
        "alias": run(admin, "saturation"),
        "operation of it": run(admin, "pdf-to-image/info"),
        "operation of another": run(admin, "adjust-colors/formula"),
    }
    for what, answer in answers.items():
        assert answer.status_code == 404, (what, answer.text)
        assert "not found" in answer.json()["error"].lower()
    for answer in (
        admin.post("/api/v1/pipeline/save", json={"name": "p", "steps": steps}),
        admin.post(
            "/api/v1/pipeline/execute",
            files={"file": ("a.png", picture())},
            data={"pipeline": json.dumps({"steps": steps})},
        ),
    ):
        assert answer.status_code == 400
        assert "not found" in answer.json()["error"].lower()
    assert run(admin, "resize", settings='{"width": 20}').status_code == 200

    set_to(admin, disabledTools=[])
    assert {"rotate", "adjust-colors"} <= tool_ids(admin)
    assert run(admin, "rotate").status_code == 200


def test_administrators_see_what_is_switched_off(server: LiveServer, admin: httpx.Client) -> None:
    set_to(admin, disabledTools=["rotate"])
    tools = {tool["id"]: tool for tool in admin.get("/api/v1/tools", params={"all": "true"}).json()["tools"]}

    assert tools["rotate"]["disabled"] is True
    assert "disabled" not in tools["resize"]
    assert server.add_user("bob").get("/api/v1/tools", params={"all": "true"}).json()["code"] == "FORBIDDEN"


def test_a_tool_that_does_not_exist_cannot_be_switched_off(admin: httpx.Client) -> None:
    answer = admin.put("/api/v1/settings", json={"disabledTools": ["rotate", "resise"]})

    assert answer.status_code == 400
    assert "disabledTools: there is no tool named resise" in answer.json()["error"]


def test_the_upload_limit_counts_from_the_next_upload(admin: httpx.Client) -> None:
    big = picture(300, 300, "BMP")
    set_to(admin, fileUploadLimitMb="0.1")

    refused = admin.post("/api/v1/upload", files={"file": ("a.bmp", big)})
    assert (refused.status_code, "at most 0.1 MB" in refused.json()["error"]) == (413, True)
    assert admin.get("/api/v1/limits").json()["maxUploadBytes"] == int(0.1 * 1024 * 1024)
    set_to(admin, fileUploadLimitMb="0")
    assert admin.get("/api/v1/limits").json()["maxUploadBytes"] is None
    set_to(admin, fileUploadLimitMb="")
    assert admin.get("/api/v1/limits").json()["maxUploadBytes"] == 100 * 1024 * 1024
    assert admin.post("/api/v1/upload", files={"file": ("a.bmp", big)}).status_code == 200


def test_old_files_go_by_the_age_that_is_set(serve: Serve, tmp_path: Path) -> None:
    server = serve(file_max_age_hours=72, cleanup_interval_minutes=0.0005)
    admin = server.sign_in()
    job = admin.post("/api/v1/upload", files={"file": ("a.png", picture())}).json()["jobId"]
    folder = tmp_path / "workspace" / job
    time_ago = time.time() - 2 * 3600
    os.utime(folder, (time_ago, time_ago))
    assert folder.is_dir()

    set_to(admin, tempFileMaxAgeHours=1)

    wait_until(lambda: not folder.exists())


def test_the_start_leaves_old_files_alone_if_it_is_told_to(serve: Serve, tmp_path: Path) -> None:
    first = serve()
    set_to(first.sign_in(), startupCleanup=False)
    folder = tmp_path / "workspace" / "00000000-0000-4000-8000-000000000000"
    folder.mkdir()
    os.utime(folder, (0, 0))

    second = serve()
    assert second.sign_in().get("/api/v1/limits").status_code == 200
    assert folder.is_dir()
    set_to(second.sign_in(), startupCleanup=True)
    serve()
    wait_until(lambda: not folder.exists())


def test_what_the_environment_sets_is_shown_without_its_secrets(serve: Serve) -> None:
    server = serve(default_password="Hidden-word-1", session_duration_hours=5, cors_origin=("https://a.example",))
    answer = server.sign_in().get("/api/v1/admin/configuration")
    variables = {each["name"]: each for each in answer.json()["variables"]}

    assert variables["SESSION_DURATION_HOURS"]["value"] == "5"
    assert variables["SESSION_DURATION_HOURS"]["source"] == "environment"
    assert variables["MAX_BATCH_SIZE"]["source"] == "default"
    assert variables["CORS_ORIGIN"]["value"] == "https://a.example"
    assert variables["DEFAULT_PASSWORD"]["value"] == "••••"
    assert "Hidden-word-1" not in answer.text
    assert server.add_user("bob").get("/api/v1/admin/configuration").json()["code"] == "FORBIDDEN"
