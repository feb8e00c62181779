"""The root command and the commands that are too small for a module of their own."""

import sys
from dataclasses import replace
from importlib import import_module
from importlib.metadata import version

import click
from rich.console import Console
from rich.table import Table

from ashim.config import in_force, load_config
from ashim.errors import AshimError

_ELSEWHERE = ("doctor", "mcp", "pipeline", "run", "tools", "users")


class Commands(click.Group):
    """Loads a command's module only when it is asked for: most need just a part of ashim."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Give the names of all commands."""
        return sorted([*super().list_commands(ctx), *_ELSEWHERE])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Give a command by its name."""
        if cmd_name not in _ELSEWHERE:
            return super().get_command(ctx, cmd_name)
        command: click.Command = getattr(import_module(f"ashim.cli.{cmd_name}"), cmd_name)
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120})
@click.version_option(version("ashim"), prog_name="ashim")
def root() -> None:
    """Work on images: in the browser with `ashim serve`, or right here with `ashim run`."""


@root.command()
@click.option("--host", help="Address to listen on, instead of HOST.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on, instead of PORT; 0 takes a free one.")
def serve(host: str | None, port: int | None) -> None:
    """Start the server. It is set up by environment variables: see `ashim config`."""
    from ashim.server.serve import serve as serve_forever

    config = load_config()
    serve_forever(replace(config, host=host or config.host, port=config.port if port is None else port))


@root.command()
def config() -> None:
    """List every environment variable with its type, the value in force, its default and meaning."""
    table = Table("Variable", "Type", "Value", "Default", "Meaning", box=None, pad_edge=False)
    for variable in in_force(load_config()):
        table.add_row(variable.name, variable.type, variable.value, variable.default, variable.help)
    Console().print(table)


def main() -> None:
    """Run the command line. Exit codes: 0 done, 1 something failed, 2 wrong use, 130 interrupted."""
    try:
        root()
    except AshimError as error:
        click.echo(f"ashim: {error.message}", err=True)
        sys.exit(1)
