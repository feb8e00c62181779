"""Who may do what to whom: nobody gives or touches more than they hold, and one administrator always stays.

An actor of None is the person at the command line, who may do everything.
"""

from typing import Any

from sqlalchemy import Connection, Row, select

from ashim.accounts.permissions import ADMIN, permissions_of
from ashim.accounts.principal import Principal
from ashim.accounts.tables import roles, users
from ashim.errors import InvalidRequestError, NotFoundError, PermissionDeniedError


def require_user(connection: Connection, user_id: int) -> Row[Any]:
    """Give the row of a user. Raises NotFoundError."""
    row = connection.execute(select(users).where(users.c.id == user_id)).one_or_none()
    if row is None:
        raise no_such_user()
    return row


def no_such_user() -> NotFoundError:
    """Make the error for a user that does not exist."""
    return NotFoundError("User not found", code="NOT_FOUND")


def role_exists(connection: Connection, role: str) -> bool:
    """Tell whether there is a role of that name."""
    return connection.execute(select(roles.c.id).where(roles.c.name == role)).one_or_none() is not None


def granted_by(connection: Connection, role: str) -> frozenset[str]:
    """Give the permissions of a role as they are now."""
    stored = connection.execute(select(roles.c.permissions).where(roles.c.name == role)).scalar_one_or_none()
    return permissions_of(role, stored)


def check_gives(actor: Principal | None, permissions: frozenset[str], *, what: str) -> None:
    """Raise PermissionDeniedError unless the actor holds all of the permissions that `what` would give away."""
    if actor is not None and not permissions <= actor.permissions:
        raise PermissionDeniedError(
            f"{what} may do more than you; you can give only what you hold", code="ESCALATION_DENIED"
        )


def check_manages(connection: Connection, actor: Principal | None, target: Row[Any]) -> None:
    """Raise PermissionDeniedError unless the actor holds everything that the target's role grants.

    This goes for one's own account too: a scoped API key must not give its owner's password to whoever has the key.
    """
    if actor is None:
        return
    if not granted_by(connection, target.role) <= actor.permissions:
        raise PermissionDeniedError(
            f"{target.username} may do more than you; you cannot manage this account", code="ESCALATION_DENIED"
        )


def keep_an_admin(connection: Connection, target: Row[Any]) -> None:
    """Raise InvalidRequestError if the target is the last administrator who can sign in."""
    if target.role != ADMIN or target.disabled:
        return
    # Locked, so that no other server process demotes the others at this moment.
    admins = select(users.c.id).where(users.c.role == ADMIN, users.c.disabled == 0).with_for_update()
    if set(connection.execute(admins).scalars()) <= {target.id}:
        raise InvalidRequestError("This is the last administrator; make another one first", code="LAST_ADMIN")
