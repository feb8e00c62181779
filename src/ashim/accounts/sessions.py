"""Sign-in sessions: a random token for the client, its SHA-256 in the table."""

import hashlib
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, insert, select

from ashim.accounts.permissions import permissions_of
from ashim.accounts.principal import Principal
from ashim.accounts.tables import sessions, users
from ashim.db import Database, iso, utc_now


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session just begun; the token is not kept anywhere else."""

    token: str
    expires_at: str


_LOOKUP = (
    select(users.c.id, users.c.username, users.c.role, users.c.must_change_password, sessions.c.expires_at)
    .join(users, users.c.id == sessions.c.user_id)
    .where(sessions.c.id == bindparam("session_id"), sessions.c.expires_at > bindparam("now"))
)


class Sessions:
    """Begins, finds and ends sessions. They last a fixed time from sign-in."""

    def __init__(self, database: Database, *, duration_hours: float, skip_must_change_password: bool) -> None:
        self._database = database
        self._duration = timedelta(hours=duration_hours)
        self._skip_must_change_password = skip_must_change_password

    def begin(self, connection: Connection, user_id: int) -> NewSession:
        """Insert a session for the user; the caller commits."""
        token = str(uuid.uuid4())
        now = datetime.now(UTC)
        expires_at = iso(now + self._duration)
        connection.execute(
            insert(sessions).values(
                id=session_id_of(token), user_id=user_id, expires_at=expires_at, created_at=iso(now)
            )
        )
        return NewSession(token, expires_at)

    def find(self, token: str) -> Principal | None:
        """Give the principal of a live session. One short read, fit for the event loop."""
        session_id = session_id_of(token)
        with self._database.read() as connection:
            row = connection.execute(_LOOKUP, {"session_id": session_id, "now": utc_now()}).one_or_none()
        if row is None:
            return None
        user_id, username, role, must_change_password, expires_at = row
        return Principal(
            user_id=user_id,
            username=username,
            role=role,
            permissions=permissions_of(role),
            via="session",
            must_change_password=bool(must_change_password) and not self._skip_must_change_password,
            session_id=session_id,
            session_expires_at=expires_at,
        )

    def end(self, token: str) -> None:
        """Delete the session of the token, if there is one."""
        with self._database.write() as connection:
            connection.execute(delete(sessions).where(sessions.c.id == session_id_of(token)))

    def purge(self) -> None:
        """Delete expired sessions."""
        with self._database.write() as connection:
            connection.execute(delete(sessions).where(sessions.c.expires_at <= utc_now()))


def end_all(connection: Connection, user_id: int, *, keep: str | None = None) -> None:
    """Delete a user's sessions but the one with the stored id `keep`; the caller commits."""
    statement = delete(sessions).where(sessions.c.user_id == user_id)
    if keep is not None:
        statement = statement.where(sessions.c.id != keep)
    connection.execute(statement)


def session_id_of(token: str) -> str:
    """Give the stored id of a token: a stolen database opens no session."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
