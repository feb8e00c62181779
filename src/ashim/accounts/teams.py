"""Teams: groups of users, for display and for sharing; they grant nothing."""

import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Insert, Row, Update, delete, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from ashim.accounts.acts import record_act
from ashim.accounts.principal import Principal
from ashim.accounts.tables import DEFAULT_TEAM, teams, users
from ashim.audit import Action, Target
from ashim.db import Database
from ashim.errors import ConflictError, InvalidRequestError, NotFoundError

_NAME_LENGTH = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """A team; `created_at` is in Unix seconds."""

    id: str
    name: str
    member_count: int
    created_at: int


@dataclass(frozen=True, slots=True)
class TeamService:
    """The rules of teams."""

    database: Database

    def all(self) -> list[Team]:
        """Give all teams, oldest first."""
        # Older databases hold a team's name where its id belongs.
        members = select(func.count()).where(or_(users.c.team == teams.c.id, users.c.team == teams.c.name))
        statement = select(teams, members.scalar_subquery().label("member_count"))
        with self.database.read() as connection:
            rows = connection.execute(statement.order_by(teams.c.created_at, teams.c.name))
            return [Team(**row._mapping) for row in rows]

    def create(self, name: str | None, *, actor: Principal | None = None) -> Team:
        """Make a team. Raises InvalidRequestError, or ConflictError for a taken name."""
        team = Team(id=str(uuid.uuid4()), name=_checked(name), member_count=0, created_at=int(time.time()))
        values = {"id": team.id, "name": team.name, "created_at": team.created_at}
        with self.database.write() as connection:
            _check_free(connection, team.name)
            _write(connection, insert(teams).values(values), team.name)
            _record(connection, actor, Action.TEAM_CREATED, team.id, team.name)
        return team

    def rename(self, team_id: str, name: str | None, *, actor: Principal | None = None) -> None:
        """Rename a team. Raises NotFoundError, InvalidRequestError, or ConflictError for a taken name."""
        with self.database.write() as connection:
            row = _require(connection, team_id)
            wanted = _checked(name)
            _check_free(connection, wanted, but=team_id)
            _write(connection, update(teams).where(teams.c.id == team_id).values(name=wanted), wanted)
            connection.execute(update(users).where(users.c.team == row.name).values(team=team_id))
            _record(connection, actor, Action.TEAM_UPDATED, team_id, row.name, {"name": wanted})

    def delete(self, team_id: str, *, actor: Principal | None = None) -> None:
        """Delete an empty team. Raises NotFoundError, InvalidRequestError for the default one and one with members."""
        with self.database.write() as connection:
            row = _require(connection, team_id)
            if row.name == DEFAULT_TEAM:
                raise _invalid("The default team cannot be deleted")
            is_member = or_(users.c.team == row.id, users.c.team == row.name)
            if connection.execute(select(users.c.id).where(is_member).limit(1)).one_or_none() is not None:
                raise _invalid(f"The team {row.name} still has members; move them to another team first")
            connection.execute(delete(teams).where(teams.c.id == team_id))
            _record(connection, actor, Action.TEAM_DELETED, team_id, row.name)


def find_team(connection: Connection, name_or_id: str) -> str:
    """Give the id of a team by its name or its id, the name first. Raises InvalidRequestError."""
    statement = select(teams.c.id).where(or_(teams.c.name == name_or_id, teams.c.id == name_or_id))
    found: str | None = connection.execute(statement.order_by(teams.c.name != name_or_id)).scalars().first()
    if found is None:
        raise _invalid(f"Team not found: {name_or_id}")
    return found


def _require(connection: Connection, team_id: str) -> Row[Any]:
    row = connection.execute(select(teams).where(teams.c.id == team_id)).one_or_none()
    if row is None:
        raise NotFoundError("Team not found", code="NOT_FOUND")
    return row


def _checked(name: str | None) -> str:
    wanted = (name or "").strip()
    if not wanted:
        raise _invalid("Team name is required")
    if len(wanted) > _NAME_LENGTH:
        raise _invalid(f"Team name must be {_NAME_LENGTH} characters or fewer")
    return wanted


def _check_free(connection: Connection, name: str, *, but: str | None = None) -> None:
    taken = select(teams.c.id).where(func.lower(teams.c.name) == func.lower(name), teams.c.id != (but or ""))
    if connection.execute(taken).first() is not None:
        raise _name_taken(name)


def _write(connection: Connection, statement: Insert | Update, name: str) -> None:
    try:
        connection.execute(statement)
    except IntegrityError as error:  # Another server process took the name just now.
        raise _name_taken(name) from error


def _record(
    connection: Connection,
    actor: Principal | None,
    action: Action,
    team_id: str,
    name: str,
    changes: Mapping[str, str] | None = None,
) -> None:
    details = {"teamId": team_id, "teamName": name, **({"changes": changes} if changes else {})}
    record_act(connection, actor, action, Target("team", team_id, name), details)


def _name_taken(name: str) -> ConflictError:
    return ConflictError(f'A team named "{name}" already exists', code="CONFLICT")


def _invalid(message: str) -> InvalidRequestError:
    return InvalidRequestError(message, code="VALIDATION_ERROR")
