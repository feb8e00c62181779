"""What travels on the wire about pipelines and presets."""

from collections.abc import Sequence
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from ashim.pipelines.sharing import Visibility
from ashim.wire import RequestModel, WireModel


class StepDefinition(BaseModel):
    """One step as a caller writes it: a tool with settings, or a preset."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, strict=True)

    preset_id: str | None = Field(default=None, description="Id of a preset, in place of tool and settings.")
    tool_id: str = Field(default="", validate_default=True, description="Id of the tool.")
    settings: dict[str, Any] = Field(default_factory=dict, description="Settings of the tool; absent means defaults.")
    enabled: bool = Field(default=True, description="False: the step is kept, and passed over.")

    @field_validator("tool_id")
    @classmethod
    def _is_there(cls, tool_id: str, info: ValidationInfo) -> str:
        if not tool_id and info.data.get("preset_id") is None:
            raise PydanticCustomError("missing", "Field required")
        return tool_id


class PipelineDefinition(BaseModel):
    """The steps of a pipeline, at least one."""

    model_config = ConfigDict(strict=True)

    steps: list[StepDefinition] = Field(min_length=1, description="At least one step.")


class NewPipeline(PipelineDefinition):
    """A pipeline to be saved."""

    name: str = Field(min_length=1, max_length=100, description="Name, 1 to 100 characters.")
    description: str | None = Field(default=None, max_length=500, description="At most 500 characters.")
    visibility: Visibility = Field(default="own", description="Who else sees it: the team of its owner, or all.")


class ChangedPipeline(BaseModel):
    """What is to be changed of a pipeline; what is absent stays."""

    model_config = ConfigDict(strict=True)

    name: str | None = Field(default=None, min_length=1, max_length=100)
    description: str | None = Field(default=None, max_length=500)
    steps: list[StepDefinition] | None = Field(default=None, min_length=1)
    visibility: Visibility | None = None


class SavedPipeline(WireModel):
    """A saved pipeline; a step that follows a preset has the `settings` of that."""

    id: str
    name: str
    description: str | None
    steps: list[dict[str, Any]]
    created_at: str
    updated_at: str | None
    last_run_at: str | None
    visibility: Visibility
    owner: str | None
    mine: bool
    editable: bool


class PipelineList(WireModel):
    """Saved pipelines, oldest first."""

    pipelines: list[SavedPipeline]


class StepProblem(WireModel):
    """What is wrong with a step: which, counted from 1, and of which of its settings, if one is at fault."""

    step: int
    tool_id: str
    path: str | None = None
    message: str


class CheckedPipeline(WireModel):
    """A pipeline that was read and looked at, not saved."""

    name: str
    description: str | None
    steps: list[dict[str, Any]]
    problems: list[StepProblem]


class StepTools(WireModel):
    """The ids of the tools that can be steps."""

    tool_ids: list[str]


class Deleted(WireModel):
    """It is gone."""

    ok: bool = True


class NewPreset(RequestModel):
    """Settings of a tool to be kept under a name."""

    refusal: ClassVar[str] = "Invalid preset"

    tool_id: str = Field(min_length=1)
    name: str = Field(min_length=1, max_length=100)
    settings: dict[str, Any]
    visibility: Visibility = "own"


class ChangedPreset(RequestModel):
    """What is to be changed of a preset; what is absent stays."""

    refusal: ClassVar[str] = "Invalid preset"

    name: str | None = Field(default=None, min_length=1, max_length=100)
    settings: dict[str, Any] | None = None
    visibility: Visibility | None = None


class SavedPreset(WireModel):
    """Named settings of a tool."""

    id: str
    tool_id: str
    name: str
    settings: dict[str, Any]
    created_at: str
    updated_at: str
    visibility: Visibility
    owner: str | None
    mine: bool
    editable: bool


class PresetList(WireModel):
    """Presets, by name."""

    presets: list[SavedPreset]


def problems_of(error: ValidationError) -> list[dict[str, str]]:
    """Give the faults of a definition as `{path, message}`."""
    return [{"path": ".".join(str(part) for part in item["loc"]), "message": _message(item)} for item in error.errors()]


def step_json(steps: Sequence[StepDefinition]) -> list[dict[str, Any]]:
    """Give steps as they are stored and shown: keys that would say nothing are left out."""
    return [step.model_dump(by_alias=True, exclude=_silent(step)) for step in steps]


def _silent(step: StepDefinition) -> set[str]:
    return {name for name, said in (("preset_id", step.preset_id), ("enabled", not step.enabled)) if not said}


def _message(item: Any) -> str:
    if item["type"] == "too_short" and item["loc"] == ("steps",):
        return "A pipeline needs at least one step"
    return str(item["msg"])
