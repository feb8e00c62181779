"""Writes the reference pages that follow from the code; with --check only tells whether they are current."""

import sys
from collections.abc import Iterable
from pathlib import Path

from ashim.config import variables
from ashim.imaging import FORMATS
from ashim.tools import load_registry

DOCS = Path(__file__).parent.parent / "docs" / "reference"


def pages() -> dict[str, str]:
    """Give the text of every generated page by file name."""
    return {"configuration.md": configuration(), "formats.md": formats(), "tools.md": tools()}


def configuration() -> str:
    """Describe every environment variable."""
    rows = (
        (f"`{item.name}`", item.type.replace("|", "or"), f"`{item.default}`" if item.default else "", item.help)
        for item in variables()
    )
    return "# Configuration\n\nEnvironment variables, or lines of a `.env` file in the working directory.\n\n" + table(
        ("Variable", "Type", "Default", "Meaning"), rows
    )


def formats() -> str:
    """Describe every format."""
    rows = (
        (
            item.name,
            ", ".join(item.extensions),
            *map(mark, (item.reads, item.writes, item.alpha, item.animation)),
            f"{item.max_depth} bit",
        )
        for item in FORMATS.values()
    )
    return "# Formats\n\nFiles are recognised by their content, never by their name.\n\n" + table(
        ("Format", "Extensions", "Read", "Write", "Alpha", "Animation", "Depth written"), rows
    )


def tools() -> str:
    """Describe every tool with its settings and an example for each surface."""
    parts = ["# Tools\n"]
    for tool in load_registry().all():
        schema = tool.schema()
        required = schema.get("required", ())
        rows = (
            (f"`{name}`", kind(field), "required" if name in required else shown(field), field.get("description", ""))
            for name, field in schema["properties"].items()
        )
        parts.append(
            f"## {tool.name}\n\n{tool.description}\n\n`POST /api/v1/tools/{tool.id}` · `ashim run {tool.id}`\n"
        )
        parts.append(table(("Setting", "Type", "Default", "Meaning"), rows))
    return "\n".join(parts)


def kind(field: dict[str, object]) -> str:
    """Give the type of a setting in words."""
    values = field.get("enum")
    return ", ".join(f"`{value}`" for value in values) if isinstance(values, list) else str(field.get("type", "any"))


def shown(field: dict[str, object]) -> str:
    """Give the default of a setting."""
    default = field.get("default")
    return "" if default is None else f"`{str(default).lower() if isinstance(default, bool) else default}`"


def mark(holds: bool) -> str:
    """Give yes or nothing."""
    return "yes" if holds else ""


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Give a Markdown table."""
    head = list(head)
    lines = [head, ["---"] * len(head), *map(list, rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def main() -> int:
    """Write the pages, or name those that are out of date."""
    stale = []
    for name, text in pages().items():
        path = DOCS / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
            if "--check" not in sys.argv:
                DOCS.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
    if stale and "--check" in sys.argv:
        print(f"Out of date: {', '.join(stale)}. Run `.venv/bin/python scripts/docs.py`.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
