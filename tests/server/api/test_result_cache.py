"""Equal work is done once: who asks again gets the result without a worker doing anything."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from ashim.engine import Outcome, Task, provenance
from tests.server.api.pictures import picture
from tests.server.conftest import Serve
from tests.server.live import LiveServer

Count = Callable[[], int]


@pytest.fixture
def counted(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> tuple[LiveServer, Count]:
    """Give a server, and what tells how many tasks its workers were given since it was asked last."""
    server = serve(rate_limit_per_min=0)
    pool = server.app.state.pool
    ran: list[Task] = []
    really_run = pool.run

    async def run(task: Task) -> Outcome:
        ran.append(task)
        outcome: Outcome = await really_run(task)
        return outcome

    monkeypatch.setattr(pool, "run", run)

    def count() -> int:
        number = len(ran)
        ran.clear()
        return number

    return server, count


def resized(client: httpx.Client, data: bytes, name: str = "a.png", **settings: Any) -> dict[str, Any]:
    answer = client.post(
        "/api/v1/tools/resize", files={"file": (name, data)}, data={"settings": json.dumps({"width": 20} | settings)}
    )
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def test_the_same_again_needs_no_worker(counted: tuple[LiveServer, Count]) -> None:
    server, count = counted
    client, other = server.sign_in(), server.add_user("other")
    first = resized(client, picture())
    assert count() == 1
    # A default that is given is the same as one that is left out, and whoever asks is the same too.
    for second in (resized(client, picture()), resized(other, picture(), fit="contain")):
        assert count() == 0
        assert client.get(second["downloadUrl"]).content == client.get(first["downloadUrl"]).content
        unlike = {"jobId", "downloadUrl", "createdAt", "completedAt", "expiresAt"}
        assert {k: v for k, v in second.items() if k not in unlike} == {
            k: v for k, v in first.items() if k not in unlike
        }


@pytest.mark.parametrize(
    "change",
    [{"data": picture(61, 40)}, {"name": "b.png"}, {"width": 21}, {"withoutEnlargement": True}],
    ids=["bytes", "name", "setting", "another setting"],
)
def test_whatever_differs_is_done(counted: tuple[LiveServer, Count], change: dict[str, Any]) -> None:
    server, count = counted
    client = server.sign_in()
    resized(client, picture())
    resized(client, **{"data": picture(), **change})
    assert count() == 2


def test_other_code_makes_other_results(counted: tuple[LiveServer, Count], monkeypatch: pytest.MonkeyPatch) -> None:
    server, count = counted
    client = server.sign_in()
    resized(client, picture())
    monkeypatch.setattr(provenance, "_version", lambda name: "99" if name == "pyvips" else "1")
    provenance.code_fingerprint.cache_clear()
    resized(client, picture())
    provenance.code_fingerprint.cache_clear()
    assert count() == 2


def test_a_changed_file_of_ours_is_other_code(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "tool.py").write_text("one")
    monkeypatch.setattr("ashim.__file__", str(tmp_path / "__init__.py"))

    def fingerprint() -> str:
        provenance.code_fingerprint.cache_clear()
        return provenance.code_fingerprint()

    before = fingerprint()
    assert fingerprint() == before
    os.utime(tmp_path / "tool.py", (1, 1))
    assert fingerprint() != before
    monkeypatch.undo()
    provenance.code_fingerprint.cache_clear()


def test_batches_and_pipelines_too(counted: tuple[LiveServer, Count]) -> None:
    server, count = counted
    client = server.sign_in()
    pipeline = json.dumps({"steps": [{"toolId": "resize", "settings": {"width": 20}}]})
    settings = json.dumps({"width": 20})

    def batch() -> httpx.Response:
        parts = [("file", (f"{n}.png", picture(40 + n, 40))) for n in range(3)]
        return client.post("/api/v1/tools/resize/batch", files=parts, data={"settings": settings})

    def execute() -> httpx.Response:
        return client.post(
            "/api/v1/pipeline/execute", files={"file": ("0.png", picture())}, data={"pipeline": pipeline}
        )

    first = batch()
    assert (first.status_code, count()) == (200, 3)
    second = batch()
    assert count() == 0
    assert first.headers["x-file-results"] == second.headers["x-file-results"]
    assert len(first.content) == len(second.content)
    assert (execute().status_code, count()) == (200, 1)
    assert (execute().status_code, count()) == (200, 0)


def test_several_inputs_and_several_results(counted: tuple[LiveServer, Count]) -> None:
    server, count = counted
    client = server.sign_in()

    def split() -> httpx.Response:
        return client.post(
            "/api/v1/tools/split",
            files={"file": ("a.png", picture())},
            data={"settings": '{"columns": 2, "rows": 1}'},
            headers={"Accept": "application/json"},
        )

    def marked(mark: bytes) -> httpx.Response:
        files = {"file": ("a.png", picture()), "watermark": ("m.png", mark)}
        return client.post("/api/v1/tools/watermark-image", files=files)

    first, second = split().json(), split().json()
    assert count() == 1
    assert [item["size"] for item in first["outputs"]] == [item["size"] for item in second["outputs"]]
    assert client.get(second["zipUrl"]).status_code == 200
    for mark, runs in ((picture(9, 9), 1), (picture(9, 9), 0), (picture(9, 8), 1)):
        assert marked(mark).status_code == 200
        assert count() == runs


def test_failures_are_tried_again(counted: tuple[LiveServer, Count]) -> None:
    server, count = counted
    client = server.sign_in()
    for _ in range(2):
        answer = client.post(
            "/api/v1/tools/resize", files={"file": ("a.png", picture()[:-300])}, data={"settings": '{"width": 20}'}
        )
        assert answer.status_code in (400, 422)
        assert count() == 1


def test_the_library_and_earlier_results_count_by_their_bytes(counted: tuple[LiveServer, Count]) -> None:
    server, count = counted
    client = server.sign_in()
    kept = client.post("/api/v1/files/upload", files={"file": ("a.png", picture())}).json()["files"][0]
    sent = client.post("/api/v1/upload", files={"file": ("a.png", picture())}).json()["files"][0]
    resized(client, picture())
    assert count() == 1
    settings = json.dumps({"width": 20})
    for form in ({"fileId": kept["id"]}, {"source": sent["downloadUrl"]}):
        answer = client.post("/api/v1/tools/resize", data={"settings": settings, **form}, files={"none": ("", b"")})
        assert answer.status_code == 200, answer.text
        assert count() == 0
        assert ("savedFileId" in answer.json()) == ("fileId" in form)


def test_a_damaged_entry_is_made_again(counted: tuple[LiveServer, Count]) -> None:
    server, count = counted
    client = server.sign_in()
    first = resized(client, picture())
    good = client.get(first["downloadUrl"]).content
    for path in (server.app.state.config.workspace_path / "caches").rglob("*.png"):
        path.unlink()
        path.write_bytes(b"damaged")
    assert client.get(resized(client, picture())["downloadUrl"]).content == good
    assert count() == 2


def test_the_cache_can_be_switched_off(serve: Serve) -> None:
    server = serve(result_cache_mb=0)
    resized(server.sign_in(), picture())
    assert not (server.app.state.config.workspace_path / "caches").exists()
