"""Sign-in sessions: a random token for the client, its SHA-256 in the table."""

import hashlib
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from ashim.accounts.permissions import permissions_of
from ashim.accounts.principal import LoginMethod, Origin, Principal
from ashim.accounts.tables import roles, sessions, users
from ashim.db import Database, Lookup, iso, utc_now

_USER_AGENT_LENGTH = 300


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session just begun; the token is not kept anywhere else."""

    token: str
    expires_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """What one may see of one's own sessions. `id` is the stored one, which opens nothing."""

    id: str
    created_at: str
    expires_at: str
    last_used_at: str | None
    ip_address: str | None
    user_agent: str | None
    login_method: LoginMethod


_LOOKUP = Lookup(
    select(
        users.c.id,
        users.c.username,
        users.c.role,
        users.c.must_change_password,
        sessions.c.expires_at,
        roles.c.permissions,
    )
    .join(users, users.c.id == sessions.c.user_id)
    .outerjoin(roles, roles.c.name == users.c.role)
    .where(sessions.c.id == bindparam("session_id"), sessions.c.expires_at > bindparam("now"), users.c.disabled == 0)
)

_SHOWN = (
    sessions.c.id,
    sessions.c.created_at,
    sessions.c.expires_at,
    sessions.c.last_used_at,
    sessions.c.ip_address,
    sessions.c.user_agent,
    sessions.c.login_method,
)


class Sessions:
    """Begins, finds and ends sessions. They last a fixed time from sign-in."""

    def __init__(self, database: Database, *, duration_hours: float, skip_must_change_password: bool) -> None:
        self._database = database
        self._skip_must_change_password = skip_must_change_password
        self._used: dict[str, str] = {}
        self.duration = timedelta(hours=duration_hours)

    def begin(
        self,
        connection: Connection,
        user_id: int,
        origin: Origin = Origin(),
        *,
        method: LoginMethod = "local",
        id_token: str | None = None,
        duration: timedelta | None = None,
    ) -> NewSession:
        """Insert a session for the user; the caller commits."""
        token = str(uuid.uuid4())
        now = datetime.now(UTC)
        expires_at = iso(now + (duration or self.duration))
        connection.execute(
            insert(sessions).values(
                id=session_id_of(token),
                user_id=user_id,
                expires_at=expires_at,
                created_at=iso(now),
                login_method=method,
                id_token=id_token,
                ip_address=origin.address,
                user_agent=origin.user_agent and origin.user_agent[:_USER_AGENT_LENGTH],
            )
        )
        return NewSession(token, expires_at)

    def find(self, token: str, address: str | None = None) -> Principal | None:
        """Give the principal of a live session and remember its use. One short read, fit for the event loop."""
        session_id = session_id_of(token)
        now = utc_now()
        row = self._database.look_up(_LOOKUP, session_id=session_id, now=now)
        if row is None:
            return None
        user_id, username, role, must_change_password, expires_at, stored = row
        self._used[session_id] = now
        return Principal(
            user_id=user_id,
            username=username,
            role=role,
            permissions=permissions_of(role, stored),
            via="session",
            address=address,
            must_change_password=bool(must_change_password) and not self._skip_must_change_password,
            session_id=session_id,
            session_expires_at=expires_at,
        )

    def of_user(self, user_id: int) -> list[Session]:
        """Give the live sessions of a user, newest first."""
        self.flush_usage()
        statement = select(*_SHOWN).where(sessions.c.user_id == user_id, sessions.c.expires_at > utc_now())
        with self._database.read() as connection:
            rows = connection.execute(statement.order_by(sessions.c.created_at.desc(), sessions.c.id))
            return [Session(**row._mapping) for row in rows]

    def flush_usage(self) -> None:
        """Write the last use of the sessions used since the last call: not every request costs a write."""
        used, self._used = self._used, {}
        if used:
            with self._database.write() as connection:
                connection.execute(
                    update(sessions)
                    .where(sessions.c.id == bindparam("session_id"))
                    .values(last_used_at=bindparam("moment")),
                    [{"session_id": session_id, "moment": moment} for session_id, moment in used.items()],
                )

    def purge(self) -> None:
        """Delete expired sessions."""
        with self._database.write() as connection:
            connection.execute(delete(sessions).where(sessions.c.expires_at <= utc_now()))


def end_all(connection: Connection, user_id: int, *, keep: str | None = None) -> int:
    """Delete a user's sessions but the one with the stored id `keep`; give how many. The caller commits."""
    statement = delete(sessions).where(sessions.c.user_id == user_id)
    if keep is not None:
        statement = statement.where(sessions.c.id != keep)
    return connection.execute(statement).rowcount


def session_id_of(token: str) -> str:
    """Give the stored id of a token: a stolen database opens no session."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
