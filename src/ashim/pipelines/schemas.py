"""What travels on the wire about pipelines."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from ashim.wire import WireModel


class StepDefinition(BaseModel):
    """One step as a caller writes it."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, strict=True)

    tool_id: str = Field(min_length=1, description="Id of the tool.")
    settings: dict[str, Any] = Field(default_factory=dict, description="Settings of the tool; absent means defaults.")


class PipelineDefinition(BaseModel):
    """The steps of a pipeline, at least one."""

    model_config = ConfigDict(strict=True)

    steps: list[StepDefinition] = Field(min_length=1, description="At least one step.")


class NewPipeline(PipelineDefinition):
    """A pipeline to be saved."""

    name: str = Field(min_length=1, max_length=100, description="Name, 1 to 100 characters.")
    description: str | None = Field(default=None, max_length=500, description="At most 500 characters.")


class SavedPipeline(WireModel):
    """A saved pipeline; its steps are as they were saved."""

    id: str
    name: str
    description: str | None
    steps: list[dict[str, Any]]
    created_at: str


class PipelineList(WireModel):
    """Saved pipelines, oldest first."""

    pipelines: list[SavedPipeline]


class StepTools(WireModel):
    """The ids of the tools that can be steps."""

    tool_ids: list[str]


class Deleted(WireModel):
    """The pipeline is gone."""

    ok: bool = True


def problems_of(error: ValidationError) -> list[dict[str, str]]:
    """Give the faults of a definition as `{path, message}`."""
    return [{"path": ".".join(str(part) for part in item["loc"]), "message": _message(item)} for item in error.errors()]


def _message(item: Any) -> str:
    if item["type"] == "too_short" and item["loc"] == ("steps",):
        return "A pipeline needs at least one step"
    return str(item["msg"])
