"""Settings of tools: one strict model per tool, with what the web form needs beside each field."""

import math
from collections.abc import Mapping
from typing import ClassVar, Literal, TypedDict, Unpack, cast, get_args

from pydantic import BaseModel, ConfigDict, ValidationInfo, field_validator
from pydantic.alias_generators import to_camel
from pydantic.config import JsonDict

Widget = Literal[
    "segmented",
    "chips",
    "select",
    "slider",
    "number",
    "dimension",
    "angle",
    "color",
    "switch",
    "checkbox",
    "text",
    "textarea",
    "anchor",
    "layout",
]


class Layout(TypedDict):
    """One choice of the layout widget: its cells as left, top, width and height, in fractions of the whole."""

    id: str
    cells: list[list[float]]


class FieldHints(TypedDict, total=False):
    """How the web form shows one field."""

    widget: Widget
    group: str
    order: int
    unit: str
    units: list[str]
    step: float
    min: float
    max: float
    minLabel: str
    maxLabel: str
    hint: str
    advanced: bool
    labels: dict[str, str]
    descriptions: dict[str, str]
    initial: float | str | bool | list[dict[str, str]]
    quick: list[float]
    placeholder: str
    visibleIf: dict[str, str | bool | list[str]]
    pair: str
    choices: list[str]
    layouts: list[Layout]


class Preset(TypedDict):
    """A tile that fills several fields."""

    group: str
    label: str
    values: Mapping[str, object]


class _TabBase(TypedDict):
    id: str
    label: str
    fields: list[str]


class Tab(_TabBase, total=False):
    """One of several ways to fill the form; only the fields of the chosen one are sent."""

    presets: list[Preset]


class FormHints(TypedDict, total=False):
    """How the web form shows the settings as a whole."""

    canvas: Literal["crop", "split"]
    tabs: list[Tab]
    requireAny: list[str]
    neutral: dict[str, float | str | bool]


def ui(**hints: Unpack[FieldHints]) -> JsonDict:
    """Give `json_schema_extra` of a field, from hints of the web form's vocabulary."""
    return {"ui": cast(JsonDict, hints)}


class Settings(BaseModel):
    """Base of every tool's settings.

    Fields are snake_case in Python and camelCase on the wire. Values are never coerced, except that 3.0 counts as the
    whole number 3, which JSON cannot tell apart. Null, NaN and infinity are refused; a field is left out instead.
    """

    model_config = ConfigDict(
        strict=True,
        frozen=True,
        extra="forbid",
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
        allow_inf_nan=False,
    )

    form: ClassVar[FormHints] = {}

    @field_validator("*", mode="before")
    @classmethod
    def _check_json_value(cls, value: object, info: ValidationInfo) -> object:
        if value is None:
            raise ValueError("must not be null; leave it out to get the default")
        if isinstance(value, float) and math.isfinite(value) and value.is_integer():
            annotation = cls.model_fields[str(info.field_name)].annotation
            kinds = get_args(annotation) or (annotation,)
            if int in kinds and float not in kinds:
                return int(value)
        return value

    def canonical(self) -> dict[str, object]:
        """Give the settings as they travel on the wire, with every default that has a value."""
        return self.model_dump(by_alias=True, exclude_none=True, mode="json")
