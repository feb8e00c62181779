"""Roles: three built-in ones, and those that an installation makes for itself."""

import json
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from ashim.accounts.acts import record_act
from ashim.accounts.guards import check_gives
from ashim.accounts.permissions import PERMISSIONS, USER, in_order, permissions_of
from ashim.accounts.principal import Principal
from ashim.accounts.tables import roles, users
from ashim.audit import Action, Target
from ashim.db import Database, utc_now
from ashim.errors import ConflictError, InvalidRequestError, NotFoundError

_NAME = re.compile(r"[a-z0-9_-]+")
_NAME_LENGTHS = range(2, 31)
_DESCRIPTION_LENGTH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A role and how many users hold it."""

    id: str
    name: str
    description: str
    permissions: list[str]
    is_builtin: bool
    user_count: int
    created_at: str
    updated_at: str


@dataclass(frozen=True, slots=True)
class RoleService:
    """The rules of roles. What a custom role grants is looked up with every request, so a change counts at once."""

    database: Database

    def all(self) -> list[Role]:
        """Give all roles, the built-in ones first, then the oldest first."""
        holders = select(users.c.role, func.count().label("number")).group_by(users.c.role).subquery()
        statement = (
            select(roles, func.coalesce(holders.c.number, 0).label("user_count"))
            .outerjoin(holders, holders.c.role == roles.c.name)
            .order_by(roles.c.is_builtin.desc(), roles.c.created_at, roles.c.id)
        )
        with self.database.read() as connection:
            return [_role(row, row.user_count) for row in connection.execute(statement)]

    def create(
        self, name: str, permissions: Sequence[str], *, description: str = "", actor: Principal | None = None
    ) -> Role:
        """Make a role.

        Raises InvalidRequestError, ConflictError, and PermissionDeniedError beyond the actor's rights.
        """
        values = _checked(name=name, description=description, permissions=permissions)
        if not permissions:
            raise _invalid("Choose at least one permission")
        check_gives(actor, frozenset(permissions), what="This role")
        now = utc_now()
        row_values = {
            **values,
            "id": str(uuid.uuid4()),
            "created_by": actor.user_id if actor else None,
            "created_at": now,
            "updated_at": now,
        }
        with self.database.write() as connection:
            try:
                row = connection.execute(insert(roles).values(row_values).returning(roles)).one()
            except IntegrityError as error:
                raise _name_taken(values["name"]) from error
            details = {"roleId": row.id, "roleName": row.name, "permissions": in_order(frozenset(permissions))}
            record_act(connection, actor, Action.ROLE_CREATED, _target(row), details)
        return _role(row, 0)

    def update(
        self,
        role_id: str,
        *,
        name: str | None = None,
        description: str | None = None,
        permissions: Sequence[str] | None = None,
        actor: Principal | None = None,
    ) -> None:
        """Change what is given; a new name moves the users of the role along.

        Raises NotFoundError, InvalidRequestError for built-in roles and wrong values, ConflictError, and
        PermissionDeniedError if the role grants, before or after, more than the actor holds.
        """
        with self.database.write() as connection:
            row = _custom_role(connection, role_id, "modify")
            values = _checked(name=name, description=description, permissions=permissions)
            check_gives(actor, permissions_of(row.name, row.permissions), what=f"The role {row.name}")
            check_gives(actor, frozenset(permissions or ()), what=f"The role {row.name}, so changed,")
            if not values:
                return
            try:
                connection.execute(update(roles).where(roles.c.id == role_id).values(**values, updated_at=utc_now()))
            except IntegrityError as error:
                raise _name_taken(values["name"]) from error
            if "name" in values:
                connection.execute(update(users).where(users.c.role == row.name).values(role=values["name"]))
            changes = values if permissions is None else {**values, "permissions": list(permissions)}
            record_act(connection, actor, Action.ROLE_UPDATED, _target(row), {"roleId": role_id, "changes": changes})

    def delete(self, role_id: str, *, actor: Principal | None = None) -> None:
        """Delete a role; its users become `user`.

        Raises NotFoundError, InvalidRequestError for built-in roles, PermissionDeniedError beyond the actor's rights.
        """
        with self.database.write() as connection:
            row = _custom_role(connection, role_id, "delete")
            check_gives(actor, permissions_of(row.name, row.permissions), what=f"The role {row.name}")
            connection.execute(update(users).where(users.c.role == row.name).values(role=USER, updated_at=utc_now()))
            connection.execute(delete(roles).where(roles.c.id == role_id))
            details = {"roleId": role_id, "roleName": row.name}
            record_act(connection, actor, Action.ROLE_DELETED, _target(row), details)


def _role(row: Row[Any], user_count: int) -> Role:
    return Role(
        id=row.id,
        name=row.name,
        description=row.description,
        permissions=in_order(permissions_of(row.name, row.permissions)),
        is_builtin=bool(row.is_builtin),
        user_count=user_count,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def _custom_role(connection: Connection, role_id: str, verb: str) -> Row[Any]:
    row = connection.execute(select(roles).where(roles.c.id == role_id)).one_or_none()
    if row is None:
        raise NotFoundError("Role not found", code="NOT_FOUND")
    if row.is_builtin:
        raise _invalid(f"Cannot {verb} built-in roles")
    return row


def _checked(*, name: str | None, description: str | None, permissions: Sequence[str] | None) -> dict[str, str]:
    """Give the columns of what is given. Raises InvalidRequestError naming every problem."""
    values: dict[str, str] = {}
    problems = []
    if name is not None:
        values["name"] = name = name.strip().lower()
        if len(name) not in _NAME_LENGTHS:
            problems.append("name: must be 2-30 characters long")
        if not _NAME.fullmatch(name):
            problems.append("name: may contain only lowercase letters, numbers, hyphens and underscores")
    if description is not None:
        values["description"] = description = description.strip()
        if len(description) > _DESCRIPTION_LENGTH:
            problems.append(f"description: must be {_DESCRIPTION_LENGTH} characters or fewer")
    if permissions is not None:
        values["permissions"] = json.dumps(in_order(frozenset(permissions)))
        unknown = [permission for permission in permissions if permission not in PERMISSIONS]
        if unknown:
            problems.append(f"invalid permissions: {', '.join(unknown)}")
    if problems:
        raise _invalid("; ".join(problems))
    return values


def _target(row: Row[Any]) -> Target:
    return Target("role", row.id, row.name)


def _invalid(message: str) -> InvalidRequestError:
    return InvalidRequestError(message, code="VALIDATION_ERROR")


def _name_taken(name: str) -> ConflictError:
    return ConflictError(f'The role "{name}" already exists', code="CONFLICT")
