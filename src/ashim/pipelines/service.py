"""Saved pipelines: each belongs to a user; those without an owner belong to everybody."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, or_, select

from ashim.accounts.principal import Principal
from ashim.audit import Action, Target, record
from ashim.db import Database, utc_now
from ashim.errors import InvalidRequestError, NotFoundError, PermissionDeniedError
from ashim.pipelines.schemas import NewPipeline
from ashim.pipelines.tables import pipelines
from ashim.tools import Registry


@dataclass(frozen=True, slots=True)
class PipelineService:
    """Saves, lists and deletes pipelines."""

    database: Database
    tools: Callable[[], Registry]
    """Gives the tools that there are at the moment."""

    def save(self, new: NewPipeline, principal: Principal) -> dict[str, Any]:
        """Store a pipeline and give its document. Raises InvalidRequestError naming the first unknown tool."""
        registry = self.tools()
        for number, step in enumerate(new.steps, start=1):
            if registry.get(step.tool_id) is None:
                raise InvalidRequestError(f'Step {number}: Tool "{step.tool_id}" not found')
        steps = [step.model_dump(by_alias=True) for step in new.steps]
        values = {
            "name": new.name,
            "description": new.description,
            "steps": json.dumps(steps),
            "created_at": utc_now(),
            "user_id": principal.user_id,
        }
        with self.database.write() as connection:
            row = connection.execute(insert(pipelines).values(values).returning(pipelines)).one()
            self._record(connection, Action.PIPELINE_CREATED, row, principal)
        return _document(row)

    def list(self, principal: Principal) -> list[dict[str, Any]]:
        """Give the pipelines that the principal may see, in the order they were saved."""
        statement = select(pipelines).order_by(pipelines.c.id)
        if not principal.can("pipelines:all"):
            mine = or_(pipelines.c.user_id == principal.user_id, pipelines.c.user_id.is_(None))
            statement = statement.where(mine)
        with self.database.read() as connection:
            return [_document(row) for row in connection.execute(statement)]

    def delete(self, pipeline_id: int, principal: Principal) -> None:
        """Delete a pipeline. Raises NotFoundError, or PermissionDeniedError for somebody else's."""
        with self.database.write() as connection:
            row = connection.execute(select(pipelines).where(pipelines.c.id == pipeline_id)).one_or_none()
            if row is None:
                raise NotFoundError("Pipeline not found", code="NOT_FOUND")
            if row.user_id not in (None, principal.user_id) and not principal.can("pipelines:all"):
                raise PermissionDeniedError("You are not authorized to delete this pipeline")
            connection.execute(delete(pipelines).where(pipelines.c.id == pipeline_id))
            self._record(connection, Action.PIPELINE_DELETED, row, principal)

    def _record(self, connection: Connection, action: Action, row: Row[Any], principal: Principal) -> None:
        details = {"userId": str(principal.user_id), "pipelineId": str(row.id), "pipelineName": row.name}
        record(connection, principal.actor, action, Target("pipeline", row.id, row.name), details=details)


def _document(row: Row[Any]) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "name": row.name,
        "description": row.description,
        "steps": json.loads(row.steps),
        "createdAt": row.created_at,
    }
