"""Who is asking."""

from dataclasses import dataclass
from typing import Literal

from ashim.accounts.permissions import permissions_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """The user behind a request and what these credentials allow."""

    user_id: int
    username: str
    role: str
    permissions: frozenset[str]
    via: Literal["session", "api_key", "local"]
    must_change_password: bool = False
    session_id: str | None = None
    """The stored id of the session, when one was presented."""
    session_expires_at: str | None = None
    scope: frozenset[str] | None = None
    """The permissions that an API key is limited to; None for an unscoped key and for every other credential."""
    key_expires_at: str | None = None

    def can(self, permission: str) -> bool:
        """Tell whether the permission is held."""
        return permission in self.permissions


def effective_permissions(role: str, scope: frozenset[str] | None) -> frozenset[str]:
    """Give what the role grants and the scope lets through."""
    granted = permissions_of(role)
    return granted if scope is None else granted & scope
