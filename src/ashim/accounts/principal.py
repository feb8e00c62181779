"""Who is asking."""

from dataclasses import dataclass
from typing import Literal

from ashim.audit import Actor

LoginMethod = Literal["local", "oidc", "link"]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request comes from: the client's address and what it calls itself."""

    address: str | None = None
    user_agent: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """The user behind a request and what these credentials allow."""

    user_id: int
    username: str
    role: str
    permissions: frozenset[str]
    """What these credentials allow."""
    via: Literal["session", "api_key", "local"]
    address: str | None = None
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

    @property
    def actor(self) -> Actor:
        """The same, as the audit log names them."""
        return Actor(self.user_id, self.username, self.address)


def within_scope(granted: frozenset[str], scope: frozenset[str] | None) -> frozenset[str]:
    """Give what the role grants and the scope lets through."""
    return granted if scope is None else granted & scope
