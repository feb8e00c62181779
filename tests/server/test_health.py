from pathlib import Path

import httpx

from ashim.db import Database
from tests.server.conftest import Serve
from tests.server.live import LiveServer


def test_health_is_public(anonymous: httpx.Client) -> None:
    answer = anonymous.get("/api/v1/health")

    assert answer.status_code == 200
    assert answer.json() == {"status": "healthy", "version": "0.1.0"}
    assert answer.headers["content-type"] == "application/json; charset=utf-8"


def test_health_is_503_when_the_database_cannot_be_read(serve: Serve, tmp_path: Path) -> None:
    server = serve()
    folder = tmp_path / "gone"
    lost = Database(folder / "ashim.db")
    folder.rmdir()
    admin = server.sign_in()
    server.app.state.database = lost

    answer = admin.get("/api/v1/health")
    assert answer.status_code == 503
    assert answer.json() == {"status": "unhealthy", "version": "0.1.0"}
    detailed = admin.get("/api/v1/admin/health").json()
    assert (detailed["status"], detailed["database"]) == ("degraded", "error")


def test_admin_health_tells_of_every_part(admin: httpx.Client) -> None:
    health = admin.get("/api/v1/admin/health").json()

    assert health["status"] == "healthy"
    assert health["database"] == "ok"
    assert health["uptime"].removesuffix("s").isdigit()
    assert health["queue"] == {"active": 0, "pending": 0}
    assert health["ai"]["dispatcher"]["consecutiveCrashes"] == 0


def test_admin_health_needs_its_permission(server: LiveServer) -> None:
    answer = server.add_user("bob").get("/api/v1/admin/health")

    assert answer.status_code == 403
    assert answer.json()["code"] == "FORBIDDEN"
