"""The `jobs` table: every statement on it."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, func, insert, select, update

from ashim.db import iso
from ashim.jobs.model import Job, stored_file
from ashim.jobs.tables import jobs

UNFINISHED = ("queued", "processing")


def add(connection: Connection, job: Job) -> None:
    """Insert a job that starts now."""
    connection.execute(
        insert(jobs).values(
            id=job.id,
            type=job.type,
            user_id=job.user_id,
            status="processing",
            progress=0.0,
            input_files=json.dumps(job.input_json()),
            settings=json.dumps(job.settings_json()),
            created_at=job.created_at,
            attempts=job.attempts,
        )
    )


def save_outcome(connection: Connection, job: Job, output_path: str) -> None:
    """Store the outcome of a finished job; a job that has an outcome already keeps it."""
    connection.execute(
        update(jobs)
        .where(jobs.c.id == job.id, jobs.c.status.in_(UNFINISHED))
        .values(
            status=job.status,
            progress=job.progress,
            error=job.error,
            result=json.dumps(job.result_json()),
            output_path=output_path,
            completed_at=job.completed_at,
        )
    )


def claim(connection: Connection, job: Job) -> bool:
    """Take an unfinished job for one more attempt; False if somebody else took it meanwhile."""
    result = connection.execute(
        update(jobs)
        .where(jobs.c.id == job.id, jobs.c.status.in_(UNFINISHED), jobs.c.attempts == job.attempts)
        .values(status="processing", attempts=job.attempts + 1)
    )
    return result.rowcount == 1


def find(connection: Connection, job_id: str) -> Job | None:
    """Load one job."""
    row = connection.execute(select(jobs).where(jobs.c.id == job_id)).one_or_none()
    return _job(row) if row else None


def newest(
    connection: Connection, user_id: int, limit: int, *, before: str | None = None, finished: bool | None = None
) -> list[Job]:
    """Load a user's jobs, newest first: those made before a moment, and those that have finished or have not."""
    statement = select(jobs).where(jobs.c.user_id == user_id).order_by(jobs.c.created_at.desc()).limit(limit)
    if before is not None:
        statement = statement.where(jobs.c.created_at < before)
    if finished is not None:
        unfinished_ones = jobs.c.status.in_(UNFINISHED)
        statement = statement.where(~unfinished_ones if finished else unfinished_ones)
    return [_job(row) for row in connection.execute(statement)]


def exists(connection: Connection, job_id: str) -> bool:
    """Tell whether the id is taken."""
    return connection.execute(select(jobs.c.id).where(jobs.c.id == job_id)).one_or_none() is not None


def unfinished(connection: Connection) -> list[Job]:
    """Load the jobs that a crash left behind, oldest first."""
    statement = select(jobs).where(jobs.c.status.in_(UNFINISHED)).order_by(jobs.c.created_at)
    return [_job(row) for row in connection.execute(statement)]


def remove_older(connection: Connection, days: float) -> int:
    """Remove the records of jobs that finished longer ago than `days`; give how many."""
    oldest = iso(datetime.now(UTC) - timedelta(days=days))
    return connection.execute(delete(jobs).where(jobs.c.completed_at < oldest)).rowcount


def orphans(connection: Connection) -> list[str]:
    """Give the ids of the jobs whose user has been deleted."""
    return list(connection.execute(select(jobs.c.id).where(jobs.c.user_id.is_(None))).scalars())


def remove(connection: Connection, job_ids: Iterable[str]) -> None:
    """Remove the records of jobs."""
    connection.execute(delete(jobs).where(jobs.c.id == bindparam("job_id")), [{"job_id": each} for each in job_ids])


def count(connection: Connection, statuses: Iterable[str] = UNFINISHED) -> int:
    """Count the jobs in any of the statuses."""
    return connection.execute(select(func.count()).where(jobs.c.status.in_(tuple(statuses)))).scalar_one()


def _job(row: Row[Any]) -> Job:
    stored = json.loads(row.result or row.input_files)
    settings = json.loads(row.settings)
    return Job(
        id=row.id,
        type=row.type,
        user_id=row.user_id,
        steps=settings["steps"],
        batch=settings["batch"],
        ignored=settings["ignored"],
        files=[stored_file(index, item) for index, item in enumerate(stored)],
        status=row.status,
        error=row.error,
        created_at=row.created_at,
        completed_at=row.completed_at,
        attempts=row.attempts,
    )
