"""Use tools by their id and wire settings."""

from typing import Any

from ashim.imaging import Image
from ashim.tools import Settings, SettingsError, load_registry, parse_settings

REGISTRY = load_registry()


def apply(tool_id: str, image: Image, **settings: object) -> Image:
    """Run a transform."""
    tool = REGISTRY.get(tool_id)
    assert tool is not None
    result = tool(image, parse_settings(tool, settings, strict=True)[0])
    assert isinstance(result, Image)
    return result


def problems(tool_id: str, **settings: object) -> dict[str, str]:
    """Give what is wrong with the settings: message by path."""
    tool = REGISTRY.get(tool_id)
    assert tool is not None
    try:
        parse_settings(tool, settings, strict=True)
    except SettingsError as error:
        return {problem.path: problem.message for problem in error.problems}
    return {}


def call(tool_id: str, *given: object, **settings: object) -> Any:
    """Call any tool with what it takes before its settings."""
    tool = REGISTRY.get(tool_id)
    assert tool is not None
    return tool(*given, parse_settings(tool, settings, strict=True)[0])


def parse(tool_id: str, **settings: object) -> Settings:
    """Give the settings of a tool from their wire form."""
    tool = REGISTRY.get(tool_id)
    assert tool is not None
    return parse_settings(tool, settings, strict=True)[0]
