"""What is on the server already as input of runs: uploads, earlier results and files of the library."""

import json

import httpx
import pytest

from tests.server.api.pictures import picture
from tests.server.api.test_library import FILES, RESIZE, run, store
from tests.server.live import LiveServer


def upload_for_runs(client: httpx.Client, *contents: bytes) -> list[str]:
    parts = [("file", (f"up{number}.png", content)) for number, content in enumerate(contents)]
    return [file["downloadUrl"] for file in client.post("/api/v1/upload", files=parts).json()["files"]]


def test_uploads_and_results_are_sources(admin: httpx.Client) -> None:
    (address,) = upload_for_runs(admin, picture(60, 40))
    first = run(admin, "tools/resize", source=address, settings=RESIZE).json()
    second = run(admin, "tools/rotate", source=first["downloadUrl"], settings='{"angle": 90}').json()
    sent = run(admin, "tools/resize", ("up0.png", picture(60, 40)), settings=RESIZE).json()

    assert first["downloadUrl"].endswith("/up0_resize.png")
    assert admin.get(first["downloadUrl"]).content == admin.get(sent["downloadUrl"]).content
    assert (second["width"], second["height"]) == (first["height"], first["width"])
    assert "savedFileId" not in first


def test_a_batch_takes_sources_of_every_kind(admin: httpx.Client) -> None:
    (stored,) = store(admin, "a.png")
    uploads = upload_for_runs(admin, picture(60, 40), picture(61, 40))
    answer = run(admin, "tools/resize/batch", source=json.dumps(uploads), settings=RESIZE)
    job = admin.get(f"/api/v1/jobs/{answer.headers['x-job-id']}").json()
    results = [file["downloadUrl"] for file in job["files"]]
    mixed = json.dumps([*results, f"{FILES}/{stored['id']}/download"])
    again = run(admin, "pipeline/batch", source=mixed, pipeline=json.dumps({"steps": [{"toolId": "strip-metadata"}]}))
    files = admin.get(f"/api/v1/jobs/{again.headers['x-job-id']}").json()["files"]

    assert all("?file=" in each for each in results)
    assert [file["outputName"] for file in files] == ["up0_resize.png", "up1_resize.png", "a.png"]
    assert ["savedFileId" in file for file in files] == [False, False, True]


def test_a_result_of_a_stored_file_extends_it(admin: httpx.Client) -> None:
    (file,) = store(admin, "a.png")
    (address,) = upload_for_runs(admin, picture(30, 20))
    body = run(admin, "tools/resize", source=address, fileId=file["id"], settings=RESIZE).json()

    assert admin.get(f"{FILES}/{body['savedFileId']}").json()["file"]["parentId"] == file["id"]


def test_a_collage_of_sources_is_a_version_of_none(admin: httpx.Client) -> None:
    stored = store(admin, "a.png", "b.png")
    addresses = json.dumps([f"{FILES}/{file['id']}/download" for file in stored])
    body = run(admin, "tools/stitch", source=addresses, settings="{}").json()

    assert body["width"] >= 121
    assert "savedFileId" not in body


@pytest.mark.parametrize(
    "wrong",
    [
        "nowhere",
        "/api/v1/download/x/y.png",
        "/api/v1/download/8c5ab0c8-5a3e-4a2c-8e1f-0d7f6f3f2f11/a.png",
        "/api/v1/download/8c5ab0c8-5a3e-4a2c-8e1f-0d7f6f3f2f11/%2e%2e%2fashim.db",
        "/api/v1/files/8c5ab0c8-5a3e-4a2c-8e1f-0d7f6f3f2f11/download",
        "file:///etc/passwd",
        "http://[",
    ],
)
def test_sources_that_are_not_there(admin: httpx.Client, wrong: str) -> None:
    answer = run(admin, "tools/resize", source=wrong, settings=RESIZE)

    assert (answer.status_code, answer.json()["code"]) == (404, "NOT_FOUND")


def test_a_foreign_file_is_no_source(server: LiveServer) -> None:
    bob, eve = server.add_user("bob"), server.add_user("eve")
    (file,) = store(bob, "secret.png")

    assert run(eve, "tools/info", source=f"{FILES}/{file['id']}/download").status_code == 404
