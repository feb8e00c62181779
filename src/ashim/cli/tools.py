"""`ashim tools`: what there is, and what a tool can be told."""

import json

import click
from rich.console import Console
from rich.table import Table

from ashim.tools import load_registry
from ashim.tools.document import tool_document


@click.command()
@click.argument("tool_id", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print the JSON that the API gives.")
def tools(tool_id: str | None, as_json: bool) -> None:
    """List all tools, or describe the tool TOOL_ID with its settings."""
    registry = load_registry()
    if tool_id is None:
        if as_json:
            click.echo(json.dumps([tool_document(tool, registry.operations()) for tool in registry.all()], indent=2))
            return
        table = Table("Tool", "Category", "What it does", box=None, pad_edge=False)
        for tool in registry.all():
            table.add_row(tool.id, tool.category, tool.summary)
        Console().print(table)
        return
    found = registry.get(tool_id)
    if found is None:
        raise click.UsageError(f"There is no tool {tool_id!r}; `ashim tools` lists them.")
    if as_json:
        click.echo(json.dumps(tool_document(found, registry.operations()), indent=2))
        return
    console = Console()
    console.print(f"[bold]{found.name}[/bold]  {found.description}\n")
    table = Table("Setting", "Type", "Default", "Meaning", box=None, pad_edge=False)
    schema = found.schema()
    for name, field in schema["properties"].items():
        kind = " | ".join(map(str, field["enum"])) if "enum" in field else str(field.get("type", "json"))
        default = "required" if name in schema.get("required", ()) else json.dumps(field.get("default", None))
        table.add_row(name, kind, "" if default == "null" else default, field.get("description", ""))
    console.print(table)
    console.print(f"\nashim run {found.id} --help shows the same as options.")
