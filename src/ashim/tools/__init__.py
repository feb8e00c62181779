"""The tools: one file each, declared with `@tool`, found by the registry."""

from ashim.tools.categories import Category
from ashim.tools.declaration import Example, Tool, tool
from ashim.tools.errors import Problem, SettingsError, ToolDefinitionError, ToolError
from ashim.tools.fields import HexColour
from ashim.tools.kinds import Context, Kind, Output, OutputFile, Report, SourceFile
from ashim.tools.parsing import parse_settings
from ashim.tools.registry import BrokenTool, Registry, load_registry
from ashim.tools.settings import FormHints, Settings, ui

__all__ = [
    "BrokenTool",
    "Category",
    "Context",
    "Example",
    "FormHints",
    "HexColour",
    "Kind",
    "Output",
    "OutputFile",
    "Problem",
    "Registry",
    "Report",
    "Settings",
    "SettingsError",
    "SourceFile",
    "Tool",
    "ToolDefinitionError",
    "ToolError",
    "load_registry",
    "parse_settings",
    "tool",
    "ui",
]
