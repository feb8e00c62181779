"""Who may do what: every route against every kind of caller, as `access_table.py` has it."""

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import httpx
import pytest
from sqlalchemy import Table, insert, select, update

from ashim.accounts import Principal
from ashim.accounts.sessions import session_id_of
from ashim.accounts.tables import api_keys, sessions, users
from ashim.db import metadata
from ashim.engine import Failure
from ashim.jobs import repository
from ashim.jobs.model import Job, JobFile
from ashim.library.model import NewFile
from ashim.library.service import LibraryService
from ashim.pipelines.schemas import NewPreset
from ashim.pipelines.tables import pipelines
from ashim.server.gate import RouteTable
from ashim.storage import Workspace
from tests.server.access_table import ALL, BUILT_IN, PLAIN, RULES, TOOLS, Request, Rule, tool_rule
from tests.server.api.pictures import picture
from tests.server.live import PASSWORD, LiveServer

PICTURE = picture(4, 4)
JOB = "0b9a1c52-0000-4000-8000-00000000000a"
LONG_AGO = "2020-01-01T00:00:00.000Z"

EVENT_STREAM = "text/event-stream"


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody with credentials: what they may do, by what right, and how they say who they are."""

    headers: dict[str, str]
    kind: Literal["nobody", "session", "key", "scoped key"] = "nobody"
    permissions: frozenset[str] = frozenset()
    must_change_password: bool = False
    reads_only: bool = False
    """Counts as nobody for every method but GET."""


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def session_of(server: LiveServer, username: str, role: str, *, must_change_password: bool = False) -> str:
    accounts = server.accounts
    if username != "admin":
        accounts.users.create(username, PASSWORD, role=role, must_change_password=must_change_password)
        return accounts.sign_in(username, PASSWORD).session.token
    with server.database.write() as connection:
        return accounts.sessions.begin(connection, 1).token


def key_of(server: LiveServer, session: str, *permissions: str) -> str:
    owner = server.accounts.authenticate(session)
    return server.accounts.keys.create(owner, "key", permissions=permissions).secret


def alter(server: LiveServer, table: Table, **values: object) -> None:
    """Change every row of the table that belongs to the latest user."""
    owner = table.c.id if table is users else table.c.user_id
    latest = select(users.c.id).order_by(users.c.id.desc()).limit(1).scalar_subquery()
    with server.database.write() as connection:
        connection.execute(update(table).where(owner == latest).values(values))


def expired_session(server: LiveServer) -> Caller:
    token = session_of(server, "caller", "admin")
    alter(server, sessions, expires_at=LONG_AGO)
    return Caller(bearer(token))


def expired_key(server: LiveServer) -> Caller:
    key = key_of(server, session_of(server, "caller", "admin"))
    alter(server, api_keys, expires_at=LONG_AGO)
    return Caller(bearer(key))


def session_of_a_deleted_user(server: LiveServer) -> Caller:
    token = session_of(server, "caller", "admin")
    server.accounts.users.delete(server.accounts.users.find("caller").id)
    return Caller(bearer(token))


def key_of_a_deleted_user(server: LiveServer) -> Caller:
    key = key_of(server, session_of(server, "caller", "admin"))
    server.accounts.users.delete(server.accounts.users.find("caller").id)
    return Caller(bearer(key))


def session_of_a_disabled_user(server: LiveServer) -> Caller:
    token = session_of(server, "caller", "admin")
    # Not through the service, which ends the session too.
    alter(server, users, disabled=1)
    return Caller(bearer(token))


def key_of_a_disabled_user(server: LiveServer) -> Caller:
    key = key_of(server, session_of(server, "caller", "admin"))
    alter(server, users, disabled=1)
    return Caller(bearer(key))


def before_the_first_password_change(server: LiveServer) -> Caller:
    token = session_of(server, "caller", "admin", must_change_password=True)
    return Caller(bearer(token), "session", frozenset(ALL), must_change_password=True)


def key_of_a_demoted_admin(server: LiveServer) -> Caller:
    key = key_of(server, session_of(server, "caller", "admin"))
    server.accounts.users.update(server.accounts.users.find("caller").id, role="user")
    return Caller(bearer(key), "key", PLAIN)


def scoped_key_of_a_demoted_admin(server: LiveServer) -> Caller:
    key = key_of(server, session_of(server, "caller", "admin"), "users:manage", "tools:use")
    server.accounts.users.update(server.accounts.users.find("caller").id, role="user")
    return Caller(bearer(key), "scoped key", frozenset({"tools:use"}))


def holder_of_a_deleted_role(server: LiveServer) -> Caller:
    role = server.accounts.roles.create("passing", ["settings:write"])
    token = session_of(server, "caller", "passing")
    server.accounts.roles.delete(role.id)
    return Caller(bearer(token), "session", PLAIN)


def cookie(server: LiveServer) -> Caller:
    token = session_of(server, "caller", "editor")
    headers = {"cookie": f"ashim-session={token}", "sec-fetch-site": "same-origin"}
    return Caller(headers, "session", BUILT_IN["editor"])


def cookie_from_nowhere(server: LiveServer) -> Caller:
    token = session_of(server, "caller", "admin")
    return Caller({"cookie": f"ashim-session={token}"}, "session", frozenset(ALL), reads_only=True)


def cookie_from_another_site(server: LiveServer) -> Caller:
    return Caller({**cookie(server).headers, "sec-fetch-site": "cross-site", "origin": "https://evil.example"})


def cookie_with_a_key(server: LiveServer) -> Caller:
    key = key_of(server, session_of(server, "caller", "admin"))
    return Caller({"cookie": f"ashim-session={key}", "sec-fetch-site": "same-origin"})


def cookie_beside_a_wrong_token(server: LiveServer) -> Caller:
    return Caller({**cookie(server).headers, **bearer("wrong")})


def built_in(role: str) -> Callable[[LiveServer], Caller]:
    return lambda server: Caller(bearer(session_of(server, "caller", role)), "session", BUILT_IN[role])


def role_with(permission: str) -> Callable[[LiveServer], Caller]:
    def make(server: LiveServer) -> Caller:
        server.accounts.roles.create("single", [permission])
        return Caller(bearer(session_of(server, "caller", "single")), "session", frozenset({permission}))

    return make


def key_with(permission: str) -> Callable[[LiveServer], Caller]:
    def make(server: LiveServer) -> Caller:
        key = key_of(server, session_of(server, "admin", "admin"), permission)
        return Caller(bearer(key), "scoped key", frozenset({permission}))

    return make


CALLERS: dict[str, Callable[[LiveServer], Caller]] = {
    "nobody": lambda _: Caller({}),
    "another scheme": lambda _: Caller({"authorization": "Basic YWRtaW46QWRtaW4tcGFzc3dvcmQtMQ=="}),
    "the scheme in lower case": lambda server: Caller(
        {"authorization": f"bearer {session_of(server, 'caller', 'admin')}"}
    ),
    "no token": lambda _: Caller({"authorization": "Bearer"}),
    "unknown session": lambda _: Caller(bearer(JOB)),
    "unknown key": lambda _: Caller(bearer("si_" + "0" * 96)),
    "expired session": expired_session,
    "expired key": expired_key,
    "session of a deleted user": session_of_a_deleted_user,
    "key of a deleted user": key_of_a_deleted_user,
    "session of a disabled user": session_of_a_disabled_user,
    "key of a disabled user": key_of_a_disabled_user,
    "before the first password change": before_the_first_password_change,
    **{role: built_in(role) for role in BUILT_IN},
    "holder of a deleted role": holder_of_a_deleted_role,
    "cookie": cookie,
    "cookie from nowhere": cookie_from_nowhere,
    "cookie from another site": cookie_from_another_site,
    "cookie with a key": cookie_with_a_key,
    "cookie beside a wrong token": cookie_beside_a_wrong_token,
    "unscoped key of a user": lambda server: Caller(
        bearer(key_of(server, session_of(server, "caller", "user"))), "key", PLAIN
    ),
    "key of a demoted admin": key_of_a_demoted_admin,
    "scoped key of a demoted admin": scoped_key_of_a_demoted_admin,
    **{f"role with {permission}": role_with(permission) for permission in ALL},
    **{f"key with {permission}": key_with(permission) for permission in ALL},
}


def rules(server: LiveServer) -> list[Rule]:
    """Give the rules of all routes; those of tools before the last one, which signs out."""
    below_tools = [path for _, path in routes(server) if path.startswith(TOOLS)]
    return [*RULES[:-1], *map(tool_rule, sorted(below_tools)), RULES[-1]]


def routes(server: LiveServer) -> set[tuple[str, str]]:
    return {(method, endpoint.path) for method, endpoint in RouteTable(server.app.routes).endpoints}


def refusal(rule: Rule, caller: Caller) -> tuple[int, str] | None:
    """Give status and code of the answer to a caller who may not; None if they may."""
    known = caller.kind != "nobody" and not (caller.reads_only and rule.method != "GET")
    if known and caller.must_change_password and not rule.before_password_change:
        return 403, "MUST_CHANGE_PASSWORD"
    if rule.needs == "nothing":
        return None
    if not known or (rule.path == "/api/auth/session" and caller.kind != "session"):
        return 401, "AUTH_REQUIRED"
    if isinstance(rule.needs, frozenset):
        allowed = bool(rule.needs & caller.permissions)
    else:
        unfit = {"principal": (), "session": ("key", "scoped key"), "password": ("scoped key",)}[rule.needs]
        allowed = caller.kind not in unfit
    return None if allowed else (403, "FORBIDDEN")


@contextmanager
def sent(
    server: LiveServer, client: httpx.Client, rule: Rule, request: Request, names: dict[str, str]
) -> Iterator[httpx.Response]:
    files = None if request.form is None else {"file": ("a.png", PICTURE, "image/png")}
    path = request.path.format_map(names)
    file = names.get("file", "")
    form = {name: text.replace("{file}", file) for name, text in (request.form or {}).items()}
    body = json.loads(json.dumps(request.json).replace("{file}", file))
    with client.stream(rule.method, path, json=body, data=form, files=files) as answer:
        # An event stream goes on until somebody leaves.
        if not answer.headers.get("content-type", "").startswith(EVENT_STREAM):
            answer.read()
        yield answer


def told(answer: httpx.Response) -> tuple[int, str | None]:
    """Give status and code of an answer."""
    return answer.status_code, answer.json().get("code") if answer.status_code >= 400 else None


def things(server: LiveServer) -> dict[str, str]:
    """Make what the effective requests are aimed at; they belong to the admin where they belong to anybody."""
    accounts = server.accounts
    admin = accounts.authenticate(session_of(server, "admin", "admin"))
    team = accounts.teams.create("Aimed at")
    role = accounts.roles.create("aimed-at", ["tools:use"])
    user = accounts.users.create("aimed-at", PASSWORD, role="aimed-at")
    key = accounts.keys.create(admin, "aimed at")
    job = Job(JOB, "resize", admin.user_id, [{"toolId": "resize", "settings": {}}], False, [JobFile(0, "a", "a", 1)])
    values = {"name": "p", "steps": "[]", "created_at": LONG_AGO, "user_id": admin.user_id}
    preset = NewPreset(tool_id="resize", name="p", settings={"width": 5})
    with server.database.write() as connection:
        session = accounts.sessions.begin(connection, admin.user_id)
        repository.add(connection, job)
        ended = ended_job(server, admin)
        repository.add(connection, ended)
        repository.save_outcome(connection, ended, "")
        pipeline = connection.execute(insert(pipelines).values(values).returning(pipelines.c.id)).scalar_one()
    return {
        "user": str(user.id),
        "role": role.id,
        "team": team.id,
        "api_key": str(key.key.id),
        "session": session_id_of(session.token),
        "job": JOB,
        "ended": ended.id,
        "pipeline": str(pipeline),
        "preset": server.app.state.presets.add(preset, admin)["id"],
        **stored_files(server, admin),
    }


def ended_job(server: LiveServer, owner: Principal) -> Job:
    workspace: Workspace = server.app.state.workspace
    staged = workspace.stage()
    (staged.input / "a.png").write_bytes(PICTURE)
    job_id = workspace.new_id()
    workspace.adopt(staged, job_id)
    steps = [{"toolId": "resize", "settings": {"width": 5}}]
    job = Job(job_id, "pipeline", owner.user_id, steps, False, [JobFile(0, "a.png", "a.png", len(PICTURE))])
    job.files[0].fail(Failure("crash", "no"))
    job.finish()
    return job


def stored_files(server: LiveServer, owner: Principal) -> dict[str, str]:
    library: LibraryService = server.app.state.library
    with tempfile.NamedTemporaryFile() as file:
        file.write(PICTURE)
        file.flush()
        new = NewFile(name="a.png", mime_type="image/png", width=4, height=4)
        (old,) = library.add(owner, [(Path(file.name), new)])
        newest = library.add_version(old, owner.user_id, Path(file.name), new, steps=[])
    return {"old": old.id, "file": newest.id}


def kept(server: LiveServer) -> dict[str, object]:
    """Give all that a request could have changed: the database, and the names of the files that are kept."""
    unstable = ("last_used_at",)
    with server.database.read() as connection:
        tables: dict[str, object] = {
            table.name: connection.execute(
                select(*(column for column in table.c if column.name not in unstable)).order_by(*table.primary_key)
            ).all()
            for table in metadata.sorted_tables
            # Expired sessions are cleared away at any time.
            if table is not sessions
        }
        tables["sessions"] = connection.execute(
            select(sessions.c.id).where(sessions.c.expires_at > LONG_AGO).order_by(sessions.c.id)
        ).all()
    workspace: Workspace = server.app.state.workspace
    root = workspace.folder(JOB).path.parent
    return {**tables, "files": sorted(str(path) for path in root.rglob("*"))}


def test_every_route_has_one_rule_and_every_rule_a_route(server: LiveServer) -> None:
    declared = [(rule.method, rule.path) for rule in RULES]
    below_tools = {route for route in routes(server) if route[1].startswith(TOOLS)}

    assert len(declared) == len(set(declared))
    assert set(declared) == routes(server) - below_tools
    assert {method for method, _ in below_tools} == {"POST"}
    assert len(below_tools) > 50


@pytest.mark.parametrize("name", CALLERS)
def test_every_route_refuses_whom_the_table_refuses_and_changes_nothing(server: LiveServer, name: str) -> None:
    caller, names = CALLERS[name](server), things(server)
    refused = [(rule, refusal(rule, caller)) for rule in rules(server)]
    before = kept(server)

    client = server.client()
    client.headers.update(caller.headers)
    for rule, expected in refused:
        if expected is not None:
            with sent(server, client, rule, rule.effective, names) as answer:
                assert told(answer) == expected, rule
    assert kept(server) == before


@pytest.mark.parametrize("name", CALLERS)
def test_every_route_lets_in_whom_the_table_lets_in(server: LiveServer, name: str) -> None:
    caller = CALLERS[name](server)
    allowed = [rule for rule in rules(server) if refusal(rule, caller) is None]

    assert allowed
    client = server.client()
    client.headers.update(caller.headers)
    for rule in allowed:
        with sent(server, client, rule, rule.harmless, {}) as answer:
            assert told(answer) == (rule.answers, rule.code), rule
            # It was the route that found nothing, not the gate.
            by_route = answer.status_code != 404 or answer.json()["error"] != "Not found"
            assert by_route or rule.path.startswith(("/api/docs/", "/api/auth/oidc/")), rule


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.needs != "nothing"], ids=lambda rule: rule.path)
def test_the_effective_requests_do_something_when_the_admin_sends_them(server: LiveServer, rule: Rule) -> None:
    client, names = server.sign_in(), things(server)

    if "{key}" in rule.path:
        client.put("/api/v1/settings", json={"nothing": "something"})
    with sent(server, client, rule, rule.effective, names) as answer:
        assert answer.is_success, answer.text
