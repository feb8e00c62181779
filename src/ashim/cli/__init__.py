"""The command line: `ashim …`."""

from ashim.cli.main import main

__all__ = ["main"]
