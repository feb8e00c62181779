"""Users, sessions, roles, permissions, API keys and sign-in."""

from ashim.accounts.principal import Principal
from ashim.accounts.service import AccountService

__all__ = ["AccountService", "Principal"]
