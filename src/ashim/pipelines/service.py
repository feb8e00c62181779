"""Saved pipelines: each belongs to a user, who may share it; those without an owner belong to everybody."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, insert, update

from ashim.accounts.principal import Principal
from ashim.audit import Action, Target, record
from ashim.db import Database, utc_now
from ashim.engine import Plan, PlanError, build_plan
from ashim.errors import InvalidRequestError, NotFoundError, PermissionDeniedError
from ashim.pipelines.presets import PresetService
from ashim.pipelines.schemas import ChangedPipeline, NewPipeline, StepDefinition, StepProblem, step_json
from ashim.pipelines.sharing import check_visibility, everything, may_change, sharing_of, visible
from ashim.pipelines.tables import pipelines
from ashim.tools import Registry


@dataclass(frozen=True, slots=True)
class PipelineService:
    """Saves, lists, changes and deletes pipelines, and makes plans of their steps."""

    database: Database
    presets: PresetService
    tools: Callable[[], Registry]
    """Gives the tools that there are at the moment."""
    max_steps: int = 0
    """0 means no limit."""

    def save(self, new: NewPipeline, owner: Principal) -> dict[str, Any]:
        """Store a pipeline and give its document.

        Raises InvalidRequestError naming the first wrong step, and of that the settings; PermissionDeniedError for
        showing it to more people than the owner may.
        """
        check_visibility(new.visibility, owner)
        steps = self._checked(new.steps, owner)
        now = utc_now()
        values = {
            "name": new.name,
            "description": new.description,
            "steps": json.dumps(step_json(steps)),
            "visibility": new.visibility,
            "created_at": now,
            "updated_at": now,
            "user_id": owner.user_id,
        }
        with self.database.write() as connection:
            pipeline_id = connection.execute(insert(pipelines).values(values).returning(pipelines.c.id)).scalar_one()
            row = _require(connection, pipeline_id, owner)
            _record(connection, Action.PIPELINE_CREATED, row, owner)
        return self._document(row, owner)

    def all(self, viewer: Principal) -> list[dict[str, Any]]:
        """Give the documents of the pipelines that the viewer may see, in the order they were saved."""
        with self.database.read() as connection:
            rows = connection.execute(visible(pipelines, viewer).order_by(pipelines.c.id)).all()
        return [self._document(row, viewer) for row in rows]

    def get(self, pipeline_id: int, viewer: Principal) -> dict[str, Any]:
        """Give the document of a pipeline that the viewer may see. Raises NotFoundError."""
        with self.database.read() as connection:
            row = _require(connection, pipeline_id, viewer)
        return self._document(row, viewer)

    def change(self, pipeline_id: int, changed: ChangedPipeline, actor: Principal) -> dict[str, Any]:
        """Change a pipeline and give its document. Raises what `save` raises, and NotFoundError."""
        values: dict[str, Any] = changed.model_dump(exclude_unset=True, include={"name", "description", "visibility"})
        values = {name: value for name, value in values.items() if value is not None or name == "description"}
        if changed.visibility is not None:
            check_visibility(changed.visibility, actor)
        if changed.steps is not None:
            values["steps"] = json.dumps(step_json(self._checked(changed.steps, actor)))
        with self.database.write() as connection:
            _check_mine(_found(connection, everything(pipelines), pipeline_id), actor)
            statement = update(pipelines).where(pipelines.c.id == pipeline_id)
            connection.execute(statement.values(**values, updated_at=utc_now()))
            row = _require(connection, pipeline_id, actor)
            _record(connection, Action.PIPELINE_UPDATED, row, actor)
        return self._document(row, actor)

    def delete(self, pipeline_id: int, actor: Principal) -> None:
        """Delete a pipeline. Raises NotFoundError, or PermissionDeniedError for somebody else's."""
        with self.database.write() as connection:
            row = _found(connection, everything(pipelines), pipeline_id)
            _check_mine(row, actor)
            connection.execute(delete(pipelines).where(pipelines.c.id == pipeline_id))
            _record(connection, Action.PIPELINE_DELETED, row, actor)

    def mark_run(self, pipeline_id: int) -> None:
        """Note that a pipeline was run just now."""
        with self.database.write() as connection:
            connection.execute(update(pipelines).where(pipelines.c.id == pipeline_id).values(last_run_at=utc_now()))

    def resolved(self, steps: Sequence[StepDefinition], viewer: Principal | None) -> list[StepDefinition]:
        """Give steps with tool and settings of the presets that they follow, as those are now.

        A step whose preset is gone, or is not for the viewer (None sees all), keeps what it had before.
        Raises InvalidRequestError if it had nothing.
        """
        return [self._resolve(number, step, viewer) for number, step in enumerate(steps, start=1)]

    def plan(self, steps: Sequence[StepDefinition]) -> Plan:
        """Make a plan of resolved steps, but for those that are switched off. Raises PlanError, InvalidRequestError."""
        self._check_length(steps)
        on = [(number, step) for number, step in enumerate(steps, start=1) if step.enabled]
        if not on:
            raise InvalidRequestError("Invalid pipeline definition", details="steps: every step is switched off")
        try:
            named = [(step.tool_id, step.settings) for _, step in on]
            return build_plan(self.tools(), named, strict=False, pipeline=True)
        except PlanError as error:
            raise PlanError(on[error.step - 1][0], error.tool_id, error.reason, error.problems) from error

    def problems(self, steps: Sequence[StepDefinition]) -> Iterator[StepProblem]:
        """Give everything that is wrong with resolved steps."""
        for number, step in enumerate(steps, start=1):
            try:
                build_plan(self.tools(), [(step.tool_id, step.settings)], strict=False, pipeline=True)
            except PlanError as error:
                if not error.problems:
                    yield StepProblem(step=number, tool_id=step.tool_id, message=error.reason)
                for item in error.problems:
                    yield StepProblem(step=number, tool_id=step.tool_id, path=item.path, message=item.message)

    def _checked(self, steps: Sequence[StepDefinition], owner: Principal) -> list[StepDefinition]:
        """Give the steps as they are to be stored. Raises InvalidRequestError naming the first wrong one."""
        self._check_length(steps)
        found = self.resolved(steps, owner)
        for number, step in enumerate(found, start=1):
            try:
                build_plan(self.tools(), [(step.tool_id, step.settings)], strict=False, pipeline=True)
            except PlanError as error:
                wrong = PlanError(number, error.tool_id, error.reason, error.problems)
                raise invalid_step(wrong, quoted=True) from error
        return found

    def _check_length(self, steps: Sequence[StepDefinition]) -> None:
        if self.max_steps and len(steps) > self.max_steps:
            details = f"steps: maximum steps is {self.max_steps}, this pipeline has {len(steps)}"
            raise InvalidRequestError("Invalid pipeline definition", details=details)

    def _resolve(self, number: int, step: StepDefinition, viewer: Principal | None) -> StepDefinition:
        if step.preset_id is None:
            return step
        found = self.presets.find(step.preset_id, viewer)
        if found is not None:
            tool_id, settings = found
            return step.model_copy(update={"tool_id": tool_id, "settings": settings})
        if not step.tool_id:
            raise InvalidRequestError(f"Step {number}: Preset not found", extra={"step": number})
        return step.model_copy(update={"preset_id": None})

    def _document(self, row: Row[Any], viewer: Principal) -> dict[str, Any]:
        steps = [StepDefinition.model_validate(step) for step in json.loads(row.steps)]
        return {
            "id": str(row.id),
            "name": row.name,
            "description": row.description,
            "steps": step_json(self.resolved(steps, None)),
            "createdAt": row.created_at,
            "updatedAt": row.updated_at,
            "lastRunAt": row.last_run_at,
            **sharing_of(row, viewer),
        }


def invalid_step(error: PlanError, *, quoted: bool = False) -> InvalidRequestError:
    """Make the refusal of a pipeline: it names the step, and the settings that are wrong.

    `quoted` words an unknown tool as the routes do that take no single picture.
    """
    extra = {"step": error.step}
    if error.problems:
        details = [{"path": item.path, "message": item.message} for item in error.problems]
        return InvalidRequestError(str(error), details=details, extra=extra)
    unknown = f'Step {error.step}: Tool "{error.tool_id}" not found'
    return InvalidRequestError(unknown if quoted and error.unknown_tool else str(error), extra=extra)


def _require(connection: Connection, pipeline_id: int, viewer: Principal) -> Row[Any]:
    return _found(connection, visible(pipelines, viewer), pipeline_id)


def _check_mine(row: Row[Any], actor: Principal) -> None:
    if not may_change(row, actor):
        raise PermissionDeniedError("You are not authorized to change this pipeline: it belongs to somebody else")


def _found(connection: Connection, among: Select[Any], pipeline_id: int) -> Row[Any]:
    row = connection.execute(among.where(pipelines.c.id == pipeline_id)).one_or_none()
    if row is None:
        raise NotFoundError("Pipeline not found", code="NOT_FOUND")
    return row


def _record(connection: Connection, action: Action, row: Row[Any], principal: Principal) -> None:
    details = {"userId": str(principal.user_id), "pipelineId": str(row.id), "pipelineName": row.name}
    record(connection, principal.actor, action, Target("pipeline", row.id, row.name), details=details)
