"""The `jobs` table."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from ashim.db import Database
from ashim.jobs import repository
from ashim.jobs.model import Job, JobFile
from ashim.jobs.tables import jobs


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path / "ashim.db")
    database.migrate()
    yield database
    database.close()


def job(job_id: str, **fields: Any) -> Job:
    files = [JobFile(0, "a.png", "a.png", 3), JobFile(1, "b.png", "b.png", 4)]
    steps = [{"toolId": "rotate", "settings": {"angle": 90}}]
    return Job(id=job_id, type="rotate", user_id=None, steps=steps, batch=True, files=files, **fields)


def add(database: Database, *added: Job) -> None:
    with database.write() as connection:
        for item in added:
            repository.add(connection, item)


def test_a_job_comes_back_as_it_was_stored(database: Database) -> None:
    stored = job("one", ignored=["x"])
    stored.files[1].version_of = "f"
    add(database, stored)
    stored.status = "processing"
    with database.read() as connection:
        assert repository.find(connection, "one") == stored
        assert repository.find(connection, "two") is None
        row = connection.execute(select(jobs)).one()
    kept = {"name": "b.png", "stored": "b.png", "size": 4, "digest": "", "companions": [], "version_of": "f"}
    assert json.loads(row.input_files)[1] == kept
    assert json.loads(row.settings)["steps"] == stored.steps


def test_an_outcome_counts_once(database: Database) -> None:
    stored = job("one")
    add(database, stored)
    for item in stored.files:
        item.status, item.output = "completed", "x.png"
    stored.finish()
    with database.write() as connection:
        repository.save_outcome(connection, stored, "/out")
        late = job("one", status="failed", completed_at="2000-01-01T00:00:00.000Z")
        repository.save_outcome(connection, late, "/elsewhere")
        assert repository.find(connection, "one") == stored


def test_only_one_takes_up_an_unfinished_job(database: Database) -> None:
    add(database, job("one"))
    with database.write() as connection:
        (found,) = repository.unfinished(connection)
        assert found.attempts == 1
        assert repository.claim(connection, found)
        assert not repository.claim(connection, found)


def test_old_records_are_removed_and_unfinished_ones_kept(database: Database) -> None:
    add(database, job("old"), job("young"), job("running"))
    with database.write() as connection:
        for job_id, completed in (("old", "2020-01-01T00:00:00.000Z"), ("young", "2999-01-01T00:00:00.000Z")):
            connection.execute(
                update(jobs).where(jobs.c.id == job_id).values(status="completed", completed_at=completed)
            )
        assert repository.remove_older(connection, days=30) == 1
        assert set(connection.execute(select(jobs.c.id)).scalars()) == {"young", "running"}


def test_final_states() -> None:
    mixed = job("mixed")
    mixed.files[0].status, mixed.files[1].status, mixed.files[1].error = "completed", "failed", "no"
    mixed.finish()
    assert (mixed.status, mixed.error) == ("completed", None)
    failed = job("failed")
    for item in failed.files:
        item.status, item.error = "failed", "no"
    failed.finish()
    assert (failed.status, failed.error) == ("failed", "a.png: no; b.png: no")
    cancelled = job("cancelled")
    cancelled.files[0].status, cancelled.files[1].status = "completed", "cancelled"
    cancelled.finish()
    assert cancelled.status == "cancelled"
