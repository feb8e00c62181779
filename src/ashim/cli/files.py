"""Inputs and outputs of `ashim run`: files, folders, globs, pipes."""

import glob
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import click

from ashim.engine import SourceFile, safe_name, unique_name
from ashim.imaging import by_extension

PIPE = "-"


def find_inputs(patterns: Sequence[str], scratch: Path) -> list[SourceFile]:
    """Give the files that the arguments stand for.

    A folder stands for the images in it, by extension, a pattern for its matches, `-` for standard input, which is
    kept in `scratch`. Raises click.UsageError naming the argument that stands for nothing.
    """
    found: list[SourceFile] = []
    for pattern in patterns:
        if pattern == PIPE:
            found.append(_read_pipe(scratch))
            continue
        paths = _expand(pattern)
        if not paths:
            raise click.UsageError(f"No image found at {pattern!r}")
        found += [SourceFile(path, safe_name(path.name)) for path in paths]
    return found


def _expand(pattern: str) -> list[Path]:
    path = Path(pattern)
    if path.is_dir():
        return sorted(item for item in path.iterdir() if item.is_file() and by_extension(item.name))
    if path.is_file():
        return [path]
    return sorted(Path(match) for match in glob.glob(pattern, recursive=True) if Path(match).is_file())  # noqa: PTH207


def _read_pipe(scratch: Path) -> SourceFile:
    path = scratch / "stdin"
    with path.open("wb") as file:
        shutil.copyfileobj(sys.stdin.buffer, file)
    return SourceFile(path, "stdin.png")


class Destination:
    """Where results go: a folder, a file, standard output, or beside each input."""

    def __init__(self, output: str | None, inputs: int) -> None:
        self._pipe = output == PIPE
        self._target = Path(output) if output and not self._pipe else None
        self._folder = self._target is not None and (
            inputs > 1 or self._target.is_dir() or str(output).endswith(os.sep)
        )
        self._taken: set[str] = set()
        if inputs > 1 and (self._pipe or (self._target and self._target.is_file())):
            raise click.UsageError("Several results need a folder: give one with -o")

    def put(self, result: Path, source: SourceFile) -> str:
        """Move a result to where it belongs, replacing what was there, and give its new place."""
        if self._pipe:
            sys.stdout.buffer.write(result.read_bytes())
            sys.stdout.buffer.flush()
            return "standard output"
        if self._target and not self._folder:
            return str(_replace(result, self._target))
        folder = self._target or (Path.cwd() if source.path.name == "stdin" else source.path.parent)
        name = unique_name(result.name, self._taken)
        self._taken.add(name)
        return str(_replace(result, folder / name))


def _replace(result: Path, target: Path) -> Path:
    """Put the file in place in one step, also from another disk."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".ashim-")
    os.close(handle)
    partial = Path(name)
    try:
        shutil.copyfile(result, partial)
        partial.chmod(0o666 & ~_umask())
        partial.replace(target)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    return target


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
