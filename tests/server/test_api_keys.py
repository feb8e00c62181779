import re

import httpx
import pytest

from tests.server.live import LiveServer

FUTURE = "2090-01-01T00:00:00.000Z"


def test_a_key_is_shown_once_and_works(server: LiveServer, admin: httpx.Client) -> None:
    answer = admin.post("/api/v1/api-keys", json={"name": "  ci  "})

    assert answer.status_code == 201
    made = answer.json()
    assert re.fullmatch(r"si_[0-9a-f]{96}", made["key"])
    assert (made["name"], made["permissions"], made["expiresAt"]) == ("ci", None, None)
    assert server.client(made["key"]).get("/api/v1/settings").status_code == 200
    listed = admin.get("/api/v1/api-keys")
    (key,) = listed.json()["apiKeys"]
    assert set(key) == {"id", "name", "permissions", "createdAt", "lastUsedAt", "expiresAt", "owner"}
    assert (key["id"], key["owner"]) == (made["id"], "admin")
    assert key["lastUsedAt"] is not None
    assert made["key"] not in listed.text
    with server.database.read() as connection:
        assert made["key"] not in str(connection.exec_driver_sql("SELECT * FROM api_keys").all())


def test_the_body_is_optional(admin: httpx.Client) -> None:
    answer = admin.post("/api/v1/api-keys")

    assert (answer.status_code, answer.json()["name"]) == (201, "Default API Key")


def test_an_unused_key_has_no_last_use(admin: httpx.Client) -> None:
    admin.post("/api/v1/api-keys", json={})

    assert admin.get("/api/v1/api-keys").json()["apiKeys"][0]["lastUsedAt"] is None


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"name": "x" * 101}, "100 characters or fewer"),
        ({"permissions": ["users:manage"]}, "don't have"),
        ({"permissions": ["everything"]}, "don't have"),
        ({"permissions": "tools:use"}, "invalid"),
        ({"expiresAt": "soon"}, "invalid expiresat"),
        ({"expiresAt": "2020-01-01"}, "in the future"),
    ],
)
def test_create_says_what_is_wrong(server: LiveServer, body: dict[str, object], words: str) -> None:
    answer = server.add_user("bob").post("/api/v1/api-keys", json=body)

    assert (answer.status_code, answer.json()["code"]) == (400, "VALIDATION_ERROR")
    assert words in answer.json()["error"].lower()


def test_an_expired_key_is_refused_but_listed(server: LiveServer, admin: httpx.Client) -> None:
    key = server.key_for(admin, expiresAt=FUTURE)
    assert key.get("/api/v1/settings").status_code == 200
    with server.database.write() as connection:
        connection.exec_driver_sql("UPDATE api_keys SET expires_at = '2020-01-01T00:00:00.000Z'")

    assert key.get("/api/v1/settings").status_code == 401
    assert len(admin.get("/api/v1/api-keys").json()["apiKeys"]) == 1


def test_a_scoped_key_cannot_exceed_its_scope(server: LiveServer, admin: httpx.Client) -> None:
    key = server.key_for(admin, permissions=["tools:use"])

    for method, path in (
        ("GET", "/api/v1/settings"),
        ("PUT", "/api/v1/settings"),
        ("GET", "/api/v1/api-keys"),
        ("POST", "/api/v1/api-keys"),
        ("DELETE", "/api/v1/api-keys/1"),
        ("GET", "/api/auth/users"),
        ("POST", "/api/auth/users/1/reset-password"),
        ("GET", "/api/v1/admin/health"),
    ):
        answer = key.request(method, path, json={"newPassword": "Some-password-1"})
        assert (answer.status_code, answer.json()["code"]) == (403, "FORBIDDEN"), (method, path)


def test_a_key_makes_only_keys_within_its_scope_and_time(server: LiveServer, admin: httpx.Client) -> None:
    key = server.key_for(admin, permissions=["apikeys:own", "tools:use"], expiresAt=FUTURE)

    inherited = key.post("/api/v1/api-keys", json={}).json()
    assert (inherited["permissions"], inherited["expiresAt"]) == (["tools:use", "apikeys:own"], FUTURE)
    narrower = key.post("/api/v1/api-keys", json={"permissions": ["tools:use"], "expiresAt": "2089-01-01"}).json()
    assert (narrower["permissions"], narrower["expiresAt"]) == (["tools:use"], "2089-01-01T00:00:00.000Z")
    assert key.post("/api/v1/api-keys", json={"permissions": ["files:all"]}).status_code == 400
    assert key.post("/api/v1/api-keys", json={"expiresAt": "2091-01-01"}).status_code == 400


def test_a_demotion_shrinks_the_keys(server: LiveServer, admin: httpx.Client) -> None:
    eve = server.add_user("eve", "admin")
    key = server.key_for(eve, permissions=["users:manage", "settings:read"])
    assert key.get("/api/auth/users").status_code == 200

    admin.put("/api/auth/users/2", json={"role": "user"})

    assert key.get("/api/auth/users").status_code == 403
    assert key.get("/api/v1/settings").status_code == 200


def test_administrators_see_the_keys_of_others_but_delete_only_their_own(
    server: LiveServer, admin: httpx.Client
) -> None:
    bob = server.add_user("bob")
    server.key_for(bob)
    server.key_for(admin)

    assert [key["owner"] for key in admin.get("/api/v1/api-keys").json()["apiKeys"]] == ["bob", "admin"]
    assert [key["owner"] for key in bob.get("/api/v1/api-keys").json()["apiKeys"]] == ["bob"]
    assert admin.delete("/api/v1/api-keys/1").json()["code"] == "NOT_FOUND"
    assert bob.delete("/api/v1/api-keys/1").json() == {"ok": True}
    assert bob.get("/api/v1/api-keys").json() == {"apiKeys": []}


def test_a_scoped_administrator_sees_only_their_own_keys(server: LiveServer, admin: httpx.Client) -> None:
    server.key_for(server.add_user("bob"))
    key = server.key_for(admin, permissions=["apikeys:own"])

    assert [item["owner"] for item in key.get("/api/v1/api-keys").json()["apiKeys"]] == ["admin"]


def test_a_deleted_key_stops_at_once(server: LiveServer, admin: httpx.Client) -> None:
    key = server.key_for(admin)

    assert key.delete("/api/v1/api-keys/1").status_code == 200
    assert key.get("/api/v1/settings").status_code == 401
