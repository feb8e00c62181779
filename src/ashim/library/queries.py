"""Statements on the table of files: who sees what, and pages that stay as quick however many files there are."""

import base64
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Delete, Select, and_, delete, exists, func, or_, select, update

from ashim.accounts.principal import Principal
from ashim.accounts.tables import users
from ashim.errors import InvalidRequestError
from ashim.library.model import StoredFile
from ashim.library.tables import user_files

files = user_files.c

SortKey = Literal["date", "name", "size", "type"]

_SORTED_BY: dict[SortKey, ColumnElement[Any]] = {
    "date": files.created_at,
    "name": func.lower(files.original_name),
    "size": files.size,
    "type": files.mime_type,
}


@dataclass(frozen=True, slots=True)
class Page:
    """Some files, how many fit in all, and where the next page begins, if there is one."""

    files: list[StoredFile]
    total: int
    next: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """Which files, in which order, and which part of them. `after` is the `next` of the page before."""

    limit: int
    offset: int = 0
    after: str | None = None
    text: str = ""
    """Part of the name, whatever the case of its ASCII letters; `%` and `_` mean themselves."""
    mime_type: str | None = None
    tool_id: str | None = None
    owner: str | None = None
    """Only the files of the user of this name."""
    since: int | None = None
    until: int | None = None
    """Stored within this time, both ends included, in Unix seconds."""
    min_size: int | None = None
    max_size: int | None = None
    versioned: bool = False
    """Only files that have more than one version."""
    sort: SortKey = "date"
    descending: bool = True

    def count(self, viewer: Principal) -> Select[Any]:
        """Give the statement that counts them."""
        return select(func.count()).select_from(user_files).where(*self._clauses(viewer))

    def rows(self, viewer: Principal) -> Select[Any]:
        """Give the statement for the page, with one row more, which tells that there is a next page.

        Raises InvalidRequestError for a cursor that is not one of ours.
        """
        column = _SORTED_BY[self.sort]
        order = (column.desc(), files.id.desc()) if self.descending else (column, files.id)
        statement = visible(viewer).where(*self._clauses(viewer)).order_by(*order).limit(self.limit + 1)
        return statement.offset(self.offset) if self.after is None else statement.where(self._beyond(column))

    def cursor_after(self, file: StoredFile) -> str:
        """Give where the page after that file begins."""
        keys: dict[SortKey, object] = {
            "date": file.created_at,
            "name": _ascii_lower(file.original_name),
            "size": file.size,
            "type": file.mime_type,
        }
        return base64.urlsafe_b64encode(json.dumps([keys[self.sort], file.id]).encode()).decode().rstrip("=")

    def _beyond(self, column: ColumnElement[Any]) -> ColumnElement[bool]:
        try:
            text = (self.after or "").encode()
            key, file_id = json.loads(base64.urlsafe_b64decode(text + b"=" * (-len(text) % 4)))
        except (ValueError, TypeError) as error:
            raise InvalidRequestError("after must be the next of the page before", code="VALIDATION_ERROR") from error
        if self.descending:
            return or_(column < key, and_(column == key, files.id < file_id))
        return or_(column > key, and_(column == key, files.id > file_id))

    def _clauses(self, viewer: Principal) -> list[ColumnElement[bool]]:
        clauses = [*_own(viewer), files.is_leaf == 1]
        if self.text:
            clauses.append(files.original_name.icontains(self.text, autoescape=True))
        if self.mime_type:
            clauses.append(files.mime_type == self.mime_type)
        if self.tool_id:
            clauses.append(files.tool_chain.contains(json.dumps(self.tool_id), autoescape=True))
        if self.owner:
            clauses.append(files.user_id == select(users.c.id).where(users.c.username == self.owner).scalar_subquery())
        if self.versioned:
            clauses.append(files.version > 1)
        bounds = ((files.created_at, self.since, self.until), (files.size, self.min_size, self.max_size))
        for column, least, most in bounds:
            clauses += [] if least is None else [column >= least]
            clauses += [] if most is None else [column <= most]
        return clauses


def visible(viewer: Principal) -> Select[Any]:
    """Give the statement for all files that the viewer may see, with their owners' names if they are everybody's."""
    if not viewer.can("files:all"):
        return select(user_files).where(*_own(viewer))
    owner = select(users.c.username).where(users.c.id == files.user_id).scalar_subquery()
    return select(user_files, owner.label("owner"))


def deletable(actor: Principal) -> Delete:
    """Give the statement that deletes all files that are the actor's to delete."""
    return delete(user_files).where(*_own(actor))


def branch(file_id: str) -> ColumnElement[bool]:
    """Give the condition for a file and everything made from it."""
    found = select(files.id).where(files.id == file_id).cte(recursive=True)
    found = found.union(select(files.id).join(found, files.parent_id == found.c.id))
    return files.id.in_(select(found.c.id))


def doubles(connection: Connection, user_id: int, stored: Iterable[StoredFile]) -> dict[str, str]:
    """Give for the blobs of stored files the ids of further files of the same user with the same bytes."""
    new = {file.id: file.stored_name for file in stored}
    same = select(files.stored_name, files.id).where(
        files.user_id == user_id, files.stored_name.in_(set(new.values())), files.id.not_in(new)
    )
    return {row.stored_name: row.id for row in connection.execute(same.order_by(files.created_at.desc()))}


def mark_leaves(connection: Connection, roots: Iterable[str]) -> None:
    """Bring up to date which files of some trees have no later version."""
    child = user_files.alias()
    has_child = exists().where(child.c.parent_id == files.id)
    connection.execute(update(user_files).where(files.root_id.in_(set(roots)), ~has_child).values(is_leaf=1))


def unused(connection: Connection, stored_names: Iterable[str]) -> set[str]:
    """Give those of the blobs that no row refers to."""
    names = set(stored_names)
    used = connection.execute(select(files.stored_name).where(files.stored_name.in_(names))).scalars()
    return names - set(used)


def _own(viewer: Principal) -> list[ColumnElement[bool]]:
    return [] if viewer.can("files:all") else [files.user_id == viewer.user_id]


def _ascii_lower(text: str) -> str:
    """Lower the letters that SQLite lowers."""
    return "".join(each.lower() if each.isascii() else each for each in text)
