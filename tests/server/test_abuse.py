"""Requests that mean harm: floods, disguises, borrowed headers, broken and endless bodies."""

import json
import re
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.server.conftest import Serve
from tests.server.live import ADMIN_PASSWORD, PASSWORD, LiveServer
from tests.server.test_access import PICTURE, kept, told
from tests.waiting import wait_until

LOGIN = "/api/auth/login"
STRONG = "New-password-1"
JSON = {"content-type": "application/json"}


def sign_in(client: httpx.Client, username: str, password: str) -> httpx.Response:
    return client.post(LOGIN, json={"username": username, "password": password})


def spoken(server: LiveServer, data: bytes, *, end: bool = True) -> bytes:
    """Say this to the server on a connection of its own; give what it says until it hangs up."""
    address = httpx.URL(server.url)
    with socket.create_connection((address.host, address.port or 80), timeout=30) as connection:
        connection.sendall(data)
        if end:
            connection.shutdown(socket.SHUT_WR)
        answer = b""
        while chunk := connection.recv(65536):
            answer += chunk
        return answer


def status_of(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1]) if answer else 0


def test_a_flood_of_wrong_passwords_stops_at_the_account_and_nobody_else_notices(serve: Serve) -> None:
    limit, attempts, at_once = 30, 200, 8
    server = serve(login_attempt_limit=limit, bcrypt_cost=10)
    admin = server.sign_in()
    server.accounts.users.create("victim", PASSWORD, must_change_password=False)
    server.accounts.users.create("friend", PASSWORD, must_change_password=False)
    # The limit per address out of the way: a flood may come from many.
    admin.put("/api/v1/settings", json={"loginAttemptLimit": 100_000})
    over = threading.Event()
    answered_meanwhile: list[int] = []

    def look() -> None:
        client = server.client()
        while not over.is_set():
            answered_meanwhile.append(client.get("/api/v1/health").status_code)

    clients = [server.client() for _ in range(at_once)]
    with ThreadPoolExecutor(at_once + 1) as threads:
        looking = threads.submit(look)
        answers = list(
            threads.map(lambda number: sign_in(clients[number % at_once], "victim", f"Wrong-{number}"), range(attempts))
        )
        over.set()
        looking.result()

    counted = Counter(answer.status_code for answer in answers)
    assert set(counted) == {401, 429}
    # Those already on their way pass beside the limit, and a new minute may begin once.
    assert limit <= counted[401] <= 2 * (limit + at_once)
    assert all("retry-after" in answer.headers for answer in answers if answer.status_code == 429)
    assert sign_in(clients[0], "friend", PASSWORD).status_code == 200
    assert admin.get("/api/auth/session").status_code == 200
    # The loop went on answering between the hashes.
    assert set(answered_meanwhile) == {200}
    assert len(answered_meanwhile) > 20
    events = admin.get("/api/v1/audit-log", params={"action": "LOGIN_FAILED"}).json()
    assert events["total"] == counted[401]
    assert {event["targetName"] for event in events["entries"]} == {"victim"}
    assert "Wrong-" not in json.dumps(events)


DISGUISES = [
    *("/%61pi/v1/settings", "/%61%70%69/%76%31/%73ettings", "/api/v1/settings?", "/api/v1/settings?x=/api/v1/health"),
    *("/api/./v1/settings", "/api/%2e/v1/settings", "/api/%2e%2e/api/v1/settings", "/api//v1/settings"),
    *("/api/v1/settings/", "/api/v1/settings/.", "/api/v1/settings%00", "/api/v1/settings%20", "/api/v1/settings%0a"),
    *("/api/v1/settings;jsessionid=1", "/api/v1/settings.json", "/api/v1/settings%23", "/api/v1/setting%c0%afs"),
    *("/api%2fv1%2fsettings", "/api%5cv1%5csettings", "/api/v1%ff/settings", "/api/V1/Settings"),
    *("/api/v1/download/../settings", "/api/v1/health%2f..%2fsettings", "/api/v1/config/%2e%2e/settings"),
    *("/api/v1/jobs/..%2f..%2fv1%2fsettings", "/api/docs/..%2fv1%2fsettings", "/api/v1/health/..;/settings"),
    *(
        "//api/v1/settings",
        "///api///v1///settings",
        "/./api/v1/settings",
        "/x/../api/v1/settings",
        "/%2fapi/v1/settings",
    ),
    *("/API/v1/settings", "/Api/v1/settings", "/%2561pi/v1/settings", "/%00/api/v1/settings", "/\\api\\v1\\settings"),
    *("http://other.example/api/v1/settings", "/api/v1/settings/" + "x" * 5000, "/api/" + "%41" * 5000),
]


@pytest.mark.parametrize("target", DISGUISES, ids=lambda target: target[:50])
def test_no_disguise_of_a_path_opens_what_is_private(server: LiveServer, target: str) -> None:
    server.accounts.users.create("fresh", PASSWORD)
    before_change = sign_in(server.client(), "fresh", PASSWORD).json()["token"]

    for credentials in (
        b"",
        b"Authorization: Bearer wrong\r\n",
        b"Authorization: Bearer " + before_change.encode() + b"\r\n",
    ):
        request = b"GET " + target.encode() + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + credentials + b"\r\n"
        head, _, body = spoken(server, request, end=False).partition(b"\r\n\r\n")
        status = status_of(head)

        assert b'"settings"' not in body
        if b"application/json" in head.lower():
            assert status in (400, 401, 403, 404)
            assert json.loads(body)["error"]
        else:
            # The web app, or the parser of the protocol.
            assert b"x-ratelimit-limit" not in head.lower()
            assert status in (200, 400, 503)


@pytest.mark.parametrize("target", ["*", "settings", "", "/" + "x" * 200_000], ids=["star", "bare", "none", "overlong"])
def test_a_target_that_is_no_path_is_answered_or_refused(server: LiveServer, target: str) -> None:
    answer = spoken(server, f"GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode(), end=False)

    assert status_of(answer) in (200, 400, 404, 414, 503)
    assert server.client().get("/api/v1/health").status_code == 200


SPOOFED = ["x-forwarded-for", "x-real-ip", "forwarded", "x-client-ip", "cf-connecting-ip", "true-client-ip"]


def test_nobody_borrows_an_address(serve: Serve) -> None:
    server = serve(login_attempt_limit=3)
    client = server.client()
    answers = []
    for number in range(9):
        client.headers.update(dict.fromkeys(SPOOFED, f"203.0.113.{number}"))
        answers.append(sign_in(client, f"somebody-{number}", "wrong").status_code)
    admin = server.client(server.accounts.sign_in("admin", ADMIN_PASSWORD).session.token)
    events = admin.get("/api/v1/audit-log", params={"action": "LOGIN_FAILED"}).json()["entries"]

    assert 429 in answers
    assert {event["ipAddress"] for event in events} == {"127.0.0.1"}


@pytest.mark.parametrize(
    "headers",
    [
        {"x-original-url": "/api/v1/settings", "x-rewrite-url": "/api/v1/settings"},
        {"x-forwarded-prefix": "/api/v1/settings", "x-forwarded-path": "/api/v1/settings"},
        {"host": "evil.example", "x-forwarded-host": "evil.example", "x-forwarded-proto": "https"},
    ],
)
def test_no_header_leads_elsewhere(server: LiveServer, headers: dict[str, str]) -> None:
    client = server.client()

    assert client.get("/api/v1/health", headers=headers).json().keys() == {"status", "version"}
    assert client.get("/api/docs", headers=headers).headers["location"] == "/api/docs/"


@pytest.mark.parametrize("name", ["x-http-method-override", "x-http-method", "x-method-override"])
def test_no_header_changes_the_method(server: LiveServer, admin: httpx.Client, name: str) -> None:
    before = kept(server)

    answer = admin.post("/api/v1/settings", params={"_method": "PUT"}, headers={name: "PUT"}, json={"appName": "x"})

    assert told(answer) == (404, "NOT_FOUND")
    assert admin.get("/api/v1/api-keys/1", headers={name: "DELETE"}).status_code == 404
    assert kept(server) == before


@pytest.mark.parametrize("name", ["remote-user", "x-remote-user", "x-forwarded-user", "x-user", "x-api-key", "x-token"])
def test_no_other_header_tells_who_one_is(server: LiveServer, admin: httpx.Client, name: str) -> None:
    token = admin.headers["authorization"].removeprefix("Bearer ")

    for value in ("admin", token, f"Bearer {token}"):
        assert told(server.client().get("/api/v1/settings", headers={name: value})) == (401, "AUTH_REQUIRED")
    assert server.client().get("/api/v1/settings", params={"token": token, "access_token": token}).status_code == 401


def test_of_two_tokens_the_first_counts_alone(server: LiveServer, admin: httpx.Client) -> None:
    right, wrong = ("authorization", admin.headers["authorization"]), ("authorization", "Bearer wrong")
    client = server.client()

    assert client.get("/api/v1/settings", headers=[right, wrong]).status_code == 200
    assert client.get("/api/v1/settings", headers=[wrong, right]).status_code == 401


@pytest.mark.parametrize(
    "change", [str.upper, lambda token: token[:-1], lambda token: token + "0", lambda token: f" {token}"]
)
def test_a_token_is_right_or_wrong_as_a_whole(server: LiveServer, admin: httpx.Client, change: object) -> None:
    assert callable(change)
    key = admin.post("/api/v1/api-keys", json={}).json()["key"]
    session = admin.headers["authorization"].removeprefix("Bearer ")

    for token in (key, session):
        changed = change(token)
        if changed != token:
            assert told(server.client(changed).get("/api/v1/settings")) == (401, "AUTH_REQUIRED")


def test_a_session_cannot_be_chosen_beforehand(server: LiveServer) -> None:
    chosen = "11111111-1111-4111-8111-111111111111"
    client = server.client()
    client.headers.update({"cookie": f"ashim-session={chosen}; ashim-token={chosen}"})
    answers = [sign_in(client, "admin", ADMIN_PASSWORD) for _ in range(3)]
    tokens = {answer.json()["token"] for answer in answers}

    assert len(tokens) == 3
    assert chosen not in tokens
    assert all(
        re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", token) for token in tokens
    )
    assert not any("set-cookie" in answer.headers for answer in answers)
    assert server.client(chosen).get("/api/v1/settings").status_code == 401
    listed = server.client(tokens.pop()).get("/api/auth/sessions").json()["sessions"]
    # What the list shows opens nothing.
    assert all(server.client(each["id"]).get("/api/v1/settings").status_code == 401 for each in listed)


BROKEN = {
    "deep list": b'{"username": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "deep object": b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    "huge integer": b'{"username": ' + b"9" * 10_000 + b"}",
    "huge float": b'{"username": 1e999}',
    "not a number": b'{"username": NaN}',
    "surrogate": b'{"username": "\\ud800", "name": "\\ud800", "permissions": ["\\ud800"]}',
    "surrogate key": b'{"\\udfff": "x"}',
    "NUL": b'{"username": "a\\u0000b", "name": "a\\u0000b", "a\\u0000b": "x"}',
    "invalid UTF-8": b'{"username": "\xff\xfe"}',
    "encoded surrogate": b'{"username": "\xed\xa0\x80"}',
    "cut off": b'{"username": "x"',
    "two values": b"{} {}",
    "no JSON": b"username=x",
}


@pytest.mark.parametrize("body", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_body_is_400_on_every_route_that_reads_json(
    server: LiveServer, admin: httpx.Client, body: bytes
) -> None:
    before = kept(server)
    for method, path in (
        ("POST", LOGIN),
        ("POST", "/api/auth/register"),
        ("POST", "/api/auth/change-password"),
        ("PUT", "/api/auth/users/1"),
        ("POST", "/api/v1/roles"),
        ("POST", "/api/v1/teams"),
        ("POST", "/api/v1/api-keys"),
        ("PUT", "/api/v1/settings"),
        ("PUT", "/api/v1/user/analytics"),
        ("POST", "/api/v1/pipeline/save"),
    ):
        answer = admin.request(method, path, content=body, headers=JSON)
        assert told(answer) == (400, "VALIDATION_ERROR"), (method, path)
        assert answer.json()["details"]
    assert kept(server) == before


@pytest.mark.parametrize(
    "body", [BROKEN[name] for name in ("deep list", "huge integer", "not a number", "surrogate", "NUL")]
)
def test_broken_settings_of_a_tool_are_400(admin: httpx.Client, body: bytes) -> None:
    picture = {"file": ("a.png", PICTURE)}
    pipeline = b'{"steps": [{"toolId": "resize", "settings": ' + body + b"}]}"
    sent = [
        admin.post("/api/v1/tools/resize", files=picture, data={"settings": body}),
        admin.post("/api/v1/tools/resize", files=picture, data={"width": body, "fit": body}),
        admin.post("/api/v1/pipeline/execute", files=picture, data={"pipeline": pipeline}),
        admin.post("/api/v1/tools/qr-generate", content=body, headers=JSON),
    ]

    assert [answer.status_code for answer in sent] == [400] * 4


def test_a_long_text_of_half_tags_is_judged_at_once(admin: httpx.Client) -> None:
    # A search that takes the square of the length would hold up every other request for minutes.
    assert admin.put("/api/v1/settings", json={"note": "<a" * 30_000}).status_code == 200
    assert told(admin.put("/api/v1/settings", json={"note": "<a" * 30_000 + ">"})) == (400, "VALIDATION_ERROR")


@pytest.mark.parametrize("value", ["1e308", "1e309", "nan", "-1", "[" * 60_000])
def test_a_setting_that_would_break_the_server_is_refused(admin: httpx.Client, value: str) -> None:
    for key in ("fileUploadLimitMb", "tempFileMaxAgeHours", "loginAttemptLimit", "disabledTools"):
        assert told(admin.put("/api/v1/settings", json={key: value})) == (400, "VALIDATION_ERROR")
    assert admin.get("/api/v1/limits").status_code == 200


@pytest.mark.parametrize("end", ["9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59"])
def test_a_moment_outside_the_calendar_is_400(admin: httpx.Client, end: str) -> None:
    assert told(admin.post("/api/v1/api-keys", json={"expiresAt": end})) == (400, "VALIDATION_ERROR")
    assert admin.get("/api/v1/audit-log", params={"from": end, "to": end}).status_code == 200


def endless(size: int) -> Iterator[bytes]:
    for _ in range(size // 65536):
        yield b" " * 65536


def test_a_body_without_end_is_cut_off(server: LiveServer, admin: httpx.Client) -> None:
    # Chunked, so that no length warns the server.
    for client, method, path in ((server.client(), "POST", LOGIN), (admin, "PUT", "/api/v1/settings")):
        answer = client.request(method, path, content=endless(2 * 1024 * 1024), headers=JSON)
        assert answer.status_code == 413
        assert "body is too large" in answer.json()["error"].lower()


HEAD = b"POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
BODY = b'{"username":"admin","password":"wrong"}'
HIDDEN = b"GET /api/v1/settings HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.mark.parametrize(
    "request_",
    [
        HEAD + b"Content-Length: 1000\r\n\r\n" + BODY,
        HEAD + b"Content-Length: -1\r\n\r\n" + BODY,
        HEAD + b"Content-Length: 39, 5\r\n\r\n" + BODY,
        HEAD + b"Content-Length: 39\r\nContent-Length: 5\r\n\r\n" + BODY,
        HEAD + b"Content-Length: 99999999999999999999999\r\n\r\n" + BODY,
        HEAD + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + HIDDEN,
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nfffffffffffffffffff\r\n" + BODY,
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n27\r\n" + BODY,
        HEAD + b"Transfer-Encoding: xchunked\r\n\r\n" + BODY,
        HEAD + b"Bad Header\r\n\r\n",
        HEAD + b"X: " + b"y" * 500_000 + b"\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 200,
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ],
    ids=range(13),
)
def test_a_request_that_lies_about_itself_harms_nobody(server: LiveServer, request_: bytes) -> None:
    before = kept(server)
    try:
        answer = spoken(server, request_)
    except ConnectionError:
        answer = b""

    assert status_of(answer) in (0, 400, 401)
    assert b'"settings"' not in answer
    assert kept(server)["sessions"] == before["sessions"]
    assert server.client().get("/api/v1/health").status_code == 200


def test_an_upload_that_is_left_halfway_leaves_nothing_behind(server: LiveServer, admin: httpx.Client) -> None:
    workspace = server.app.state.config.workspace_path
    before = set(workspace.iterdir())
    head = "POST /api/v1/upload HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\n"
    head += f"Authorization: {admin.headers['authorization']}\r\n"
    part = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n' + PICTURE

    for length in (b"Content-Length: 100000\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n%x\r\n" % len(part)):
        spoken(server, head.encode() + length + part)
    wait_until(lambda: set(workspace.iterdir()) == before)


def test_no_secret_reaches_the_log_or_the_database(serve: Serve, capfd: pytest.CaptureFixture[str]) -> None:
    server = serve(fresh=True, default_password=ADMIN_PASSWORD)
    client = server.client()
    first = sign_in(client, "admin", ADMIN_PASSWORD).json()["token"]
    changed = "Changed-password-2"
    user = server.client(first)
    user.post("/api/auth/change-password", json={"currentPassword": ADMIN_PASSWORD, "newPassword": changed})
    key = user.post("/api/v1/api-keys", json={"name": "k"}).json()["key"]
    server.client(key).get("/api/v1/settings")
    link = server.accounts.sign_in_link_token("admin").token
    server.client(link).get("/api/auth/session")
    wrong = "Wrong-password-3"
    sign_in(client, "admin", wrong)
    client.post(LOGIN, content=f'{{"username": "admin", "password": "{wrong}", "x": NaN}}', headers=JSON)
    client.get("/api/v1/settings", headers={"cookie": f"ashim-session={first}"}, params={"token": key})
    user.post("/api/auth/register", json={"username": "newcomer", "password": STRONG})
    user.post("/api/auth/users/2/reset-password", json={"newPassword": STRONG + "x"})
    user.post("/api/v1/tools/resize", files={"file": ("a.png", PICTURE)}, data={"settings": '{"width": 2}'})
    client.get(f"/login?token={first}")
    user.post("/api/auth/logout")
    server.accounts.maintain()

    said = "".join(capfd.readouterr())
    with server.database.read() as connection:
        stored = "".join(connection.connection.iterdump())
    assert "audit" in said
    assert "/api/auth/login" in said
    assert "LOGIN_FAILED" in stored
    for secret in (ADMIN_PASSWORD, changed, wrong, STRONG, first, key, key.removeprefix("si_"), link):
        assert secret not in said
        assert secret not in stored
