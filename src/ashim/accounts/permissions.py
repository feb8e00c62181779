"""What a role may do."""

import json
from collections.abc import Mapping

PERMISSIONS = (
    "tools:use",
    "files:own",
    "files:all",
    "apikeys:own",
    "apikeys:all",
    "pipelines:own",
    "pipelines:all",
    "settings:read",
    "settings:write",
    "users:manage",
    "teams:manage",
    "branding:manage",
    "features:manage",
    "system:health",
    "audit:read",
)
"""All permissions, in the order in which answers list them."""

ADMIN = "admin"
USER = "user"

_USER_PERMISSIONS = frozenset({"tools:use", "files:own", "apikeys:own", "pipelines:own", "settings:read"})

ROLES: Mapping[str, frozenset[str]] = {
    ADMIN: frozenset(PERMISSIONS),
    "editor": _USER_PERMISSIONS | {"files:all", "pipelines:all"},
    USER: _USER_PERMISSIONS,
}
"""The built-in roles."""


def permissions_of(role: str, stored: str | None) -> frozenset[str]:
    """Give the permissions of a role, of which the table of roles has `stored`, a JSON array.

    The built-in roles are what this module says; a role that does not exist may do nothing.
    """
    built_in = ROLES.get(role)
    if built_in is not None:
        return built_in
    return frozenset(json.loads(stored)).intersection(PERMISSIONS) if stored else frozenset()


def in_order(permissions: frozenset[str]) -> list[str]:
    """List permissions in the order of `PERMISSIONS`."""
    return [permission for permission in PERMISSIONS if permission in permissions]
