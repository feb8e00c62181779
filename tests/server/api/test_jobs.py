"""Jobs: documents, progress streams, cancelling (http-api.md section 20)."""

import json
import threading
import uuid
from collections.abc import Iterator
from typing import Any

import httpx
import numpy as np
import pytest

from tests.server.api.pictures import picture
from tests.server.conftest import Serve
from tests.server.live import LiveServer


def slow_picture() -> bytes:
    """Give a picture that takes long to write as AVIF: a megapixel of noise."""
    import io

    from PIL import Image

    noise = np.random.default_rng(7).integers(0, 256, (1000, 1000, 3), dtype=np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(noise).save(buffer, "JPEG", quality=60)
    return buffer.getvalue()


def start(client: httpx.Client, path: str, files: list[tuple[str, bytes]], **fields: str) -> str:
    parts = [("file", item) for item in files]
    answer = client.post(path, files=parts, data=fields, headers={"Prefer": "respond-async"})
    assert answer.status_code == 202, answer.text
    return str(answer.json()["jobId"])


def events(client: httpx.Client, job_id: str) -> Iterator[dict[str, Any]]:
    with client.stream("GET", f"/api/v1/jobs/{job_id}/progress") as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert answer.headers["cache-control"] == "no-cache"
        assert answer.headers["x-content-type-options"] == "nosniff"
        for line in answer.iter_lines():
            if line.startswith("data: "):
                yield json.loads(line.removeprefix("data: "))


def test_a_single_job_ends_with_its_result(client: httpx.Client) -> None:
    job_id = start(client, "/api/v1/tools/rotate", [("a.png", picture())])
    *before, last = events(client, job_id)
    assert all(event["phase"] == "processing" and event["type"] == "single" for event in before)
    assert (last["phase"], last["percent"], last["jobId"]) == ("complete", 100, job_id)
    assert last["result"]["downloadUrl"].startswith(f"/api/v1/download/{job_id}/")
    assert last["result"] == client.get(f"/api/v1/jobs/{job_id}").json()


def test_a_late_listener_gets_the_final_event(client: httpx.Client) -> None:
    job_id = client.post("/api/v1/tools/rotate", files={"file": ("a.png", picture())}).json()["jobId"]
    (only,) = events(client, job_id)
    assert only["phase"] == "complete"


def test_an_early_listener_hears_a_job_that_is_not_there_yet(client: httpx.Client, open_server: LiveServer) -> None:
    job_id = str(uuid.uuid4())
    heard: list[dict[str, Any]] = []
    with client.stream("GET", f"/api/v1/jobs/{job_id}/progress") as answer:
        assert answer.status_code == 200
        start(open_server.client(), "/api/v1/tools/rotate", [("a.png", picture())], clientJobId=job_id)
        heard = [json.loads(line[6:]) for line in answer.iter_lines() if line.startswith("data: ")]
    assert heard[-1]["phase"] == "complete"


def test_the_folder_of_an_upload_is_never_taken_over(client: httpx.Client) -> None:
    taken = client.post("/api/v1/upload", files={"file": ("a.png", picture())}).json()["jobId"]
    answer = client.post(
        "/api/v1/tools/rotate",
        files={"file": ("b.png", picture())},
        data={"settings": '{"angle":90}', "clientJobId": taken},
    )
    assert (answer.status_code, "clientJobId" in answer.json()["error"]) == (409, True)
    assert client.get(f"/api/v1/download/{taken}/a.png").status_code == 200


def test_a_failed_job_says_why(client: httpx.Client) -> None:
    data = picture(400, 400, "JPEG")
    job_id = start(client, "/api/v1/tools/rotate", [("a.jpg", data[: len(data) // 2])])
    *_, last = events(client, job_id)
    assert (last["phase"], last["percent"]) == ("failed", 0)
    assert "damaged or cut short" in last["error"]
    assert client.get(f"/api/v1/jobs/{job_id}").json()["status"] == "failed"


def test_a_batch_counts_its_files(client: httpx.Client) -> None:
    files = [("a.png", picture()), ("bad.png", b"nonsense"), ("c.png", picture())]
    job_id = start(client, "/api/v1/tools/rotate/batch", files)
    *before, last = events(client, job_id)
    assert all(event["status"] == "processing" for event in before)
    assert last["type"] == "batch"
    assert (last["status"], last["totalFiles"], last["completedFiles"], last["failedFiles"]) == ("completed", 3, 3, 1)
    assert last["errors"][0]["filename"] == "bad.png"
    assert "currentFile" not in last


def test_cancelling_stops_the_work(client: httpx.Client, open_server: LiveServer) -> None:
    slow = slow_picture()
    files = [(f"{n}.jpg", slow) for n in range(6)]
    settings = json.dumps({"format": "avif", "quality": 90})
    job_id = start(client, "/api/v1/tools/convert/batch", files, settings=settings)
    stream = events(open_server.client(), job_id)
    next(stream)
    cancelled = client.post(f"/api/v1/jobs/{job_id}/cancel").json()
    assert cancelled["status"] == "cancelled"
    assert "cancelled" in {item["status"] for item in cancelled["files"]}
    *_, last = stream
    assert last["status"] == "failed"
    assert client.get(f"/api/v1/jobs/{job_id}").json() == cancelled
    # Cancelling once more changes nothing, and the workers are free for others.
    assert client.post(f"/api/v1/jobs/{job_id}/cancel").json() == cancelled
    assert client.post("/api/v1/tools/rotate", files={"file": ("a.png", picture())}).status_code == 200


def test_the_archive_of_a_background_batch(client: httpx.Client) -> None:
    job_id = start(client, "/api/v1/tools/rotate/batch", [("a.png", picture()), ("b.png", picture())])
    assert list(events(client, job_id))[-1]["status"] == "completed"
    body = client.get(f"/api/v1/jobs/{job_id}").json()
    archive = client.get(body["archiveUrl"])
    assert archive.headers["content-type"] == "application/zip"
    assert int(archive.headers["content-length"]) == len(archive.content)


def test_unknown_jobs(client: httpx.Client) -> None:
    job_id = uuid.uuid4()
    assert client.get(f"/api/v1/jobs/{job_id}").status_code == 404
    assert client.post(f"/api/v1/jobs/{job_id}/cancel").status_code == 404
    assert client.get(f"/api/v1/jobs/{job_id}/archive").status_code == 404


def test_the_list_shows_the_newest_first(client: httpx.Client) -> None:
    ids = [client.post("/api/v1/tools/rotate", files={"file": ("a.png", picture())}).json()["jobId"] for _ in range(3)]
    listed = [job["jobId"] for job in client.get("/api/v1/jobs", params={"limit": 3}).json()["jobs"]]
    assert listed == ids[::-1]


def test_a_run_that_outlasts_the_wait_goes_on_by_itself(serve: Serve) -> None:
    client = serve(sync_wait_s=0.01).sign_in()
    answer = client.post(
        "/api/v1/tools/convert", files={"file": ("a.jpg", slow_picture())}, data={"settings": '{"format":"avif"}'}
    )
    assert answer.status_code == 202
    *_, last = events(client, answer.json()["jobId"])
    assert last["phase"] == "complete"


def test_parallel_runs_have_jobs_of_their_own(open_server: LiveServer) -> None:
    bodies: list[dict[str, Any]] = []

    def run() -> None:
        client = open_server.client()
        bodies.append(client.post("/api/v1/tools/rotate", files={"file": ("a.png", picture())}).json())

    threads = [threading.Thread(target=run) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({body["jobId"] for body in bodies}) == 10


class TestOwnership:
    def test_only_the_owner_lists_and_cancels(self, server: LiveServer) -> None:
        owner, other = server.add_user("owner"), server.add_user("other")
        job_id = owner.post("/api/v1/tools/rotate", files={"file": ("a.png", picture())}).json()["jobId"]
        assert [job["jobId"] for job in owner.get("/api/v1/jobs").json()["jobs"]] == [job_id]
        assert other.get("/api/v1/jobs").json() == {"jobs": []}
        assert other.post(f"/api/v1/jobs/{job_id}/cancel").status_code == 404

    def test_the_id_is_the_key_to_results(self, server: LiveServer, anonymous: httpx.Client) -> None:
        body = server.sign_in().post("/api/v1/tools/rotate", files={"file": ("a.png", picture())}).json()
        assert anonymous.get(body["downloadUrl"]).status_code == 200
        assert anonymous.get(f"/api/v1/jobs/{body['jobId']}").status_code == 200

    def test_tools_need_their_permission(self, server: LiveServer, anonymous: httpx.Client) -> None:
        admin = server.sign_in()
        without = server.key_for(admin, permissions=["settings:read"])
        for path in ("/api/v1/tools/rotate", "/api/v1/tools/rotate/batch", "/api/v1/upload", "/api/v1/preview"):
            files = {"file": ("a.png", picture())}
            assert anonymous.post(path, files=files).status_code == 401
            assert without.post(path, files=files).status_code == 403


@pytest.mark.parametrize("limit", [0, 201, "x"])
def test_list_limits_are_checked(client: httpx.Client, limit: object) -> None:
    assert client.get("/api/v1/jobs", params={"limit": str(limit)}).status_code == 400
