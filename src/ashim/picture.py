"""A picture with tools that are still to be run, here and now, without a server."""

import tempfile
from collections.abc import Mapping
from functools import cache
from os import PathLike
from pathlib import Path
from typing import Any, Self

from ashim.engine import Limits, Outcome, RunError, SourceFile, Task, build_plan, safe_name
from ashim.engine.runner import prepare, registry
from ashim.engine.runner import run as run_task
from ashim.engine.task import Failure, Lane
from ashim.imaging import ImageLimits, by_extension
from ashim.tool_methods import ToolMethods

Steps = tuple[tuple[str, Mapping[str, Any]], ...]


class Picture(ToolMethods):
    """A file and the steps to be run on it; `save` runs them. Immutable: every method gives a new one."""

    def __init__(self, path: str | PathLike[str], steps: Steps = ()) -> None:
        self._path = Path(path)
        if not self._path.is_file():
            raise FileNotFoundError(f"No picture at {self._path}")
        self._steps = steps

    def run(self, tool_id: str, settings: Mapping[str, Any]) -> Self:
        """Add a tool by its id; settings have the names of the REST API, and those that are None are left out.

        Raises PlanError naming the setting and the rule that it breaks.
        """
        given = {name: value for name, value in settings.items() if value is not None}
        build_plan(registry(), [(tool_id, given)])
        return type(self)(self._path, (*self._steps, (tool_id, given)))

    def save(self, path: str | PathLike[str]) -> Outcome:
        """Run the tools, decoding and encoding once, and write the result to `path` in the format of its extension.

        Gives the facts of the result. Raises RunError when the picture cannot be opened or a tool fails on it.
        """
        target = Path(path)
        _prepare_once()
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".ashim-") as folder:
            steps = tuple(
                (tool, dict(settings)) for tool, settings in with_format(self._steps, self._path.name, target)
            )
            source = SourceFile(self._path, safe_name(self._path.name))
            task = Task("", steps, (source,), Path(folder), _LIMITS)
            result = run_task(task, Lane.HEAVY, _silent)
            if isinstance(result, Failure):
                raise RunError(result)
            assert isinstance(result, Outcome)  # noqa: S101 -- the heaviest lane defers nothing
            (Path(folder) / result.output.name).replace(target)
        return result


def with_format(steps: Steps, source_name: str, target: Path) -> Steps:
    """Give the steps, with a conversion at the end when the extension of the target asks for another format.

    `source_name` tells the format that the picture has at first. Raises ValueError for an extension of no picture.
    """
    wanted = by_extension(target.name)
    if wanted is None:
        raise ValueError(f"{target.name} has no extension of a picture format")
    converted = [settings["format"] for tool, settings in steps if tool == "convert"]
    given = by_extension(f".{converted[-1]}" if converted else source_name)
    if steps and given == wanted:
        return steps
    return (*steps, ("convert", {"format": wanted.extensions[0].removeprefix(".")}))


def _silent(stage: str, percent: float | None = None) -> None:
    """Report to nobody."""


@cache
def _prepare_once() -> None:
    prepare()


_LIMITS = Limits(ImageLimits())
