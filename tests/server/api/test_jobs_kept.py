"""Jobs that have ended: listed by page, run again, looked into, removed."""

import io
import json
import uuid
import zipfile
from typing import Any

import httpx
import pytest
from PIL import Image

from tests.server.api.pictures import opened, picture
from tests.server.api.test_jobs import events, slow_picture, start
from tests.server.conftest import Serve
from tests.server.live import LiveServer

SLOW = json.dumps({"format": "avif", "quality": 80})


def run(client: httpx.Client, **form: str) -> dict[str, Any]:
    answer = client.post("/api/v1/tools/rotate", files={"file": ("a.png", picture())}, data=form)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def mixed_batch(client: httpx.Client) -> dict[str, Any]:
    """Run a batch of which the file in the middle fails; give its document."""
    files = [("a.png", picture()), ("bad.png", picture()[:-300]), ("c.png", picture(30, 20))]
    answer = client.post(
        "/api/v1/tools/resize/batch",
        files=[("file", item) for item in files],
        data={"settings": '{"width": 10}'},
    )
    body: dict[str, Any] = client.get(f"/api/v1/jobs/{answer.headers['x-job-id']}").json()
    assert [item["status"] for item in body["files"]] == ["completed", "failed", "completed"]
    return body


def ended(client: httpx.Client, answer: httpx.Response) -> dict[str, Any]:
    """Wait for the job that an answer tells of; give its document."""
    assert answer.status_code == 202, answer.text
    assert answer.headers["location"] == answer.json()["statusUrl"]
    list(events(client, answer.json()["jobId"]))
    body: dict[str, Any] = client.get(answer.json()["statusUrl"]).json()
    return body


class TestList:
    def test_pages_follow_one_another(self, server: LiveServer) -> None:
        client = server.add_user("lists")
        ids = [run(client)["jobId"] for _ in range(5)]
        first = client.get("/api/v1/jobs", params={"limit": 3}).json()["jobs"]
        rest = client.get("/api/v1/jobs", params={"limit": 3, "before": first[-1]["createdAt"]}).json()["jobs"]
        assert [job["jobId"] for job in first + rest] == ids[::-1]
        assert len({job["createdAt"] for job in first + rest}) == 5

    def test_jobs_that_run_are_apart_from_those_that_ran(self, server: LiveServer) -> None:
        client = server.add_user("lists")
        done = run(client)["jobId"]
        running = start(client, "/api/v1/tools/convert", [("a.jpg", slow_picture())], settings=SLOW)
        found = {
            status: [job["jobId"] for job in client.get("/api/v1/jobs", params={"status": status}).json()["jobs"]]
            for status in ("active", "finished")
        }
        assert found == {"active": [running], "finished": [done]}
        client.post(f"/api/v1/jobs/{running}/cancel")
        assert client.get("/api/v1/jobs", params={"status": "active"}).json() == {"jobs": []}
        assert client.get("/api/v1/jobs", params={"status": "wrong"}).status_code == 400


def test_a_job_that_waits_says_how_much_is_before_it(serve: Serve) -> None:
    client = serve(max_worker_threads=1, result_cache_mb=0, rate_limit_per_min=0).sign_in()
    slow = slow_picture()
    jobs = [
        start(client, "/api/v1/tools/convert", [(f"{n}.jpg", slow)], settings=json.dumps({"format": "avif"}))
        for n in range(3)
    ]
    for event in events(client, jobs[0]):
        if event.get("stage") == "Processing":
            break
    documents = [client.get(f"/api/v1/jobs/{job}").json() for job in jobs]
    while "position" not in documents[2]:
        documents = [client.get(f"/api/v1/jobs/{job}").json() for job in jobs]
    assert [each.get("position") for each in documents] == [None, 0, 1]
    assert all("retryable" not in each and "expiresAt" not in each for each in documents)
    for job in jobs:
        client.post(f"/api/v1/jobs/{job}/cancel")
    assert "position" not in client.get(f"/api/v1/jobs/{jobs[2]}").json()


class TestRerun:
    def test_everything_again(self, client: httpx.Client) -> None:
        first = run(client, settings='{"angle": 90}')
        second = ended(client, client.post(f"/api/v1/jobs/{first['jobId']}/rerun", json={}))
        assert second["jobId"] != first["jobId"]
        assert second["status"] == "completed"
        before, after = (client.get(body["downloadUrl"]).content for body in (first, second))
        assert before == after

    def test_what_failed_again_and_the_rest_carried_over(self, serve: Serve) -> None:
        server = serve(result_cache_mb=0)
        client, workspace = server.sign_in(), server.app.state.workspace
        first = mixed_batch(client)
        # Somebody has mended the file meanwhile, so that the second run can be told from the first.
        (workspace.folder(first["jobId"]).input / "bad.png").write_bytes(picture(50, 40))
        second = ended(client, client.post(f"/api/v1/jobs/{first['jobId']}/rerun", json={"failedOnly": True}))
        assert [item["status"] for item in second["files"]] == ["completed"] * 3
        with zipfile.ZipFile(io.BytesIO(client.get(second["archiveUrl"]).content)) as archive:
            sizes = {name: opened(archive.read(name)).size for name in archive.namelist()}
        assert sizes == {"a_resize.png": (10, 7), "bad_resize.png": (10, 8), "c_resize.png": (10, 7)}
        kept, new = (workspace.folder(job["jobId"]).output_of(0) / "a_resize.png" for job in (first, second))
        assert kept.samefile(new)
        assert not (workspace.folder(first["jobId"]).output_of(1) / "bad_resize.png").exists()

    def test_refusals(self, server: LiveServer) -> None:
        owner, other = server.add_user("reruns"), server.add_user("other")
        job_id = run(owner)["jobId"]
        assert other.post(f"/api/v1/jobs/{job_id}/rerun", json={}).status_code == 404
        assert owner.post(f"/api/v1/jobs/{uuid.uuid4()}/rerun", json={}).status_code == 404
        nothing = owner.post(f"/api/v1/jobs/{job_id}/rerun", json={"failedOnly": True})
        assert (nothing.status_code, nothing.json()["error"]) == (409, "No file of this job failed")
        running = start(owner, "/api/v1/tools/convert", [("a.jpg", slow_picture())], settings=SLOW)
        assert owner.post(f"/api/v1/jobs/{running}/rerun", json={}).status_code == 409
        owner.post(f"/api/v1/jobs/{running}/cancel")
        (server.app.state.workspace.folder(job_id).input / "a.png").unlink()
        gone = owner.post(f"/api/v1/jobs/{job_id}/rerun", json={})
        assert (gone.status_code, gone.json()["code"]) == (410, "EXPIRED")
        assert not list(server.app.state.workspace.folder(job_id).path.parent.glob("upload-*"))

    def test_a_tool_that_is_switched_off_is_not_run_again(self, server: LiveServer, admin: httpx.Client) -> None:
        job_id = run(admin)["jobId"]
        admin.put("/api/v1/settings", json={"disabledTools": '["rotate"]'})
        answer = admin.post(f"/api/v1/jobs/{job_id}/rerun", json={})
        assert (answer.status_code, answer.json()["error"]) == (404, 'Tool "rotate" not found')


class TestExpiry:
    def test_a_job_says_until_when_its_files_are_there(self, client: httpx.Client) -> None:
        body = client.get(f"/api/v1/jobs/{run(client)['jobId']}").json()
        assert body["retryable"] is True
        assert body["expiresAt"] > body["completedAt"]

    def test_files_that_are_gone_cannot_be_run_again(self, client: httpx.Client, open_server: LiveServer) -> None:
        job_id = run(client)["jobId"]
        workspace = open_server.app.state.workspace
        workspace.remove(workspace.folder(job_id))
        body = client.get(f"/api/v1/jobs/{job_id}").json()
        assert body["status"] == "completed"
        assert "retryable" not in body
        assert "expiresAt" not in body

    def test_what_never_expires(self, serve: Serve) -> None:
        client = serve(file_max_age_hours=0).sign_in()
        body = client.get(f"/api/v1/jobs/{run(client)['jobId']}").json()
        assert body["retryable"] is True
        assert "expiresAt" not in body


class TestDelete:
    def test_record_and_files_go(self, server: LiveServer) -> None:
        owner, other = server.add_user("deletes"), server.add_user("other")
        body = run(owner)
        path = f"/api/v1/jobs/{body['jobId']}"
        assert other.delete(path).status_code == 404
        assert owner.delete(path).status_code == 204
        assert owner.get(path).status_code == owner.delete(path).status_code == 404
        assert owner.get(body["downloadUrl"]).status_code == 404
        assert not server.app.state.workspace.folder(body["jobId"]).path.exists()

    def test_not_while_it_runs(self, client: httpx.Client) -> None:
        job_id = start(client, "/api/v1/tools/convert", [("d.jpg", slow_picture())], settings=SLOW)
        answer = client.delete(f"/api/v1/jobs/{job_id}")
        assert (answer.status_code, "cancel it first" in answer.json()["error"]) == (409, True)
        client.post(f"/api/v1/jobs/{job_id}/cancel")
        assert client.delete(f"/api/v1/jobs/{job_id}").status_code == 204


class TestSteps:
    STEPS = json.dumps(
        {
            "steps": [
                {"toolId": "resize", "settings": {"width": 40}},
                {"toolId": "rotate", "settings": {"angle": 90}},
                {"toolId": "convert", "settings": {"format": "tiff"}},
            ]
        }
    )

    def show(self, client: httpx.Client, job_id: str, step: int, file: int = 0) -> Image.Image:
        answer = client.get(f"/api/v1/jobs/{job_id}/steps/{step}", params={"file": file})
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/webp"), answer.text
        return opened(answer.content)

    def test_each_step_can_be_looked_at(self, client: httpx.Client) -> None:
        files = {"file": ("a.png", picture(80, 40))}
        job_id = client.post("/api/v1/pipeline/execute", files=files, data={"pipeline": self.STEPS}).json()["jobId"]
        assert [self.show(client, job_id, step).size for step in (1, 2, 3)] == [(40, 20), (20, 40), (20, 40)]
        for path in ("steps/0", "steps/4", "steps/1?file=1"):
            assert client.get(f"/api/v1/jobs/{job_id}/{path}").status_code in (400, 404)

    def test_files_of_a_batch_and_big_pictures(self, client: httpx.Client) -> None:
        pipeline = json.dumps({"steps": [{"toolId": "rotate", "settings": {"angle": 90}}]})
        parts = [("file", ("a.png", picture())), ("file", ("b.png", picture(2400, 20)))]
        answer = client.post("/api/v1/pipeline/batch", files=parts, data={"pipeline": pipeline})
        assert self.show(client, answer.headers["x-job-id"], 1, file=1).size == (10, 1200)

    def test_what_cannot_be_shown(self, client: httpx.Client, open_server: LiveServer) -> None:
        single = run(client)["jobId"]
        assert client.get(f"/api/v1/jobs/{single}/steps/1").status_code == 404
        files = {"file": ("a.png", picture())}
        job_id = client.post("/api/v1/pipeline/execute", files=files, data={"pipeline": self.STEPS}).json()["jobId"]
        workspace = open_server.app.state.workspace
        workspace.remove(workspace.folder(job_id))
        assert client.get(f"/api/v1/jobs/{job_id}/steps/1").status_code == 410


class TestResuming:
    """Streams that a client takes up again with `Last-Event-ID`."""

    def messages(self, client: httpx.Client, job_id: str, last: str | None = None) -> list[tuple[str, dict[str, Any]]]:
        headers = {"Last-Event-ID": last} if last else {}
        found = []
        with client.stream("GET", f"/api/v1/jobs/{job_id}/progress", headers=headers) as answer:
            event_id = ""
            for line in answer.iter_lines():
                if line.startswith("id: "):
                    event_id = line[4:]
                if line.startswith("data: "):
                    found.append((event_id, json.loads(line[6:])))
        return found

    def test_a_state_that_is_known_is_not_sent_again(self, client: httpx.Client) -> None:
        job_id = start(client, "/api/v1/tools/rotate", [("a.png", picture())])
        *_, (event_id, last) = self.messages(client, job_id)
        assert last["phase"] == "complete"
        assert self.messages(client, job_id, "another") == [(event_id, last)]
        answer = client.get(f"/api/v1/jobs/{job_id}/progress", headers={"Last-Event-ID": event_id})
        # Browsers ask again after an end, but not after this status.
        assert (answer.status_code, answer.content) == (204, b"")

    def test_a_running_job_goes_on_from_there(self, client: httpx.Client, open_server: LiveServer) -> None:
        job_id = start(client, "/api/v1/tools/convert", [("r.jpg", slow_picture())], settings=SLOW)
        first = ""
        with open_server.client().stream("GET", f"/api/v1/jobs/{job_id}/progress") as answer:
            first = next(line[4:] for line in answer.iter_lines() if line.startswith("id: "))
        ids = [event_id for event_id, _ in self.messages(client, job_id, first)]
        assert first not in ids
        assert len(ids) == len(set(ids))


@pytest.mark.parametrize("batch", [False, True])
def test_the_answer_is_what_the_job_says_later(client: httpx.Client, batch: bool) -> None:
    if batch:
        body = mixed_batch(client)
        listed = next(job for job in client.get("/api/v1/jobs").json()["jobs"] if job["jobId"] == body["jobId"])
        assert listed == body
        return
    body = run(client)
    assert client.get(f"/api/v1/jobs/{body['jobId']}").json() == body
