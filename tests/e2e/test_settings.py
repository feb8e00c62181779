"""The settings, as those see them who may use them, and as the others do."""

import csv
import io
import re
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import insert, select, update

from ashim.accounts.tables import users
from tests.e2e.conftest import NewPage
from tests.e2e.test_accessibility import assert_clean
from tests.server.api.pictures import picture
from tests.server.conftest import Serve
from tests.server.live import ADMIN, ADMIN_PASSWORD, PASSWORD, LiveServer

ALL = ["General", "Security", "API keys", "People", "Teams", "Roles", "Audit log", "System", "Tools", "About"]
WITHOUT_RIGHTS = ["General", "Security", "API keys", "About"]
WITHOUT_SIGN_IN = ["General", "Audit log", "System", "Tools", "About"]
PATHS = {label: f"/settings/{re.sub(' ', '-', label.lower()).removesuffix('-log')}" for label in ALL}


def enter(page: Page, client: httpx.Client, path: str) -> Page:
    """Open a path with the session of a client."""
    token = client.headers["authorization"].removeprefix("Bearer ")
    page.add_init_script(f"localStorage.setItem('ashim-token', '{token}')")
    page.goto(path)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    return page


def sections(page: Page) -> list[str]:
    return page.get_by_role("navigation", name="Settings").get_by_role("link").all_inner_texts()


def choose(page: Page, field: str, option: str) -> None:
    page.get_by_role("button", name=re.compile(field)).click()
    page.get_by_role("option", name=re.compile(option)).click()


def act(page: Page, person: str, action: str) -> None:
    page.get_by_role("button", name=f"Actions for {person}").click()
    page.get_by_role("menuitem", name=action).click()


def person_of(client: httpx.Client, username: str) -> dict[str, object]:
    people = client.get("/api/auth/users").json()["users"]
    found: dict[str, object] = next(person for person in people if person["username"] == username)
    return found


# Who sees what


def test_an_administrator_sees_every_section(new_page: NewPage, server: LiveServer, admin: httpx.Client) -> None:
    page = enter(new_page(server), admin, "/settings")
    expect(page).to_have_url(re.compile("/settings/general$"))
    expect(page).to_have_title("General — ashim")
    assert sections(page) == ALL
    for label in reversed(ALL):
        page.get_by_role("navigation", name="Settings").get_by_role("link", name=label).click()
        expect(page.get_by_role("heading", level=1, name=label)).to_be_focused()
        expect(page).to_have_url(re.compile(f"{PATHS[label]}$"))


def test_others_see_theirs_and_are_told_who_can_grant_the_rest(new_page: NewPage, server: LiveServer) -> None:
    page = enter(new_page(server), server.add_user("tom"), "/settings/general")
    expect(page.get_by_role("main").get_by_text("tom", exact=True)).to_be_visible()
    assert sections(page) == WITHOUT_RIGHTS
    for path, permission in (("people", "users:manage"), ("audit", "audit:read"), ("system", "settings:write")):
        page.goto(f"/settings/{path}")
        expect(page.get_by_text(f"({permission})")).to_be_visible()
        expect(page.get_by_text("can give you a role")).to_be_visible()
    page.goto("/settings/nothing")
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile("not found|no page", re.IGNORECASE))


def test_where_nobody_signs_in_there_are_no_accounts_to_manage(page: Page) -> None:
    page.goto("/settings/general")
    expect(page.get_by_role("heading", level=1, name="General")).to_be_visible()
    assert sections(page) == WITHOUT_SIGN_IN
    page.goto("/settings/people")
    expect(page.get_by_text("AUTH_ENABLED=true")).to_be_visible()


def test_settings_are_two_keystrokes_away_and_escape_leads_back(
    new_page: NewPage, server: LiveServer, admin: httpx.Client
) -> None:
    page = enter(new_page(server), admin, "/resize")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.type("audit")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Audit log")).to_be_visible()
    page.get_by_role("button", name="Action", exact=False).first.click()
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    page.get_by_role("link", name="Teams").click()
    expect(page.get_by_role("heading", level=1, name="Teams")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile("/resize$"))


def test_a_phone_goes_from_the_list_to_a_section_and_back(
    new_page: NewPage, server: LiveServer, admin: httpx.Client
) -> None:
    page = enter(new_page(server, width=320, height=640), admin, "/")
    page.get_by_role("button", name="More").click()
    page.get_by_role("button", name="Settings").click()
    expect(page.get_by_role("heading", level=1, name="Settings")).to_be_visible()
    assert sections(page) == ALL
    for label in ALL:
        page.get_by_role("navigation", name="Settings").get_by_role("link", name=label).click()
        expect(page.get_by_role("heading", level=1, name=label)).to_be_visible()
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.querySelector('main').scrollWidth") <= 320, label
        page.get_by_role("link", name="All settings").click()
    expect(page.get_by_role("heading", level=1, name="Settings")).to_be_visible()


@pytest.mark.parametrize("dark", [False, True])
def test_every_section_is_accessible(new_page: NewPage, server: LiveServer, admin: httpx.Client, dark: bool) -> None:
    server.add_user("tom")
    admin.post("/api/v1/roles", json={"name": "auditor", "permissions": ["audit:read"]})
    admin.post("/api/v1/api-keys", json={"name": "build"})
    page = enter(new_page(server, dark=dark), admin, "/settings")
    for label in ALL:
        page.get_by_role("navigation", name="Settings").get_by_role("link", name=label).click()
        expect(page.get_by_role("heading", level=1, name=label)).to_be_visible()
        assert_clean(page)
    for label, button in (("People", "Add person"), ("Roles", "New role"), ("API keys", "New key")):
        page.get_by_role("link", name=label, exact=True).click()
        page.get_by_role("button", name=button).click()
        expect(page.get_by_role("dialog")).to_be_visible()
        page.evaluate("Promise.all(document.getAnimations().map(({ finished }) => finished))")
        assert_clean(page)
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_be_hidden()


def test_a_section_that_cannot_be_loaded_says_so_and_tries_again(
    new_page: NewPage, server: LiveServer, admin: httpx.Client
) -> None:
    page = enter(new_page(server), admin, "/settings/general")
    page.route("**/api/v1/teams", lambda route: route.fulfill(status=403, json={"error": "No teams today"}))
    page.get_by_role("link", name="Teams").click()
    expect(page.get_by_role("alert").filter(has_text="No teams today")).to_be_visible()
    page.unroute("**/api/v1/teams")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("Default", exact=True)).to_be_visible()


# People


def test_a_person_comes_changes_and_goes(new_page: NewPage, server: LiveServer, admin: httpx.Client) -> None:
    admin.post("/api/v1/teams", json={"name": "Print"})
    server.add_user("heir")
    page = enter(new_page(server), admin, "/settings/people")
    page.get_by_role("button", name="Add person").click()
    page.get_by_label("User name").fill("maria")
    choose(page, "Role", "editor")
    choose(page, "Team", "Print")
    page.get_by_role("button", name="Make one up for me").click()
    page.get_by_role("dialog").get_by_role("button", name="Add person").click()
    password = page.get_by_role("status", name="Password of maria").inner_text()
    page.get_by_role("button", name="Done").click()
    person = person_of(admin, "maria")
    assert (person["role"], person["team"]) == ("editor", "Print")
    maria = server.sign_in("maria", password)
    assert maria.get("/api/auth/session").json()["user"]["mustChangePassword"] is True

    act(page, "maria", "Change role or team")
    choose(page, "Role", "^user")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("row", name=re.compile("maria")).get_by_role("cell", name="user")).to_be_visible()
    assert person_of(admin, "maria")["role"] == "user"

    act(page, "maria", "Reset password")
    page.get_by_label("New password").fill("Another-password-1")
    page.get_by_role("button", name="Reset password").click()
    page.get_by_role("button", name="Done").click()
    assert maria.get("/api/auth/session").status_code == 401
    server.sign_in("maria", "Another-password-1")

    act(page, "maria", "Disable")
    page.get_by_role("button", name="Disable").click()
    expect(page.get_by_role("row", name=re.compile("maria.*Disabled"))).to_be_visible()
    assert person_of(admin, "maria")["disabled"] is True
    act(page, "maria", "Enable")
    page.get_by_role("button", name="Enable").click()
    expect(page.get_by_text("Disabled", exact=True)).to_be_hidden()

    act(page, "maria", "Delete")
    expect(page.get_by_role("button", name="Delete person")).to_be_disabled()
    page.get_by_text("Hand them to somebody else").click()
    choose(page, "Who gets them", "heir")
    page.get_by_role("button", name="Delete person").click()
    expect(page.get_by_role("row", name=re.compile("maria"))).to_be_hidden()
    assert "maria" not in [one["username"] for one in admin.get("/api/auth/users").json()["users"]]


def test_guards_are_explained(new_page: NewPage, serve: Serve) -> None:
    server = serve(max_users=3)
    admin = server.sign_in()
    server.add_user("tom")
    page = enter(new_page(server), admin, "/settings/people")
    expect(page.get_by_text("2 of at most 3 accounts")).to_be_visible()
    page.get_by_role("button", name=f"Actions for {ADMIN}").click()
    assert page.get_by_role("menuitem").all_inner_texts() == ["Change team"]
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Add person").click()
    page.get_by_label("User name").fill("tom")
    page.get_by_role("button", name="Make one up for me").click()
    page.get_by_role("dialog").get_by_role("button", name="Add person").click()
    expect(page.get_by_role("alert").filter(has_text="already exists")).to_be_visible()
    server.add_user("ann")
    page.get_by_label("User name").fill("bob")
    page.get_by_role("dialog").get_by_role("button", name="Add person").click()
    expect(page.get_by_role("alert").filter(has_text="limit of accounts is reached")).to_be_visible()
    page.reload()
    expect(page.get_by_text("All 3 accounts are taken")).to_be_visible()
    expect(page.get_by_role("button", name="Add person")).to_be_disabled()


def test_five_hundred_people(new_page: NewPage, server: LiveServer, admin: httpx.Client) -> None:
    with server.database.write() as connection:
        row = dict(connection.execute(select(users)).mappings().one())
        row |= {"role": "user"}
        del row["id"]
        connection.execute(insert(users), [{**row, "username": f"person{number:03}"} for number in range(500)])
    page = enter(new_page(server), admin, "/settings/people")
    expect(page.get_by_text("501 accounts")).to_be_visible()
    expect(page.get_by_role("row")).to_have_count(101)
    page.get_by_role("button", name="Show 100 more of 401").click()
    expect(page.get_by_role("row")).to_have_count(201)
    page.get_by_label("Search people").fill("person49")
    expect(page.get_by_role("row")).to_have_count(11)
    page.get_by_label("Search people").fill("nobody")
    expect(page.get_by_text("Nobody is called “nobody”.")).to_be_visible()


def test_an_account_without_a_password_explains_itself(
    new_page: NewPage, server: LiveServer, admin: httpx.Client
) -> None:
    tom = server.add_user("tom")
    with server.database.write() as connection:
        linked = {"password_hash": None, "auth_provider": "oidc", "external_id": "tom@provider"}
        connection.execute(update(users).where(users.c.username == "tom").values(**linked))
    page = enter(new_page(server), admin, "/settings/people")
    row = page.get_by_role("row", name=re.compile("tom"))
    expect(row.get_by_role("cell", name="Single sign-on")).to_be_visible()
    row.get_by_role("button").click()
    expect(page.get_by_role("menuitem", name="Delete")).to_be_visible()
    expect(page.get_by_role("menuitem", name="Reset password")).to_have_count(0)
    page = enter(new_page(server), tom, "/settings/security")
    expect(page.get_by_text("there is no password here to change")).to_be_visible()
    expect(page.get_by_label("Current password")).to_have_count(0)


# Teams and roles


def test_teams(new_page: NewPage, server: LiveServer, admin: httpx.Client) -> None:
    page = enter(new_page(server), admin, "/settings/teams")
    page.get_by_label("New team").fill("Print")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Rename Print")).to_be_visible()
    page.get_by_label("New team").fill("print")
    page.keyboard.press("Enter")
    expect(page.get_by_text(re.compile("already"))).to_be_visible()
    page.get_by_role("button", name="Rename Print").click()
    expect(page.get_by_label("New name of Print")).to_be_focused()
    page.keyboard.type("Press")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Rename Press")).to_be_focused()
    assert [team["name"] for team in admin.get("/api/v1/teams").json()["teams"]] == ["Default", "Press"]
    page.get_by_role("button", name="Delete Default").click()
    expect(page.get_by_role("button", name="Delete team")).to_be_disabled()
    page.get_by_role("button", name="Cancel").click()
    page.get_by_role("button", name="Delete Press").click()
    page.get_by_role("button", name="Delete team").click()
    expect(page.get_by_role("button", name="Rename Press")).to_be_hidden()
    assert len(admin.get("/api/v1/teams").json()["teams"]) == 1


def test_roles(new_page: NewPage, server: LiveServer, admin: httpx.Client) -> None:
    def permissions() -> list[str] | None:
        roles = admin.get("/api/v1/roles").json()["roles"]
        return next((role["permissions"] for role in roles if role["name"] == "night-shift"), None)

    page = enter(new_page(server), admin, "/settings/roles")
    expect(page.get_by_text("All permissions")).to_be_visible()
    assert page.get_by_role("button", name=re.compile("^Edit")).count() == 0
    page.get_by_role("button", name="New role").click()
    page.get_by_label("Name").fill("Night shift")
    page.get_by_label("Use the tools").check()
    page.get_by_label("Read the audit log").check()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Stay here").click()
    page.get_by_role("button", name="Create role").click()
    expect(page.get_by_role("button", name="Edit night-shift")).to_be_visible()
    assert permissions() == ["tools:use", "audit:read"]

    server.add_user("tom", role="night-shift")
    page.reload()
    page.get_by_role("button", name="Edit night-shift").click()
    expect(page.get_by_text("1 person has this role")).to_be_visible()
    page.get_by_label("Read the audit log").uncheck()
    page.get_by_role("button", name="Save role").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert permissions() == ["tools:use"]

    page.get_by_role("button", name="Delete night-shift").click()
    expect(page.get_by_text("becomes an ordinary user")).to_be_visible()
    page.get_by_role("button", name="Delete role").click()
    expect(page.get_by_role("button", name="Edit night-shift")).to_be_hidden()
    assert permissions() is None
    assert person_of(admin, "tom")["role"] == "user"


# Oneself


def test_a_key_is_made_shown_once_and_revoked(new_page: NewPage, server: LiveServer) -> None:
    page = enter(new_page(server), server.add_user("tom"), "/settings/api-keys")
    expect(page.get_by_text("No key yet")).to_be_visible()
    page.get_by_role("button", name="New key").click()
    page.get_by_label("Name").fill("photo frame")
    choose(page, "Expires", "In 30 days")
    page.get_by_text("Only what I tick").click()
    assert page.get_by_role("checkbox").count() == 5
    page.get_by_label("Use the tools").check()
    page.get_by_role("button", name="Create key").click()
    key = page.get_by_role("status", name="New key").inner_text()
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_text("May only: Use the tools")).to_be_visible()
    expect(page.get_by_text(re.compile("expires on"))).to_be_visible()
    assert key not in page.content()
    client = server.client(key)
    assert client.get("/api/v1/tools").status_code == 200
    assert client.get("/api/v1/settings").status_code == 403

    page.get_by_role("button", name="Revoke photo frame").click()
    page.get_by_role("button", name="Revoke key").click()
    expect(page.get_by_text("No key yet")).to_be_visible()
    assert client.get("/api/v1/tools").status_code == 401


def test_keys_of_others_are_seen_but_not_touched(new_page: NewPage, server: LiveServer, admin: httpx.Client) -> None:
    server.key_for(server.add_user("tom"), name="frame")
    page = enter(new_page(server), admin, "/settings/api-keys")
    others = page.get_by_role("region", name=re.compile("^Other people"))
    expect(others.get_by_text("tom", exact=True)).to_be_visible()
    assert others.get_by_role("button").count() == 0


def test_password_and_sessions(new_page: NewPage, server: LiveServer) -> None:
    here = server.add_user("tom")
    elsewhere = server.sign_in("tom", PASSWORD)
    page = enter(new_page(server), here, "/settings/security")
    expect(page.get_by_text("This browser")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Sign out (?!everywhere)")).click()
    expect(page.get_by_role("button", name=re.compile("^Sign out"))).to_have_count(0)
    assert elsewhere.get("/api/auth/session").status_code == 401
    assert here.get("/api/auth/session").status_code == 200

    page.get_by_label("Current password").fill("wrong")
    page.get_by_label("New password", exact=True).fill("New-password-1")
    page.get_by_label("New password again").fill("New-password-1")
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_role("alert").filter(has_text=re.compile("password", re.IGNORECASE))).to_be_visible()
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.get_by_label("Current password").fill(PASSWORD)
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_text("Password changed")).to_be_visible()
    server.sign_in("tom", "New-password-1")


def test_theme_and_sign_out(new_page: NewPage, server: LiveServer) -> None:
    page = new_page(server)
    server.add_user("tom")
    page.goto("/settings/general")
    page.get_by_label("User name").fill("tom")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_text("Dark", exact=True).click()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Sign in")


# The server


def test_system_settings_hold_at_once(new_page: NewPage, serve: Serve, tmp_path: Path) -> None:
    server = serve()
    admin = server.sign_in()
    page = enter(new_page(server), admin, "/settings/system")
    page.get_by_label("Name").fill("Studio North")
    page.get_by_label("Largest upload").fill("5")
    page.get_by_role("link", name="Teams").click()
    page.get_by_role("button", name="Stay here").click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.get_by_role("button", name="Stay here").click()
    page.get_by_role("button", name="Save settings").click()
    expect(page).to_have_title("System — Studio North")
    settings = admin.get("/api/v1/settings").json()["settings"]
    assert (settings["appName"], settings["fileUploadLimitMb"]) == ("Studio North", "5")
    assert admin.get("/api/v1/limits").json()["maxUploadBytes"] == 5 * 1024 * 1024
    page.get_by_label("Sign-in attempts").fill("7")
    page.get_by_role("link", name="Teams").click()
    page.get_by_role("button", name="Discard changes").click()
    expect(page.get_by_role("heading", level=1, name="Teams")).to_be_visible()
    assert "loginAttemptLimit" not in admin.get("/api/v1/settings").json()["settings"]

    page.get_by_role("link", name="System").click()
    logo = tmp_path / "logo.png"
    logo.write_bytes(picture(64, 64))
    page.get_by_label("Logo file").set_input_files(logo)
    expect(page.get_by_role("button", name="Remove logo")).to_be_visible()
    expect(page.locator("nav img")).to_have_js_property("complete", True)
    assert page.locator("nav img").evaluate("image => image.naturalWidth") == 64
    page.get_by_label("Logo file").set_input_files({"name": "a.txt", "mimeType": "text/plain", "buffer": b"x"})
    expect(page.get_by_role("alert").filter(has_text=re.compile("image"))).to_be_visible()
    page.get_by_role("button", name="Remove logo").click()
    expect(page.get_by_role("button", name="Upload logo")).to_be_visible()
    assert admin.get("/api/v1/settings/logo").status_code == 404


def test_tools_are_switched_off_and_on(new_page: NewPage, serve: Serve) -> None:
    server = serve()
    admin = server.sign_in()

    def offered() -> set[str]:
        return {tool["id"] for tool in admin.get("/api/v1/tools").json()["tools"]}

    everything = offered()
    page = enter(new_page(server), admin, "/settings/tools")
    page.get_by_role("switch", name="Resize", exact=True).uncheck()
    expect(page.get_by_text(re.compile(r"^1 of \d+ tools is off"))).to_be_visible()
    page.get_by_role("button", name="Switch off all of Essentials").click()
    expect(page.get_by_role("button", name="Switch on all of Essentials")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert not {"resize", "crop", "convert"} & offered()
    page.get_by_role("link", name="Tools", exact=True).first.click()
    expect(page.get_by_role("heading", name="Essentials")).to_be_hidden()
    page.go_back()
    page.get_by_role("button", name="Switch on all of Essentials").click()
    expect(page.get_by_text(re.compile(r"^All \d+ tools are on"))).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert offered() == everything

    page.route(
        "**/api/v1/settings",
        lambda route: (
            route.fulfill(status=500, json={"error": "Disk full"})
            if route.request.method == "PUT"
            else route.continue_()
        ),
    )
    page.get_by_role("switch", name="Crop", exact=True).uncheck()
    expect(page.get_by_role("alert").filter(has_text="Disk full")).to_be_visible()
    expect(page.get_by_role("switch", name="Crop", exact=True)).to_be_checked()


def test_the_audit_log_is_filtered_opened_and_exported(
    new_page: NewPage, server: LiveServer, admin: httpx.Client
) -> None:
    server.client().post("/api/auth/login", json={"username": "stranger", "password": "x"})
    for number in range(30):
        admin.post("/api/v1/teams", json={"name": f"Team {number}"})
    page = enter(new_page(server), admin, "/settings/audit")
    entries = page.get_by_role("main").get_by_role("listitem")
    expect(entries).to_have_count(25)
    page.get_by_role("button", name="Older").click()
    expect(page.get_by_text(re.compile(r"^26.3\d of 3\d$"))).to_be_visible()
    choose(page, "Action", "Sign-in failed")
    expect(entries).to_have_count(1)
    entries.get_by_text("Sign-in failed").click()
    expect(page.get_by_text('"reason": "unknown_user"')).to_be_visible()
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as waiting:
        page.get_by_role("menuitem", name="CSV").click()
    rows = list(csv.DictReader(io.StringIO(Path(waiting.value.path()).read_text())))
    assert [row["action"] for row in rows] == ["LOGIN_FAILED"]
    page.get_by_label("Person").fill("nobody at all")
    expect(page.get_by_text("Nothing matches.")).to_be_visible()
    page.get_by_role("button", name="Show everything").click()
    expect(entries).to_have_count(25)


def test_about(new_page: NewPage, server: LiveServer) -> None:
    page = enter(new_page(server), server.add_user("tom"), "/settings/about")
    version = server.client().get("/api/v1/health").json()["version"]
    expect(page.get_by_text(version, exact=True)).to_be_visible()
    for link in page.get_by_role("main").get_by_role("link").all():
        assert server.client().get(link.get_attribute("href") or "").status_code == 200


# Signing in


def sign_in(page: Page, username: str, password: str) -> None:
    page.get_by_label("User name").fill(username)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()


def test_refused_sign_ins_are_explained(new_page: NewPage, serve: Serve) -> None:
    server = serve(login_attempt_limit=4)
    admin = server.sign_in()
    server.accounts.users.create("tom", PASSWORD, must_change_password=False)
    admin.put(f"/api/auth/users/{person_of(admin, 'tom')['id']}", json={"disabled": True})
    admin.put("/api/v1/settings", json={"appName": "Studio North"})
    page = new_page(server)
    page.goto("/login")
    expect(page.get_by_role("heading", level=1, name="Sign in to Studio North")).to_be_visible()
    expect(page).to_have_title("Sign in — Studio North")
    sign_in(page, "tom", "wrong")
    expect(page.get_by_role("alert")).to_have_text("User name or password is wrong.")
    sign_in(page, "tom", PASSWORD)
    expect(page.get_by_role("alert")).to_contain_text("This account is disabled")
    for _ in range(3):
        server.client().post("/api/auth/login", json={"username": "tom", "password": "wrong"})
    sign_in(page, "tom", PASSWORD)
    expect(page.get_by_role("alert")).to_contain_text("Too many attempts")
    expect(page.get_by_role("button", name=re.compile(r"^Sign in again in \d+ s$"))).to_be_disabled()


@pytest.mark.parametrize("password", [True, False])
def test_single_sign_on_stands_beside_the_password_or_alone(
    new_page: NewPage, server: LiveServer, password: bool
) -> None:
    config = {
        "authEnabled": True,
        "oidcEnabled": True,
        "oidcProviderName": "Acme",
        "oidcLoginUrl": "/api/auth/oidc/login",
    }
    page = new_page(server)
    page.route(
        "**/api/v1/config/auth",
        lambda route: route.fulfill(json=config if password else {**config, "passwordSignIn": False}),
    )
    page.goto("/login")
    expect(page.get_by_role("link", name="Continue with Acme")).to_have_attribute("href", "/api/auth/oidc/login")
    expect(page.get_by_label("Password", exact=True)).to_have_count(int(password))
    expect(page.get_by_text("or", exact=True)).to_have_count(int(password))
    assert_clean(page)


def test_what_single_sign_on_came_back_with(new_page: NewPage, server: LiveServer) -> None:
    page = new_page(server)
    for code, words in {
        "oidc_provider_unreachable": "does not answer",
        "oidc_session_expired": "Start again",
        "oidc_auth_failed": "did not work",
        "oidc_user_limit_reached": "no room",
        "oidc_user_not_authorized": "may not use",
        "oidc_account_disabled": "is disabled",
    }.items():
        page.goto(f"/login?error={code}")
        expect(page.get_by_role("alert").filter(has_text=words)).to_be_visible()


def test_a_sign_in_link(new_page: NewPage, server: LiveServer, admin: httpx.Client) -> None:
    link = server.accounts.sign_in_link_token(ADMIN)
    page = new_page(server)
    page.goto(f"/login#token={link.token}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("What do you want to do?")
    assert "token" not in page.url
    stale = new_page(server)
    stale.goto("/login#token=00000000-0000-4000-8000-000000000000")
    expect(stale.get_by_role("alert").filter(has_text="sign-in link")).to_be_visible()
    assert "token" not in stale.url
    sign_in(stale, ADMIN, ADMIN_PASSWORD)
    expect(stale.get_by_role("heading", level=1)).to_contain_text("What do you want to do?")
