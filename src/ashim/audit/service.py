"""Writing, reading and forgetting events."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Self

import structlog
from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, or_, select

from ashim.audit.actions import Action
from ashim.audit.tables import audit_log
from ashim.db import Database, iso, utc_now

log = structlog.get_logger()

_ROWS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something, and from which address. Without a `user_id` it is nobody with an account."""

    user_id: int | None
    username: str
    address: str | None = None


COMMAND_LINE = Actor(None, "command line")


@dataclass(frozen=True, slots=True)
class Target:
    """What something is done to: its kind (`user`, `role`, …), its id, and its name at that time."""

    kind: str
    id: object = None
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which events: all that fit every field that is given. `start` and `end` are ISO text, inclusive."""

    action: str | None = None
    user: str | None = None
    """Part of the name of who did it or of whom it was done to."""
    start: str | None = None
    end: str | None = None

    def clauses(self) -> list[ColumnElement[bool]]:
        """Give the conditions."""
        found: list[ColumnElement[bool]] = []
        if self.action:
            found.append(audit_log.c.action == self.action)
        if self.user:
            found.append(
                or_(
                    audit_log.c.actor_username.icontains(self.user, autoescape=True),
                    audit_log.c.target_name.icontains(self.user, autoescape=True),
                )
            )
        if self.start:
            found.append(audit_log.c.created_at >= self.start)
        if self.end:
            found.append(audit_log.c.created_at <= self.end)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One row."""

    id: int
    actor_id: int | None
    actor_username: str
    action: str
    target_type: str | None
    target_id: str | None
    target_name: str | None
    details: dict[str, Any] | None
    ip_address: str | None
    created_at: str

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        """Read a row."""
        values = dict(row._mapping)
        details = values.pop("details")
        return cls(**values, details=None if details is None else json.loads(details))


def record(
    connection: Connection,
    actor: Actor,
    action: Action,
    target: Target | None = None,
    *,
    details: Mapping[str, object] | None = None,
) -> None:
    """Insert an event in the caller's transaction: it is kept if, and only if, what it tells of is.

    Secrets have no place in `details`.
    """
    target_id = None if target is None or target.id is None else str(target.id)
    connection.execute(
        insert(audit_log).values(
            actor_id=actor.user_id,
            actor_username=actor.username,
            action=action,
            target_type=target.kind if target else None,
            target_id=target_id,
            target_name=target.name if target else None,
            details=None if details is None else json.dumps(details, ensure_ascii=False),
            ip_address=actor.address,
            created_at=utc_now(),
        )
    )
    log.info(
        "audit",
        audit=True,
        action=str(action),
        actor=actor.username,
        client=actor.address,
        target=target_id,
        details=details,
    )


@dataclass(frozen=True, slots=True)
class AuditLog:
    """The events of this installation."""

    database: Database

    def page(self, wanted: Filter, *, page: int, limit: int) -> tuple[list[Event], int]:
        """Give one page of events, newest first, and how many fit in all. Pages count from 1."""
        clauses = wanted.clauses()
        statement = select(audit_log).where(*clauses).order_by(audit_log.c.id.desc())
        with self.database.read() as connection:
            total = connection.execute(select(func.count()).select_from(audit_log).where(*clauses)).scalar_one()
            rows = connection.execute(statement.limit(limit).offset((page - 1) * limit))
            return [Event.of(row) for row in rows], total

    def every(self, wanted: Filter) -> Iterator[Event]:
        """Give all events that fit, newest first, a few at a time: the log may be long."""
        below: int | None = None
        while True:
            clauses = wanted.clauses()
            if below is not None:
                clauses.append(audit_log.c.id < below)
            statement = select(audit_log).where(*clauses).order_by(audit_log.c.id.desc()).limit(_ROWS_AT_ONCE)
            with self.database.read() as connection:
                events = [Event.of(row) for row in connection.execute(statement)]
            yield from events
            if len(events) < _ROWS_AT_ONCE:
                return
            below = events[-1].id

    def remove_older(self, days: float) -> int:
        """Forget events older than that; give how many."""
        oldest = iso(datetime.now(UTC) - timedelta(days=days))
        with self.database.write() as connection:
            return connection.execute(delete(audit_log).where(audit_log.c.created_at < oldest)).rowcount


_COLUMNS = (
    "createdAt",
    "action",
    "actorUsername",
    "actorId",
    "targetType",
    "targetId",
    "targetName",
    "ipAddress",
    "details",
)


def csv_lines(events: Iterator[Event]) -> Iterator[str]:
    """Give a CSV file with a header, line by line. Texts that a spreadsheet would run as formulas are disarmed."""
    yield _csv_line(_COLUMNS)
    for event in events:
        yield _csv_line(
            (
                event.created_at,
                event.action,
                event.actor_username,
                event.actor_id,
                event.target_type,
                event.target_id,
                event.target_name,
                event.ip_address,
                None if event.details is None else json.dumps(event.details, ensure_ascii=False),
            )
        )


def _csv_line(values: tuple[object, ...]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow([_harmless(value) for value in values])
    return line.getvalue()


def _harmless(value: object) -> object:
    # OWASP, "CSV injection": a leading apostrophe makes spreadsheets take the cell as text.
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value
