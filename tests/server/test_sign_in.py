import time

import httpx
import pytest

from ashim.accounts.permissions import PERMISSIONS
from tests.server.conftest import Serve
from tests.server.live import ADMIN, ADMIN_PASSWORD, PASSWORD, LiveServer


def test_login_gives_a_token_and_the_user(anonymous: httpx.Client) -> None:
    answer = anonymous.post("/api/auth/login", json={"username": ADMIN, "password": ADMIN_PASSWORD})

    assert answer.status_code == 200
    body = answer.json()
    assert body["user"] == {
        "id": "1",
        "username": "admin",
        "role": "admin",
        "mustChangePassword": False,
        "permissions": list(PERMISSIONS),
        "teamName": "Default",
        "analyticsEnabled": None,
        "analyticsConsentShownAt": None,
        "analyticsConsentRemindAt": None,
    }
    assert body["expiresAt"].endswith("Z")
    assert len(body["token"]) == 36
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b"null",
        b"{}",
        b"",
        b'{"username": "admin"}',
        b'{"username": "", "password": "x"}',
        b'{"username": 1, "password": "x"}',
        b'{"username": "' + b"x" * 10_000 + b'", "password": "x"}',
    ],
)
def test_login_refuses_what_is_not_a_name_and_a_password(anonymous: httpx.Client, body: bytes) -> None:
    answer = anonymous.post("/api/auth/login", content=body, headers={"content-type": "application/json"})

    assert answer.status_code == 400
    assert "username and password are required" in answer.json()["error"].lower()


@pytest.mark.parametrize(
    ("username", "password"), [("admin", "wrong"), ("nobody", "wrong"), ("ADMIN", ADMIN_PASSWORD), ("' OR 1=1 --", "x")]
)
def test_login_does_not_tell_a_wrong_name_from_a_wrong_password(
    anonymous: httpx.Client, username: str, password: str
) -> None:
    answer = anonymous.post("/api/auth/login", json={"username": username, "password": password})

    assert answer.status_code == 401
    assert answer.json() == {"error": "Invalid credentials", "code": "AUTH_REQUIRED"}


def test_the_database_does_not_hold_the_token(server: LiveServer, admin: httpx.Client) -> None:
    token = admin.headers["authorization"].removeprefix("Bearer ")

    with server.database.read() as connection:
        stored = connection.exec_driver_sql("SELECT id FROM sessions").scalars().all()
    assert token not in stored
    assert all(len(session_id) == 64 for session_id in stored)
    assert server.client(stored[0]).get("/api/auth/session").status_code == 401


def test_session_tells_who_is_signed_in(admin: httpx.Client) -> None:
    body = admin.get("/api/auth/session").json()

    assert body["user"]["username"] == "admin"
    assert "teamName" not in body["user"]
    assert body["expiresAt"].endswith("Z")


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (None, "no session token provided"),
        ("Bearer", "no session token provided"),
        ("bearer 123", "no session token provided"),
        ("Basic YWRtaW46eA==", "no session token provided"),
        ("Bearer 123", "session expired or invalid"),
    ],
)
def test_session_without_a_live_token_is_401(anonymous: httpx.Client, header: str | None, words: str) -> None:
    answer = anonymous.get("/api/auth/session", headers={} if header is None else {"authorization": header})

    assert answer.status_code == 401
    assert words in answer.json()["error"].lower()
    assert answer.json()["code"] == "AUTH_REQUIRED"


def test_session_does_not_work_with_a_key(server: LiveServer, admin: httpx.Client) -> None:
    answer = server.key_for(admin).get("/api/auth/session")

    assert answer.status_code == 401
    assert "expired or invalid" in answer.json()["error"]


def test_an_expired_session_is_refused_and_purged(server: LiveServer, admin: httpx.Client) -> None:
    with server.database.write() as connection:
        connection.exec_driver_sql("UPDATE sessions SET expires_at = '2020-01-01T00:00:00.000Z'")

    assert admin.get("/api/v1/settings").status_code == 401
    server.accounts.maintain()
    with server.database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM sessions").scalar_one() == 0


def test_logout_ends_the_session_and_never_fails(anonymous: httpx.Client, admin: httpx.Client) -> None:
    assert anonymous.post("/api/auth/logout").json() == {"ok": True}
    assert admin.post("/api/auth/logout").json() == {"ok": True}
    assert admin.get("/api/auth/session").status_code == 401
    assert admin.post("/api/auth/logout").json() == {"ok": True}


def test_logout_with_a_key_deletes_nothing(server: LiveServer, admin: httpx.Client) -> None:
    key = server.key_for(admin)

    assert key.post("/api/auth/logout").status_code == 200
    assert key.get("/api/v1/api-keys").status_code == 200
    assert admin.get("/api/auth/session").status_code == 200


def test_changing_the_password_ends_other_sessions_and_deletes_keys(server: LiveServer) -> None:
    bob = server.add_user("bob")
    other = server.sign_in("bob", PASSWORD)
    key = server.key_for(bob)

    answer = bob.post("/api/auth/change-password", json={"currentPassword": PASSWORD, "newPassword": "Another-1-word"})

    assert answer.json() == {"ok": True}
    assert bob.get("/api/auth/session").status_code == 200
    assert other.get("/api/auth/session").status_code == 401
    assert key.get("/api/v1/settings").status_code == 401
    server.sign_in("bob", "Another-1-word")


@pytest.mark.parametrize(
    ("body", "status", "code", "words"),
    [
        ({}, 400, "VALIDATION_ERROR", "current password and new password are required"),
        (
            {"currentPassword": PASSWORD},
            400,
            "VALIDATION_ERROR",
            "current password and new password are required",
        ),
        ({"currentPassword": PASSWORD, "newPassword": "weak"}, 400, "VALIDATION_ERROR", "at least 8 characters"),
        ({"currentPassword": "wrong", "newPassword": "Another-1-word"}, 401, "INVALID_PASSWORD", "wrong"),
    ],
)
def test_change_password_says_what_is_wrong(
    server: LiveServer, body: dict[str, str], status: int, code: str, words: str
) -> None:
    answer = server.add_user("bob").post("/api/auth/change-password", json=body)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert words in answer.json()["error"].lower()


def test_a_scoped_key_cannot_change_the_password(server: LiveServer, admin: httpx.Client) -> None:
    key = server.key_for(admin, permissions=["tools:use"])

    answer = key.post(
        "/api/auth/change-password", json={"currentPassword": ADMIN_PASSWORD, "newPassword": "Another-1-word"}
    )
    assert answer.status_code == 403


def test_a_given_password_must_be_changed_first(serve: Serve) -> None:
    server = serve(fresh=True, default_username="root", default_password="start")
    token = server.sign_in("root", "start")

    assert server.announced[0].username == "root"
    assert not server.announced[0].generated
    assert token.get("/api/auth/session").json()["user"]["mustChangePassword"] is True
    assert token.get("/api/v1/config/auth").status_code == 200
    for path in ("/api/v1/settings", "/api/v1/health", "/api/docs/", "/api/unknown"):
        answer = token.get(path)
        assert (answer.status_code, answer.json()["code"]) == (403, "MUST_CHANGE_PASSWORD"), path
    assert token.get("/somewhere").status_code != 403
    assert server.client().get("/api/v1/health").status_code == 200

    changed = token.post("/api/auth/change-password", json={"currentPassword": "start", "newPassword": ADMIN_PASSWORD})
    assert changed.status_code == 200
    assert token.get("/api/v1/settings").status_code == 200


def test_the_password_change_can_be_made_optional(serve: Serve) -> None:
    server = serve(fresh=True, default_password="start", skip_must_change_password=True)
    client = server.sign_in("admin", "start")

    assert client.get("/api/auth/session").json()["user"]["mustChangePassword"] is False
    assert client.get("/api/v1/settings").status_code == 200


def test_the_first_start_makes_a_random_password_that_the_rules_accept(serve: Serve) -> None:
    server = serve(fresh=True)

    (first,) = server.announced
    assert first.generated
    assert len(first.password) >= 12
    server.sign_in(first.username, first.password)


def test_a_later_start_makes_no_administrator(serve: Serve) -> None:
    serve(fresh=True, default_password="start")
    later = serve(fresh=True, default_username="second", default_password="other")

    assert later.announced == []
    assert later.client().post("/api/auth/login", json={"username": "second", "password": "other"}).status_code == 401


class TestWithoutSignIn:
    def test_everybody_is_the_owner(self, serve: Serve) -> None:
        server = serve(fresh=True, auth_enabled=False)
        client = server.client()

        body = client.get("/api/auth/session").json()
        assert (body["user"]["username"], body["user"]["role"], body["expiresAt"]) == ("anonymous", "admin", None)
        assert client.get("/api/v1/config/auth").json() == {"authEnabled": False}
        assert client.get("/api/v1/settings", headers={"authorization": "Bearer nonsense"}).status_code == 200
        assert client.get("/api/auth/users").status_code == 200
        assert client.get("/api/unknown").status_code == 404

    def test_there_is_nothing_to_sign_in_to(self, serve: Serve) -> None:
        client = serve(fresh=True, auth_enabled=False).client()

        login = client.post("/api/auth/login", json={"username": "a", "password": "b"})
        assert login.status_code == 403
        assert "authentication is disabled" in login.json()["error"].lower()
        changed = client.post("/api/auth/change-password", json={"currentPassword": "a", "newPassword": PASSWORD})
        assert (changed.status_code, changed.json()["code"]) == (400, "OIDC_NO_PASSWORD")

    def test_turning_sign_in_on_makes_the_owner_the_first_administrator(self, serve: Serve) -> None:
        open_server = serve(fresh=True, auth_enabled=False)
        made = open_server.client().post("/api/v1/api-keys", json={"name": "mine"}).json()

        closed = serve(fresh=True, default_password="start")
        assert [first.username for first in closed.announced] == ["admin"]
        assert closed.client().get("/api/v1/settings").status_code == 401
        admin = closed.sign_in("admin", "start")
        admin.post("/api/auth/change-password", json={"currentPassword": "start", "newPassword": ADMIN_PASSWORD})
        users = admin.get("/api/auth/users").json()["users"]
        assert [user["username"] for user in users] == ["admin"]
        assert users[0]["id"] == open_server.client().get("/api/auth/session").json()["user"]["id"]
        assert made["id"] == "1"

    def test_an_administrator_who_exists_is_the_owner(self, serve: Serve) -> None:
        server = serve(auth_enabled=False)

        assert server.client().get("/api/auth/session").json()["user"]["username"] == "admin"
        assert len(server.accounts.users.all()) == 1

    def test_the_name_of_the_owner_cannot_be_registered(self, admin: httpx.Client) -> None:
        answer = admin.post("/api/auth/register", json={"username": "Anonymous", "password": PASSWORD})

        assert (answer.status_code, answer.json()["code"]) == (409, "CONFLICT")


def test_times_are_written_as_iso_text(server: LiveServer, admin: httpx.Client) -> None:
    with server.database.read() as connection:
        written = connection.exec_driver_sql("SELECT created_at FROM sessions").scalars().first()
    assert isinstance(written, str)
    assert time.strptime(written, "%Y-%m-%dT%H:%M:%S.%fZ")
