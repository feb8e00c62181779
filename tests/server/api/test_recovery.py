"""What survives `kill -9`: the real server as a process of its own."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil
import pytest

from tests.server.api.test_jobs import events, slow_picture, start


@contextmanager
def serving(folder: Path, **environ: str) -> Iterator[tuple[subprocess.Popen[str], httpx.Client]]:
    """Run `ashim serve` in `folder` without sign-in on a free port."""
    settings = {"AUTH_ENABLED": "false", "PORT": "0", "RATE_LIMIT_PER_MIN": "0"} | environ
    process = subprocess.Popen(
        [sys.executable, "-m", "ashim", "serve"],
        cwd=folder,
        env=os.environ | settings,
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )
    assert process.stderr
    try:
        line = next(line for line in process.stderr if "ready at" in line)
        with httpx.Client(base_url=line.split()[-1], timeout=60) as client:
            yield process, client
    finally:
        process.terminate()
        process.stderr.close()
        process.wait()


def workers(process: subprocess.Popen[str]) -> list[psutil.Process]:
    """Give the worker processes: the children of the fork server, itself a child of the server."""
    server = psutil.Process(process.pid)
    return [worker for child in server.children() for worker in child.children()]


def busy_worker(process: subprocess.Popen[str], client: httpx.Client, job_id: str) -> psutil.Process:
    """Wait until the batch is in work, and give a worker that is on it: the hardest worked of the lowest priority."""
    for event in events(client, job_id):
        if "currentFile" in event:
            break
    return max(workers(process), key=lambda worker: (worker.nice(), worker.cpu_times().user))


def begin_slow_batch(client: httpx.Client, files: int) -> str:
    slow = slow_picture()
    parts = [(f"{n}.jpg", slow) for n in range(files)]
    return start(client, "/api/v1/tools/convert/batch", parts, settings='{"format": "avif", "quality": 80}')


def test_a_killed_worker_costs_one_file(tmp_path: Path) -> None:
    with serving(tmp_path) as (process, client):
        job_id = begin_slow_batch(client, 3)
        busy_worker(process, client, job_id).kill()
        *_, last = events(client, job_id)
        assert last["status"] == "completed"
        files = client.get(f"/api/v1/jobs/{job_id}").json()["files"]
        assert sorted(item["status"] for item in files) == ["completed", "completed", "failed"]
        (failed,) = (item for item in files if item["status"] == "failed")
        assert "ended unexpectedly" in failed["error"]


def test_a_killed_server_takes_its_work_up_again(tmp_path: Path) -> None:
    with serving(tmp_path) as (process, client):
        job_id = begin_slow_batch(client, 3)
        worker = busy_worker(process, client, job_id)
        process.send_signal(signal.SIGKILL)
        process.wait()
        # No worker goes on without its server.
        worker.wait(timeout=30)
    with serving(tmp_path) as (_, client):
        *_, last = events(client, job_id)
        assert (last["status"], last["failedFiles"]) == ("completed", 0)
        body = client.get(f"/api/v1/jobs/{job_id}").json()
        assert [client.get(item["downloadUrl"]).status_code for item in body["files"]] == [200, 200, 200]


@pytest.mark.parametrize("loss", ["inputs", "twice"])
def test_what_cannot_be_taken_up_fails_with_a_reason(tmp_path: Path, loss: str) -> None:
    with serving(tmp_path) as (process, client):
        job_id = begin_slow_batch(client, 2)
        busy_worker(process, client, job_id)
        process.kill()
        process.wait()
    if loss == "inputs":
        (tmp_path / "tmp" / "workspace" / job_id / "input" / "1.jpg").unlink()
    else:
        with serving(tmp_path) as (process, client):
            busy_worker(process, client, job_id)
            process.kill()
            process.wait()
    with serving(tmp_path) as (_, client):
        body = client.get(f"/api/v1/jobs/{job_id}").json()
        assert body["status"] == "failed"
        assert "server restarted" in body["error"]


def test_the_server_stops_in_good_order_while_somebody_listens(tmp_path: Path) -> None:
    with serving(tmp_path) as (process, client):
        job_id = begin_slow_batch(client, 1)
        stream = events(client, job_id)
        next(stream)
        process.terminate()
        list(stream)
        assert process.wait(timeout=60) in (0, -signal.SIGTERM)


def test_half_uploads_are_removed_at_the_start(tmp_path: Path) -> None:
    left = tmp_path / "tmp" / "workspace" / "upload-1"
    left.mkdir(parents=True)
    (left / "part").write_bytes(b"x")
    with serving(tmp_path):
        assert not left.exists()
