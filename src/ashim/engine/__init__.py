"""Runs plans over files in worker processes. Works without a server, a database or a user."""

from ashim.engine.limits import Limits
from ashim.engine.live import DecodedSize, LivePicture, LiveTask, Region
from ashim.engine.naming import result_name, safe_name, unique_name
from ashim.engine.plan import Plan, PlanError, Step, build_plan
from ashim.engine.pool import WorkerPool
from ashim.engine.progress import Progress
from ashim.engine.provenance import code_fingerprint
from ashim.engine.task import Failure, FailureKind, Outcome, Output, RunError, SourceFile, StepSize, Task

__all__ = [
    "DecodedSize",
    "Failure",
    "FailureKind",
    "Limits",
    "LivePicture",
    "LiveTask",
    "Outcome",
    "Output",
    "Plan",
    "PlanError",
    "Progress",
    "Region",
    "RunError",
    "SourceFile",
    "Step",
    "StepSize",
    "Task",
    "WorkerPool",
    "build_plan",
    "code_fingerprint",
    "result_name",
    "safe_name",
    "unique_name",
]
