from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from ashim.errors import InvalidRequestError
from tests.server.conftest import Serve
from tests.server.live import PASSWORD, LiveServer


def register(client: httpx.Client, **body: object) -> httpx.Response:
    return client.post("/api/auth/register", json={"username": "bob", "password": PASSWORD, **body})


def test_register_adds_a_user_who_must_change_the_password(server: LiveServer, admin: httpx.Client) -> None:
    answer = register(admin, role="editor", team="Default")

    assert answer.status_code == 201
    assert answer.json() == {"id": "2", "username": "bob", "role": "editor", "team": "Default"}
    assert server.sign_in("bob", PASSWORD).get("/api/v1/settings").json()["code"] == "MUST_CHANGE_PASSWORD"
    listed = admin.get("/api/auth/users").json()
    assert [(user["username"], user["role"], user["team"]) for user in listed["users"]] == [
        ("admin", "admin", "Default"),
        ("bob", "editor", "Default"),
    ]
    assert listed["maxUsers"] == 0


def test_an_unknown_role_becomes_user(admin: httpx.Client) -> None:
    answer = register(admin, role="emperor")

    assert (answer.status_code, answer.json()["role"]) == (201, "user")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"username": None}, "username and password are required"),
        ({"password": 5}, "username and password are required"),
        ({"username": "ab"}, "between 3 and 50"),
        ({"username": "a" * 51}, "between 3 and 50"),
        ({"username": "b ob"}, "letters, numbers"),
        ({"username": "bob\n"}, "letters, numbers"),
        ({"password": "short1A"}, "at least 8 characters"),
        ({"password": "no-uppercase-1"}, "at least 8 characters"),
        ({"password": "No-number"}, "at least 8 characters"),
        ({"team": "Nowhere"}, "team not found"),
    ],
)
def test_register_says_what_is_wrong(admin: httpx.Client, body: dict[str, object], words: str) -> None:
    answer = register(admin, **body)

    assert (answer.status_code, answer.json()["code"]) == (400, "VALIDATION_ERROR")
    assert words in answer.json()["error"].lower()


def test_a_taken_name_is_a_conflict_even_at_the_limit(serve: Serve) -> None:
    admin = serve(max_users=1).sign_in()

    assert register(admin, username="admin").json()["code"] == "CONFLICT"
    full = register(admin)
    assert (full.status_code, full.json()["code"]) == (403, "USER_LIMIT_REACHED")


def test_parallel_registrations_keep_names_unique_and_the_limit(serve: Serve) -> None:
    server = serve(max_users=3)
    admin = server.sign_in()

    with ThreadPoolExecutor(6) as pool:
        names = ["bob", "bob", "eve", "eve", "dan", "joe"]
        statuses = list(pool.map(lambda name: register(admin, username=name).status_code, names))

    assert set(statuses) <= {201, 403, 409}
    assert statuses.count(201) == 2
    assert len(server.accounts.users.all()) == 3


def test_only_managers_manage(server: LiveServer) -> None:
    bob = server.add_user("bob", "editor")

    for answer in (
        bob.get("/api/auth/users"),
        register(bob, username="eve"),
        bob.put("/api/auth/users/1", json={}),
        bob.post("/api/auth/users/1/reset-password", json={"newPassword": PASSWORD}),
        bob.delete("/api/auth/users/1"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "FORBIDDEN")


def test_a_scoped_key_gives_and_manages_only_what_it_holds(server: LiveServer, admin: httpx.Client) -> None:
    server.add_user("bob")
    manager = server.key_for(admin, permissions=["users:manage", "tools:use", "files:own"])

    assert manager.get("/api/auth/users").status_code == 200
    for answer in (
        register(manager, username="eve", role="admin"),
        manager.put("/api/auth/users/2", json={"role": "admin"}),
        manager.post("/api/auth/users/2/reset-password", json={"newPassword": PASSWORD}),
        manager.delete("/api/auth/users/2"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "ESCALATION_DENIED")


def test_update_changes_role_and_team(server: LiveServer, admin: httpx.Client) -> None:
    server.add_user("bob")

    assert admin.put("/api/auth/users/2", json={"role": "editor", "team": " Default "}).json() == {"ok": True}
    assert server.accounts.users.find("bob").role == "editor"
    assert admin.put("/api/auth/users/2", json={}).json() == {"ok": True}
    assert admin.put("/api/auth/users/2", json={"role": "emperor", "team": " "}).json() == {"ok": True}
    assert server.accounts.users.find("bob").role == "editor"


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("2", {"role": 1}, 400, "VALIDATION_ERROR"),
        ("2", {"team": "Nowhere"}, 400, "VALIDATION_ERROR"),
        ("99", {"role": "user"}, 404, "NOT_FOUND"),
        ("bob", {"role": "user"}, 404, "NOT_FOUND"),
        ("1", {"role": "user"}, 400, "SELF_DEMOTE"),
    ],
)
def test_update_refuses(
    server: LiveServer, admin: httpx.Client, path: str, body: dict[str, object], status: int, code: str
) -> None:
    server.add_user("bob")
    answer = admin.put(f"/api/auth/users/{path}", json=body)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_demotion_takes_effect_on_the_open_session(server: LiveServer, admin: httpx.Client) -> None:
    eve = server.add_user("eve", "admin")
    assert eve.get("/api/auth/users").status_code == 200

    admin.put("/api/auth/users/2", json={"role": "user"})

    assert eve.get("/api/auth/users").status_code == 403


def test_reset_gives_a_password_to_be_changed(server: LiveServer, admin: httpx.Client) -> None:
    bob = server.add_user("bob")
    key = server.key_for(bob)

    assert admin.post("/api/auth/users/2/reset-password", json={"newPassword": "Fresh-word-1"}).json() == {"ok": True}

    assert bob.get("/api/auth/session").status_code == 401
    assert key.get("/api/v1/settings").status_code == 401
    again = server.sign_in("bob", "Fresh-word-1")
    assert again.get("/api/auth/session").json()["user"]["mustChangePassword"] is True


@pytest.mark.parametrize(
    ("path", "body", "status", "words"),
    [
        ("2", {}, 400, "new password is required"),
        ("2", {"newPassword": "weak"}, 400, "at least 8 characters"),
        ("99", {"newPassword": PASSWORD}, 404, "not found"),
    ],
)
def test_reset_refuses(
    server: LiveServer, admin: httpx.Client, path: str, body: dict[str, str], status: int, words: str
) -> None:
    server.add_user("bob")
    answer = admin.post(f"/api/auth/users/{path}/reset-password", json=body)

    assert answer.status_code == status
    assert words in answer.json()["error"].lower()


def test_delete_takes_everything_of_the_user_along(server: LiveServer, admin: httpx.Client) -> None:
    bob = server.add_user("bob")
    key = server.key_for(bob)
    with server.database.write() as connection:
        connection.exec_driver_sql(
            "INSERT INTO pipelines (name, steps, created_at, user_id) VALUES ('p', '[]', 'x', 2)"
        )

    assert admin.delete("/api/auth/users/2").json() == {"ok": True}

    assert bob.get("/api/auth/session").status_code == 401
    assert key.get("/api/v1/settings").status_code == 401
    with server.database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM pipelines").scalar_one() == 0


def test_nobody_deletes_themselves_or_somebody_unknown(admin: httpx.Client) -> None:
    assert admin.delete("/api/auth/users/1").json()["code"] == "SELF_DELETE"
    assert admin.delete("/api/auth/users/99").json()["code"] == "NOT_FOUND"


def test_the_last_administrator_stays(server: LiveServer) -> None:
    with pytest.raises(InvalidRequestError, match="last administrator"):
        server.accounts.users.delete(1)
    with pytest.raises(InvalidRequestError, match="last administrator"):
        server.accounts.users.update(1, role="user")


def test_ids_are_not_used_twice(server: LiveServer, admin: httpx.Client) -> None:
    server.add_user("bob")
    admin.delete("/api/auth/users/2")

    assert register(admin).json()["id"] == "3"
