"""Administrative acts in the audit log: what somebody did to somebody else, or to something."""

from collections.abc import Mapping

from sqlalchemy import Connection

from ashim.accounts.principal import Principal
from ashim.audit import COMMAND_LINE, Action, Target, record


def record_act(
    connection: Connection,
    actor: Principal | None,
    action: Action,
    target: Target,
    details: Mapping[str, object] | None = None,
) -> None:
    """Insert the act in the caller's transaction; its details name the actor as `adminId`.

    An actor of None is the person at the command line.
    """
    by = COMMAND_LINE if actor is None else actor.actor
    admin = None if by.user_id is None else str(by.user_id)
    record(connection, by, action, target, details={"adminId": admin, **(details or {})})
