"""What has a say in results besides inputs and settings: the code, told apart without reading it all."""

import hashlib
import re
from functools import cache
from importlib.metadata import PackageNotFoundError, entry_points, requires, version
from pathlib import Path

import ashim
from ashim.tools.registry import ENTRY_POINT_GROUP

# The codecs come in a package that pyvips names as an extra.
_EXTRAS = ("ashim", "pyvips-binary")
_NAME = re.compile(r"[A-Za-z0-9._-]+")


@cache
def code_fingerprint() -> str:
    """Give a text that changes with the versions of ashim, of what it requires and of packages that bring tools.

    Size and time of every file of ashim itself count too, as a working copy changes without its version doing so.
    """
    facts = [f"{name} {_version(name)}" for name in sorted({*_EXTRAS, *_required()})]
    facts += sorted(
        f"{point.value} {point.dist.version if point.dist else ''}" for point in entry_points(group=ENTRY_POINT_GROUP)
    )
    root = Path(ashim.__file__).parent
    for path in sorted(root.rglob("*")):
        relative = path.relative_to(root)
        if path.is_file() and "__pycache__" not in relative.parts and relative.parts[:2] != ("server", "static"):
            facts.append(f"{relative} {path.stat().st_size} {path.stat().st_mtime_ns}")
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()


def _required() -> list[str]:
    try:
        found = (_NAME.match(line) for line in requires("ashim") or ())
    except PackageNotFoundError:
        return []
    return [match.group() for match in found if match]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
