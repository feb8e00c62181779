"""Who sees what others have saved: each row belongs to a user, who may show it to their team or to everybody."""

from typing import Any, Literal

from sqlalchemy import ColumnElement, Row, Select, Table, or_, select

from ashim.accounts.principal import Principal
from ashim.accounts.tables import users
from ashim.errors import PermissionDeniedError

Visibility = Literal["own", "team", "all"]
ALL = "pipelines:all"


def everything(table: Table) -> Select[Any]:
    """Give the statement for all rows, each with its owner's name."""
    return select(table, users.c.username.label("owner")).outerjoin(users, users.c.id == table.c.user_id)


def visible(table: Table, viewer: Principal) -> Select[Any]:
    """Give the statement for the rows that the viewer may see, each with its owner's name."""
    statement = everything(table)
    return statement if viewer.can(ALL) else statement.where(_shown_to(table, viewer))


def may_change(row: Row[Any], actor: Principal) -> bool:
    """Tell whether a row that the actor sees is theirs to change: their own, or nobody's."""
    return row.user_id in (None, actor.user_id) or actor.can(ALL)


def check_visibility(visibility: Visibility, actor: Principal) -> None:
    """Raise PermissionDeniedError for showing to everybody without the permission to work with everybody's."""
    if visibility == "all" and not actor.can(ALL):
        raise PermissionDeniedError(f'visibility "all" needs the permission {ALL}', code="FORBIDDEN")


def sharing_of(row: Row[Any], viewer: Principal) -> dict[str, Any]:
    """Give what the document of a row says about who sees and changes it."""
    return {
        "visibility": row.visibility,
        "owner": row.owner,
        "mine": row.user_id == viewer.user_id,
        "editable": may_change(row, viewer),
    }


def _shown_to(table: Table, viewer: Principal) -> ColumnElement[bool]:
    team = select(users.c.team).where(users.c.id == viewer.user_id).scalar_subquery()
    return or_(
        table.c.user_id == viewer.user_id,
        table.c.user_id.is_(None),
        table.c.visibility == "all",
        (table.c.visibility == "team") & (users.c.team == team),
    )
