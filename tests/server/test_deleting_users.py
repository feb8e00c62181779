"""What becomes of what a deleted user owned: gone with its files, or handed over; nothing half."""

import sqlite3
from pathlib import Path

import httpx
import pytest

from tests.server.api.pictures import picture
from tests.server.api.test_jobs import slow_picture
from tests.server.conftest import Serve
from tests.server.live import LiveServer
from tests.waiting import wait_until

STEPS = [{"toolId": "rotate", "settings": {"angle": 90}}]
SLOW = '{"format": "avif", "effort": "small"}'


def rotate(client: httpx.Client) -> str:
    answer = client.post("/api/v1/tools/rotate", files={"file": ("secret.png", picture())})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["jobId"])


def test_jobs_and_their_files_go_with_their_user(serve: Serve, tmp_path: Path) -> None:
    server = serve()
    admin, bob = server.sign_in(), server.add_user("bob")
    done, mine = rotate(bob), rotate(admin)
    running = bob.post(
        "/api/v1/tools/convert/batch",
        files=[("file", (f"{number}.jpg", slow_picture())) for number in range(3)],
        data={"settings": SLOW},
        headers={"Prefer": "respond-async"},
    ).json()["jobId"]
    workspace = tmp_path / "workspace"

    assert admin.delete("/api/auth/users/2").json() == {"ok": True}

    wait_until(lambda: admin.get(f"/api/v1/jobs/{running}").status_code == 404)
    wait_until(lambda: admin.get(f"/api/v1/jobs/{done}").status_code == 404)
    assert not (workspace / done).exists()
    assert not (workspace / running).exists()
    assert (workspace / mine).is_dir()
    assert admin.get(f"/api/v1/jobs/{mine}").status_code == 200


def test_an_heir_gets_everything(server: LiveServer, admin: httpx.Client) -> None:
    bob = server.add_user("bob")
    job = rotate(bob)
    bob.post("/api/v1/pipeline/save", json={"name": "Turn", "steps": STEPS})
    bob.post("/api/v1/files/upload", files={"file": ("secret.png", picture())})

    assert admin.delete("/api/auth/users/2", params={"transferTo": "1"}).json() == {"ok": True}

    assert [each["name"] for each in admin.get("/api/v1/pipeline/list").json()["pipelines"]] == ["Turn"]
    assert job in [each["jobId"] for each in admin.get("/api/v1/jobs").json()["jobs"]]
    (file,) = admin.get("/api/v1/files").json()["files"]
    assert admin.get(f"/api/v1/files/{file['id']}/download").content == picture()
    entry = admin.get("/api/v1/audit-log").json()["entries"][0]
    assert entry["details"]["transferredTo"] == "1"


@pytest.mark.parametrize(("heir", "status"), [("2", 400), ("99", 400), ("x", 404), ("", 404)])
def test_who_cannot_inherit_stops_the_deletion(server: LiveServer, admin: httpx.Client, heir: str, status: int) -> None:
    bob = server.add_user("bob")
    bob.post("/api/v1/pipeline/save", json={"name": "Turn", "steps": STEPS})
    answer = admin.delete("/api/auth/users/2", params={"transferTo": heir})

    assert answer.status_code == status
    assert "transferTo" in answer.json()["error"]
    assert bob.get("/api/v1/pipeline/list").json()["pipelines"]


def test_a_deletion_that_fails_in_the_middle_changes_nothing(serve: Serve, tmp_path: Path) -> None:
    """The row goes in one transaction with everything else: here the last statement of it is made to fail."""
    server = serve()
    admin, bob = server.sign_in(), server.add_user("bob")
    bob.post("/api/v1/pipeline/save", json={"name": "Turn", "steps": STEPS})
    with sqlite3.connect(tmp_path / "data" / "ashim.db") as connection:
        connection.execute(
            "CREATE TRIGGER no_record BEFORE INSERT ON audit_log WHEN NEW.action = 'USER_DELETED' "
            "BEGIN SELECT RAISE(ABORT, 'disk full'); END"
        )

    answer = admin.delete("/api/auth/users/2", params={"transferTo": "1"})

    assert (answer.status_code, answer.json()["code"]) == (500, "INTERNAL_ERROR")
    assert bob.get("/api/auth/session").status_code == 200
    assert len(bob.get("/api/v1/pipeline/list").json()["pipelines"]) == 1
