"""Writes the reference pages that follow from the code; with --check only tells whether they are current."""

import re
import subprocess
import sys
from pathlib import Path

import formats_table
import tool_pages

from ashim.config import variables
from ashim.tools import Tool, load_registry

ROOT = Path(__file__).parent.parent
DOCS = Path("docs/reference")


def pages() -> dict[str, str]:
    """Give the text of every generated file by its path."""
    return {
        str(DOCS / "configuration.md"): configuration(),
        str(DOCS / "formats.md"): formats_table.page(),
        **tool_pages.pages(),
        "src/ashim/tool_methods.py": tool_methods(),
    }


def configuration() -> str:
    """Describe every environment variable."""
    rows = (
        (f"`{item.name}`", item.type.replace("|", "or"), f"`{item.default}`" if item.default else "", item.help)
        for item in variables()
    )
    head = "# Configuration\n\nEnvironment variables, or lines of a `.env` file in the working directory.\n\n"
    return head + tool_pages.table(("Variable", "Type", "Default", "Meaning"), rows) + "\n"


def tool_methods() -> str:
    """Give the module with one typed method per tool."""
    methods = "".join(method(tool) for tool in load_registry().all() if tool.pipelineable)
    head = '''"""The tools as methods. Made from the registry by scripts/docs.py; do not edit."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, Literal, Self


class ToolMethods(ABC):
    """A picture on which tools can be called one after the other."""

    @abstractmethod
    def run(self, tool_id: str, settings: Mapping[str, Any]) -> Self:
        """Add a tool by its id; settings have the names of the REST API, and those that are None are left out."""
'''
    ruff = [sys.executable, "-m", "ruff", "format", "--stdin-filename", "src/ashim/tool_methods.py", "-"]
    return subprocess.run(ruff, input=head + methods, capture_output=True, text=True, check=True, cwd=ROOT).stdout


def method(tool: Tool) -> str:
    """Give the method of one tool."""
    schema = tool.schema()
    required = schema.get("required", ())
    fields = sorted(schema["properties"].items(), key=lambda item: item[0] not in required)
    parameters = ", ".join(
        f"{snake(name)}: {python_type(field)}{'' if name in required else ' | None = None'}" for name, field in fields
    )
    settings = ", ".join(f'"{name}": {snake(name)}' for name, _ in fields)
    return f'''
    def {snake(tool.id)}(self, *, {parameters}) -> Self:
        """{tool.summary}."""
        return self.run("{tool.id}", {{{settings}}})
'''


def snake(name: str) -> str:
    """Give a name as Python has it."""
    return re.sub(r"([A-Z])", r"_\1", name).lower().replace("-", "_")


def python_type(field: dict[str, object]) -> str:
    """Give the annotation for a setting."""
    values = field.get("enum")
    if isinstance(values, list):
        return f"Literal[{', '.join(repr(value) for value in values)}]"
    return {"integer": "int", "number": "float", "boolean": "bool", "string": "str"}.get(
        str(field.get("type")), "object"
    )


def main() -> int:
    """Write the pages, or name those that are out of date."""
    stale = []
    for name, text in pages().items():
        path = ROOT / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
            if "--check" not in sys.argv:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
    unpictured = tool_pages.missing()
    if unpictured and "--check" in sys.argv:
        print(
            f"Not shown: {', '.join(unpictured)}. Run `.venv/bin/python scripts/tool_pages.py`, then scripts/docs.py."
        )
        return 1
    if stale and "--check" in sys.argv:
        print(f"Out of date: {', '.join(stale)}. Run `.venv/bin/python scripts/docs.py`.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
