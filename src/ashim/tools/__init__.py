"""The tools: one file each, declared with `@tool`, found by the registry."""

from ashim.tools.categories import Category
from ashim.tools.declaration import Example, Tool, Wording, operation, tool
from ashim.tools.errors import BadInputError, Problem, SettingsError, ToolDefinitionError, ToolError
from ashim.tools.fields import HexColour, LooseNumber
from ashim.tools.kinds import Gives, Kind, NamedInput, Takes
from ashim.tools.parsing import parse_settings
from ashim.tools.registry import BrokenTool, Registry, load_registry
from ashim.tools.settings import FormHints, Settings, ui
from ashim.tools.values import Context, Output, OutputFile, OutputLink, Report, Result, SourceFile, split_answer

__all__ = [
    "BadInputError",
    "BrokenTool",
    "Category",
    "Context",
    "Example",
    "FormHints",
    "Gives",
    "HexColour",
    "Kind",
    "LooseNumber",
    "NamedInput",
    "Output",
    "OutputFile",
    "OutputLink",
    "Problem",
    "Registry",
    "Report",
    "Result",
    "Settings",
    "SettingsError",
    "SourceFile",
    "Takes",
    "Tool",
    "ToolDefinitionError",
    "ToolError",
    "Wording",
    "load_registry",
    "operation",
    "parse_settings",
    "split_answer",
    "tool",
    "ui",
]
