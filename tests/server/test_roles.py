"""Roles of one's own: what they grant, when that counts, and that nobody rises by them."""

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.server.live import LiveServer

USER_PERMISSIONS = ["tools:use", "files:own", "apikeys:own", "pipelines:own", "settings:read"]


def make(client: httpx.Client, name: str, *permissions: str, **more: object) -> httpx.Response:
    return client.post("/api/v1/roles", json={"name": name, "permissions": permissions, **more})


def roles(client: httpx.Client) -> dict[str, dict[str, object]]:
    return {role["name"]: role for role in client.get("/api/v1/roles").json()["roles"]}


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_the_built_in_roles_come_first_with_their_users(server: LiveServer, admin: httpx.Client) -> None:
    server.add_user("bob")
    make(admin, "auditor", "audit:read")
    listed = admin.get("/api/v1/roles").json()["roles"]

    assert [role["name"] for role in listed] == ["admin", "editor", "user", "auditor"]
    assert [role["id"] for role in listed[:3]] == ["builtin-admin", "builtin-editor", "builtin-user"]
    assert [role["isBuiltin"] for role in listed] == [True, True, True, False]
    assert [role["userCount"] for role in listed] == [1, 0, 1, 0]
    assert listed[2]["permissions"] == USER_PERMISSIONS
    assert len(listed[0]["permissions"]) == 15
    assert listed[3]["createdAt"].endswith("Z")


def test_a_new_role_is_tidied_and_shown(admin: httpx.Client) -> None:
    answer = make(admin, "  Audit_Team ", "audit:read", "tools:use", "tools:use", description="  Looks on ")

    assert answer.status_code == 201
    body = answer.json()
    assert body.pop("id")
    assert body == {
        "name": "audit_team",
        "description": "Looks on",
        "permissions": ["tools:use", "audit:read"],
        "isBuiltin": False,
    }


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, "name"),
        ({"name": "x", "permissions": ["tools:use"]}, "2-30 characters"),
        ({"name": "x" * 31, "permissions": ["tools:use"]}, "2-30 characters"),
        ({"name": "a b", "permissions": ["tools:use"]}, "lowercase letters"),
        ({"name": "x!", "permissions": ["no:such"]}, "lowercase letters, numbers, hyphens and underscores; invalid"),
        ({"name": "some", "permissions": []}, "at least one permission"),
        ({"name": "some", "permissions": ["no:such", "nor:this"]}, "invalid permissions: no:such, nor:this"),
        ({"name": "some", "permissions": ["tools:use"], "description": "x" * 501}, "500 characters"),
        ({"name": "some", "permissions": "tools:use"}, "permission"),
    ],
)
def test_what_is_wrong_with_a_role_is_said(admin: httpx.Client, body: dict[str, object], words: str) -> None:
    answer = admin.post("/api/v1/roles", json=body)

    assert code(answer) == (400, "VALIDATION_ERROR")
    assert words in answer.json()["error"]


@pytest.mark.parametrize("name", ["admin", "user", "auditor", "AUDITOR"])
def test_a_taken_name_is_a_conflict(admin: httpx.Client, name: str) -> None:
    make(admin, "auditor", "audit:read")

    assert code(make(admin, name, "audit:read")) == (409, "CONFLICT")
    other = make(admin, "other", "audit:read").json()["id"]
    assert code(admin.put(f"/api/v1/roles/{other}", json={"name": name})) == (409, "CONFLICT")


def test_a_role_grants_just_what_it_lists_and_a_change_counts_at_once(server: LiveServer, admin: httpx.Client) -> None:
    role = make(admin, "auditor", "audit:read").json()["id"]
    bob = server.add_user("bob", "auditor")
    key = server.key_for(server.add_user("joe"))

    assert bob.get("/api/v1/audit-log").status_code == 200
    assert bob.get("/api/auth/session").json()["user"]["permissions"] == ["audit:read"]
    assert code(bob.get("/api/v1/settings")) == (403, "FORBIDDEN")
    assert code(bob.get("/api/v1/tools")) == (403, "FORBIDDEN")

    assert admin.put(f"/api/v1/roles/{role}", json={"permissions": ["settings:read"]}).json() == {"ok": True}
    assert code(bob.get("/api/v1/audit-log")) == (403, "FORBIDDEN")
    assert bob.get("/api/v1/settings").status_code == 200
    assert admin.put(f"/api/v1/roles/{role}", json={"permissions": []}).status_code == 200
    assert bob.get("/api/auth/session").json()["user"]["permissions"] == []
    assert key.get("/api/v1/settings").status_code == 200


def test_a_key_never_outgrows_the_role_of_its_owner(server: LiveServer, admin: httpx.Client) -> None:
    role = make(admin, "keeper", "apikeys:own", "settings:read", "audit:read").json()["id"]
    bob = server.add_user("bob", "keeper")
    unscoped, scoped = server.key_for(bob), server.key_for(bob, permissions=["settings:read"])

    assert unscoped.get("/api/v1/audit-log").status_code == 200
    assert code(scoped.get("/api/v1/audit-log")) == (403, "FORBIDDEN")
    admin.put(f"/api/v1/roles/{role}", json={"permissions": ["apikeys:own"]})
    assert code(unscoped.get("/api/v1/audit-log")) == (403, "FORBIDDEN")
    assert code(scoped.get("/api/v1/settings")) == (403, "FORBIDDEN")


def test_renaming_moves_the_users_along(server: LiveServer, admin: httpx.Client) -> None:
    role = make(admin, "auditor", "audit:read").json()["id"]
    bob = server.add_user("bob", "auditor")

    assert admin.put(f"/api/v1/roles/{role}", json={"name": "reviewer"}).json() == {"ok": True}
    assert server.accounts.users.find("bob").role == "reviewer"
    assert bob.get("/api/v1/audit-log").status_code == 200


def test_a_refused_change_leaves_everything_as_it_was(server: LiveServer, admin: httpx.Client) -> None:
    role = make(admin, "auditor", "audit:read").json()["id"]
    server.add_user("bob", "auditor")

    answer = admin.put(f"/api/v1/roles/{role}", json={"name": "reviewer", "permissions": ["no:such"]})

    assert code(answer) == (400, "VALIDATION_ERROR")
    assert server.accounts.users.find("bob").role == "auditor"
    assert roles(admin)["auditor"]["permissions"] == ["audit:read"]


def test_deleting_a_role_makes_its_users_plain_users(server: LiveServer, admin: httpx.Client) -> None:
    role = make(admin, "auditor", "audit:read").json()["id"]
    bob = server.add_user("bob", "auditor")

    assert admin.delete(f"/api/v1/roles/{role}").json() == {"ok": True}
    assert server.accounts.users.find("bob").role == "user"
    assert bob.get("/api/auth/session").json()["user"]["permissions"] == USER_PERMISSIONS
    assert code(admin.delete(f"/api/v1/roles/{role}")) == (404, "NOT_FOUND")


def test_built_in_roles_stay(admin: httpx.Client) -> None:
    for answer, words in (
        (admin.put("/api/v1/roles/builtin-user", json={"name": "x!"}), "cannot modify built-in"),
        (admin.delete("/api/v1/roles/builtin-admin"), "cannot delete built-in"),
    ):
        assert code(answer) == (400, "VALIDATION_ERROR")
        assert words in answer.json()["error"].lower()
    assert code(admin.put("/api/v1/roles/none", json={"name": "x!"})) == (404, "NOT_FOUND")


def test_nobody_makes_gives_or_touches_more_than_they_hold(server: LiveServer, admin: httpx.Client) -> None:
    """A manager of people who is no administrator stays below what they hold themselves (D-5)."""
    make(admin, "manager", "users:manage", *USER_PERMISSIONS)
    strong = make(admin, "auditor", "audit:read").json()["id"]
    manager = server.add_user("mia", "manager")
    server.add_user("eve", "editor")
    server.add_user("bob")

    for answer in (
        make(manager, "strong", "audit:read"),
        manager.put(f"/api/v1/roles/{strong}", json={"description": "mine now"}),
        manager.put(f"/api/v1/roles/{strong}", json={"permissions": ["tools:use"]}),
        manager.delete(f"/api/v1/roles/{strong}"),
        manager.put("/api/auth/users/4", json={"role": "auditor"}),
        manager.put("/api/auth/users/4", json={"role": "editor"}),
        manager.put("/api/auth/users/1", json={"disabled": True}),
        manager.post("/api/auth/users/1/reset-password", json={"newPassword": "Some-password-2"}),
        manager.delete("/api/auth/users/3"),
        manager.post("/api/auth/register", json={"username": "zoe", "password": "Some-password-2", "role": "admin"}),
    ):
        assert code(answer) == (403, "ESCALATION_DENIED"), answer.request.url
    assert roles(admin)["auditor"]["description"] == ""
    assert make(manager, "helper", "tools:use").status_code == 201
    assert manager.put("/api/auth/users/4", json={"role": "helper"}).json() == {"ok": True}
    mine = str(roles(admin)["manager"]["id"])
    wider = manager.put(f"/api/v1/roles/{mine}", json={"permissions": ["users:manage", "audit:read"]})
    assert code(wider) == (403, "ESCALATION_DENIED")


def test_who_assigns_roles_may_see_them_and_others_may_not(server: LiveServer, admin: httpx.Client) -> None:
    make(admin, "manager", "users:manage")
    make(admin, "auditor", "audit:read")

    assert server.add_user("mia", "manager").get("/api/v1/roles").status_code == 200
    assert server.add_user("ada", "auditor").get("/api/v1/roles").status_code == 200
    assert code(server.add_user("bob", "editor").get("/api/v1/roles")) == (403, "FORBIDDEN")


def test_roles_made_at_one_time_with_one_name_are_one(admin: httpx.Client) -> None:
    with ThreadPoolExecutor(6) as pool:
        statuses = list(pool.map(lambda _: make(admin, "auditor", "audit:read").status_code, range(6)))

    assert sorted(statuses) == [201, 409, 409, 409, 409, 409]
