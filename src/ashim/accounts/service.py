"""Users: sign-in, passwords and administration. Who may do what to whom is decided here."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from ashim.accounts import passwords
from ashim.accounts.keys import PREFIX, ApiKeys
from ashim.accounts.permissions import ADMIN, ROLES, USER, permissions_of
from ashim.accounts.principal import Principal
from ashim.accounts.sessions import NewSession, Sessions, end_all
from ashim.accounts.tables import DEFAULT_TEAM_ID, api_keys, teams, users
from ashim.accounts.throttle import FixedWindow, rate_limited
from ashim.db import Database, utc_now
from ashim.errors import AuthenticationError, ConflictError, InvalidRequestError, NotFoundError, PermissionDeniedError

OPEN_USERNAME = "anonymous"
"""Name of the owner's row while an installation runs without sign-in; nobody can register it."""

_USERNAME = re.compile(r"[a-zA-Z0-9_.-]+")
_USERNAME_LENGTHS = range(3, 51)


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A user as others see them; `team` is the name of the team."""

    id: int
    username: str
    role: str
    team: str
    must_change_password: bool
    created_at: str


@dataclass(frozen=True, slots=True)
class SignIn:
    """A successful sign-in."""

    session: NewSession
    user: User


class AccountService:
    """The rules of users. `sessions` and `keys` hold those of their own tables."""

    def __init__(
        self,
        database: Database,
        *,
        session_duration_hours: float = 168,
        skip_must_change_password: bool = False,
        max_users: int = 0,
        failed_attempt_limit: int = 30,
    ) -> None:
        """`max_users` 0 is no limit; `failed_attempt_limit` counts wrong passwords per user name and minute."""
        self.database = database
        self.sessions = Sessions(
            database, duration_hours=session_duration_hours, skip_must_change_password=skip_must_change_password
        )
        self.keys = ApiKeys(database)
        self.max_users = max_users
        self.skip_must_change_password = skip_must_change_password
        self.local_owner: Principal | None = None
        """Stands behind every request while sign-in is off; set at start."""
        self._failed_attempt_limit = failed_attempt_limit
        self._failed_attempts = FixedWindow()

    # Who is asking

    def authenticate(self, token: str) -> Principal:
        """Give the principal of a session token or API key. Short reads, fit for the event loop.

        Raises AuthenticationError.
        """
        principal = self.keys.find(token) if token.startswith(PREFIX) else self.sessions.find(token)
        if principal is None:
            raise AuthenticationError("Session expired or invalid")
        return principal

    def sign_in(self, username: str, password: str) -> SignIn:
        """Begin a session. Takes as long for an unknown user as for a wrong password.

        Raises AuthenticationError, or RateLimitedError after too many wrong passwords for the name.
        """
        name_key = username.casefold()
        if self._failed_attempts.count(name_key) >= self._failed_attempt_limit:
            raise rate_limited(self._failed_attempts.resets_in())
        with self.database.read() as connection:
            row = connection.execute(_WITH_TEAM.where(users.c.username == username)).one_or_none()
        if not passwords.verify_password(password, row.password_hash if row else None) or row is None:
            self._failed_attempts.hit(name_key)
            raise AuthenticationError("Invalid credentials")
        self._failed_attempts.clear(name_key)
        with self.database.write() as connection:
            return SignIn(self.sessions.begin(connection, row.id), self._user(row))

    def change_password(self, principal: Principal, current_password: str, new_password: str) -> None:
        """Set one's own password; ends the user's other sessions and deletes all their API keys.

        Raises InvalidRequestError for a weak password and AuthenticationError for a wrong current one.
        """
        if principal.scope is not None:
            raise PermissionDeniedError("A scoped API key cannot change the password; sign in to do so")
        passwords.check_strength(new_password)
        with self.database.read() as connection:
            stored = _require(connection, principal.user_id).password_hash
        if stored is None:
            raise InvalidRequestError("This account has no password", code="OIDC_NO_PASSWORD")
        if not passwords.verify_password(current_password, stored):
            raise AuthenticationError("Current password is wrong", code="INVALID_PASSWORD")
        password_hash = passwords.hash_password(new_password)
        with self.database.write() as connection:
            _set_password(connection, principal.user_id, password_hash, must_change=False)
            end_all(connection, principal.user_id, keep=principal.session_id)

    # Administration. `actor` None is the person at the command line, who may do everything.

    def list_users(self) -> list[User]:
        """Give all users, oldest first."""
        with self.database.read() as connection:
            return [self._user(row) for row in connection.execute(_WITH_TEAM.order_by(users.c.id))]

    def create_user(
        self,
        username: str,
        password: str,
        *,
        role: str | None = None,
        team: str | None = None,
        must_change_password: bool = True,
        actor: Principal | None = None,
    ) -> User:
        """Add a user; a role that does not exist becomes `user`, no team becomes the default one.

        Raises InvalidRequestError, ConflictError for a taken name, PermissionDeniedError for a role above the
        actor's and past the largest number of users.
        """
        _check_username(username)
        passwords.check_strength(password)
        granted = role if role is not None and role in ROLES else USER
        _check_grant(actor, granted)
        password_hash = passwords.hash_password(password)
        now = utc_now()
        with self.database.write() as connection:
            team_id = DEFAULT_TEAM_ID if team is None else _find_team(connection, team)
            if username.lower() == OPEN_USERNAME or _exists(connection, username):
                raise _name_taken()
            if (
                self.max_users
                and connection.execute(select(func.count()).select_from(users)).scalar_one() >= self.max_users
            ):
                raise PermissionDeniedError(
                    f"The limit of {self.max_users} users is reached", code="USER_LIMIT_REACHED"
                )
            try:
                user_id = connection.execute(
                    insert(users)
                    .values(
                        username=username,
                        password_hash=password_hash,
                        role=granted,
                        team=team_id,
                        must_change_password=int(must_change_password),
                        created_at=now,
                        updated_at=now,
                    )
                    .returning(users.c.id)
                ).scalar_one()
            except IntegrityError as error:
                raise _name_taken() from error
            return self._user(connection.execute(_WITH_TEAM.where(users.c.id == user_id)).one())

    def update_user(
        self, user_id: int, *, role: str | None = None, team: str | None = None, actor: Principal | None = None
    ) -> None:
        """Change role or team; a role that does not exist and a blank team are ignored.

        Raises NotFoundError, PermissionDeniedError above the actor's rights, and InvalidRequestError for an unknown
        team, for giving up one's own administrator role and for the last administrator's.
        """
        changes: dict[str, object] = {}
        with self.database.write() as connection:
            target = _require(connection, user_id)
            if role is not None and role in ROLES:
                _check_grant(actor, role)
            _check_manages(actor, target)
            if role is not None and role in ROLES:
                if actor is not None and actor.user_id == user_id and role != ADMIN:
                    raise InvalidRequestError("You cannot give up your own administrator role", code="SELF_DEMOTE")
                if target.role == ADMIN and role != ADMIN:
                    _keep_an_admin(connection)
                changes["role"] = role
            if team is not None and team.strip():
                changes["team"] = _find_team(connection, team.strip())
            if changes:
                connection.execute(update(users).where(users.c.id == user_id).values(**changes, updated_at=utc_now()))

    def reset_password(
        self,
        user_id: int,
        new_password: str,
        *,
        must_change_password: bool = True,
        actor: Principal | None = None,
    ) -> None:
        """Set a user's password; ends all their sessions and deletes all their API keys.

        Raises InvalidRequestError for a weak password, NotFoundError, PermissionDeniedError above the actor's rights.
        """
        passwords.check_strength(new_password)
        password_hash = passwords.hash_password(new_password)
        with self.database.write() as connection:
            _check_manages(actor, _require(connection, user_id))
            _set_password(connection, user_id, password_hash, must_change=must_change_password)
            end_all(connection, user_id)

    def delete_user(self, user_id: int, *, actor: Principal | None = None) -> None:
        """Delete a user with their sessions, keys, pipelines and library rows.

        Raises InvalidRequestError for oneself and for the last administrator, NotFoundError, and
        PermissionDeniedError above the actor's rights.
        """
        if actor is not None and actor.user_id == user_id:
            raise InvalidRequestError("You cannot delete your own account", code="SELF_DELETE")
        with self.database.write() as connection:
            target = _require(connection, user_id)
            _check_manages(actor, target)
            if target.role == ADMIN:
                _keep_an_admin(connection)
            connection.execute(delete(users).where(users.c.id == user_id))

    def find_user(self, username: str) -> User:
        """Give the user of that name. Raises NotFoundError."""
        with self.database.read() as connection:
            row = connection.execute(_WITH_TEAM.where(users.c.username == username)).one_or_none()
        if row is None:
            raise _no_such_user()
        return self._user(row)

    # Upkeep

    def maintain(self) -> None:
        """Delete expired sessions and write the last use of API keys; meant to be called every minute."""
        self.sessions.purge()
        self.keys.flush_usage()

    def _user(self, row: Row[Any]) -> User:
        return User(
            id=row.id,
            username=row.username,
            role=row.role,
            team=row.team_name or row.team,
            must_change_password=bool(row.must_change_password) and not self.skip_must_change_password,
            created_at=row.created_at,
        )


_WITH_TEAM = select(users, teams.c.name.label("team_name")).outerjoin(teams, teams.c.id == users.c.team)


def _require(connection: Connection, user_id: int) -> Row[Any]:
    row = connection.execute(select(users).where(users.c.id == user_id)).one_or_none()
    if row is None:
        raise _no_such_user()
    return row


def _exists(connection: Connection, username: str) -> bool:
    return connection.execute(select(users.c.id).where(users.c.username == username)).one_or_none() is not None


def _set_password(connection: Connection, user_id: int, password_hash: str, *, must_change: bool) -> None:
    values: Mapping[str, object] = {
        "password_hash": password_hash,
        "must_change_password": int(must_change),
        "updated_at": utc_now(),
    }
    connection.execute(update(users).where(users.c.id == user_id).values(values))
    connection.execute(delete(api_keys).where(api_keys.c.user_id == user_id))


def _find_team(connection: Connection, name_or_id: str) -> str:
    statement = select(teams.c.id).where(or_(teams.c.name == name_or_id, teams.c.id == name_or_id))
    found: str | None = connection.execute(statement.order_by(teams.c.name != name_or_id)).scalars().first()
    if found is None:
        raise InvalidRequestError(f"Team not found: {name_or_id}", code="VALIDATION_ERROR")
    return found


def _check_username(username: str) -> None:
    if len(username) not in _USERNAME_LENGTHS:
        raise InvalidRequestError("Username must be between 3 and 50 characters", code="VALIDATION_ERROR")
    if not _USERNAME.fullmatch(username):
        raise InvalidRequestError(
            "Username may contain only letters, numbers, dots, hyphens and underscores", code="VALIDATION_ERROR"
        )


def _check_grant(actor: Principal | None, role: str) -> None:
    if actor is not None and not permissions_of(role) <= actor.permissions:
        raise PermissionDeniedError(
            f"The role {role} may do more than you; you can give only what you hold", code="ESCALATION_DENIED"
        )


def _check_manages(actor: Principal | None, target: Row[Any]) -> None:
    if actor is not None and actor.user_id != target.id and not permissions_of(target.role) <= actor.permissions:
        raise PermissionDeniedError(
            f"{target.username} may do more than you; you cannot manage this account", code="ESCALATION_DENIED"
        )


def _keep_an_admin(connection: Connection) -> None:
    admins = connection.execute(select(func.count()).select_from(users).where(users.c.role == ADMIN)).scalar_one()
    if admins <= 1:
        raise InvalidRequestError("This is the last administrator; make another one first", code="LAST_ADMIN")


def _no_such_user() -> NotFoundError:
    return NotFoundError("User not found", code="NOT_FOUND")


def _name_taken() -> ConflictError:
    return ConflictError("Username already exists", code="CONFLICT")
