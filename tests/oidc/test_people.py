"""Which account a person of the provider gets, and with which role and team."""

import httpx
import pytest

from tests.oidc.conftest import StartSite
from tests.oidc.provider import Provider
from tests.oidc.site import Site
from tests.server.live import PASSWORD


def location(site: Site, provider: Provider, name: str) -> str:
    found: str = site.sign_in(provider, name).headers["location"]
    return found


def username(browser: httpx.Client) -> str:
    name: str = browser.get("/api/auth/session").json()["user"]["username"]
    return name


def add_local(site: Site, name: str, email: str, **columns: object) -> None:
    site.server.accounts.users.create(name, PASSWORD, must_change_password=False)
    with site.server.database.write() as connection:
        for column, value in {"email": email, **columns}.items():
            connection.exec_driver_sql(f"UPDATE users SET {column} = ? WHERE username = ?", (value, name))  # noqa: S608


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ({"preferred_username": "Ann.Lee-1"}, "ann.lee-1"),
        ({"preferred_username": "Ann  Lee!!"}, "ann_lee"),
        ({"preferred_username": "..ann.."}, "ann"),
        ({"preferred_username": "x"}, "x__"),
        ({"preferred_username": "y" * 60}, "y" * 46),
        ({"preferred_username": "Anonymous"}, "anonymous_2"),
        ({"preferred_username": "admin"}, "admin_2"),
        ({"email": "Mail.Name@example.org", "name": "Somebody"}, "mail.name"),
        ({"name": "Some Body"}, "some_body"),
        ({"preferred_username": "张伟", "email": "wei@example.org"}, "wei"),
        ({"preferred_username": 7}, "subject-1"),
        ({}, "subject-1"),
    ],
)
def test_names(site: Site, provider: Provider, claims: dict[str, object], expected: str) -> None:
    provider.person("subject-1", claims)

    assert username(site.signed_in(provider, "subject-1")) == expected


def test_taken_names_are_numbered(site: Site, provider: Provider) -> None:
    for subject, expected in (("a-1", "kim"), ("a-2", "kim_2"), ("a-3", "kim_3")):
        provider.person(subject, {"preferred_username": "Kim"})
        assert username(site.signed_in(provider, subject)) == expected


def test_names_and_roles_may_lie_deep_in_the_claims(start: StartSite, provider: Provider) -> None:
    site = start(
        provider.issuer,
        oidc_username_claim="realm_access.login",
        oidc_role_claim="realm_access.roles",
        oidc_role_mapping=("designers=editor",),
    )
    realm = {"login": "lee", "roles": ["staff", "designers"]}
    provider.person("b-1", {"preferred_username": "kim", "groups": ["ashim-admins"], "realm_access": realm})

    user = site.signed_in(provider, "b-1").get("/api/auth/session").json()["user"]

    assert (user["username"], user["role"]) == ("lee", "editor")


def test_without_automatic_accounts_only_known_people_come_in(start: StartSite, provider: Provider) -> None:
    provider.person("c-1", {"preferred_username": "kim"})
    start(provider.issuer).signed_in(provider, "c-1")
    site = start(provider.issuer, oidc_auto_create_users=False)

    assert location(site, provider, "c-1") == "/"
    assert location(site, provider, "c-2") == "/login?error=oidc_user_not_authorized"
    assert site.events("OIDC_LOGIN_FAILED")[0]["actorUsername"] == "c-2"


def test_the_limit_of_users_holds(start: StartSite, provider: Provider) -> None:
    site = start(provider.issuer, max_users=2)

    assert location(site, provider, "d-1") == "/"
    assert location(site, provider, "d-2") == "/login?error=oidc_user_limit_reached"
    assert location(site, provider, "d-1") == "/"
    assert len(site.server.accounts.users.all()) == 2


def test_the_disabled_stay_out(site: Site, provider: Provider) -> None:
    browser = site.signed_in(provider, "e-1")
    site.server.accounts.users.update(site.server.accounts.users.find("e-1").id, disabled=True)

    assert browser.get("/api/auth/session").status_code == 401
    assert location(site, provider, "e-1") == "/login?error=oidc_account_disabled"


class TestLinking:
    def test_by_a_confirmed_address(self, linking_site: Site, provider: Provider) -> None:
        site = linking_site
        add_local(site, "local-kim", "Kim@Example.org")
        provider.person("f-1", {"preferred_username": "kim", "email": "kim@example.org", "email_verified": True})

        browser = site.signed_in(provider, "f-1")

        user = browser.get("/api/auth/session").json()["user"]
        assert (user["username"], user["hasLocalPassword"], user["hasOidcLink"]) == ("local-kim", True, True)
        assert [event["targetName"] for event in site.events("OIDC_USER_LINKED")] == ["local-kim"]
        assert username(site.server.sign_in("local-kim", PASSWORD)) == "local-kim"
        provider.person("f-1", {"email": "kim@elsewhere.example", "email_verified": False})
        assert username(site.signed_in(provider, "f-1")) == "local-kim"

    @pytest.mark.parametrize(
        "verified", [{}, {"email_verified": False}, {"email_verified": "false"}, {"email_verified": "yes"}]
    )
    def test_never_by_an_address_that_is_not_confirmed(
        self, linking_site: Site, provider: Provider, verified: dict[str, object]
    ) -> None:
        site = linking_site
        add_local(site, "local-kim", "kim@example.org")
        provider.person("f-2", dict(preferred_username="other", email="kim@example.org", **verified))

        assert username(site.signed_in(provider, "f-2")) == "other"

    def test_never_unless_it_is_asked_for(self, site: Site, provider: Provider) -> None:
        add_local(site, "local-kim", "kim@example.org")
        provider.person("f-3", {"preferred_username": "other", "email": "kim@example.org", "email_verified": True})

        assert username(site.signed_in(provider, "f-3")) == "other"

    def test_never_to_one_that_is_linked_or_to_one_of_several(self, linking_site: Site, provider: Provider) -> None:
        site = linking_site
        add_local(site, "linked", "kim@example.org", external_id="somebody-else")
        provider.person("f-4", {"preferred_username": "other", "email": "kim@example.org", "email_verified": True})
        assert username(site.signed_in(provider, "f-4")) == "other"
        add_local(site, "one", "lee@example.org")
        add_local(site, "two", "lee@example.org")
        provider.person("f-5", {"preferred_username": "third", "email": "lee@example.org", "email_verified": True})
        assert username(site.signed_in(provider, "f-5")) == "third"

    def test_a_disabled_account_is_neither_linked_nor_opened(self, linking_site: Site, provider: Provider) -> None:
        site = linking_site
        add_local(site, "local-kim", "kim@example.org", disabled=1)
        provider.person("f-6", {"email": "kim@example.org", "email_verified": True})

        assert location(site, provider, "f-6") == "/login?error=oidc_account_disabled"
        assert site.user("local-kim")["hasOidcLink"] is False

    def test_a_given_password_must_still_be_changed(self, linking_site: Site, provider: Provider) -> None:
        site = linking_site
        add_local(site, "local-kim", "kim@example.org", must_change_password=1)
        provider.person("f-7", {"email": "kim@example.org", "email_verified": True})

        browser = site.signed_in(provider, "f-7")

        assert browser.get("/api/auth/session").json()["user"]["mustChangePassword"] is True
        answer = browser.get("/api/v1/settings")
        assert (answer.status_code, answer.json()["code"]) == (403, "MUST_CHANGE_PASSWORD")
        assert browser.get("/api/auth/oidc/login").status_code == 302


class TestRoles:
    def test_the_first_pair_that_fits_counts_with_every_sign_in(self, linking_site: Site, provider: Provider) -> None:
        site = linking_site
        for groups, role in (
            (["staff"], "user"),
            (["designers", "staff"], "editor"),
            (["designers", "ashim-admins"], "admin"),
            (["ghosts"], "admin"),
            ([], "admin"),
            ("designers", "editor"),
        ):
            provider.person("g-1", {"groups": groups})
            assert site.signed_in(provider, "g-1").get("/api/auth/session").json()["user"]["role"] == role, groups
        changes = [event["details"]["changes"] for event in site.events("USER_UPDATED")]  # type: ignore[index]
        assert changes == [{"role": "editor"}, {"role": "admin"}, {"role": "editor"}]

    def test_without_a_claim_roles_are_left_alone(self, start: StartSite, provider: Provider) -> None:
        site = start(provider.issuer, oidc_default_role="editor")
        provider.person("g-3", {"groups": ["ashim-admins"]})
        assert site.signed_in(provider, "g-3").get("/api/auth/session").json()["user"]["role"] == "editor"
        site.server.accounts.users.update(site.server.accounts.users.find("g-3").id, role="user")

        assert site.signed_in(provider, "g-3").get("/api/auth/session").json()["user"]["role"] == "user"

    def test_a_default_role_that_does_not_exist_gives_no_more_than_user(
        self, start: StartSite, provider: Provider
    ) -> None:
        site = start(provider.issuer, oidc_default_role="ghost")

        assert site.signed_in(provider, "g-4").get("/api/auth/session").json()["user"]["role"] == "user"

    def test_the_last_administrator_stays_one(self, linking_site: Site, provider: Provider) -> None:
        site = linking_site
        provider.person("g-5", {"groups": ["ashim-admins"]})
        browser = site.signed_in(provider, "g-5")
        site.server.accounts.users.update(site.server.accounts.users.find("admin").id, role="user")
        provider.person("g-5", {"groups": ["designers"]})

        assert site.signed_in(provider, "g-5").get("/api/auth/session").json()["user"]["role"] == "admin"
        assert browser.get("/api/auth/users").status_code == 200

    def test_only_members_come_in(self, start: StartSite, provider: Provider) -> None:
        site = start(provider.issuer, oidc_role_claim="groups", oidc_allowed_groups=("staff", "guests"))
        for groups, reached in (
            (["guests", "others"], "/"),
            (["others"], "/login?error=oidc_user_not_authorized"),
            ([], "/login?error=oidc_user_not_authorized"),
            (["Staff"], "/login?error=oidc_user_not_authorized"),
            ({"staff": True}, "/login?error=oidc_user_not_authorized"),
            ("staff", "/"),
        ):
            provider.person("g-6", {"groups": groups})
            assert location(site, provider, "g-6") == reached, groups
        assert len(site.server.accounts.users.all()) == 2


class TestTeams:
    def test_the_team_is_found_or_made(self, linking_site: Site, provider: Provider) -> None:
        site = linking_site
        site.server.accounts.teams.create("Design")
        for department, team in (
            (None, "Default"),
            ("design", "Design"),
            ("Print", "Print"),
            (["Photo", "Print"], "Photo"),
            ("x" * 51, "Photo"),
            ("  ", "Photo"),
            (7, "Photo"),
        ):
            provider.person("h-1", {"department": department})
            site.signed_in(provider, "h-1")
            assert site.user("h-1")["team"] == team, department
        assert {team.name for team in site.server.accounts.teams.all()} == {"Default", "Design", "Print", "Photo"}
        assert [event["targetName"] for event in site.events("TEAM_CREATED")][:2] == ["Photo", "Print"]
