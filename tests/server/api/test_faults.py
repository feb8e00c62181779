"""What becomes of the work when the connection is cut, the disk is full, or a file in the middle is broken."""

import json
import socket
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from ashim.storage import JobFolder, Workspace
from tests.server.api.pictures import picture
from tests.server.api.test_jobs import events, start
from tests.server.conftest import Serve
from tests.server.live import LiveServer
from tests.waiting import wait_until

BOUNDARY = "cut-here"


def multipart(files: list[tuple[str, bytes]], **fields: str) -> bytes:
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'.encode()
        for name, text in fields.items()
    ]
    for name, data in files:
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        parts.append(head.encode() + data + b"\r\n")
    return b"".join([*parts, f"--{BOUNDARY}--\r\n".encode()])


@contextmanager
def sending(server: LiveServer, path: str, body: bytes, part: slice) -> Iterator[None]:
    """Send the head of a request and a part of its body; cut the connection at the end of the block."""
    address = urlsplit(server.url)
    with socket.create_connection((str(address.hostname), int(address.port or 0))) as connection:
        head = (
            f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n"
            f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\n\r\n"
        )
        connection.sendall(head.encode() + body[part])
        yield


def staged(server: LiveServer) -> list[Path]:
    workspace: Workspace = server.app.state.workspace
    return [remnant.folder.path for remnant in workspace.folders() if remnant.job_id is None]


def test_a_connection_cut_in_the_upload_leaves_nothing(serve: Serve) -> None:
    server = serve(auth_enabled=False)
    body = multipart([(f"{n}.png", picture(300, 300)) for n in range(5)])
    with sending(server, "/api/v1/tools/rotate/batch", body, slice(len(body) // 2)):
        wait_until(lambda: any(list(path.glob("input/*")) for path in staged(server)))
    wait_until(lambda: not staged(server))
    assert server.client().get("/api/v1/jobs").json() == {"jobs": []}
    assert not list(server.app.state.workspace.folders())


def test_a_connection_cut_while_waiting_loses_nothing(serve: Serve) -> None:
    server = serve(auth_enabled=False)
    client, job_id = server.client(), str(uuid.uuid4())
    body = multipart([(f"{n}.png", picture(400 + n, 300)) for n in range(6)], clientJobId=job_id)
    with sending(server, "/api/v1/tools/rotate/batch", body, slice(None)):
        wait_until(lambda: client.get(f"/api/v1/jobs/{job_id}").status_code == 200)
    *_, last = events(client, job_id)
    assert (last["status"], last["completedFiles"], last["failedFiles"]) == ("completed", 6, 0)
    assert client.get(f"/api/v1/jobs/{job_id}/archive").status_code == 200


def no_room_for(monkeypatch: pytest.MonkeyPatch, server: LiveServer, index: int, name: str) -> None:
    """Let the disk be full where file `index` of the next batch writes its result."""
    workspace: Workspace = server.app.state.workspace
    adopt = workspace.adopt

    def fill(folder: JobFolder, job_id: str) -> JobFolder:
        folder.output_of(index).mkdir(exist_ok=True)
        (folder.output_of(index) / f".{name}.partial").symlink_to("/dev/full")
        monkeypatch.setattr(workspace, "adopt", adopt)
        return adopt(folder, job_id)

    monkeypatch.setattr(workspace, "adopt", fill)


@pytest.mark.parametrize(
    ("format", "settings"),
    [("png", {}), ("webp", {}), ("jpg", {"quality": 90}), ("avif", {}), ("bmp", {})],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_full_disk_costs_the_files_that_find_no_room(
    client: httpx.Client,
    open_server: LiveServer,
    monkeypatch: pytest.MonkeyPatch,
    format: str,
    settings: dict[str, Any],
) -> None:
    no_room_for(monkeypatch, open_server, 1, f"1.{format}")
    files = [(f"{n}.tiff", picture(61 + n, 43, "TIFF")) for n in range(3)]
    chosen = json.dumps({"format": format, **settings})
    job_id = start(client, "/api/v1/tools/convert/batch", files, settings=chosen)
    *_, last = events(client, job_id)
    assert (last["status"], last["failedFiles"]) == ("completed", 1)
    body = client.get(f"/api/v1/jobs/{job_id}").json()
    assert [item["status"] for item in body["files"]] == ["completed", "failed", "completed"]
    assert "disk is full" in body["files"][1]["error"]
    output = open_server.app.state.workspace.folder(job_id).output
    assert not list(output.glob("*/.*"))
    # With room again, what failed is run again, and the batch is whole.
    again = client.post(f"/api/v1/jobs/{job_id}/rerun", json={"failedOnly": True}).json()["jobId"]
    *_, last = events(client, again)
    assert (last["status"], last["failedFiles"]) == ("completed", 0)


def test_a_record_that_finds_no_room_is_stored_as_soon_as_there_is_some(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ashim.jobs.execution.STORE_AGAIN_SECONDS", 0.02)
    server = serve(auth_enabled=False)
    client = server.client()
    files = [(f"{n}-{'long name ' * 20}.png", picture(200 + n, 150)) for n in range(8)]
    job_id = start(client, "/api/v1/tools/convert/batch", files, settings='{"format": "avif"}')
    with server.database.write() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    *_, last = events(client, job_id)
    # Whoever waits is told; the record follows.
    assert (last["status"], last["completedFiles"]) == ("completed", 8)
    assert stored_status(server, job_id) == "processing"
    assert client.get(f"/api/v1/jobs/{job_id}").json()["status"] == "completed"
    with server.database.write() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
    wait_until(lambda: stored_status(server, job_id) == "completed")


def stored_status(server: LiveServer, job_id: str) -> str:
    with server.database.read() as connection:
        status = connection.exec_driver_sql("SELECT status FROM jobs WHERE id = ?", (job_id,)).scalar_one()
        return str(status)


def test_a_job_that_cannot_be_recorded_leaves_nothing(serve: Serve) -> None:
    server = serve(auth_enabled=False)
    with server.database.write() as connection:
        connection.exec_driver_sql("DROP TABLE jobs")
    answer = server.client().post("/api/v1/tools/rotate", files={"file": ("a.png", picture())})
    assert answer.status_code == 500
    assert not list(server.app.state.workspace.folders())


def test_a_broken_file_in_the_middle_costs_itself(client: httpx.Client) -> None:
    whole = picture(200, 150, "JPEG")
    files = [(f"{n}.jpg", whole if n != 5 else whole[: len(whole) // 2]) for n in range(10)]
    job_id = start(client, "/api/v1/tools/resize/batch", files, settings='{"width": 50}')
    *_, last = events(client, job_id)
    assert (last["status"], last["completedFiles"], last["failedFiles"]) == ("completed", 10, 1)
    assert last["errors"][0]["filename"] == "5.jpg"
    body = client.get(f"/api/v1/jobs/{job_id}").json()
    assert [item["index"] for item in body["files"] if item["status"] == "failed"] == [5]
