"""A job in memory: what was asked for, and what became of each file."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from ashim.db import utc_now
from ashim.engine import Failure, FailureKind, Outcome, SourceFile, StepSize

JobStatus = Literal["queued", "processing", "completed", "failed", "cancelled"]
FileStatus = Literal["waiting", "processing", "completed", "failed", "cancelled"]


@dataclass(frozen=True, slots=True)
class Companion:
    """A further file of the same run. `part` names the input that it is for, "" means one more picture of several."""

    part: str
    name: str
    stored: str
    size: int
    digest: str = ""


@dataclass(slots=True)
class JobFile:
    """One run and its outcome: the input that it is named after, and those that are worked on together with it.

    `stored` is the path inside the job's input folder, "" for a run that has no input. `size` is that of the input in
    bytes, `digest` its SHA-256 in hexadecimal digits if it is known. `version_of` is the library file that the result
    is to be saved as a version of, `saved` that version. `output` is the only result; where there are several,
    `outputs` tells of each, and `archive_size` is that of the ZIP of all.
    """

    index: int
    name: str
    stored: str
    size: int
    digest: str = ""
    companions: list[Companion] = field(default_factory=list)
    status: FileStatus = "waiting"
    percent: float = 0
    stage: str | None = None
    failure: FailureKind | None = None
    error: str | None = None
    failed_step: int | None = None
    failed_input: int | str = 0
    failure_extra: dict[str, Any] = field(default_factory=dict)
    output: str | None = None
    preview: str | None = None
    format: str | None = None
    width: int | None = None
    height: int | None = None
    original_width: int | None = None
    original_height: int | None = None
    output_size: int | None = None
    quality: float | None = None
    score: float | None = None
    encodes: int = 1
    warnings: list[str] = field(default_factory=list)
    steps: list[dict[str, Any]] = field(default_factory=list)
    outputs: list[dict[str, Any]] = field(default_factory=list)
    archive_size: int | None = None
    report: dict[str, Any] | None = None
    version_of: str | None = None
    saved: str | None = None

    @property
    def total_size(self) -> int:
        """Bytes of all inputs of the run."""
        return self.size + sum(each.size for each in self.companions)

    @property
    def stored_files(self) -> list[str]:
        """The names of all inputs in the job's input folder."""
        return [name for name in (self.stored, *(each.stored for each in self.companions)) if name]

    def sources(self, folder: Path) -> tuple[SourceFile, ...]:
        """Give the inputs in the folder that they are kept in, those of named parameters aside."""
        main = [SourceFile(folder / self.stored, self.name)] if self.stored else []
        others = (SourceFile(folder / each.stored, each.name) for each in self.companions if not each.part)
        return (*main, *others)

    def named(self, folder: Path) -> dict[str, SourceFile]:
        """Give the inputs that are for named parameters."""
        return {each.part: SourceFile(folder / each.stored, each.name) for each in self.companions if each.part}

    def succeed(self, outcome: Outcome) -> None:
        """Record the result."""
        self.status, self.percent, self.stage = "completed", 100, None
        self.report = outcome.report
        self.output_size = sum(output.bytes for output in outcome.outputs) if outcome.outputs else None
        if len(outcome.outputs) == 1 and not outcome.several:
            output = outcome.output
            self.output, self.preview, self.format = output.name, output.preview, output.format
            self.width, self.height = output.width, output.height
            self.quality, self.score, self.encodes = output.quality, output.score, output.encodes
        else:
            self.outputs = [
                {"name": each.name, "size": each.bytes, "format": each.format}
                | {"width": each.width, "height": each.height, "entry": each.entry}
                for each in outcome.outputs
            ]
        self.original_width, self.original_height = outcome.source_width, outcome.source_height
        self.warnings = list(outcome.warnings)
        self._record_steps(outcome.steps)

    def fail(self, failure: Failure) -> None:
        """Record why there is no result."""
        self.status = "cancelled" if failure.kind == "cancelled" else "failed"
        self.stage, self.failure, self.error = None, failure.kind, failure.message
        self.failed_step, self.failed_input = failure.step, failure.input
        self.failure_extra = dict(failure.extra)
        self._record_steps(failure.completed)

    def as_failure(self) -> Failure:
        """Give why there is no result, as it was told."""
        kind, reason = self.failure or "crash", self.error or ""
        return Failure(kind, reason, self.failed_step, input=self.failed_input, extra=self.failure_extra)

    def _record_steps(self, steps: Iterable[StepSize]) -> None:
        self.steps = [
            {"step": number, "toolId": step.tool_id, "size": step.bytes} for number, step in enumerate(steps, start=1)
        ]


def stored_file(index: int, stored: dict[str, Any]) -> JobFile:
    """Give a run as it was stored."""
    companions = [Companion(**each) for each in stored.get("companions", ())]
    return JobFile(**{"index": index, **stored, "companions": companions})


@dataclass(slots=True)
class Job:
    """A plan applied to inputs. `type` is a tool id or `pipeline`; `ignored` names settings that no tool knows.

    `attempts` counts how often it was started: more than once after the server ended while it ran.
    """

    id: str
    type: str
    user_id: int | None
    steps: list[dict[str, Any]]
    batch: bool
    files: list[JobFile]
    ignored: list[str] = field(default_factory=list)
    status: JobStatus = "queued"
    error: str | None = None
    created_at: str = field(default_factory=utc_now)
    completed_at: str | None = None
    attempts: int = 1

    @property
    def pipeline(self) -> bool:
        """Whether the caller ran a pipeline rather than one tool."""
        return self.type == "pipeline"

    @property
    def finished(self) -> bool:
        """Whether the status will not change any more."""
        return self.status in ("completed", "failed", "cancelled")

    @property
    def progress(self) -> float:
        """How much is done, 0 to 1; files that failed count as done."""
        if self.finished:
            return 1.0
        done = sum(100 if item.status in ("completed", "failed", "cancelled") else item.percent for item in self.files)
        return done / (100 * len(self.files)) if self.files else 0.0

    def count(self, status: FileStatus) -> int:
        """Count the files in a status."""
        return sum(item.status == status for item in self.files)

    def finish(self) -> None:
        """Derive the final status from that of the files: one success is success."""
        statuses = {item.status for item in self.files}
        if "cancelled" in statuses:
            self.status, self.error = "cancelled", "Cancelled"
        elif "completed" in statuses:
            self.status = "completed"
        else:
            self.status = "failed"
            reasons = (f"{item.name}: {item.error}" if self.batch else f"{item.error}" for item in self.files)
            self.error = "; ".join(reasons)
        self.completed_at = utc_now()

    @property
    def several(self) -> bool:
        """Whether what there is to download is an archive."""
        return self.batch or bool(self.files[0].outputs)

    def settings_json(self) -> dict[str, Any]:
        """Give what the `settings` column keeps: everything needed to run the job again."""
        return {"steps": self.steps, "batch": self.batch, "ignored": self.ignored}

    def input_json(self) -> list[dict[str, Any]]:
        """Give what the `input_files` column keeps."""
        return [
            {
                "name": item.name,
                "stored": item.stored,
                "size": item.size,
                "digest": item.digest,
                "companions": [asdict(each) for each in item.companions],
                "version_of": item.version_of,
            }
            for item in self.files
        ]

    def result_json(self) -> list[dict[str, Any]]:
        """Give what the `result` column keeps."""
        return [asdict(item) for item in self.files]
