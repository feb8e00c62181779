"""Administration of users. Who may do what to whom is decided in `guards.py`.

An `actor` of None is the person at the command line, who may do everything.
"""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

from sqlalchemy import Connection, Integer, Row, column, delete, func, insert, select, table, update
from sqlalchemy.exc import IntegrityError

from ashim.accounts.acts import record_act
from ashim.accounts.guards import (
    check_gives,
    check_manages,
    granted_by,
    keep_an_admin,
    no_such_user,
    require_user,
    role_exists,
)
from ashim.accounts.passwords import PasswordHasher, check_strength
from ashim.accounts.permissions import ADMIN, USER
from ashim.accounts.principal import Principal
from ashim.accounts.sessions import end_all
from ashim.accounts.tables import DEFAULT_TEAM_ID, api_keys, teams, users
from ashim.accounts.teams import find_team
from ashim.audit import Action, Target
from ashim.db import Database, utc_now
from ashim.errors import ConflictError, InvalidRequestError, PermissionDeniedError

OPEN_USERNAME = "anonymous"
"""Name of the owner's row while an installation runs without sign-in; nobody can register it."""

OWNED = ("pipelines", "presets", "user_files", "jobs")
"""The tables whose `user_id` says to whom a row belongs. Named here: the parts that own them build on this one."""

_REMIND_AFTER_S = 7 * 24 * 3600
_USERNAME = re.compile(r"[a-zA-Z0-9_.-]+")
_USERNAME_LENGTHS = range(3, 51)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """The answer to a client's question about analytics, which we never send. Times are in Unix milliseconds."""

    enabled: bool | None
    shown_at_ms: int | None
    remind_at_ms: int | None

    @classmethod
    def of(cls, enabled: int | None, shown_at: int | None, remind_at: int | None) -> Self:
        """Read the columns."""
        return cls(
            enabled=None if enabled is None else bool(enabled),
            shown_at_ms=_milliseconds(shown_at),
            remind_at_ms=_milliseconds(remind_at),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A user as others see them; `team` is the name of the team."""

    id: int
    username: str
    role: str
    team: str
    created_at: str
    disabled: bool
    auth_provider: str
    email: str | None
    has_password: bool
    has_oidc_link: bool
    analytics: Consent

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        """Read a row of `WITH_TEAM`."""
        return cls(
            id=row.id,
            username=row.username,
            role=row.role,
            team=row.team_name or row.team,
            created_at=row.created_at,
            disabled=bool(row.disabled),
            auth_provider=row.auth_provider,
            email=row.email,
            has_password=row.password_hash is not None,
            has_oidc_link=row.external_id is not None,
            analytics=Consent.of(
                row.analytics_enabled, row.analytics_consent_shown_at, row.analytics_consent_remind_at
            ),
        )


WITH_TEAM = select(users, teams.c.name.label("team_name")).outerjoin(teams, teams.c.id == users.c.team)


class UserService:
    """Adds, changes and deletes users."""

    def __init__(self, database: Database, hasher: PasswordHasher, *, max_users: int = 0) -> None:
        """`max_users` 0 is no limit."""
        self._database = database
        self._hasher = hasher
        self.max_users = max_users
        self.after_delete: Callable[[], None] = lambda: None
        """Called when a user has been deleted, to clear away what the database does not hold."""

    def all(self) -> list[User]:
        """Give all users, oldest first."""
        with self._database.read() as connection:
            return [User.of(row) for row in connection.execute(WITH_TEAM.order_by(users.c.id))]

    def find(self, username: str) -> User:
        """Give the user of that name. Raises NotFoundError."""
        with self._database.read() as connection:
            row = connection.execute(WITH_TEAM.where(users.c.username == username)).one_or_none()
        if row is None:
            raise no_such_user()
        return User.of(row)

    def create(
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
        check_strength(password)
        password_hash = self._hasher.hash(password)
        with self._database.write() as connection:
            granted = role if role is not None and role_exists(connection, role) else USER
            check_gives(actor, granted_by(connection, granted), what=f"The role {granted}")
            user = self.insert(
                connection,
                username,
                password_hash=password_hash,
                role=granted,
                team=DEFAULT_TEAM_ID if team is None else find_team(connection, team),
                must_change_password=int(must_change_password),
            )
            details = {"newUserId": str(user.id), "newUsername": username, "role": granted}
            record_act(connection, actor, Action.USER_CREATED, _target(user), details)
        return user

    def insert(self, connection: Connection, username: str, **values: object) -> User:
        """Insert a row of `users`; the caller has checked what it says, and commits.

        Raises ConflictError for a taken name and PermissionDeniedError past the largest number of users.
        """
        now = utc_now()
        taken = select(users.c.id).where(users.c.username == username)
        if username.lower() == OPEN_USERNAME or connection.execute(taken).one_or_none() is not None:
            raise _name_taken()
        if self.max_users:
            count = connection.execute(select(func.count()).select_from(users)).scalar_one()
            if count >= self.max_users:
                raise PermissionDeniedError(
                    f"The limit of {self.max_users} users is reached", code="USER_LIMIT_REACHED"
                )
        row = {"username": username, "created_at": now, "updated_at": now, **values}
        try:
            user_id = connection.execute(insert(users).values(row).returning(users.c.id)).scalar_one()
        except IntegrityError as error:
            raise _name_taken() from error
        return User.of(connection.execute(WITH_TEAM.where(users.c.id == user_id)).one())

    def update(
        self,
        user_id: int,
        *,
        role: str | None = None,
        team: str | None = None,
        disabled: bool | None = None,
        email: str | None = None,
        actor: Principal | None = None,
    ) -> None:
        """Change role, team, address or whether the user may come in; an unknown role and a blank team are ignored.

        A disabled user's sessions end, and their keys open nothing until they are enabled again. Raises
        NotFoundError, PermissionDeniedError above the actor's rights, and InvalidRequestError for an unknown team, for
        giving up one's own administrator role, for disabling oneself, and for the last administrator.
        """
        changes: dict[str, object] = {}
        with self._database.write() as connection:
            target = require_user(connection, user_id)
            is_self = actor is not None and actor.user_id == user_id
            known_role = role if role is not None and role_exists(connection, role) else None
            if known_role is not None:
                check_gives(actor, granted_by(connection, known_role), what=f"The role {known_role}")
            check_manages(connection, actor, target)
            if known_role is not None:
                if is_self and known_role != ADMIN:
                    raise InvalidRequestError("You cannot give up your own administrator role", code="SELF_DEMOTE")
                if known_role != ADMIN:
                    keep_an_admin(connection, target)
                changes["role"] = known_role
            if team is not None and team.strip():
                changes["team"] = find_team(connection, team.strip())
            if disabled is not None and disabled != bool(target.disabled):
                if disabled and is_self:
                    raise InvalidRequestError("You cannot disable your own account", code="VALIDATION_ERROR")
                if disabled:
                    keep_an_admin(connection, target)
                    end_all(connection, user_id)
                changes["disabled"] = int(disabled)
            if email is not None:
                changes["email"] = email
            if changes:
                connection.execute(update(users).where(users.c.id == user_id).values(**changes, updated_at=utc_now()))
                details = {"targetUserId": str(user_id), "changes": _shown(connection, changes)}
                record_act(connection, actor, Action.USER_UPDATED, _target(target), details)

    def reset_password(
        self,
        user_id: int,
        new_password: str,
        *,
        must_change_password: bool = True,
        actor: Principal | None = None,
    ) -> None:
        """Set a user's password; ends all their sessions and deletes all their API keys.

        Raises InvalidRequestError for a weak password and for an account that signs in elsewhere, NotFoundError,
        PermissionDeniedError above the actor's rights.
        """
        check_strength(new_password)
        password_hash = self._hasher.hash(new_password)
        with self._database.write() as connection:
            target = require_user(connection, user_id)
            check_manages(connection, actor, target)
            # At the command line a password is the way back in when the provider is gone.
            if target.password_hash is None and actor is not None:
                raise no_password()
            set_password(connection, user_id, password_hash, must_change=must_change_password)
            end_all(connection, user_id)
            details = {"targetUserId": str(user_id), "targetUsername": target.username}
            record_act(connection, actor, Action.PASSWORD_RESET, _target(target), details)

    def set_consent(self, user_id: int, *, enabled: bool | None) -> None:
        """Keep a user's answer about analytics; None is "ask again in a week"."""
        now = int(time.time())
        values = {
            "analytics_enabled": None if enabled is None else int(enabled),
            "analytics_consent_shown_at": now,
            "analytics_consent_remind_at": now + _REMIND_AFTER_S if enabled is None else None,
        }
        with self._database.write() as connection:
            connection.execute(update(users).where(users.c.id == user_id).values(values))

    def delete(self, user_id: int, *, heir: int | None = None, actor: Principal | None = None) -> None:
        """Delete a user with their sessions and keys; pipelines, files and jobs go too unless an heir gets them.

        Raises InvalidRequestError for oneself, for the last administrator and for an heir who cannot be one,
        NotFoundError, and PermissionDeniedError above the actor's rights.
        """
        if actor is not None and actor.user_id == user_id:
            raise InvalidRequestError("You cannot delete your own account", code="SELF_DELETE")
        with self._database.write() as connection:
            target = require_user(connection, user_id)
            check_manages(connection, actor, target)
            keep_an_admin(connection, target)
            if heir is not None:
                _hand_over(connection, user_id, heir)
            connection.execute(delete(users).where(users.c.id == user_id))
            details = {"deletedUserId": str(user_id), "deletedUsername": target.username}
            if heir is not None:
                details["transferredTo"] = str(heir)
            record_act(connection, actor, Action.USER_DELETED, _target(target), details)
        self.after_delete()


def _milliseconds(seconds: int | None) -> int | None:
    return None if seconds is None else seconds * 1000


def set_password(connection: Connection, user_id: int, password_hash: str, *, must_change: bool) -> None:
    """Write a password's hash and delete the user's API keys; the caller commits."""
    values = {"password_hash": password_hash, "must_change_password": int(must_change), "updated_at": utc_now()}
    connection.execute(update(users).where(users.c.id == user_id).values(values))
    connection.execute(delete(api_keys).where(api_keys.c.user_id == user_id))


def no_password() -> InvalidRequestError:
    """Make the error for an account without a password of its own here."""
    return InvalidRequestError(
        "This account signs in through single sign-on and has no password here", code="OIDC_NO_PASSWORD"
    )


def _hand_over(connection: Connection, user_id: int, heir: int) -> None:
    known = select(users.c.id).where(users.c.id == heir)
    if heir == user_id or connection.execute(known).one_or_none() is None:
        raise InvalidRequestError("transferTo must be the id of another user", code="VALIDATION_ERROR")
    for name in OWNED:
        owned = table(name, column("user_id", Integer))
        connection.execute(update(owned).where(owned.c.user_id == user_id).values(user_id=heir))


def _shown(connection: Connection, changes: dict[str, object]) -> dict[str, object]:
    """Give the changes as people read them."""
    shown = dict(changes)
    if "team" in shown:
        shown["team"] = connection.execute(select(teams.c.name).where(teams.c.id == shown["team"])).scalar_one()
    if "disabled" in shown:
        shown["disabled"] = bool(shown["disabled"])
    return shown


def _target(user: User | Row[Any]) -> Target:
    return Target("user", user.id, user.username)


def _check_username(username: str) -> None:
    if len(username) not in _USERNAME_LENGTHS:
        raise InvalidRequestError("Username must be between 3 and 50 characters", code="VALIDATION_ERROR")
    if not _USERNAME.fullmatch(username):
        raise InvalidRequestError(
            "Username may contain only letters, numbers, dots, hyphens and underscores", code="VALIDATION_ERROR"
        )


def _name_taken() -> ConflictError:
    return ConflictError("Username already exists", code="CONFLICT")
