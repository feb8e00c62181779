"""Command-line parameters, those of settings made from the JSON Schema of a tool's settings."""

import json
import re
from typing import Any

import click

from ashim.tools import Tool

_TYPES: dict[str, click.ParamType[Any]] = {"integer": click.INT, "number": click.FLOAT, "string": click.STRING}


class JsonText(click.ParamType[Any]):
    """A JSON value, for settings that are lists or objects."""

    name = "json"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Parse the text; an error names the option."""
        try:
            return json.loads(value) if isinstance(value, str) else value
        except ValueError as error:
            self.fail(f"must be JSON: {error}", param, ctx)


def file_parameters(tool: Tool | None = None) -> list[click.Parameter]:
    """Give what every command that works on files takes: inputs, unless the tool has none, and where results go."""
    needed = tool is None or tool.at_least > 0
    inputs = click.Argument(["inputs"], nargs=-1, required=needed, metavar="IN…" if needed else "[IN…]")
    return [
        *([inputs] if tool is None or tool.most != 0 else []),
        click.Option(["output", "-o", "--output"], metavar="OUT", help="File, folder, or - for standard output."),
        click.Option(["quiet", "-q", "--quiet"], is_flag=True, help="Print errors only."),
    ]


def tool_options(tool: Tool) -> list[click.Option]:
    """Give one option per setting: `withoutEnlargement` becomes `--without-enlargement/--no-without-enlargement`."""
    schema = tool.schema()
    required = set(schema.get("required", ()))
    return [_option(name, field, required=name in required) for name, field in schema["properties"].items()]


def _option(name: str, schema: dict[str, Any], *, required: bool) -> click.Option:
    flag = re.sub(r"([A-Z])", r"-\1", name).lower()
    kind = schema.get("type")
    if kind == "boolean":
        return click.Option([name, f"--{flag}/--no-{flag}"], default=None, help=_help(schema), show_default=False)
    return click.Option([name, f"--{flag}"], type=_type(schema), required=required, help=_help(schema))


def _type(schema: dict[str, Any]) -> click.ParamType[Any]:
    if "enum" in schema:
        return click.Choice([str(value) for value in schema["enum"]])
    return _TYPES.get(schema.get("type", ""), JsonText())


def _help(schema: dict[str, Any]) -> str:
    text = schema.get("description", schema.get("title", ""))
    bounds = [f"{word} {schema[key]:g}" for key, word in _BOUNDS.items() if key in schema]
    unit = schema.get("ui", {}).get("unit")
    facts = [*bounds, *([f"in {unit}"] if unit else [])]
    if "default" in schema:
        facts.append(f"default {json.dumps(schema['default'])}")
    return f"{text} [{', '.join(facts)}]" if facts else text


_BOUNDS = {"minimum": "from", "exclusiveMinimum": "above", "maximum": "to", "exclusiveMaximum": "below"}
