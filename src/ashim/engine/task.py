"""What travels between the server and a worker: paths and facts, never image bytes."""

from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Any, Literal

from ashim.engine.limits import Limits


class Lane(IntEnum):
    """Worker pools by weight of the work, so that small work never waits behind big work."""

    QUICK = 0
    CPU = 1
    HEAVY = 2


@dataclass(frozen=True, slots=True)
class SourceFile:
    """An input: where its bytes are, and the cleaned name that the user knows it by."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class Task:
    """One plan on one input. `id` is the channel for its progress."""

    id: str
    steps: tuple[tuple[str, dict[str, Any]], ...]
    source: SourceFile
    output_folder: Path
    limits: Limits
    suffix: bool = True
    preview: bool = False


@dataclass(frozen=True, slots=True)
class Output:
    """A file that a task wrote. Width and height are those of one frame, in pixels.

    `quality` is the encoder's, 1 to 100, None where every pixel is kept; `score` the visual quality if one was asked
    for; `encodes` how many encodes it took to meet a size or a visual quality.
    """

    name: str
    format: str
    width: int
    height: int
    frames: int
    bytes: int
    preview: str | None = None
    quality: float | None = None
    score: float | None = None
    encodes: int = 1


@dataclass(frozen=True, slots=True)
class StepSize:
    """A finished step. `bytes` is the size of its pixels, for the last step that of the written file."""

    tool_id: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a task achieved. Source width and height are after orientation."""

    output: Output
    source_width: int
    source_height: int
    warnings: tuple[str, ...]
    steps: tuple[StepSize, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a task came to nothing. `step` counts from 1; None when no step is at fault."""

    kind: Literal["invalid", "processing", "timeout", "crash", "cancelled"]
    message: str
    step: int | None = None
    completed: tuple[StepSize, ...] = ()


@dataclass(frozen=True, slots=True)
class Deferred:
    """The task is too big for the lane that looked at it first, or needs more memory (bytes) than it was given."""

    lane: Lane
    memory: int = 0


class RunError(Exception):
    """A task failed."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure
