"""`ashim.open(…)`: the tools from Python."""

import json
from pathlib import Path

import pytest
from PIL import Image

import ashim
from ashim.engine import PlanError, RunError
from tests.server.api.pictures import picture
from tests.server.live import LiveServer


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.jpg"
    path.write_bytes(picture(90, 70, "JPEG", quality=90))
    return path


def test_tools_are_methods(photo: Path, tmp_path: Path) -> None:
    facts = ashim.open(photo).resize(width=45).rotate(angle=90).save(tmp_path / "new" / "small.webp")
    with Image.open(tmp_path / "new" / "small.webp") as result:
        assert (result.format, result.size) == ("WEBP", (35, 45))
    assert (facts.output.format, facts.output.width) == ("webp", 35)
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["small.webp"]


def test_the_extension_decides_the_format(photo: Path, tmp_path: Path) -> None:
    for name, format in (("a.png", "PNG"), ("b.tif", "TIFF"), ("c.JPEG", "JPEG")):
        ashim.open(photo).save(tmp_path / name)
        with Image.open(tmp_path / name) as result:
            assert result.format == format
    with pytest.raises(ValueError, match="no extension"):
        ashim.open(photo).save(tmp_path / "nothing")


def test_calls_do_not_change_what_they_are_made_on(photo: Path, tmp_path: Path) -> None:
    opened = ashim.open(photo)
    opened.resize(width=10)
    assert opened.rotate().save(tmp_path / "a.jpg").output.width == 90


def test_rest_gives_the_same_bytes(photo: Path, tmp_path: Path, open_server: LiveServer) -> None:
    ashim.open(photo).resize(width=31, without_enlargement=True).save(tmp_path / "a.jpg")
    client = open_server.client()
    settings = json.dumps({"width": 31, "withoutEnlargement": True})
    files = {"file": ("photo.jpg", photo.read_bytes())}
    answer = client.post("/api/v1/tools/resize", files=files, data={"settings": settings}).json()
    assert client.get(answer["downloadUrl"]).content == (tmp_path / "a.jpg").read_bytes()


def test_what_is_wrong_is_named(photo: Path, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"nothing\.jpg"):
        ashim.open(tmp_path / "nothing.jpg")
    with pytest.raises(PlanError) as caught:
        ashim.open(photo).resize(width=0)
    assert [problem.path for problem in caught.value.problems] == ["width"]
    (tmp_path / "broken.jpg").write_bytes(b"nonsense")
    with pytest.raises(RunError, match="unrecognized image format"):
        ashim.open(tmp_path / "broken.jpg").save(tmp_path / "a.jpg")
    assert not (tmp_path / "a.jpg").exists()
