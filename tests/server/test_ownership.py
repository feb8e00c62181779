"""What is somebody else's, and people and roles above one's own rights: nobody gets at either."""

from collections.abc import Callable

import httpx
import pytest
from sqlalchemy import insert, update

from ashim.accounts.tables import users
from ashim.pipelines.tables import pipelines
from tests.server.conftest import Serve
from tests.server.live import LiveServer
from tests.server.test_access import JOB, PICTURE, kept, things, told

STRONG = "New-password-1"
GRANTED = {"tools:use", "files:own", "apikeys:own", "pipelines:own", "settings:read"}


def manager(server: LiveServer) -> httpx.Client:
    """Give a manager of people who may do nothing else."""
    server.accounts.roles.create("manager", ["users:manage"])
    return server.add_user("mary", "manager")


def senior(server: LiveServer) -> httpx.Client:
    """Give a manager of people who may also do what the role `user` may."""
    server.accounts.roles.create("senior", ["users:manage", *sorted(GRANTED)])
    return server.add_user("sam", "senior")


def scoped_key(server: LiveServer) -> httpx.Client:
    """Give an administrator's key that is good for people only."""
    return server.key_for(server.sign_in(), permissions=["users:manage"])


ABOVE: list[tuple[Callable[[LiveServer], httpx.Client], str, str, dict[str, object]]] = [
    (caller, *act)
    for caller in (manager, senior, scoped_key)
    for act in (
        # What it gives is more than the caller holds.
        ("POST", "/api/auth/register", {"username": "newcomer", "password": STRONG, "role": "admin"}),
        ("POST", "/api/auth/register", {"username": "newcomer", "password": STRONG, "role": "editor"}),
        ("POST", "/api/auth/register", {"username": "newcomer", "password": STRONG, "role": "auditor"}),
        ("PUT", "/api/auth/users/{equal}", {"role": "admin"}),
        ("PUT", "/api/auth/users/{equal}", {"role": "auditor"}),
        ("POST", "/api/v1/roles", {"name": "mine", "permissions": ["users:manage", "audit:read"]}),
        ("PUT", "/api/v1/roles/{lower}", {"permissions": ["users:manage", "settings:write"]}),
        # Whom it touches may do more.
        ("PUT", "/api/auth/users/{admin}", {"role": "user"}),
        ("PUT", "/api/auth/users/{admin}", {"disabled": True}),
        ("PUT", "/api/auth/users/{admin}", {"team": "Default"}),
        ("PUT", "/api/auth/users/{above}", {"disabled": True}),
        ("POST", "/api/auth/users/{admin}/reset-password", {"newPassword": STRONG}),
        ("POST", "/api/auth/users/{above}/reset-password", {"newPassword": STRONG}),
        ("DELETE", "/api/auth/users/{above}", {}),
        ("PUT", "/api/v1/roles/{auditor}", {"permissions": ["users:manage"]}),
        ("PUT", "/api/v1/roles/{auditor}", {"name": "harmless"}),
        ("DELETE", "/api/v1/roles/{auditor}", {}),
    )
]


@pytest.mark.parametrize(("caller", "method", "path", "body"), ABOVE)
def test_nobody_gives_or_touches_what_is_above_them(
    server: LiveServer, caller: Callable[[LiveServer], httpx.Client], method: str, path: str, body: dict[str, object]
) -> None:
    accounts = server.accounts
    client = caller(server)
    auditor = accounts.roles.create("auditor", ["audit:read"])
    lower = accounts.roles.create("lower", ["users:manage"])
    names = {
        "admin": "1",
        "equal": str(accounts.users.create("equal", STRONG, role="lower").id),
        "above": str(accounts.users.create("above", STRONG, role="auditor").id),
        "auditor": auditor.id,
        "lower": lower.id,
    }
    before = kept(server)

    answer = client.request(method, path.format_map(names), json=body)

    assert told(answer) == (403, "ESCALATION_DENIED")
    assert kept(server) == before


def test_a_manager_without_the_rights_of_a_user_manages_equals_only(server: LiveServer) -> None:
    client = manager(server)
    plain = server.accounts.users.create("plain", STRONG)
    equal = server.accounts.users.create("equal", STRONG, role="manager")

    assert client.post("/api/auth/register", json={"username": "abc", "password": STRONG}).status_code == 403
    assert client.delete(f"/api/auth/users/{plain.id}").status_code == 403
    assert client.put(f"/api/auth/users/{equal.id}", json={"disabled": True}).status_code == 200
    assert client.delete(f"/api/auth/users/{equal.id}").status_code == 200


def test_a_manager_with_the_rights_of_a_user_adds_users_and_makes_roles_of_what_they_hold(server: LiveServer) -> None:
    client = senior(server)
    role = {"name": "helpers", "permissions": ["tools:use", "users:manage"]}

    assert client.post("/api/v1/roles", json=role).status_code == 201
    new = client.post("/api/auth/register", json={"username": "abc", "password": STRONG, "role": "helpers"})
    assert (new.status_code, new.json()["role"]) == (201, "helpers")


def test_a_key_for_people_is_no_way_to_its_owners_password(server: LiveServer) -> None:
    key = scoped_key(server)
    before = kept(server)

    assert told(key.post("/api/auth/users/1/reset-password", json={"newPassword": STRONG})) == (
        403,
        "ESCALATION_DENIED",
    )
    change = {"currentPassword": "Admin-password-1", "newPassword": STRONG}
    assert told(key.post("/api/auth/change-password", json=change)) == (403, "FORBIDDEN")
    assert kept(server) == before


@pytest.mark.parametrize(
    ("method", "path", "body", "code"),
    [
        ("DELETE", "/api/auth/users/1", {}, "SELF_DELETE"),
        ("PUT", "/api/auth/users/1", {"role": "editor"}, "SELF_DEMOTE"),
        ("PUT", "/api/auth/users/1", {"disabled": True}, "VALIDATION_ERROR"),
        ("PUT", "/api/v1/roles/builtin-user", {"permissions": []}, "VALIDATION_ERROR"),
        ("DELETE", "/api/v1/roles/builtin-admin", {}, "VALIDATION_ERROR"),
        ("DELETE", "/api/v1/teams/default-team-00000000", {}, "VALIDATION_ERROR"),
    ],
)
def test_what_not_even_an_administrator_does(
    server: LiveServer, method: str, path: str, body: dict[str, object], code: str
) -> None:
    admin = server.sign_in()
    before = kept(server)

    assert told(admin.request(method, path, json=body)) == (400, code)
    assert kept(server) == before


@pytest.mark.parametrize("act", ["demote", "disable", "delete"])
def test_the_last_administrator_stays_whoever_asks(server: LiveServer, act: str) -> None:
    client = server.add_user("second", "admin")
    # No longer an administrator by the time of the request, but with all permissions still.
    everything = ["users:manage", *sorted(GRANTED), "files:all", "apikeys:all", "pipelines:all", "settings:write"]
    everything += ["teams:manage", "branding:manage", "features:manage", "system:health", "audit:read"]
    server.accounts.roles.create("everything", everything)
    with server.database.write() as connection:
        connection.execute(update(users).where(users.c.username == "second").values(role="everything"))

    if act == "delete":
        answer = client.delete("/api/auth/users/1")
    else:
        answer = client.put("/api/auth/users/1", json={"role": "user"} if act == "demote" else {"disabled": True})

    assert told(answer) == (400, "LAST_ADMIN")
    assert server.sign_in().get("/api/auth/users").status_code == 200


@pytest.mark.parametrize("role", ["user", "editor", "admin"])
def test_keys_sessions_and_jobs_of_others_are_unknown_whatever_the_role(server: LiveServer, role: str) -> None:
    names = things(server)
    client = server.add_user("other", role)
    before = kept(server)

    for method, path in (
        ("DELETE", f"/api/v1/api-keys/{names['api_key']}"),
        ("DELETE", f"/api/auth/sessions/{names['session']}"),
        ("POST", f"/api/v1/jobs/{JOB}/cancel"),
    ):
        assert told(client.request(method, path)) == (404, "NOT_FOUND")
    assert client.get("/api/v1/jobs").json() == {"jobs": []}
    sessions = client.get("/api/auth/sessions").json()["sessions"]
    assert [session["current"] for session in sessions] == [True]
    assert client.delete("/api/auth/sessions").json()["revoked"] == 0
    assert kept(server) == before


@pytest.mark.parametrize(("role", "seen"), [("user", []), ("editor", []), ("admin", ["aimed at"])])
def test_keys_of_others_are_listed_for_apikeys_all_alone_and_never_with_their_secret(
    server: LiveServer, role: str, seen: list[str]
) -> None:
    things(server)
    answer = server.add_user("other", role).get("/api/v1/api-keys")

    assert [(key["name"], key["owner"]) for key in answer.json()["apiKeys"]] == [(name, "admin") for name in seen]
    assert "si_" not in answer.text


def test_a_key_sees_the_keys_of_others_only_if_its_scope_says_so(server: LiveServer) -> None:
    user = server.add_user("other")
    server.key_for(user, name="theirs")
    admin = server.sign_in()
    narrow = server.key_for(admin, name="narrow", permissions=["apikeys:own"])
    wide = server.key_for(admin, name="wide", permissions=["apikeys:own", "apikeys:all"])

    assert [key["name"] for key in narrow.get("/api/v1/api-keys").json()["apiKeys"]] == ["narrow", "wide"]
    assert [key["name"] for key in wide.get("/api/v1/api-keys").json()["apiKeys"]] == ["theirs", "narrow", "wide"]


def test_pipelines_of_others_are_for_pipelines_all_alone(server: LiveServer) -> None:
    names = things(server)
    path = f"/api/v1/pipeline/{names['pipeline']}"
    user, editor = server.add_user("other"), server.add_user("edith", "editor")
    narrow = server.key_for(editor, permissions=["pipelines:own"])
    before = kept(server)

    for client in (user, narrow):
        assert client.get("/api/v1/pipeline/list").json() == {"pipelines": []}
        assert told(client.delete(path)) == (403, "FORBIDDEN")
        assert told(client.delete("/api/v1/pipeline/999999")) == (404, "NOT_FOUND")
        assert told(client.delete("/api/v1/pipeline/" + "9" * 400)) == (404, "NOT_FOUND")
    assert kept(server) == before
    assert [each["id"] for each in editor.get("/api/v1/pipeline/list").json()["pipelines"]] == [names["pipeline"]]
    assert editor.delete(path).status_code == 200


def test_a_pipeline_without_an_owner_is_everybodys(server: LiveServer) -> None:
    values = {"name": "old", "steps": "[]", "created_at": "2020-01-01T00:00:00.000Z", "user_id": None}
    with server.database.write() as connection:
        connection.execute(insert(pipelines).values(values))
    user = server.add_user("other")

    (found,) = user.get("/api/v1/pipeline/list").json()["pipelines"]
    assert user.delete(f"/api/v1/pipeline/{found['id']}").status_code == 200


def test_the_id_of_a_job_of_others_cannot_be_taken(server: LiveServer) -> None:
    things(server)
    user = server.add_user("other")
    before = kept(server)
    answer = user.post(
        "/api/v1/tools/resize",
        files={"file": ("a.png", PICTURE)},
        data={"settings": '{"width": 2}', "clientJobId": JOB.upper()},
    )

    assert answer.status_code == 409
    assert kept(server) == before


def test_tools_that_are_switched_off_are_shown_to_those_who_switch_them(server: LiveServer) -> None:
    server.accounts.roles.create("switcher", ["settings:write", "tools:use"])
    user, switcher = server.add_user("other"), server.add_user("sue", "switcher")

    assert told(user.get("/api/v1/tools", params={"all": "true"})) == (403, "FORBIDDEN")
    assert switcher.get("/api/v1/tools", params={"all": "true"}).status_code == 200


@pytest.mark.parametrize("path", ["/api/v1/settings", "/api/v1/audit-log", "/api/v1/health", "/api/v1/tools"])
def test_head_is_as_private_as_get(server: LiveServer, path: str) -> None:
    for client in (server.client(), server.add_user("other"), server.sign_in()):
        assert client.head(path).status_code == client.get(path).status_code


def test_without_sign_in_credentials_are_not_even_looked_at(serve: Serve) -> None:
    client = serve(auth_enabled=False).client("si_" + "0" * 96)

    assert client.get("/api/auth/users").status_code == 200
    assert client.post("/api/auth/login", json={"username": "admin", "password": "x"}).status_code == 403
