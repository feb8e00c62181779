"""Who is asking: sign-in, sessions and one's own account. The rules of everything else about people hang below."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, bindparam, delete, select, update

from ashim.accounts.guards import granted_by, require_user
from ashim.accounts.keys import PREFIX, ApiKeys
from ashim.accounts.passwords import PasswordHasher, check_strength
from ashim.accounts.principal import LoginMethod, Origin, Principal
from ashim.accounts.roles import RoleService
from ashim.accounts.sessions import NewSession, Sessions, end_all
from ashim.accounts.tables import sessions, users
from ashim.accounts.teams import TeamService
from ashim.accounts.throttle import FixedWindow, rate_limited
from ashim.accounts.users import WITH_TEAM, Consent, User, UserService, no_password, set_password
from ashim.audit import COMMAND_LINE, Action, Actor, Target, record
from ashim.db import Database, Lookup
from ashim.errors import AuthenticationError, NotFoundError, PermissionDeniedError

_LINK_DURATION = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class SignIn:
    """A successful sign-in."""

    session: NewSession
    user: User
    permissions: frozenset[str]
    must_change_password: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What one sees of one's own account beside what every request knows; `login_method` is that of the session."""

    auth_provider: str
    email: str | None
    has_password: bool
    has_oidc_link: bool
    analytics: Consent
    login_method: LoginMethod


class AccountService:
    """Signs people in and knows them again; `users`, `roles`, `teams`, `keys`, `sessions` have rules of their own."""

    def __init__(
        self,
        database: Database,
        *,
        session_duration_hours: float = 168,
        skip_must_change_password: bool = False,
        max_users: int = 0,
        failed_attempt_limit: int = 30,
        hasher: PasswordHasher = PasswordHasher(),
        password_sign_in: bool = True,
    ) -> None:
        """`max_users` 0 is no limit; `failed_attempt_limit` counts wrong passwords per user name and minute."""
        self.database = database
        self.hasher = hasher
        self.sessions = Sessions(
            database, duration_hours=session_duration_hours, skip_must_change_password=skip_must_change_password
        )
        self.keys = ApiKeys(database)
        self.users = UserService(database, hasher, max_users=max_users)
        self.roles = RoleService(database)
        self.teams = TeamService(database)
        self.skip_must_change_password = skip_must_change_password
        self.password_sign_in = password_sign_in
        self.local_owner: Principal | None = None
        """Stands behind every request while sign-in is off; set at start."""
        self._failed_attempt_limit = failed_attempt_limit
        self._failed_attempts = FixedWindow()

    def authenticate(self, token: str, address: str | None = None) -> Principal:
        """Give the principal of a session token or API key. Short reads, fit for the event loop.

        Raises AuthenticationError.
        """
        find = self.keys.find if token.startswith(PREFIX) else self.sessions.find
        principal = find(token, address)
        if principal is None:
            raise AuthenticationError("Session expired or invalid")
        return principal

    def sign_in(self, username: str, password: str, origin: Origin = Origin()) -> SignIn:
        """Begin a session. Takes as long for an unknown user as for a wrong password.

        Raises AuthenticationError, RateLimitedError after too many wrong passwords for the name, and
        PermissionDeniedError where passwords are switched off and for a disabled account.
        """
        if self.local_owner is not None:
            raise PermissionDeniedError("Authentication is disabled on this server")
        if not self.password_sign_in:
            raise PermissionDeniedError(
                "Signing in with a password is switched off; use single sign-on", code="PASSWORD_SIGN_IN_DISABLED"
            )
        name_key = self._throttled(username)
        with self.database.read() as connection:
            row = connection.execute(WITH_TEAM.where(users.c.username == username)).one_or_none()
        if not self.hasher.verify(password, row.password_hash if row else None) or row is None:
            self._failed_attempts.hit(name_key)
            reason = "unknown_user" if row is None else "bad_password"
            self._record_failure(row.id if row else None, username, origin, reason)
            raise AuthenticationError("Invalid credentials")
        self._failed_attempts.clear(name_key)
        if row.disabled:
            self._record_failure(row.id, username, origin, "disabled")
            raise account_disabled()
        renewed = self.hasher.hash(password) if self.hasher.is_outdated(row.password_hash) else None
        with self.database.write() as connection:
            if not _still_holds(connection, row.id, row.password_hash):
                raise AuthenticationError("Invalid credentials")
            if renewed is not None:
                connection.execute(update(users).where(users.c.id == row.id).values(password_hash=renewed))
            return self.begin(connection, row.id, origin, method="local")

    def begin(
        self,
        connection: Connection,
        user_id: int,
        origin: Origin,
        *,
        method: LoginMethod,
        id_token: str | None = None,
    ) -> SignIn:
        """Begin a session for a user who has proved who they are; the caller commits."""
        row = connection.execute(WITH_TEAM.where(users.c.id == user_id)).one()
        actor = Actor(row.id, row.username, origin.address)
        action = Action.LOGIN_SUCCESS if method == "local" else Action.OIDC_LOGIN_SUCCESS
        details = {"userId": str(row.id), "username": row.username}
        record(connection, actor, action, Target("user", row.id, row.username), details=details)
        session = self.sessions.begin(connection, row.id, origin, method=method, id_token=id_token)
        must_change = bool(row.must_change_password) and not self.skip_must_change_password
        return SignIn(session, User.of(row), granted_by(connection, row.role), must_change)

    def sign_in_link_token(self, username: str) -> NewSession:
        """Begin a short session for the person at the command line, whoever else is locked out.

        Raises NotFoundError, and PermissionDeniedError for a disabled account.
        """
        user = self.users.find(username)
        if user.disabled:
            raise account_disabled()
        with self.database.write() as connection:
            record(connection, COMMAND_LINE, Action.SIGN_IN_LINK_CREATED, Target("user", user.id, username))
            return self.sessions.begin(connection, user.id, method="link", duration=_LINK_DURATION)

    def sign_out(self, principal: Principal) -> str | None:
        """End the presented session; give the id token of a session of single sign-on. An API key ends nothing."""
        if principal.session_id is None:
            return None
        ended = delete(sessions).where(sessions.c.id == principal.session_id).returning(sessions.c.id_token)
        with self.database.write() as connection:
            row = connection.execute(ended).one_or_none()
            if row is None:
                return None
            details = {"userId": str(principal.user_id)}
            record(connection, principal.actor, Action.LOGOUT, _self(principal), details=details)
        id_token: str | None = row.id_token
        return id_token

    def account(self, principal: Principal) -> Account:
        """Give the principal's own account. Raises AuthenticationError if it has just been deleted."""
        row = self.database.look_up(_ACCOUNT, user_id=principal.user_id, session_id=principal.session_id)
        if row is None:
            raise AuthenticationError("User not found")
        auth_provider, email, password_hash, external_id, *analytics, login_method = row
        return Account(
            auth_provider=auth_provider,
            email=email,
            has_password=password_hash is not None,
            has_oidc_link=external_id is not None,
            analytics=Consent.of(*analytics),
            login_method=login_method or "local",
        )

    def end_session(self, principal: Principal, session_id: str) -> None:
        """End one of one's own sessions. Raises NotFoundError for any other."""
        mine = delete(sessions).where(sessions.c.id == session_id, sessions.c.user_id == principal.user_id)
        with self.database.write() as connection:
            if connection.execute(mine).rowcount == 0:
                raise NotFoundError("Session not found", code="NOT_FOUND")
            self._record_revocation(connection, principal, 1)

    def end_other_sessions(self, principal: Principal) -> int:
        """End one's sessions but the one in use; give how many."""
        with self.database.write() as connection:
            ended = end_all(connection, principal.user_id, keep=principal.session_id)
            if ended:
                self._record_revocation(connection, principal, ended)
        return ended

    def change_password(self, principal: Principal, current_password: str, new_password: str) -> None:
        """Set one's own password; ends the user's other sessions and deletes all their API keys.

        Raises InvalidRequestError for a weak password and AuthenticationError for a wrong current one.
        """
        if principal.scope is not None:
            raise PermissionDeniedError("A scoped API key cannot change the password; sign in to do so")
        check_strength(new_password)
        with self.database.read() as connection:
            stored = require_user(connection, principal.user_id).password_hash
        if stored is None:
            raise no_password()
        name_key = self._throttled(principal.username)
        if not self.hasher.verify(current_password, stored):
            self._failed_attempts.hit(name_key)
            raise AuthenticationError("Current password is wrong", code="INVALID_PASSWORD")
        password_hash = self.hasher.hash(new_password)
        with self.database.write() as connection:
            if not _still_holds(connection, principal.user_id, stored):
                raise AuthenticationError("Current password is wrong", code="INVALID_PASSWORD")
            set_password(connection, principal.user_id, password_hash, must_change=False)
            end_all(connection, principal.user_id, keep=principal.session_id)
            details = {"userId": str(principal.user_id), "username": principal.username}
            record(connection, principal.actor, Action.PASSWORD_CHANGED, _self(principal), details=details)

    def maintain(self) -> None:
        """Delete expired sessions and write the last use of sessions and keys; to be called every minute."""
        self.sessions.flush_usage()
        self.sessions.purge()
        self.keys.flush_usage()

    def _throttled(self, username: str) -> str:
        """Give the key under which wrong passwords for the name are counted. Raises RateLimitedError past the limit."""
        name_key = username.casefold()
        if self._failed_attempts.count(name_key) >= self._failed_attempt_limit:
            raise rate_limited(self._failed_attempts.resets_in())
        return name_key

    def _record_failure(self, user_id: int | None, username: str, origin: Origin, reason: str) -> None:
        # The actor is whoever claims the name; that they are that user is just what has not been shown.
        details = {"username": username, "reason": reason}
        with self.database.write() as connection:
            actor = Actor(None, username, origin.address)
            record(connection, actor, Action.LOGIN_FAILED, Target("user", user_id, username), details=details)

    def _record_revocation(self, connection: Connection, principal: Principal, count: int) -> None:
        details = {"userId": str(principal.user_id), "count": count}
        record(connection, principal.actor, Action.SESSION_REVOKED, _self(principal), details=details)


_ACCOUNT = Lookup(
    select(
        users.c.auth_provider,
        users.c.email,
        users.c.password_hash,
        users.c.external_id,
        users.c.analytics_enabled,
        users.c.analytics_consent_shown_at,
        users.c.analytics_consent_remind_at,
        sessions.c.login_method,
    )
    .outerjoin(sessions, sessions.c.id == bindparam("session_id"))
    .where(users.c.id == bindparam("user_id"))
)


def _still_holds(connection: Connection, user_id: int, password_hash: str) -> bool:
    """Tell whether the user may still come in with the password whose hash was checked.

    Checking takes long, and an administrator may have reset the password, disabled or deleted the user meanwhile.
    """
    live = select(users.c.id).where(
        users.c.id == user_id, users.c.password_hash == password_hash, users.c.disabled == 0
    )
    return connection.execute(live.with_for_update()).one_or_none() is not None


def account_disabled() -> PermissionDeniedError:
    """Make the error for a user who may not come in."""
    return PermissionDeniedError("This account is disabled; ask an administrator", code="ACCOUNT_DISABLED")


def _self(principal: Principal) -> Target:
    return Target("user", principal.user_id, principal.username)
