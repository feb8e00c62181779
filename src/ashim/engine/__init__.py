"""Runs plans over files in worker processes. Works without a server, a database or a user."""

from ashim.engine.limits import Limits
from ashim.engine.naming import result_name, safe_name, unique_name
from ashim.engine.plan import Plan, PlanError, Step, build_plan
from ashim.engine.pool import WorkerPool
from ashim.engine.progress import Progress
from ashim.engine.provenance import code_fingerprint
from ashim.engine.task import Failure, FailureKind, Outcome, Output, RunError, SourceFile, StepSize, Task

__all__ = [
    "Failure",
    "FailureKind",
    "Limits",
    "Outcome",
    "Output",
    "Plan",
    "PlanError",
    "Progress",
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
