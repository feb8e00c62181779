"""`ashim.Client` against a real server."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

import ashim
from ashim.client import ClientError, Stored
from tests.server.api.pictures import opened, picture
from tests.server.live import LiveServer

STEPS = [{"toolId": "resize", "settings": {"width": 45}}, {"toolId": "convert", "settings": {"format": "webp"}}]


@pytest.fixture
def client(open_server: LiveServer) -> Iterator[ashim.Client]:
    with ashim.Client(open_server.url) as client:
        yield client


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.jpg"
    path.write_bytes(picture(90, 70, "JPEG", quality=90))
    return path


def test_tools_are_methods_that_run_on_the_server(client: ashim.Client, photo: Path, tmp_path: Path) -> None:
    result = client.open(photo).resize(width=45).rotate(angle=90).save(tmp_path / "new" / "small.webp")
    with Image.open(tmp_path / "new" / "small.webp") as saved:
        assert (saved.format, saved.size) == ("WEBP", (35, 45))
    assert result.job["stepsCompleted"] == 3
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["small.webp"]


def test_here_there_and_from_the_command_line_the_bytes_are_the_same(
    client: ashim.Client, photo: Path, tmp_path: Path
) -> None:
    client.open(photo).resize(width=45).convert(format="webp").save(tmp_path / "there.webp")
    ashim.open(photo).resize(width=45).convert(format="webp").save(tmp_path / "here.webp")
    (tmp_path / "steps.yaml").write_text(
        "steps:\n- {toolId: resize, settings: {width: 45}}\n- {toolId: convert, settings: {format: webp}}\n"
    )
    command = [sys.executable, "-m", "ashim", "pipeline", "run", "steps.yaml", photo.name, "-o", "line.webp", "--quiet"]
    subprocess.run(command, cwd=tmp_path, check=True)
    (file,) = client.batch([photo], STEPS)
    assert file.result
    file.result.save(tmp_path / "batch.webp")

    contents = {(tmp_path / f"{name}.webp").read_bytes() for name in ("there", "here", "line", "batch")}
    assert len(contents) == 1


def test_a_picture_is_sent_once(client: ashim.Client, photo: Path) -> None:
    first = client.upload(photo)
    assert client.upload(str(photo)) == first
    photo.write_bytes(picture(30, 20, "JPEG"))
    assert client.upload(photo) != first


def test_tools_of_every_kind(client: ashim.Client, photo: Path, tmp_path: Path) -> None:
    assert client.run("info", photo).job["width"] == 90
    code = client.run("qr-generate", settings={"text": "ashim"})
    assert code.save(tmp_path / "code.png") == [tmp_path / "code.png"]
    pieces = client.run("split", photo, settings={"columns": 2, "rows": 1}).save(tmp_path / "pieces")
    assert [opened(path.read_bytes()).width for path in pieces] == [45, 45]
    both = client.run("stitch", photo, client.upload(photo))
    assert both.job["width"] >= 180
    marked = client.run("watermark-image", photo, watermark=photo)
    assert marked.job["width"] == 90
    assert "resize" in {tool["id"] for tool in client.tools()}


def test_results_go_on(client: ashim.Client, photo: Path, tmp_path: Path) -> None:
    ((_, remote),) = client.pipeline(photo, STEPS).outputs
    client.open(remote).rotate(angle=90).save(tmp_path / "turned.png")
    assert opened((tmp_path / "turned.png").read_bytes()).size == (35, 45)


def test_a_batch_tells_of_every_file(client: ashim.Client, photo: Path, tmp_path: Path) -> None:
    broken, nonsense = tmp_path / "broken.png", tmp_path / "nonsense.png"
    broken.write_bytes(picture()[:120])
    nonsense.write_bytes(b"nonsense")
    bad, good, worse = client.batch([broken, photo, nonsense], STEPS)

    assert (good.name, good.error, bad.name, bad.result, worse.result) == ("photo.jpg", None, "broken.png", None, None)
    assert "damaged" in str(bad.error)
    assert "unrecognized" in str(worse.error)
    assert client.batch([nonsense], STEPS)[0].error == worse.error
    assert good.result
    assert good.result.save(tmp_path) == [tmp_path / "photo.webp"]
    assert good.result.save(tmp_path / "new") == [tmp_path / "new" / "photo.webp"]


def test_the_library(server: LiveServer, photo: Path, tmp_path: Path) -> None:
    admin = server.sign_in()
    key = admin.post("/api/v1/api-keys", json={"name": "client"}).json()["key"]
    with ashim.Client(server.url, key) as client:
        (stored,) = client.store(photo)
        client.open(Stored(stored["id"])).resize(width=9).save(tmp_path / "a.jpg")
        (newest,) = client.files("photo", limit=1)
        assert newest["version"] == 2
        client.download(stored["id"], tmp_path / "b.jpg")
        assert (tmp_path / "b.jpg").read_bytes() == photo.read_bytes()
        saved = admin.post("/api/v1/pipeline/save", json={"name": "n", "steps": STEPS}).json()
        assert [each["id"] for each in client.pipelines()] == [saved["id"]]
        assert client.pipeline(photo, saved=saved["id"]).job["width"] == 45
        assert client.presets() == []
        assert client.delete(stored["id"]) == 2
        assert list(client.files()) == []


def test_pages_are_turned(server: LiveServer, tmp_path: Path) -> None:
    paths = []
    for number in range(5):
        paths.append(tmp_path / f"{number}.png")
        paths[-1].write_bytes(picture(10 + number, 10))
    with ashim.Client(server.url, server.sign_in().headers["authorization"].removeprefix("Bearer ")) as client:
        client.store(*paths)
        assert len({file["id"] for file in client.files(limit=2)}) == 5


def test_what_is_wrong_is_named(client: ashim.Client, photo: Path, tmp_path: Path) -> None:
    with pytest.raises(ClientError, match="width: must be greater than 0") as caught:
        client.open(photo).resize(width=0).save(tmp_path / "a.jpg")
    assert caught.value.status == 400
    assert not (tmp_path / "a.jpg").exists()
    with pytest.raises(FileNotFoundError):
        client.open(tmp_path / "nothing.jpg")
    with pytest.raises(ClientError) as caught:
        client.open(Stored("nothing")).save(tmp_path / "a.jpg")
    assert (caught.value.status, caught.value.code) == (404, "NOT_FOUND")
    crop = {"left": 89, "top": 0, "width": 50, "height": 5}
    with pytest.raises(ClientError, match="beyond the right edge"):
        client.run("crop", photo, settings=crop)


def test_a_server_that_is_not_there(photo: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with (
        ashim.Client(f"http://127.0.0.1:{port}") as client,
        pytest.raises(ClientError, match="cannot be reached") as caught,
    ):
        client.open(photo)
    assert caught.value.status == 0


def test_a_download_that_breaks_leaves_nothing(client: ashim.Client, tmp_path: Path) -> None:
    with pytest.raises(ClientError):
        client.download("nothing", tmp_path / "a.jpg")
    assert list(tmp_path.iterdir()) == []
