"""Job folders."""

import os
import time
import uuid
from pathlib import Path

import pytest

from ashim.errors import InsufficientStorageError, InvalidRequestError, NotFoundError
from ashim.storage import Workspace, content_disposition


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "work")


def job(workspace: Workspace) -> str:
    job_id = workspace.new_id()
    folder = workspace.adopt(workspace.stage(), job_id)
    (folder.input / "a.png").write_bytes(b"in")
    return job_id


def test_results_come_before_inputs(workspace: Workspace) -> None:
    job_id = job(workspace)
    assert workspace.find(job_id, "a.png").read_bytes() == b"in"
    (workspace.folder(job_id).output / "a.png").write_bytes(b"out")
    assert workspace.find(job_id, "a.png").read_bytes() == b"out"


def test_results_of_a_batch_are_apart(workspace: Workspace) -> None:
    job_id = job(workspace)
    for index in range(2):
        folder = workspace.folder(job_id).output_of(index)
        folder.mkdir()
        (folder / "x.png").write_bytes(bytes([index]))
    assert workspace.find(job_id, "x.png", 1).read_bytes() == b"\1"


@pytest.mark.parametrize("name", ["../a.png", "..", "a/b", "a\\b", "a\0b", "", "."])
def test_names_cannot_leave_the_folder(workspace: Workspace, name: str) -> None:
    with pytest.raises(InvalidRequestError):
        workspace.find(job(workspace), name)
    with pytest.raises(InvalidRequestError):
        workspace.find(name, "a.png")


def test_what_is_missing(workspace: Workspace) -> None:
    for job_id in (str(uuid.uuid4()), "not-a-uuid"):
        with pytest.raises(NotFoundError):
            workspace.find(job_id, "a.png")


def test_only_old_and_finished_folders_expire(workspace: Workspace) -> None:
    old, active, young = job(workspace), job(workspace), job(workspace)
    hour_ago = time.time() - 3600
    for job_id in (old, active):
        os.utime(workspace.folder(job_id).path, (hour_ago, hour_ago))
    assert workspace.remove_expired(1800, frozenset({active})) == 1
    assert not workspace.folder(old).path.exists()
    assert workspace.find(active, "a.png").exists()
    assert workspace.find(young, "a.png").exists()


def test_a_full_disk_takes_no_uploads(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ashim.storage.workspace.MINIMUM_FREE_BYTES", 2**62)
    with pytest.raises(InsufficientStorageError):
        workspace.stage()


def test_names_in_headers_are_harmless() -> None:
    header = content_disposition('ä"\r\n.png')
    assert header == "attachment; filename=\"%C3%A4%22%0D%0A.png\"; filename*=UTF-8''%C3%A4%22%0D%0A.png"
