"""`POST /api/v1/tools/{id}/batch` (http-api.md 18.4)."""

import io
import json
import uuid
import zipfile
from typing import Any
from urllib.parse import unquote

import httpx

from ashim.jobs.archive import entry_names
from ashim.jobs.model import Job, JobFile
from ashim.server.runs import file_results
from tests.server.api.pictures import opened, picture


def batch(client: httpx.Client, files: list[tuple[str, bytes]], settings: Any, **fields: str) -> httpx.Response:
    parts = [("files", item) for item in files]
    return client.post("/api/v1/tools/resize/batch", files=parts, data={"settings": json.dumps(settings), **fields})


def unzipped(answer: httpx.Response) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_results_come_as_a_zip_in_upload_order(client: httpx.Client) -> None:
    chosen = str(uuid.uuid4())
    files = [("b.png", picture(60, 40)), ("a.jpg", picture(50, 50, "JPEG")), ("b.png", picture(20, 40))]
    answer = batch(client, files, {"width": 10}, clientJobId=chosen)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["x-job-id"] == chosen
    assert f'filename="batch-resize-{chosen[:8]}.zip"' in answer.headers["content-disposition"]
    names = json.loads(answer.headers["x-file-results"])
    assert names == {"0": "b_resize.png", "1": "a_resize.jpg", "2": "b_resize_1.png"}
    results = unzipped(answer)
    assert list(results) == list(names.values())
    assert [opened(data).size for data in results.values()] == [(10, 7), (10, 10), (10, 20)]
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_one_bad_file_does_not_sink_the_rest(client: httpx.Client) -> None:
    answer = batch(client, [("a.png", picture()), ("bad.png", b"nonsense"), ("c.png", picture())], {"width": 10})
    assert answer.status_code == 200
    assert json.loads(answer.headers["x-file-results"]) == {"0": "a_resize.png", "2": "c_resize.png"}
    job = client.get(f"/api/v1/jobs/{answer.headers['x-job-id']}").json()
    assert [item["status"] for item in job["files"]] == ["completed", "failed", "completed"]
    assert "unrecognized image format" in job["files"][1]["error"]
    assert client.get(job["files"][2]["downloadUrl"]).status_code == 200


def test_a_batch_of_one_equals_a_single_run(client: httpx.Client) -> None:
    data = picture(90, 70, "JPEG", quality=90)
    (in_batch,) = unzipped(batch(client, [("a.jpg", data)], {"width": 31})).values()
    single = client.post(
        "/api/v1/tools/resize", files={"file": ("a.jpg", data)}, data={"settings": '{"width": 31}'}
    ).json()
    assert client.get(single["downloadUrl"]).content == in_batch


def test_all_failed(client: httpx.Client) -> None:
    answer = batch(client, [("a.png", b"x"), ("b.png", b"y")], {"width": 10})
    assert answer.status_code == 422
    assert answer.json()["error"] == "All files failed processing"
    assert [item["filename"] for item in answer.json()["errors"]] == ["a.png", "b.png"]


def test_empty_files_are_dropped_before_counting(client: httpx.Client) -> None:
    answer = batch(client, [("empty.png", b""), ("b.png", picture())], {"width": 10})
    assert json.loads(answer.headers["x-file-results"]) == {"0": "b_resize.png"}


def test_refusals(client: httpx.Client) -> None:
    assert batch(client, [("a.png", b"")], {"width": 10}).json()["error"] == "No image files provided"
    assert batch(client, [("a.png", picture())], {"width": "x"}).json()["error"] == "Invalid settings"
    too_many = batch(client, [(f"{n}.png", picture()) for n in range(11)], {"width": 10})
    assert too_many.status_code == 400
    assert "files limit" in too_many.json()["details"].lower()
    unknown = client.post("/api/v1/tools/nothing/batch", files={"file": ("a.png", picture())})
    assert (unknown.status_code, unknown.json()["error"]) == (404, 'Tool "nothing" not found')


def test_names_beyond_ascii_are_percent_encoded_in_the_header(client: httpx.Client) -> None:
    answer = batch(client, [("Bäume 🌳.png", picture())], {"width": 10})
    encoded = answer.headers["x-file-results"]
    assert encoded.isascii()
    assert json.loads(unquote(encoded)) == {"0": "Bäume 🌳_resize.png"}
    assert list(unzipped(answer)) == ["Bäume 🌳_resize.png"]


def test_a_percent_sign_is_encoded_too() -> None:
    assert file_results({0: "a.png"}) == '{"0": "a.png"}'
    assert json.loads(unquote(file_results({0: "100%25.png"}))) == {"0": "100%25.png"}


def test_entry_names_are_unique_in_upload_order() -> None:
    files = [JobFile(index, "x.png", "x.png", 1, status="completed", output="x.webp") for index in range(3)]
    files[1].output = None
    job = Job("id", "convert", None, [], True, files)
    assert entry_names(job) == {0: "x.webp", 2: "x_1.webp"}
