"""What travels on the wire about a job: its document, and the events of its progress stream."""

from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import quote

from pydantic import ConfigDict, Field

from ashim.jobs.model import Job, JobFile, JobStatus
from ashim.tools import OutputLink
from ashim.wire import RequestModel, WireModel


class JobDocument(WireModel):
    """A job: what it is and how far; its results and what a tool found out stand beside these, or below `files`."""

    model_config = ConfigDict(extra="allow")

    job_id: str
    type: str
    status: JobStatus
    progress: float = Field(ge=0, le=1)
    created_at: str
    position: int | None = Field(default=None, ge=0, description="While it waits: how much work is served before it.")
    retryable: bool = Field(default=False, description="It has finished, and its inputs are still there.")
    expires_at: str | None = Field(default=None, description="When its files are removed.")


class JobList(WireModel):
    """Jobs, newest first."""

    jobs: list[JobDocument]


class AcceptedJob(WireModel):
    """A job that goes on in the background."""

    job_id: str
    is_async: Literal[True] = Field(alias="async")
    status: JobStatus
    status_url: str


class RerunRequest(RequestModel):
    """Which files of a job are to be run again."""

    refusal = "Invalid rerun"

    failed_only: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """How a job stands at this moment, beside what is recorded of it."""

    position: int | None = None
    retryable: bool = False
    expires_at: str | None = None


_LINK = OutputLink.model_fields.keys()


def document(job: Job, standing: Standing, *, report: bool = True) -> dict[str, Any]:
    """Give the job as JSON. A run of one file carries its result at the top level, a batch under `files`.

    What the tool found out is left out without `report`: it may be long.
    """
    body: dict[str, Any] = {
        "jobId": job.id,
        "type": job.type,
        "status": job.status,
        "progress": round(job.progress, 4),
        "createdAt": job.created_at,
        "completedAt": job.completed_at,
        "error": job.error,
        "position": standing.position,
        "retryable": standing.retryable or None,
        "expiresAt": standing.expires_at,
    }
    if job.batch:
        body["files"] = [_file_document(job, item) for item in job.files]
        body["warnings"] = _ignored_warnings(job)
        body["archiveUrl"] = f"/api/v1/jobs/{job.id}/archive"
    else:
        item = job.files[0]
        body |= _file_fields(job, item)
        body["inputName"] = item.name if item.stored else None
        body["stage"] = item.stage
        body["warnings"] = [*_ignored_warnings(job), *item.warnings]
        if job.pipeline and job.status == "completed":
            body |= {"stepsCompleted": len(item.steps), "steps": item.steps}
        told: dict[str, Any] = _linked(item.report or {}, f"/api/v1/download/{job.id}/") if report else {}
        return _without_empty(body) | told
    return _without_empty(body)


def accepted(job: Job) -> dict[str, Any]:
    """Give the answer for a job that goes on in the background."""
    return {"jobId": job.id, "async": True, "status": job.status, "statusUrl": address(job)}


def address(job: Job) -> str:
    """Give where the job can be looked at."""
    return f"/api/v1/jobs/{job.id}"


def progress_event(job: Job, standing: Standing) -> dict[str, Any]:
    """Give the event that describes the job as it is now (spec section 20)."""
    if job.batch:
        return _batch_event(job)
    item = job.files[0]
    base = {"jobId": job.id, "type": "single"}
    if job.status == "completed":
        return base | {"phase": "complete", "percent": 100, "result": document(job, standing)}
    if job.finished:
        return base | {"phase": "failed", "percent": 0, "error": job.error}
    stage = item.stage or ("Queued" if item.status == "waiting" else "Processing")
    return base | {"phase": "processing", "stage": stage, "percent": int(item.percent)}


def _batch_event(job: Job) -> dict[str, Any]:
    failed = [item for item in job.files if item.status in ("failed", "cancelled")]
    running = next((item.name for item in job.files if item.status == "processing"), None)
    return _without_empty(
        {
            "jobId": job.id,
            "status": ("completed" if job.status == "completed" else "failed") if job.finished else "processing",
            "totalFiles": len(job.files),
            "completedFiles": job.count("completed") + len(failed),
            "failedFiles": len(failed),
            "currentFile": None if job.finished else running,
            "type": "batch",
        }
    ) | {"errors": [{"filename": item.name, "error": item.error} for item in failed]}


def _file_document(job: Job, item: JobFile) -> dict[str, Any]:
    body = {
        "index": item.index,
        "status": item.status,
        "progress": round(item.percent / 100, 4),
        "stage": item.stage,
        "error": item.error,
        "warnings": item.warnings,
    }
    return _without_empty(body | _file_fields(job, item) | {"filename": item.name, "outputName": item.output})


def _file_fields(job: Job, item: JobFile) -> dict[str, Any]:
    where = f"/api/v1/download/{job.id}/"
    which = f"?file={item.index}" if job.batch else ""
    archive = f"/api/v1/jobs/{job.id}/archive" if item.outputs else None
    return {
        "filename": item.output,
        "downloadUrl": f"{where}{quote(item.output, safe='')}{which}" if item.output else archive,
        "previewUrl": f"{where}{item.preview}{which}" if item.preview else None,
        "outputs": [_output_document(output, where) for output in item.outputs],
        "zipUrl": archive,
        "zipSize": item.archive_size,
        "originalSize": item.total_size,
        "processedSize": item.output_size,
        "format": item.format,
        "width": item.width,
        "height": item.height,
        "originalWidth": item.original_width,
        "originalHeight": item.original_height,
        "quality": item.quality,
        "score": item.score,
        "encodes": item.encodes if item.encodes > 1 else None,
        "savedFileId": item.saved,
    }


def _output_document(output: dict[str, Any], where: str) -> dict[str, Any]:
    known = {key: value for key, value in output.items() if key != "name" and value is not None}
    return {"filename": output["name"], "downloadUrl": f"{where}{quote(output['name'], safe='')}", **known}


def _linked(value: Any, where: str) -> Any:
    """Give a report with the address of a result in place of each link to it."""
    if isinstance(value, dict):
        if value.keys() == _LINK:
            return f"{where}{quote(value['output'], safe='')}"
        return {key: _linked(item, where) for key, item in value.items()}
    return [_linked(item, where) for item in value] if isinstance(value, list) else value


def _ignored_warnings(job: Job) -> list[str]:
    return [f"The setting {name} is unknown and was ignored" for name in job.ignored]


def _without_empty(body: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in body.items() if value is not None and value != []}
