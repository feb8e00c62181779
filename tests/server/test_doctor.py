"""`ashim doctor`: what is stored against what is recorded, with a server and without."""

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select, update

from ashim.cli.inventory import Inventory
from ashim.config import Config
from ashim.db import Database
from ashim.jobs import repository
from ashim.jobs.tables import jobs
from ashim.storage import Blobs
from tests.server.api.pictures import picture
from tests.server.live import LiveServer, running


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(
        auth_enabled=False,
        db_path=tmp_path / "data" / "ashim.db",
        workspace_path=tmp_path / "workspace",
        files_storage_path=tmp_path / "files",
        rate_limit_per_min=0,
    )


@pytest.fixture
def used(config: Config) -> Iterator[LiveServer]:
    """Give a server that has been used."""
    with running(config) as server:
        use(server.client())
        yield server


def use(client: httpx.Client) -> None:
    stored = client.post("/api/v1/files/upload", files=[("file", (f"{n}.png", picture(20 + n, 20))) for n in range(3)])
    for file in stored.json()["files"]:
        assert client.get(f"/api/v1/files/{file['id']}/thumbnail").status_code == 200
    made = client.post("/api/v1/tools/rotate", data={"fileId": stored.json()["files"][0]["id"]}, files={"x": ("", b"")})
    assert "savedFileId" in made.json(), made.text
    client.post("/api/v1/tools/rotate/batch", files=[("file", ("a.png", picture())), ("file", ("b.png", b"bad"))])
    assert client.post("/api/v1/upload", files={"file": ("a.png", picture())}).status_code == 200


def troubles(config: Config, *, deep: bool = True, repair: bool = False) -> dict[str, str]:
    findings = list(Inventory(config, deep=deep, repair=repair).findings())
    assert len({finding.subject for finding in findings}) == len(findings)
    return {finding.subject: finding.state for finding in findings if finding.remedy}


def test_nothing_is_wrong_after_use(used: LiveServer, config: Config) -> None:
    assert troubles(config) == {}
    assert troubles(config, repair=True) == {}
    job = used.client().get("/api/v1/jobs").json()["jobs"][0]
    assert job["retryable"]


def test_nothing_is_wrong_after_the_end(config: Config) -> None:
    with running(config) as server:
        use(server.client())
    assert troubles(config) == {}


def harm(config: Config) -> None:
    """Do all that crashes and bad disks do."""
    blobs = Blobs(config.files_storage_path)
    lost, changed, _, *_ = sorted(blobs.names())
    blobs.path(lost).unlink()
    blobs.path(changed).unlink()
    blobs.path(changed).write_bytes(b"other bytes")
    for path in (blobs.path("a" * 64), blobs.thumbnail("b" * 64), config.files_storage_path / "incoming" / "x"):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"nobody needs this")
    for name in (str(uuid.uuid4()), "upload-1"):
        folder = config.workspace_path / name / "input"
        folder.mkdir(parents=True)
        os.utime(folder.parent, (1, 1))


def stop_in_the_middle(config: Config) -> str:
    """Make of a job that has finished one that has not; give its id."""
    database = Database(config.db_path)
    with database.write() as connection:
        job_id = connection.execute(select(jobs.c.id)).scalars().first()
        connection.execute(update(jobs).where(jobs.c.id == job_id).values(status="processing"))
    database.close()
    return str(job_id)


def test_what_is_wrong_is_found_and_repaired(config: Config) -> None:
    with running(config) as server:
        use(server.client())
    harm(config)
    job_id = stop_in_the_middle(config)
    found = troubles(config)
    assert found == {
        "Lost files": "1 files are not on disk",
        "Checksums": "1 of 4 files differ",
        "Files without an entry": "2",
        "Half-stored files": "1",
        "Unfinished jobs": "1, and no server works on them",
        "Folders without a job": "1",
        "Half uploads": "1",
    }
    # What is lost cannot be repaired; everything else is.
    assert set(troubles(config, repair=True)) == set(troubles(config)) == {"Lost files", "Checksums"}
    database = Database(config.db_path)
    with database.read() as connection:
        assert repository.unfinished(connection) == []
        job = repository.find(connection, job_id)
    database.close()
    assert job
    assert job.completed_at


def test_what_a_server_is_at_is_left_alone(used: LiveServer, config: Config) -> None:
    harm(config)
    stop_in_the_middle(config)
    assert "Unfinished jobs" not in troubles(config, deep=False)
    assert {"Half uploads", "Half-stored files"}.isdisjoint(troubles(config, deep=False))
    troubles(config, deep=False, repair=True)
    assert (config.workspace_path / "upload-1").exists()
    with used.database.read() as connection:
        assert len(repository.unfinished(connection)) == 1
