"""What travels between the server and a worker: paths and facts, never image bytes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
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
    """One plan on one input, or on several that are worked on together. `id` is the channel for its progress.

    `named` are the second pictures of the first step, by the name of the tool's parameter. `suffix` says that names
    tell the tool. `preview` asks for a picture that browsers can show, `pack` for one ZIP in place of several results.
    `owner` is the user whose turn it takes; `batch` says that it is one of many files, which give way to single runs.
    """

    id: str
    steps: tuple[tuple[str, dict[str, Any]], ...]
    sources: tuple[SourceFile, ...]
    output_folder: Path
    limits: Limits
    named: Mapping[str, SourceFile] = field(default_factory=dict)
    suffix: bool = True
    preview: bool = False
    pack: bool = False
    owner: int | None = None
    batch: bool = False


@dataclass(frozen=True, slots=True)
class Output:
    """A file that a task wrote. Width and height are those of one frame, in pixels; None when it is no picture.

    `quality` is the encoder's, 1 to 100, None where every pixel is kept; `score` the visual quality if one was asked
    for; `encodes` how many encodes it took to meet a size or a visual quality. `entry` is its path in an archive, None
    where that is its name.
    """

    name: str
    format: str
    width: int | None
    height: int | None
    frames: int
    bytes: int
    preview: str | None = None
    quality: float | None = None
    score: float | None = None
    encodes: int = 1
    entry: str | None = None

    @property
    def archived(self) -> str:
        """Its path in an archive."""
        return self.entry or self.name


@dataclass(frozen=True, slots=True)
class StepSize:
    """A finished step. `bytes` is the size of its pixels, for the last step that of the written file."""

    tool_id: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a task achieved: files, a report, or both.

    `several` says that the files are a collection, even if there is only one. Source width and height are those of the
    first input after orientation, None when it is no picture.
    """

    outputs: tuple[Output, ...]
    source_width: int | None
    source_height: int | None
    warnings: tuple[str, ...]
    steps: tuple[StepSize, ...]
    report: dict[str, Any] | None = None
    several: bool = False

    @property
    def output(self) -> Output:
        """Give the only file of a task that gives one."""
        (only,) = self.outputs
        return only


FailureKind = Literal["invalid", "refused", "processing", "timeout", "crash", "cancelled"]


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a task came to nothing. `refused` means that what was asked for is wrong, `invalid` that a file is.

    `step` counts from 1; None when no step is at fault. `input` tells which file is invalid: its position, or the name
    of the parameter. `extra` holds further keys of the answer, in JSON.
    """

    kind: FailureKind
    message: str
    step: int | None = None
    completed: tuple[StepSize, ...] = ()
    input: int | str = 0
    extra: Mapping[str, Any] = field(default_factory=dict)


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
