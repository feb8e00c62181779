"""What survives `kill -9`: the real server as a process of its own."""

import io
import os
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil
import pytest

from tests.server.api.pictures import picture
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


def begin_batch(client: httpx.Client, count: int) -> str:
    """Start a batch of pictures that each take a moment."""
    parts = [(f"{n}.png", picture(360 + n, 260)) for n in range(count)]
    return start(client, "/api/v1/tools/convert/batch", parts, settings='{"format": "avif", "quality": 60}')


def until_finished(client: httpx.Client, job_id: str, count: int) -> None:
    """Wait until so many files of the batch have come to their end, while others have not."""
    for event in events(client, job_id):
        if event["completedFiles"] >= count:
            assert event["status"] == "processing"
            return


def results(folder: Path, job_id: str) -> dict[str, int]:
    """Give the inode of every result: one that is written again has another."""
    output = folder / "tmp" / "workspace" / job_id / "output"
    return {str(path.relative_to(output)): path.stat().st_ino for path in output.glob("*/*.avif")}


def test_a_batch_goes_on_after_a_kill_with_the_files_that_are_left(tmp_path: Path) -> None:
    settings = {"RESULT_CACHE_MB": "0", "CONCURRENT_JOBS": "1"}
    with serving(tmp_path, **settings) as (process, client):
        job_id = begin_batch(client, 12)
        until_finished(client, job_id, 3)
        process.kill()
        process.wait()
    # Three files are noted at least; a fourth may have been written, but not noted.
    before = results(tmp_path, job_id)
    with (tmp_path / "tmp" / "workspace" / job_id / "outcomes.jsonl").open("a") as journal:
        journal.write('{"attempt": 1, "file": 11, "outc')
    with serving(tmp_path, **settings) as (process, client):
        *_, last = events(client, job_id)
        assert (last["status"], last["completedFiles"], last["failedFiles"]) == ("completed", 12, 0)
        after = results(tmp_path, job_id)
        assert sorted(after) == sorted(f"{n}/{n}.avif" for n in range(12))
        assert [after[f"{n}/{n}.avif"] for n in range(3)] == [before[f"{n}/{n}.avif"] for n in range(3)]
        with zipfile.ZipFile(io.BytesIO(client.get(f"/api/v1/jobs/{job_id}/archive").content)) as archive:
            assert archive.testzip() is None
            assert archive.namelist() == [f"{n}.avif" for n in range(12)]


def test_a_batch_goes_on_however_often_the_server_ends_while_it_gets_ahead(tmp_path: Path) -> None:
    settings = {"RESULT_CACHE_MB": "0", "CONCURRENT_JOBS": "1"}
    job_id, ends = "", (signal.SIGKILL, signal.SIGTERM)
    for number, end in enumerate(ends):
        with serving(tmp_path, **settings) as (process, client):
            job_id = job_id or begin_batch(client, 12)
            until_finished(client, job_id, 2 * (number + 1))
            process.send_signal(end)
            process.wait()
    with serving(tmp_path, **settings) as (_, client):
        *_, last = events(client, job_id)
        assert (last["status"], last["failedFiles"]) == ("completed", 0)


def test_what_was_finished_stays_when_the_rest_cannot_be_taken_up(tmp_path: Path) -> None:
    settings = {"RESULT_CACHE_MB": "0", "CONCURRENT_JOBS": "1"}
    with serving(tmp_path, **settings) as (process, client):
        job_id = begin_batch(client, 6)
        until_finished(client, job_id, 2)
        process.kill()
        process.wait()
    (tmp_path / "tmp" / "workspace" / job_id / "input" / "5.png").unlink()
    with serving(tmp_path, **settings) as (_, client):
        body = client.get(f"/api/v1/jobs/{job_id}").json()
        assert body["status"] == "completed"
        assert {item["status"] for item in body["files"][:2]} == {"completed"}
        assert "server restarted" in body["files"][5]["error"]
        assert client.get(body["files"][0]["downloadUrl"]).status_code == 200
