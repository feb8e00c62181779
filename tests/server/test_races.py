"""Two things at once: whatever the order, the rules hold and nothing answers with a server error."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import httpx
import pytest
from sqlalchemy import func, insert, select, update

from ashim.accounts import AccountService
from ashim.accounts.passwords import PasswordHasher
from ashim.accounts.tables import roles, sessions, teams, users
from ashim.errors import AuthenticationError
from tests.server.conftest import Serve
from tests.server.live import ADMIN_PASSWORD, PASSWORD, LiveServer

ROUNDS = 20
CROWD = 8
STRONG = "New-password-1"


def at_once(*calls: Callable[[], httpx.Response]) -> list[httpx.Response]:
    """Make all calls at the same moment; give their answers in order."""
    start = threading.Barrier(len(calls))

    def run(call: Callable[[], httpx.Response]) -> httpx.Response:
        start.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(run, calls))


def statuses(answers: Sequence[httpx.Response]) -> Counter[int]:
    return Counter(answer.status_code for answer in answers)


def admins_left(server: LiveServer) -> int:
    live = select(func.count()).where(users.c.role == "admin", users.c.disabled == 0)
    with server.database.read() as connection:
        count: int = connection.execute(live).scalar_one()
    return count


def new_admin(server: LiveServer, username: str) -> tuple[int, httpx.Client]:
    row = {"username": username, "role": "admin", "must_change_password": 0, "created_at": "", "updated_at": ""}
    with server.database.write() as connection:
        user_id: int = connection.execute(insert(users).values(row).returning(users.c.id)).scalar_one()
        token = server.accounts.sessions.begin(connection, user_id).token
    return user_id, server.client(token)


@pytest.mark.parametrize("act", ["demote", "disable", "delete"])
def test_the_last_two_administrators_cannot_remove_each_other(server: LiveServer, act: str) -> None:
    def remove(by: httpx.Client, whom: int) -> Callable[[], httpx.Response]:
        path = f"/api/auth/users/{whom}"
        if act == "delete":
            return lambda: by.delete(path)
        return lambda: by.put(path, json={"role": "user"} if act == "demote" else {"disabled": True})

    for number in range(ROUNDS):
        with server.database.write() as connection:
            connection.execute(update(users).values(role="user"))
        (first, by_first), (second, by_second) = (new_admin(server, f"{name}-{number}") for name in ("one", "two"))

        answers = at_once(remove(by_first, second), remove(by_second, first))

        assert admins_left(server) == 1
        done, refused = sorted(answers, key=lambda answer: answer.status_code)
        assert done.status_code == 200
        # Too late to have any rights, or in time to be told that one has to stay.
        assert (refused.status_code, refused.json()["code"]) in {
            (400, "LAST_ADMIN"),
            (401, "AUTH_REQUIRED"),
            (403, "FORBIDDEN"),
            (404, "NOT_FOUND"),
        }


def test_a_role_is_changed_renamed_and_deleted_while_it_is_used(server: LiveServer, admin: httpx.Client) -> None:
    body = {"name": "workers", "permissions": ["tools:use", "settings:read"]}
    role = f"/api/v1/roles/{admin.post('/api/v1/roles', json=body).json()['id']}"
    worker = server.add_user("worker", "workers")
    seen: list[int] = []
    stop = threading.Event()

    def use() -> None:
        client = server.client(worker.headers["authorization"].removeprefix("Bearer "))
        while not stop.is_set():
            seen.append(client.get("/api/v1/settings").status_code)

    def can_read() -> bool:
        return worker.get("/api/v1/settings").status_code == 200

    with ThreadPoolExecutor(2) as threads:
        users_of_it = [threads.submit(use) for _ in range(2)]
        try:
            for number in range(ROUNDS):
                assert admin.put(role, json={"permissions": ["tools:use"]}).status_code == 200
                assert not can_read()
                change = {"name": f"workers-{number}", "permissions": ["tools:use", "settings:read"]}
                assert admin.put(role, json=change).status_code == 200
                assert can_read()
                assert worker.get("/api/auth/session").json()["user"]["role"] == f"workers-{number}"
            assert admin.put(role, json={"permissions": []}).status_code == 200
            assert not can_read()
            assert admin.delete(role).status_code == 200
            # Whoever held it is an ordinary user now.
            assert can_read()
        finally:
            stop.set()
    for each in users_of_it:
        each.result()
    assert set(seen) == {200, 403}


def test_one_of_many_gets_the_name(server: LiveServer, admin: httpx.Client) -> None:
    def asked(path: str, **body: object) -> Callable[[], httpx.Response]:
        return lambda: admin.post(path, json=body)

    for path, bodies in (
        ("/api/auth/register", [{"username": "newcomer", "password": STRONG}] * CROWD),
        ("/api/v1/roles", [{"name": "Newrole", "permissions": ["tools:use"]}] * CROWD),
        ("/api/v1/teams", [{"name": name} for name in ("Team", "TEAM", "team", " tEAM ")] * (CROWD // 4)),
    ):
        answers = at_once(*(asked(path, **body) for body in bodies))

        assert statuses(answers) == {201: 1, 409: CROWD - 1}
        assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"CONFLICT"}
    with server.database.read() as connection:
        assert connection.execute(select(func.count()).where(func.lower(teams.c.name) == "team")).scalar_one() == 1
        assert connection.execute(select(func.count()).where(roles.c.name == "newrole")).scalar_one() == 1


def test_a_crowd_at_the_door_fills_the_last_places_and_no_more(serve: Serve) -> None:
    server = serve(max_users=3)
    admin = server.sign_in()

    def register(number: int) -> Callable[[], httpx.Response]:
        return lambda: admin.post("/api/auth/register", json={"username": f"user-{number}", "password": STRONG})

    answers = at_once(*map(register, range(CROWD)))

    assert statuses(answers) == {201: 2, 403: CROWD - 2}
    assert {answer.json()["code"] for answer in answers if answer.status_code == 403} == {"USER_LIMIT_REACHED"}
    assert len(admin.get("/api/auth/users").json()["users"]) == 3


def test_settings_written_together_stay_together(server: LiveServer, admin: httpx.Client) -> None:
    def write(number: int) -> Callable[[], httpx.Response]:
        pair = {"appName": str(number), "another": str(number), "loginAttemptLimit": str(1000 + number)}
        return lambda: admin.put("/api/v1/settings", json=pair)

    assert statuses(at_once(*map(write, range(CROWD)))) == {200: CROWD}
    settings = admin.get("/api/v1/settings").json()["settings"]
    assert settings["appName"] == settings["another"] == str(int(settings["loginAttemptLimit"]) - 1000)


def test_somebody_is_deleted_while_they_are_busy(server: LiveServer, admin: httpx.Client) -> None:
    pipeline = {"name": "p", "steps": [{"toolId": "rotate"}]}
    for number in range(ROUNDS):
        user_id, busy = new_admin(server, f"busy-{number}")
        deleted, *others = at_once(
            partial(admin.delete, f"/api/auth/users/{user_id}"),
            partial(busy.post, "/api/v1/api-keys", json={}),
            partial(busy.put, "/api/v1/settings", json={"a": "b"}),
            partial(busy.post, "/api/v1/pipeline/save", json=pipeline),
            partial(busy.post, "/api/auth/logout"),
        )

        assert deleted.status_code == 200
        assert set(statuses(others)) <= {200, 201, 401}


def test_a_request_of_somebody_who_is_gone_by_now_is_401(server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> None:
    user_id, client = new_admin(server, "leaving")
    begun = server.accounts.keys.create

    def late(*args: object, **options: object) -> object:
        server.accounts.users.delete(user_id)
        return begun(*args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(server.accounts.keys, "create", late)
    answer = client.post("/api/v1/api-keys", json={})

    assert (answer.status_code, answer.json()["code"]) == (401, "AUTH_REQUIRED")


@dataclass(frozen=True, slots=True, kw_only=True)
class SlowHasher(PasswordHasher):
    """Lets something else happen between the check of a password and its answer."""

    meanwhile: Callable[[], None]

    def verify(self, password: str, password_hash: str | None) -> bool:
        right = PasswordHasher.verify(self, password, password_hash)
        self.meanwhile()
        return right


@pytest.mark.parametrize("act", ["reset", "disable", "delete"])
def test_a_sign_in_does_not_outrun_an_administrator(server: LiveServer, act: str) -> None:
    accounts = server.accounts
    user = accounts.users.create("leaving", PASSWORD, must_change_password=False)

    def meanwhile() -> None:
        if act == "reset":
            accounts.users.reset_password(user.id, STRONG)
        elif act == "disable":
            accounts.users.update(user.id, disabled=True)
        else:
            accounts.users.delete(user.id)

    slow = AccountService(server.database, hasher=SlowHasher(cost=4, meanwhile=meanwhile))

    with pytest.raises(AuthenticationError, match="Invalid credentials"):
        slow.sign_in("leaving", PASSWORD)
    with server.database.read() as connection:
        assert connection.execute(select(sessions).where(sessions.c.user_id == user.id)).all() == []


def test_ones_own_password_change_does_not_undo_a_reset(server: LiveServer) -> None:
    accounts = server.accounts
    user = accounts.users.create("leaving", PASSWORD, must_change_password=False)
    principal = accounts.authenticate(accounts.sign_in("leaving", PASSWORD).session.token)
    hasher = SlowHasher(cost=4, meanwhile=lambda: accounts.users.reset_password(user.id, STRONG))
    slow = AccountService(server.database, hasher=hasher)

    with pytest.raises(AuthenticationError):
        slow.change_password(principal, PASSWORD, "Another-password-1")
    assert accounts.sign_in("leaving", STRONG).must_change_password
    assert server.sign_in("admin", ADMIN_PASSWORD).get("/api/auth/users").status_code == 200
