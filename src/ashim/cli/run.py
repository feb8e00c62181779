"""`ashim run TOOL IN… -o OUT --option …`: one command per tool, made from its settings."""

from typing import Any

import click

from ashim.cli.execute import execute
from ashim.cli.options import file_parameters, tool_options
from ashim.engine import PlanError, build_plan
from ashim.tools import Registry, Tool, load_registry


class ToolCommands(click.Group):
    """Knows a command for every tool of the registry."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Give the tool ids in the registry's order."""
        return [tool.id for tool in load_registry().all()]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Make the command of one tool."""
        registry = load_registry()
        tool = registry.get(cmd_name)
        return _command(registry, tool) if tool else None


@click.command(cls=ToolCommands, short_help="Run a tool on images.", subcommand_metavar="TOOL IN… [-o OUT] [OPTIONS]")
def run() -> None:
    """Run a tool on files, folders, patterns or standard input (-). No server is needed."""


def _command(registry: Registry, tool: Tool) -> click.Command:
    def callback(inputs: tuple[str, ...], output: str | None, quiet: bool, **given: Any) -> None:
        settings = {name: value for name, value in given.items() if value is not None}
        try:
            plan = build_plan(registry, [(tool.id, settings)])
        except PlanError as error:
            problems = "; ".join(map(str, error.problems))
            raise click.UsageError(problems or error.reason) from error
        execute(plan, inputs, output, suffix=True, quiet=quiet)

    parameters: list[click.Parameter] = [*file_parameters(), *tool_options(tool)]
    return click.Command(tool.id, callback=callback, params=parameters, help=tool.description)
