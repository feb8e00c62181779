"""Inputs and outputs of `ashim run`: files, folders, globs, pipes."""

import glob
import os
import shutil
import sys
import tempfile
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from ashim.engine import SourceFile, safe_name, unique_name
from ashim.imaging import by_extension

PIPE = "-"


@dataclass(frozen=True, slots=True)
class Input:
    """A file to work on. `path` is where the user has it; None is standard input."""

    source: SourceFile
    path: Path | None

    def __str__(self) -> str:
        """Give what the user calls it."""
        return str(self.path) if self.path else "standard input"


def find_inputs(patterns: Sequence[str], scratch: Path) -> list[Input]:
    """Give the files that the arguments stand for.

    A folder stands for the images in it, by extension, a pattern for its matches, `-` for standard input, which is
    kept in `scratch`. Raises click.UsageError naming the argument that stands for nothing.
    """
    found: list[Input] = []
    for pattern in patterns:
        if pattern == PIPE:
            found.append(Input(_read_pipe(scratch), None))
            continue
        paths = _expand(pattern)
        if not paths:
            raise click.UsageError(f"No image found at {pattern!r}")
        found += [Input(SourceFile(_in_utf8(path, scratch), safe_name(path.name)), path) for path in paths]
    return found


def _expand(pattern: str) -> list[Path]:
    path = Path(pattern)
    if path.is_dir():
        return sorted(item for item in path.iterdir() if item.is_file() and by_extension(item.name))
    if path.is_file():
        return [path]
    return sorted(Path(match) for match in glob.glob(pattern, recursive=True) if Path(match).is_file())  # noqa: PTH207


def _in_utf8(path: Path, scratch: Path) -> Path:
    """Give a path that libvips can take: it knows UTF-8 only, while the names of files are any bytes."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        link = scratch / f"{uuid.uuid4()}{path.suffix.encode(errors='ignore').decode()}"
        link.symlink_to(path.absolute())
        return link
    return path


def _read_pipe(scratch: Path) -> SourceFile:
    path = scratch / "stdin"
    with path.open("wb") as file:
        shutil.copyfileobj(sys.stdin.buffer, file)
    return SourceFile(path, "stdin.png")


class Destination:
    """Where results go: a folder, a file, standard output, or beside each input.

    An input is replaced only when `output` names it; otherwise the result's name gets a number.
    """

    def __init__(self, output: str | None, inputs: Sequence[Input], *, results: int, folder: bool) -> None:
        """`results` is how many runs there are; `folder` says that even one of them needs a folder."""
        several = results > 1 or folder
        self.pipe = output == PIPE
        self._target = Path(output) if output and not self.pipe else None
        self._folder = self._target is not None and (several or self._target.is_dir() or str(output).endswith(os.sep))
        self._taken = {item.path.resolve() for item in inputs if item.path}
        if several and ((self.pipe and results > 1) or (self._target and self._target.is_file())):
            raise click.UsageError("Several results need a folder: give one with -o")

    @property
    def file(self) -> bool:
        """Whether results go to one named file."""
        return self._target is not None and not self._folder

    def put(self, result: Path, item: Input | None, entry: str | None = None) -> str:
        """Move a result to where it belongs, replacing what was there, and give its new place.

        `entry` is its path among several results, None where that is its name.
        """
        if self.pipe:
            with result.open("rb") as file:
                shutil.copyfileobj(file, sys.stdout.buffer)
            sys.stdout.buffer.flush()
            return "standard output"
        if self._target and not self._folder:
            return str(_replace(result, self._target))
        folder = self._target or (item.path.parent if item and item.path else Path.cwd())
        wanted = folder / (entry or result.name)
        names = {path.name for path in self._taken if path.parent == wanted.parent.resolve()}
        target = wanted.with_name(unique_name(wanted.name, names))
        self._taken.add(target.resolve())
        return str(_replace(result, target))


def _replace(result: Path, target: Path) -> Path:
    """Put the file in place in one step, also from another disk. A device or a pipe is written to, not replaced."""
    if target.exists() and not target.is_file():
        with result.open("rb") as source, target.open("wb") as device:
            shutil.copyfileobj(source, device)
        return target
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
