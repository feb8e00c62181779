import httpx

from tests.server.conftest import Serve
from tests.server.live import ADMIN_PASSWORD

WRONG = "wrong"


def sign_in(client: httpx.Client, username: str, password: str = WRONG) -> httpx.Response:
    return client.post("/api/auth/login", json={"username": username, "password": password})


def test_the_headers_count_down(serve: Serve) -> None:
    client = serve(rate_limit_per_min=50).client()
    first, second = client.get("/api/v1/health"), client.get("/api/v1/settings")

    assert first.headers["x-ratelimit-limit"] == "50"
    assert second.status_code == 401
    assert int(second.headers["x-ratelimit-remaining"]) in (48, 49)
    assert 1 <= int(first.headers["x-ratelimit-reset"]) <= 60
    assert "x-ratelimit-limit" not in client.get("/").headers


def test_past_the_limit_is_429_for_everything_below_api(serve: Serve) -> None:
    client = serve(rate_limit_per_min=2).client()
    # A new minute may begin in between, but not three times in seven requests.
    answers = [client.get("/%61pi/v1/health" if number % 2 else "/api/v1/health") for number in range(7)]

    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused
    body = refused[0].json()
    assert "rate limit exceeded, retry in" in body["error"].lower()
    assert body["details"] == body["error"]
    assert 1 <= int(refused[0].headers["retry-after"]) <= 60
    assert refused[0].headers["x-frame-options"] == "DENY"
    assert client.get("/").status_code != 429


def test_zero_means_fifty_thousand(serve: Serve) -> None:
    assert serve(rate_limit_per_min=0).client().get("/api/v1/health").headers["x-ratelimit-limit"] == "50000"


def test_sign_in_attempts_have_a_limit_that_a_setting_changes_at_once(serve: Serve) -> None:
    server = serve(login_attempt_limit=3)
    admin = server.sign_in()
    client = server.client()
    statuses = [sign_in(client, f"user-{number}").status_code for number in range(8)]

    assert 429 in statuses
    assert statuses[0] == 401
    assert admin.get("/api/v1/settings").status_code == 200
    admin.put("/api/v1/settings", json={"loginAttemptLimit": 1000})
    assert sign_in(client, "user-9").status_code == 401


def test_wrong_passwords_for_one_account_are_counted_whatever_the_address(serve: Serve) -> None:
    server = serve(login_attempt_limit=3, trust_proxy=True)
    client = server.client()
    answers = []
    for number in range(9):
        client.headers["x-forwarded-for"] = f"203.0.113.{number}"
        answers.append(sign_in(client, "admin"))

    assert [answer.status_code for answer in answers[:3]] == [401, 401, 401]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused
    assert "retry-after" in refused[0].headers
    client.headers["x-forwarded-for"] = "203.0.113.99"
    assert sign_in(client, "someone-else").status_code == 401


def test_a_right_password_forgives_the_wrong_ones(serve: Serve) -> None:
    client = serve(login_attempt_limit=1000).client()

    assert sign_in(client, "admin").status_code == 401
    assert sign_in(client, "admin", ADMIN_PASSWORD).status_code == 200
