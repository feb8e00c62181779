"""`ashim run TOOL IN… -o OUT --option …`: one command per tool, made from its settings and what it takes."""

from pathlib import Path
from typing import Any

import click

from ashim.cli.execute import execute
from ashim.cli.options import file_parameters, tool_options
from ashim.engine import PlanError, build_plan
from ashim.tools import Registry, Tool, load_registry

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class ToolCommands(click.Group):
    """Knows a command for every tool of the registry."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Give the tool ids in the registry's order."""
        return [tool.id for tool in load_registry().all()]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Make the command of one tool, or of an operation of one."""
        registry = load_registry()
        tool = registry.get(cmd_name)
        return _command(registry, tool) if tool else None


@click.command(cls=ToolCommands, short_help="Run a tool on images.", subcommand_metavar="TOOL IN… [-o OUT] [OPTIONS]")
def run() -> None:
    """Run a tool on files, folders, patterns or standard input (-). No server is needed."""


def _command(registry: Registry, tool: Tool) -> click.Command:
    named = [
        click.Option(
            [f"--{each.name.replace('_', '-')}"], type=_FILE, required=each.required, help=f"The {each.label}."
        )
        for each in tool.signature.inputs
    ]

    def callback(output: str | None, quiet: bool, inputs: tuple[str, ...] = (), **given: Any) -> None:
        files = {each.name: given.pop(each.name) for each in tool.signature.inputs}
        settings = {name: value for name, value in given.items() if value is not None}
        try:
            plan = build_plan(registry, [(tool.id, settings)])
        except PlanError as error:
            problems = "; ".join(map(str, error.problems))
            raise click.UsageError(problems or error.reason) from error
        seconds = {name: path for name, path in files.items() if path is not None}
        execute(plan, inputs, output, named=seconds, suffix=True, quiet=quiet)

    parameters = [*file_parameters(tool), *named, *tool_options(tool)]
    return click.Command(tool.id, callback=callback, params=parameters, help=tool.description)
