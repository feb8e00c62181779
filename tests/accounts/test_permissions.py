from ashim.accounts.permissions import PERMISSIONS, ROLES, in_order, permissions_of
from ashim.accounts.principal import within_scope


def test_the_built_in_roles_hold_what_the_contract_says() -> None:
    assert len(PERMISSIONS) == 15
    assert in_order(ROLES["admin"]) == list(PERMISSIONS)
    assert in_order(ROLES["editor"]) == [
        "tools:use",
        "files:own",
        "files:all",
        "apikeys:own",
        "pipelines:own",
        "pipelines:all",
        "settings:read",
    ]
    assert in_order(ROLES["user"]) == ["tools:use", "files:own", "apikeys:own", "pipelines:own", "settings:read"]


def test_an_unknown_role_may_nothing() -> None:
    assert permissions_of("emperor", None) == frozenset()


def test_a_custom_role_may_what_is_stored_and_a_built_in_one_what_is_fixed() -> None:
    assert permissions_of("auditor", '["audit:read", "no:such"]') == {"audit:read"}
    assert permissions_of("user", '["users:manage"]') == ROLES["user"]


def test_a_scope_takes_away_and_never_adds() -> None:
    assert within_scope(ROLES["user"], None) == ROLES["user"]
    assert within_scope(ROLES["user"], frozenset({"tools:use", "users:manage"})) == {"tools:use"}
    assert within_scope(ROLES["user"], frozenset()) == frozenset()
