from typing import Any, ClassVar, Literal

import pytest
from pydantic import Field

from ashim.imaging import Image
from ashim.tools import (
    FormHints,
    HexColour,
    Settings,
    SettingsError,
    Tool,
    ToolDefinitionError,
    parse_settings,
    tool,
    ui,
)


class Corner(Settings):
    radius: int = Field(ge=0, description="How round.")


class SampleSettings(Settings):
    side_length: int = Field(3, ge=1, description="How long.", json_schema_extra=ui(unit="px", widget="number"))
    share: float | None = Field(None, gt=0, lt=1, description="How much.")
    shape: Literal["round", "flat"] = Field("round", title="Form", description="How shaped.")
    is_open: bool = Field(False, description="Whether open.")
    tint: HexColour = Field("#000000", description="Which colour.")
    corners: list[Corner] = Field([], description="Which corners.")


@tool(icon="square", category="utilities")
def sample(image: Image, settings: SampleSettings) -> Image:
    """Do nothing."""
    return image


def parsed(strict: bool = True, **raw: object) -> tuple[SampleSettings, tuple[str, ...]]:
    settings, unknown = parse_settings(sample, raw, strict=strict)
    assert isinstance(settings, SampleSettings)
    return settings, unknown


def refused(**raw: object) -> str:
    with pytest.raises(SettingsError) as caught:
        parse_settings(sample, raw, strict=True)
    return str(caught.value)


def test_names_are_camel_case_on_the_wire_and_snake_case_in_python() -> None:
    assert parsed(sideLength=5)[0].side_length == 5
    assert SampleSettings.model_validate({"side_length": 5}).canonical()["sideLength"] == 5
    assert refused(side_length=5) == "side_length: is not a setting of this tool; did you mean sideLength?"


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ({"sideLength": "5"}, "sideLength: must be a whole number"),
        ({"sideLength": True}, "sideLength: must be a whole number"),
        ({"sideLength": 2.5}, "sideLength: must be a whole number"),
        ({"sideLength": None}, "sideLength: must not be null; leave it out to get the default"),
        ({"share": None}, "share: must not be null; leave it out to get the default"),
        ({"share": 1}, "share: must be less than 1"),
        ({"share": float("nan")}, "share: must be a finite number"),
        ({"share": float("inf")}, "share: must be a finite number"),
        ({"shape": "x"}, "shape: must be one of round, flat; not 'x'"),
        ({"isOpen": "true"}, "isOpen: must be true or false"),
        ({"tint": "red"}, "tint: must be a colour such as #ffffff or #ffffff80, not 'red'"),
        ({"tint": 3}, "tint: must be text"),
        ({"corners": [{"radius": -1}]}, "corners.0.radius: must be at least 0"),
        ({"corners": [{}]}, "corners.0.radius: is required"),
        ({"corners": 3}, "corners: must be a list"),
        ({"corners": [3]}, "corners.0: must be an object"),
        (
            {"nothing": 3},
            "nothing: is not a setting of this tool; it has sideLength, share, shape, isOpen, tint, corners",
        ),
    ],
)
def test_messages_name_the_field_and_the_rule(raw: dict[str, object], message: str) -> None:
    assert refused(**raw) == message


def test_a_whole_float_is_a_whole_number_and_a_whole_number_a_float() -> None:
    assert parsed(sideLength=5.0)[0].side_length == 5
    assert isinstance(parsed(sideLength=5.0)[0].side_length, int)
    assert parsed(corners=[{"radius": 2.0}])[0].corners[0].radius == 2


def test_unknown_keys_are_named_or_refused() -> None:
    settings, unknown = parsed(strict=False, sideLength=5, color="x", corners=[{"radius": 1, "odd": 2}])
    assert settings.side_length == 5
    assert unknown == ("corners.0.odd", "color")
    with pytest.raises(SettingsError) as caught:
        parse_settings(sample, {"sideLength": 0, "color": "x"}, strict=False)
    assert "sideLength: must be at least 1" in str(caught.value)


def test_the_callers_mapping_is_not_changed() -> None:
    raw: dict[str, object] = {"color": "x", "corners": [{"radius": 1, "odd": 2}]}
    parse_settings(sample, raw, strict=False)
    assert raw == {"color": "x", "corners": [{"radius": 1, "odd": 2}]}


def test_settings_have_to_be_an_object() -> None:
    with pytest.raises(SettingsError, match="must be a JSON object"):
        parse_settings(sample, [1], strict=True)  # type: ignore[arg-type]


def test_schema_is_what_travels() -> None:
    schema = sample.schema()
    assert schema["required"] == []
    properties: dict[str, Any] = schema["properties"]
    assert list(properties) == ["sideLength", "share", "shape", "isOpen", "tint", "corners"]
    assert properties["sideLength"] == {
        "type": "integer",
        "minimum": 1,
        "default": 3,
        "title": "Side length",
        "description": "How long.",
        "ui": {"unit": "px", "widget": "number"},
    }
    assert properties["share"] == {
        "type": "number",
        "exclusiveMinimum": 0,
        "exclusiveMaximum": 1,
        "title": "Share",
        "description": "How much.",
    }
    assert properties["shape"]["enum"] == ["round", "flat"]
    assert properties["shape"]["title"] == "Form"


class Undescribed(Settings):
    radius: float = Field(1, gt=0)


class Unbounded(Settings):
    radius: float | None = Field(None, description="How far.")


class Required(Settings):
    radius: float = Field(gt=0, description="How far.")


class StrayTab(Settings):
    radius: float = Field(1, gt=0, description="How far.")

    form: ClassVar[FormHints] = {"tabs": [{"id": "a", "label": "A", "fields": ["diameter"]}]}


@pytest.mark.parametrize(
    ("model", "words"),
    [
        (Undescribed, "Undescribed.radius has no description"),
        (Unbounded, "Unbounded.radius is a number without a bound"),
        (Required, "needs an example"),
        (StrayTab, "tab a of StrayTab names unknown fields"),
    ],
)
def test_incomplete_declarations_are_refused_when_imported(model: type[Settings], words: str) -> None:
    def blur(image: Image, settings: Settings) -> Image:
        """Blur."""
        return image

    blur.__annotations__["settings"] = model
    with pytest.raises(ToolDefinitionError, match=rf"tools/test_settings.py: .*{words}"):
        tool(icon="square", category="utilities")(blur)


def test_a_tool_needs_a_docstring_and_a_known_category() -> None:
    def bare(image: Image, settings: SampleSettings) -> Image:
        return image

    with pytest.raises(ToolDefinitionError, match="bare has no docstring"):
        tool(icon="square", category="utilities")(bare)
    bare.__doc__ = "Do nothing."
    with pytest.raises(ToolDefinitionError, match="category 'paint' does not exist"):
        tool(icon="square", category="paint")(bare)


def test_a_tool_is_callable_and_knows_itself() -> None:
    assert isinstance(sample, Tool)
    assert (sample.id, sample.name, sample.summary, sample.verb) == ("sample", "Sample", "Do nothing", "Sample")
    assert sample.batchable
    assert sample.pipelineable
