"""A job in memory: what was asked for, and what became of each file."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from ashim.db import utc_now
from ashim.engine import Failure, Outcome, StepSize

JobStatus = Literal["queued", "processing", "completed", "failed", "cancelled"]
FileStatus = Literal["waiting", "processing", "completed", "failed", "cancelled"]


@dataclass(slots=True)
class JobFile:
    """One input and its outcome. `stored` is its path inside the job's input folder; sizes are bytes."""

    index: int
    name: str
    stored: str
    size: int
    status: FileStatus = "waiting"
    percent: float = 0
    stage: str | None = None
    failure: str | None = None
    error: str | None = None
    failed_step: int | None = None
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

    def succeed(self, outcome: Outcome) -> None:
        """Record the result."""
        self.status, self.percent, self.stage = "completed", 100, None
        self.output, self.preview = outcome.output.name, outcome.output.preview
        self.format, self.output_size = outcome.output.format, outcome.output.bytes
        self.width, self.height = outcome.output.width, outcome.output.height
        self.quality, self.score, self.encodes = outcome.output.quality, outcome.output.score, outcome.output.encodes
        self.original_width, self.original_height = outcome.source_width, outcome.source_height
        self.warnings = list(outcome.warnings)
        self._record_steps(outcome.steps)

    def fail(self, failure: Failure) -> None:
        """Record why there is no result."""
        self.status = "cancelled" if failure.kind == "cancelled" else "failed"
        self.stage, self.failure, self.error = None, failure.kind, failure.message
        self.failed_step = failure.step
        self._record_steps(failure.completed)

    def _record_steps(self, steps: Iterable[StepSize]) -> None:
        self.steps = [
            {"step": number, "toolId": step.tool_id, "size": step.bytes} for number, step in enumerate(steps, start=1)
        ]


@dataclass(slots=True)
class Job:
    """A plan applied to inputs. `type` is a tool id or `pipeline`; `ignored` names settings that no tool knows."""

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

    def settings_json(self) -> dict[str, Any]:
        """Give what the `settings` column keeps: everything needed to run the job again."""
        return {"steps": self.steps, "batch": self.batch, "ignored": self.ignored}

    def input_json(self) -> list[dict[str, Any]]:
        """Give what the `input_files` column keeps."""
        return [{"name": item.name, "stored": item.stored, "size": item.size} for item in self.files]

    def result_json(self) -> list[dict[str, Any]]:
        """Give what the `result` column keeps."""
        return [asdict(item) for item in self.files]
