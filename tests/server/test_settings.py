import httpx
import pytest

from tests.server.conftest import Serve
from tests.server.live import LiveServer


def test_settings_are_merged_and_stored_as_text(admin: httpx.Client) -> None:
    answer = admin.put("/api/v1/settings", json={"a": "text", "b": 1, "c": True, "d": None, "e": ["x", {"y": 1}]})

    assert answer.json() == {"ok": True, "updatedCount": 5}
    admin.put("/api/v1/settings", json={"a": "other"})
    settings = admin.get("/api/v1/settings").json()["settings"]
    assert {key: settings[key] for key in "abcde"} == {
        "a": "other",
        "b": "1",
        "c": "true",
        "d": "null",
        "e": '["x",{"y":1}]',
    }


def test_one_setting_is_given_with_its_time(admin: httpx.Client) -> None:
    admin.put("/api/v1/settings", json={"a": "text"})
    answer = admin.get("/api/v1/settings/a").json()

    assert (answer["key"], answer["value"]) == ("a", "text")
    assert answer["updatedAt"].endswith("Z")
    missing = admin.get("/api/v1/settings/missing")
    assert (missing.status_code, missing.json()["code"]) == (404, "NOT_FOUND")
    assert "not found" in missing.json()["error"]


@pytest.mark.parametrize("body", [b"[]", b"null", b'"x"', b"5"])
def test_settings_must_be_an_object(admin: httpx.Client, body: bytes) -> None:
    answer = admin.put("/api/v1/settings", content=body, headers={"content-type": "application/json"})

    assert (answer.status_code, answer.json()["code"]) == (400, "VALIDATION_ERROR")
    assert "JSON object" in answer.json()["error"]


@pytest.mark.parametrize(
    "bad", [{"x": "<b>"}, {"<script>": "x"}, {"x": "a</i >"}, {"x": "<!-- -->"}, {"x": "<?php ?>"}]
)
def test_html_in_one_setting_leaves_all_unwritten(admin: httpx.Client, bad: dict[str, str]) -> None:
    answer = admin.put("/api/v1/settings", json={"fine": "1", **bad})

    assert (answer.status_code, answer.json()["code"]) == (400, "VALIDATION_ERROR")
    assert "HTML tags" in answer.json()["error"]
    assert "fine" not in admin.get("/api/v1/settings").json()["settings"]


@pytest.mark.parametrize(
    ("key", "good", "bad"),
    [
        ("disabledTools", '["resize"]', "resize"),
        ("disabledTools", [], [1]),
        ("enableExperimentalTools", True, "yes"),
        ("loginAttemptLimit", 5, 0),
        ("tempFileMaxAgeHours", "0.5", "-1"),
        ("startupCleanup", "false", "off"),
        ("fileUploadLimitMb", 0, "nan"),
        ("defaultTheme", "dark", "pink"),
        ("defaultLocale", "pt-BR", "../x"),
        ("defaultToolView", "sidebar", "list"),
    ],
)
def test_known_settings_are_validated(admin: httpx.Client, key: str, good: object, bad: object) -> None:
    assert admin.put("/api/v1/settings", json={key: good}).status_code == 200
    answer = admin.put("/api/v1/settings", json={key: bad})

    assert answer.status_code == 400
    assert key in answer.json()["error"]


def test_protected_settings_are_refused_and_hidden(server: LiveServer, admin: httpx.Client) -> None:
    with server.database.write() as connection:
        connection.exec_driver_sql("INSERT INTO settings VALUES ('cookie_secret', 'x', '2026-01-01T00:00:00.000Z')")
    bob = server.add_user("bob")

    assert admin.put("/api/v1/settings", json={"cookie_secret": "x"}).json()["code"] == "FORBIDDEN"
    assert admin.put("/api/v1/settings", json={"instance_id": "x"}).json()["code"] == "FORBIDDEN"
    assert "instance_id" in admin.get("/api/v1/settings").json()["settings"]
    assert "cookie_secret" not in admin.get("/api/v1/settings").json()["settings"]
    assert admin.get("/api/v1/settings/cookie_secret").status_code == 404
    assert "instance_id" not in bob.get("/api/v1/settings").json()["settings"]
    assert bob.get("/api/v1/settings/instance_id").status_code == 403


def test_reading_is_for_everybody_and_writing_for_administrators(server: LiveServer) -> None:
    bob = server.add_user("bob")

    assert bob.get("/api/v1/settings").status_code == 200
    assert bob.put("/api/v1/settings", json={}).json()["code"] == "FORBIDDEN"


def test_public_configuration(anonymous: httpx.Client) -> None:
    assert anonymous.get("/api/v1/config/auth").json() == {"authEnabled": True}
    assert anonymous.get("/api/v1/config/locale").json() == {"defaultLocale": "en"}
    assert anonymous.get("/api/v1/config/analytics").json() == {
        "enabled": False,
        "posthogApiKey": "",
        "posthogHost": "",
        "sentryDsn": "",
        "sampleRate": 0,
        "instanceId": "",
    }


def test_the_first_start_takes_defaults_from_the_environment(serve: Serve) -> None:
    client = serve(fresh=True, default_locale="de").client()

    assert client.get("/api/v1/config/locale").json() == {"defaultLocale": "de"}


def test_an_unusable_stored_value_stops_nothing(server: LiveServer, anonymous: httpx.Client) -> None:
    with server.database.write() as connection:
        connection.exec_driver_sql("INSERT INTO settings VALUES ('loginAttemptLimit', 'many', 'x')")

    assert anonymous.post("/api/auth/login", json={"username": "a", "password": "b"}).status_code == 401
