"""Presets: named settings of a tool, which can be a step of a pipeline."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from ashim.accounts.principal import Principal
from ashim.audit import Action, Target, record
from ashim.db import Database, utc_now
from ashim.engine import PlanError, build_plan
from ashim.errors import ConflictError, InvalidRequestError, NotFoundError, PermissionDeniedError
from ashim.pipelines.schemas import ChangedPreset, NewPreset
from ashim.pipelines.sharing import check_visibility, may_change, sharing_of, visible
from ashim.pipelines.tables import presets
from ashim.tools import Registry

_DIGITS = 18


@dataclass(frozen=True, slots=True)
class PresetService:
    """Saves, finds, changes and deletes presets."""

    database: Database
    tools: Callable[[], Registry]
    """Gives the tools that there are at the moment."""

    def all(self, viewer: Principal, tool_id: str | None = None) -> list[dict[str, Any]]:
        """Give the documents of the presets that the viewer may see, of one tool or of all, by name."""
        statement = visible(presets, viewer).order_by(presets.c.name, presets.c.id)
        if tool_id is not None:
            statement = statement.where(presets.c.tool_id == tool_id)
        with self.database.read() as connection:
            return [_document(row, viewer) for row in connection.execute(statement)]

    def find(self, preset_id: str, viewer: Principal | None) -> tuple[str, dict[str, Any]] | None:
        """Give tool and settings of a preset, or None if there is none, or none for the viewer; None sees all."""
        if not (preset_id.isascii() and preset_id.isdigit() and len(preset_id) <= _DIGITS):
            return None
        statement = select(presets) if viewer is None else visible(presets, viewer)
        with self.database.read() as connection:
            row = connection.execute(statement.where(presets.c.id == int(preset_id))).one_or_none()
        return (row.tool_id, json.loads(row.settings)) if row else None

    def add(self, new: NewPreset, owner: Principal) -> dict[str, Any]:
        """Store a preset and give its document.

        Raises InvalidRequestError naming the field for settings that the tool refuses, ConflictError for a name that
        the owner has given to settings of that tool before.
        """
        check_visibility(new.visibility, owner)
        self._check(new.tool_id, new.settings)
        now = utc_now()
        values = {
            "user_id": owner.user_id,
            "tool_id": new.tool_id,
            "name": new.name,
            "settings": json.dumps(new.settings),
            "visibility": new.visibility,
            "created_at": now,
            "updated_at": now,
        }
        with self.database.write() as connection:
            _require_free(connection, owner.user_id, new.tool_id, new.name)
            preset_id = connection.execute(insert(presets).values(values).returning(presets.c.id)).scalar_one()
            row = _require(connection, preset_id, owner)
            _record(connection, Action.PRESET_CREATED, row, owner)
        return _document(row, owner)

    def change(self, preset_id: int, changed: ChangedPreset, actor: Principal) -> dict[str, Any]:
        """Change a preset and give its document. Raises what `add` raises, NotFoundError and PermissionDeniedError."""
        with self.database.write() as connection:
            row = _require(connection, preset_id, actor, change=True)
            values: dict[str, Any] = changed.model_dump(exclude_none=True)
            if changed.visibility is not None:
                check_visibility(changed.visibility, actor)
            if changed.name is not None and changed.name != row.name:
                _require_free(connection, row.user_id, row.tool_id, changed.name)
            if changed.settings is not None:
                self._check(row.tool_id, changed.settings)
                values["settings"] = json.dumps(changed.settings)
            statement = update(presets).where(presets.c.id == preset_id)
            connection.execute(statement.values(**values, updated_at=utc_now()))
            row = _require(connection, preset_id, actor)
            _record(connection, Action.PRESET_UPDATED, row, actor)
        return _document(row, actor)

    def delete(self, preset_id: int, actor: Principal) -> None:
        """Delete a preset; pipelines keep the settings that it had. Raises NotFoundError, PermissionDeniedError."""
        with self.database.write() as connection:
            row = _require(connection, preset_id, actor, change=True)
            connection.execute(delete(presets).where(presets.c.id == preset_id))
            _record(connection, Action.PRESET_DELETED, row, actor)

    def _check(self, tool_id: str, settings: dict[str, Any]) -> None:
        try:
            build_plan(self.tools(), [(tool_id, settings)], strict=False)
        except PlanError as error:
            if not error.problems:
                raise InvalidRequestError(f'Tool "{tool_id}" not found', code="VALIDATION_ERROR") from error
            details = [{"path": item.path, "message": item.message} for item in error.problems]
            raise InvalidRequestError("Invalid settings", details=details) from error


def _require(connection: Connection, preset_id: int, actor: Principal, *, change: bool = False) -> Row[Any]:
    row = connection.execute(visible(presets, actor).where(presets.c.id == preset_id)).one_or_none()
    if row is None:
        raise NotFoundError("Preset not found", code="NOT_FOUND")
    if change and not may_change(row, actor):
        raise PermissionDeniedError("You are not authorized to change this preset: it belongs to somebody else")
    return row


def _require_free(connection: Connection, user_id: int, tool_id: str, name: str) -> None:
    same = (presets.c.user_id == user_id, presets.c.tool_id == tool_id, presets.c.name == name)
    if connection.execute(select(presets.c.id).where(*same)).first():
        raise ConflictError(f'There is a preset "{name}" of this tool already; choose another name')


def _record(connection: Connection, action: Action, row: Row[Any], actor: Principal) -> None:
    details = {"userId": str(actor.user_id), "presetId": str(row.id), "presetName": row.name, "toolId": row.tool_id}
    record(connection, actor.actor, action, Target("preset", row.id, row.name), details=details)


def _document(row: Row[Any], viewer: Principal) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "toolId": row.tool_id,
        "name": row.name,
        "settings": json.loads(row.settings),
        "createdAt": row.created_at,
        "updatedAt": row.updated_at,
        **sharing_of(row, viewer),
    }
