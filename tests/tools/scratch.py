"""The part of a run that tools use, and files to give them."""

from dataclasses import dataclass
from pathlib import Path

from ashim.imaging import ImageLimits
from ashim.tools import SourceFile


@dataclass(frozen=True, slots=True)
class Scratch:
    """A run in which nobody listens."""

    scratch: Path

    def progress(self, fraction: float, stage: str) -> None:
        assert 0 <= fraction <= 1
        assert stage


def source(path: Path, limits: ImageLimits | None = None) -> SourceFile:
    """Give a file under its own name."""
    return SourceFile(path, path.name, limits or ImageLimits())
