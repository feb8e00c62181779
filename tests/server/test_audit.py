"""What is on record, who did it, and how one finds it again."""

import csv
import io
import json
from typing import Any

import httpx
import pytest

from tests.server.live import ADMIN_PASSWORD, PASSWORD, LiveServer


def entries(client: httpx.Client, **query: object) -> list[dict[str, Any]]:
    answer = client.get("/api/v1/audit-log", params={key: str(value) for key, value in query.items()})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["entries"]
    return found


def newest(client: httpx.Client) -> dict[str, Any]:
    return entries(client)[0]


def test_sign_ins_are_on_record_with_name_and_address(server: LiveServer, admin: httpx.Client) -> None:
    anonymous = server.client()
    anonymous.post("/api/auth/login", json={"username": "admin", "password": "wrong"})
    anonymous.post("/api/auth/login", json={"username": "nobody", "password": "wrong"})
    unknown, wrong, success = entries(admin)

    assert (success["action"], success["actorUsername"], success["actorId"]) == ("LOGIN_SUCCESS", "admin", "1")
    assert success["details"] == {"userId": "1", "username": "admin"}
    assert success["ipAddress"] == "127.0.0.1"
    assert wrong["details"] == {"username": "admin", "reason": "bad_password"}
    assert (wrong["actorId"], wrong["targetType"], wrong["targetId"]) == (None, "user", "1")
    assert (unknown["details"]["reason"], unknown["targetId"]) == ("unknown_user", None)
    assert "wrong" not in json.dumps(unknown)


@pytest.mark.parametrize(
    ("method", "path", "body", "action", "kind", "details"),
    [
        ("POST", "/api/auth/logout", None, "LOGOUT", "user", {"userId": "1"}),
        (
            "POST",
            "/api/auth/register",
            {"username": "zoe", "password": PASSWORD},
            "USER_CREATED",
            "user",
            {"adminId": "1", "newUserId": "3", "newUsername": "zoe", "role": "user"},
        ),
        (
            "PUT",
            "/api/auth/users/2",
            {"role": "editor", "team": "Default"},
            "USER_UPDATED",
            "user",
            {"adminId": "1", "targetUserId": "2", "changes": {"role": "editor", "team": "Default"}},
        ),
        (
            "POST",
            "/api/auth/users/2/reset-password",
            {"newPassword": PASSWORD},
            "PASSWORD_RESET",
            "user",
            {"adminId": "1", "targetUserId": "2", "targetUsername": "bob"},
        ),
        (
            "DELETE",
            "/api/auth/users/2",
            None,
            "USER_DELETED",
            "user",
            {"adminId": "1", "deletedUserId": "2", "deletedUsername": "bob"},
        ),
        (
            "POST",
            "/api/auth/change-password",
            {"currentPassword": ADMIN_PASSWORD, "newPassword": PASSWORD},
            "PASSWORD_CHANGED",
            "user",
            {"userId": "1", "username": "admin"},
        ),
        ("DELETE", "/api/auth/sessions", None, "SESSION_REVOKED", "user", {"userId": "1", "count": 1}),
        (
            "PUT",
            "/api/v1/settings",
            {"defaultTheme": "dark"},
            "SETTINGS_UPDATED",
            "settings",
            {"adminId": "1", "changes": {"defaultTheme": "dark"}},
        ),
        (
            "POST",
            "/api/v1/api-keys",
            {"name": "mine"},
            "API_KEY_CREATED",
            "api_key",
            {"userId": "1", "keyId": "1", "keyName": "mine"},
        ),
        ("DELETE", "/api/v1/settings/logo", None, "LOGO_DELETED", "settings", {"adminId": "1"}),
    ],
)
def test_every_act_is_on_record(
    server: LiveServer,
    admin: httpx.Client,
    method: str,
    path: str,
    body: object,
    action: str,
    kind: str,
    details: dict[str, object],
) -> None:
    server.add_user("bob")
    actor = server.sign_in()
    answer = actor.request(method, path, json=body)
    assert answer.status_code in (200, 201), answer.text
    reader = server.sign_in("admin", PASSWORD) if action == "PASSWORD_CHANGED" else server.sign_in()
    entry = next(each for each in entries(reader) if each["action"] not in ("LOGIN_SUCCESS",))

    assert (entry["action"], entry["targetType"]) == (action, kind)
    assert (entry["actorUsername"], entry["actorId"], entry["ipAddress"]) == ("admin", "1", "127.0.0.1")
    assert entry["details"] == details


def test_roles_teams_pipelines_and_keys_are_on_record(admin: httpx.Client) -> None:
    role = admin.post("/api/v1/roles", json={"name": "auditor", "permissions": ["audit:read"]}).json()["id"]
    admin.put(f"/api/v1/roles/{role}", json={"name": "reviewer"})
    admin.delete(f"/api/v1/roles/{role}")
    team = admin.post("/api/v1/teams", json={"name": "Design"}).json()["id"]
    admin.put(f"/api/v1/teams/{team}", json={"name": "Art"})
    admin.delete(f"/api/v1/teams/{team}")
    steps = [{"toolId": "rotate", "settings": {"angle": 90}}]
    pipeline = admin.post("/api/v1/pipeline/save", json={"name": "Turn", "steps": steps}).json()["id"]
    admin.delete(f"/api/v1/pipeline/{pipeline}")
    key = admin.post("/api/v1/api-keys", json={"name": "k"}).json()["id"]
    admin.delete(f"/api/v1/api-keys/{key}")
    found = list(reversed(entries(admin)))[1:]

    assert [(each["action"], each["targetName"]) for each in found] == [
        ("ROLE_CREATED", "auditor"),
        ("ROLE_UPDATED", "auditor"),
        ("ROLE_DELETED", "reviewer"),
        ("TEAM_CREATED", "Design"),
        ("TEAM_UPDATED", "Design"),
        ("TEAM_DELETED", "Art"),
        ("PIPELINE_CREATED", "Turn"),
        ("PIPELINE_DELETED", "Turn"),
        ("API_KEY_CREATED", "k"),
        ("API_KEY_DELETED", "k"),
    ]
    assert {each["actorUsername"] for each in found} == {"admin"}
    assert found[1]["details"]["changes"] == {"name": "reviewer"}


def test_what_is_refused_leaves_no_record_of_having_happened(admin: httpx.Client) -> None:
    admin.delete("/api/auth/users/1")
    admin.put("/api/v1/settings", json={"defaultTheme": "pink"})
    admin.post("/api/v1/roles", json={"name": "admin", "permissions": ["tools:use"]})

    assert [each["action"] for each in entries(admin)] == ["LOGIN_SUCCESS"]


def test_names_stay_when_users_go(server: LiveServer, admin: httpx.Client) -> None:
    server.add_user("bob").post("/api/v1/api-keys", json={})
    admin.delete("/api/auth/users/2")
    made = entries(admin, action="API_KEY_CREATED")[0]

    assert (made["actorUsername"], made["actorId"]) == ("bob", None)


def fill(server: LiveServer, count: int) -> None:
    with server.database.write() as connection:
        for number in range(count):
            connection.exec_driver_sql(
                "INSERT INTO audit_log (actor_username, action, target_name, created_at) VALUES (?, ?, ?, ?)",
                (
                    f"user_{number}" if number % 2 else "=cmd()",
                    "LOGIN_FAILED" if number % 3 else "LOGOUT",
                    "100%" if number == 7 else None,
                    f"2020-01-{1 + number // 24:02}T{number % 24:02}:00:00.000Z",
                ),
            )


@pytest.mark.parametrize(
    ("query", "page", "limit", "count"),
    [
        ({}, 1, 50, 50),
        ({"limit": 0}, 1, 50, 50),
        ({"limit": "many"}, 1, 50, 50),
        ({"limit": -5}, 1, 1, 1),
        ({"limit": 101}, 1, 100, 100),
        ({"limit": 40, "page": 4}, 4, 40, 1),
        ({"limit": 40, "page": 0}, 1, 40, 40),
        ({"limit": 40, "page": -3}, 1, 40, 40),
        ({"page": 99}, 99, 50, 0),
        ({"page": "9" * 30}, 1, 50, 50),
    ],
)
def test_pages_are_brought_into_their_range(
    server: LiveServer, admin: httpx.Client, query: dict[str, int | str], page: int, limit: int, count: int
) -> None:
    fill(server, 120)
    body = admin.get("/api/v1/audit-log", params=query).json()

    assert (body["page"], body["limit"], body["total"], len(body["entries"])) == (page, limit, 121, count)


def test_pages_are_newest_first_without_gaps(server: LiveServer, admin: httpx.Client) -> None:
    fill(server, 120)
    ids = [int(each["id"]) for page in range(1, 8) for each in entries(admin, page=page, limit=20)]

    assert len(ids) == 121
    assert ids == sorted(ids, reverse=True)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"action": "LOGOUT"}, 40),
        ({"action": "LOG"}, 0),
        ({"user": "USER_1"}, 16),
        ({"user": "_"}, 60),
        ({"user": "0%"}, 1),
        ({"from": "2020-01-02"}, 97),
        ({"to": "2020-01-01"}, 24),
        ({"from": "2020-01-01T05:00:00Z", "to": "2020-01-01T06:00:00Z"}, 2),
        ({"from": "2020-01-01T06:00:00+01:00", "to": "2020-01-01T06:00:00"}, 2),
        ({"from": "yesterday"}, 121),
        ({"from": "2020-01-02", "to": "2020-01-02", "action": "LOGOUT"}, 8),
    ],
)
def test_filters_work_together(server: LiveServer, admin: httpx.Client, query: dict[str, str], count: int) -> None:
    fill(server, 120)

    assert admin.get("/api/v1/audit-log", params=query).json()["total"] == count
    exported = admin.get("/api/v1/audit-log/export", params={**query, "format": "json"})
    assert len(exported.json()) == count


def test_the_export_is_whole_and_harmless(server: LiveServer, admin: httpx.Client) -> None:
    fill(server, 1200)
    answer = admin.get("/api/v1/audit-log/export")
    rows = list(csv.DictReader(io.StringIO(answer.text)))

    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="audit-log.csv"'
    assert len(rows) == 1201
    assert rows[-1]["action"] == "LOGIN_SUCCESS"
    assert json.loads(rows[-1]["details"]) == {"userId": "1", "username": "admin"}
    assert {row["actorUsername"][0] for row in rows[:-1]} == {"'", "u"}
    shown = admin.get("/api/v1/audit-log/export", params={"format": "json"}).json()
    assert shown[0] == newest(admin)
    assert len(shown) == 1201
    assert admin.get("/api/v1/audit-log/export", params={"format": "json", "action": "NONE"}).json() == []


def test_old_events_are_forgotten(server: LiveServer, admin: httpx.Client) -> None:
    fill(server, 30)

    assert server.app.state.audit.remove_older(365) == 30
    assert [each["action"] for each in entries(admin)] == ["LOGIN_SUCCESS"]


def test_the_names_of_all_actions_are_told(admin: httpx.Client) -> None:
    actions = admin.get("/api/v1/audit-log").json()["actions"]

    assert {"LOGIN_FAILED", "ROLE_UPDATED", "OIDC_USER_LINKED", "SETTINGS_UPDATED"} <= set(actions)


def test_the_log_is_for_those_who_may_read_it(server: LiveServer) -> None:
    bob = server.add_user("bob", "editor")

    for path in ("/api/v1/audit-log", "/api/v1/audit-log/export"):
        assert bob.get(path).json()["code"] == "FORBIDDEN"
