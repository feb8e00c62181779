"""A plan: an ordered list of tools with validated settings. One tool run is a plan of one step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ashim.tools import Problem, Registry, Settings, SettingsError, Tool, parse_settings

_UNKNOWN_TOOL = "Tool not found"


class PlanError(Exception):
    """A plan cannot be built. `step` counts from 1; `problems` name fields when the settings are at fault."""

    def __init__(self, step: int, tool_id: str, message: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(f"Step {step} ({tool_id}): {message}")
        self.step = step
        self.tool_id = tool_id
        self.reason = message
        self.problems = tuple(problems)

    @property
    def unknown_tool(self) -> bool:
        """Whether there is no such tool."""
        return self.reason == _UNKNOWN_TOOL


@dataclass(frozen=True, slots=True)
class Step:
    """One tool with its validated settings. `name` is the id or alias that it was asked for by."""

    name: str
    tool: Tool
    settings: Settings


@dataclass(frozen=True, slots=True)
class Plan:
    """At least one step. `ignored` names settings that were given but that no tool knows."""

    steps: tuple[Step, ...]
    ignored: tuple[str, ...] = ()

    @property
    def streams(self) -> bool:
        """Whether every step reads its pixels once from top to bottom, so that decoding need not keep them."""
        return all(step.tool.streams for _, step in self.pixel_steps)

    @property
    def pixel_steps(self) -> tuple[tuple[int, Step], ...]:
        """The steps that work on pixels, each with its number."""
        numbered = enumerate(self.steps, start=1)
        return tuple((number, step) for number, step in numbered if not step.tool.signature.edits_container)

    @property
    def container_steps(self) -> tuple[tuple[int, Step], ...]:
        """The steps that edit the file, each with its number.

        They are taken last, wherever they stand: what they change lies beside the pixels.
        """
        numbered = enumerate(self.steps, start=1)
        return tuple((number, step) for number, step in numbered if step.tool.signature.edits_container)

    def to_json(self) -> list[dict[str, Any]]:
        """Give the plan as `[{toolId, settings}]`, the form that is stored, sent to workers and saved by users."""
        return [
            {
                "toolId": step.name,
                "settings": step.settings.model_dump(mode="json", by_alias=True, exclude_unset=True),
            }
            for step in self.steps
        ]


def build_plan(
    registry: Registry,
    steps: Sequence[tuple[str, Mapping[str, object]]],
    *,
    strict: bool = True,
    pipeline: bool = False,
) -> Plan:
    """Validate `(tool id, raw settings)` pairs.

    With `strict=False` unknown settings are collected in `ignored` instead of refused. With `pipeline` every tool has
    to be one that can stand between others.
    Raises PlanError for the first step whose tool is unknown or out of place, or whose settings are wrong.
    """
    built: list[Step] = []
    ignored: list[str] = []
    for number, (tool_id, raw) in enumerate(steps, start=1):
        tool = registry.get(tool_id)
        if tool is None:
            raise PlanError(number, tool_id, _UNKNOWN_TOOL)
        if pipeline and not tool.pipelineable:
            raise PlanError(number, tool_id, "This tool cannot be a step of a pipeline")
        try:
            settings, unknown = parse_settings(tool, raw, strict=strict)
        except SettingsError as error:
            raise PlanError(number, tool_id, "Invalid settings", error.problems) from error
        built.append(Step(tool_id, tool, settings))
        ignored += unknown
    return Plan(tuple(built), tuple(ignored))
