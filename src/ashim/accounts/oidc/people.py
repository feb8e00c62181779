"""From a person at the provider to an account here: found, linked or made, and brought up to date."""

from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy import Connection, Row, func, select, update

from ashim.accounts.guards import keep_an_admin, require_user, role_exists
from ashim.accounts.oidc.failures import Failure, SignInFailedError
from ashim.accounts.oidc.identity import Identity
from ashim.accounts.oidc.options import Options
from ashim.accounts.permissions import ADMIN, USER
from ashim.accounts.principal import Origin
from ashim.accounts.service import AccountService, SignIn
from ashim.accounts.tables import DEFAULT_TEAM_ID, teams, users
from ashim.accounts.teams import ensure_team
from ashim.accounts.users import OPEN_USERNAME
from ashim.audit import Action, Actor, Target, record
from ashim.db import utc_now
from ashim.errors import AshimError, InvalidRequestError, PermissionDeniedError

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class People:
    """Lets people in whom the provider vouches for."""

    options: Options
    accounts: AccountService

    def sign_in(self, identity: Identity, origin: Origin, id_token: str) -> SignIn:
        """Begin a session for the person; all that this changes is one transaction. Raises SignInFailedError."""
        actor = Actor(None, "single sign-on", origin.address)
        if self.options.allowed_groups and not self.options.allowed_groups.intersection(identity.groups):
            raise _refused(Failure.NOT_AUTHORIZED, "not in any of OIDC_ALLOWED_GROUPS", identity)
        with self.accounts.database.write() as connection:
            user = (
                self._known(connection, identity)
                or self._linked(connection, identity, actor)
                or self._created(connection, identity, actor)
            )
            if user.disabled:
                raise _refused(Failure.ACCOUNT_DISABLED, f"the account {user.username} is disabled", identity)
            self._bring_up_to_date(connection, user, identity, actor)
            return self.accounts.begin(connection, user.id, origin, method="oidc", id_token=id_token)

    def _known(self, connection: Connection, identity: Identity) -> Row[Any] | None:
        return connection.execute(select(users).where(users.c.external_id == identity.subject)).one_or_none()

    def _linked(self, connection: Connection, identity: Identity, actor: Actor) -> Row[Any] | None:
        if not (self.options.auto_link and identity.email and identity.email_verified):
            return None
        same_address = func.lower(users.c.email) == identity.email.lower()
        found = connection.execute(select(users).where(same_address, users.c.external_id.is_(None))).all()
        if len(found) != 1:
            if found:
                log.warning("single sign-on links no account: several have this address", subject=identity.subject)
            return None
        user = found[0]
        connection.execute(update(users).where(users.c.id == user.id).values(external_id=identity.subject))
        _record(connection, actor, Action.OIDC_USER_LINKED, user, {"email": identity.email})
        return user

    def _created(self, connection: Connection, identity: Identity, actor: Actor) -> Row[Any]:
        if not self.options.auto_create:
            raise _refused(Failure.NOT_AUTHORIZED, "no account, and OIDC_AUTO_CREATE_USERS is false", identity)
        try:
            user = self.accounts.users.insert(
                connection,
                _free_name(connection, identity.username),
                role=self._role(connection, identity) or self._default_role(connection),
                team=DEFAULT_TEAM_ID,
                must_change_password=0,
                auth_provider="oidc",
                external_id=identity.subject,
                email=identity.email,
            )
        except PermissionDeniedError as error:
            raise _refused(Failure.USER_LIMIT_REACHED, error.message, identity) from error
        except AshimError as error:
            raise _refused(Failure.AUTH_FAILED, error.message, identity) from error
        row = require_user(connection, user.id)
        _record(connection, actor, Action.OIDC_USER_CREATED, row, {"role": user.role, "email": identity.email})
        return row

    def _bring_up_to_date(self, connection: Connection, user: Row[Any], identity: Identity, actor: Actor) -> None:
        role, team = self._role(connection, identity), self._team(connection, identity, actor)
        if role is not None and role != user.role and role != ADMIN:
            try:
                keep_an_admin(connection, user)
            except InvalidRequestError:
                log.warning("single sign-on leaves the last administrator their role", user=user.username, role=role)
                role = None
        wanted = {"email": identity.email, "role": role, "team": team}
        changes = {
            column: value for column, value in wanted.items() if value is not None and value != getattr(user, column)
        }
        if not changes:
            return
        connection.execute(update(users).where(users.c.id == user.id).values(**changes, updated_at=utc_now()))
        if "team" in changes:
            changes["team"] = connection.execute(select(teams.c.name).where(teams.c.id == team)).scalar_one()
        _record(connection, actor, Action.USER_UPDATED, user, {"changes": changes})

    def _role(self, connection: Connection, identity: Identity) -> str | None:
        """Give the role that the person's groups stand for, if any."""
        for group, role in self.options.role_mapping:
            if group in identity.groups:
                if role_exists(connection, role):
                    return role
                log.warning("OIDC_ROLE_MAPPING names a role that does not exist", role=role)
        return None

    def _default_role(self, connection: Connection) -> str:
        if role_exists(connection, self.options.default_role):
            return self.options.default_role
        log.warning("OIDC_DEFAULT_ROLE names a role that does not exist", role=self.options.default_role)
        return USER

    def _team(self, connection: Connection, identity: Identity, actor: Actor) -> str | None:
        if identity.team is None:
            return None
        try:
            return ensure_team(connection, identity.team, actor)
        except InvalidRequestError as error:
            log.warning("single sign-on leaves the team as it is", reason=error.message, team=identity.team[:100])
            return None


def _free_name(connection: Connection, wanted: str) -> str:
    alike = select(users.c.username).where(users.c.username.startswith(wanted, autoescape=True))
    taken = {OPEN_USERNAME, *connection.execute(alike).scalars()}
    names = [wanted, *(f"{wanted}_{number}" for number in range(2, len(taken) + 2))]
    return next(name for name in names if name not in taken)


def _record(connection: Connection, actor: Actor, action: Action, user: Row[Any], details: dict[str, object]) -> None:
    shown = {"userId": str(user.id), "username": user.username, **details}
    record(connection, actor, action, Target("user", user.id, user.username), details=shown)


def _refused(failure: Failure, reason: str, identity: Identity) -> SignInFailedError:
    return SignInFailedError(failure, reason, who=identity.username)
