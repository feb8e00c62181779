"""Teams: names, members, and what cannot be deleted."""

import httpx
import pytest

from tests.server.live import LiveServer

DEFAULT = "default-team-00000000"


def make(client: httpx.Client, name: object) -> httpx.Response:
    return client.post("/api/v1/teams", json={"name": name})


def teams(client: httpx.Client) -> dict[str, dict[str, object]]:
    return {team["name"]: team for team in client.get("/api/v1/teams").json()["teams"]}


def test_a_team_is_made_renamed_and_deleted(admin: httpx.Client) -> None:
    made = make(admin, "  Design ")

    assert (made.status_code, made.json()["name"]) == (201, "Design")
    address = f"/api/v1/teams/{made.json()['id']}"
    assert admin.put(address, json={"name": "DESIGN"}).json() == {"ok": True}
    assert list(teams(admin)) == ["Default", "DESIGN"]
    assert str(teams(admin)["DESIGN"]["createdAt"]).endswith(".000Z")
    assert admin.delete(address).json() == {"ok": True}
    assert list(teams(admin)) == ["Default"]
    for answer in (admin.delete(address), admin.put(address, json={"name": ""})):
        assert (answer.status_code, answer.json()["code"]) == (404, "NOT_FOUND")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (None, "team name is required"),
        ("", "team name is required"),
        ("  ", "team name is required"),
        ("x" * 51, "50 characters or fewer"),
        (5, "team name is required"),
    ],
)
def test_what_is_wrong_with_a_name_is_said(admin: httpx.Client, name: object, words: str) -> None:
    for answer in (make(admin, name), admin.put(f"/api/v1/teams/{DEFAULT}", json={"name": name})):
        assert (answer.status_code, answer.json()["code"]) == (400, "VALIDATION_ERROR")
        assert words in answer.json()["error"].lower()


def test_names_are_unique_whatever_the_case(admin: httpx.Client) -> None:
    make(admin, "Design")

    for answer in (make(admin, "design"), make(admin, "DEFAULT"), make(admin, "Design")):
        assert (answer.status_code, answer.json()["code"]) == (409, "CONFLICT")
    assert admin.put(f"/api/v1/teams/{DEFAULT}", json={"name": "design"}).status_code == 409


def test_members_are_counted_by_id_and_by_the_names_of_older_databases(server: LiveServer, admin: httpx.Client) -> None:
    make(admin, "Design")
    server.add_user("bob")
    server.add_user("eve")
    admin.put("/api/auth/users/2", json={"team": "Design"})
    with server.database.write() as connection:
        connection.exec_driver_sql("UPDATE users SET team = 'Default' WHERE id = 3")

    assert {name: team["memberCount"] for name, team in teams(admin).items()} == {"Default": 2, "Design": 1}


def test_the_default_team_and_one_with_members_stay(server: LiveServer, admin: httpx.Client) -> None:
    made = make(admin, "Design").json()["id"]
    server.add_user("bob")
    admin.put("/api/auth/users/2", json={"team": made})

    for team, words in ((DEFAULT, "default team"), (made, "has members")):
        answer = admin.delete(f"/api/v1/teams/{team}")
        assert (answer.status_code, answer.json()["code"]) == (400, "VALIDATION_ERROR")
        assert words in answer.json()["error"].replace("still has", "has")


def test_members_of_a_renamed_team_stay_members(server: LiveServer, admin: httpx.Client) -> None:
    server.add_user("bob")
    with server.database.write() as connection:
        connection.exec_driver_sql("UPDATE users SET team = 'Default'")

    admin.put(f"/api/v1/teams/{DEFAULT}", json={"name": "Everybody"})

    assert {user["team"] for user in admin.get("/api/auth/users").json()["users"]} == {"Everybody"}


def test_teams_are_for_those_who_manage_them_and_seen_by_those_who_assign_them(
    server: LiveServer, admin: httpx.Client
) -> None:
    admin.post("/api/v1/roles", json={"name": "manager", "permissions": ["users:manage"]})
    manager, bob = server.add_user("mia", "manager"), server.add_user("bob", "editor")

    assert manager.get("/api/v1/teams").status_code == 200
    for answer in (make(manager, "Mine"), bob.get("/api/v1/teams"), make(bob, "Mine")):
        assert (answer.status_code, answer.json()["code"]) == (403, "FORBIDDEN")
