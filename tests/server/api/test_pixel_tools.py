"""What the tools that change pixels do over HTTP, and only there."""

import io
import json
import zipfile
from typing import Any

import httpx
import numpy as np
import pytest
from PIL import Image

from tests.server.api.pictures import opened, picture


def post(client: httpx.Client, tool: str, name: str, data: bytes, settings: object = None, **headers: str) -> Any:
    form = {} if settings is None else {"settings": json.dumps(settings)}
    return client.post(f"/api/v1/tools/{tool}", files={"file": (name, data)}, data=form, headers=headers)


def result(client: httpx.Client, answer: httpx.Response) -> tuple[str, bytes]:
    """Give the name and the bytes of a result."""
    assert answer.status_code == 200, answer.text
    address = answer.json()["downloadUrl"]
    return address.rpartition("/")[2], client.get(address).content


def animation() -> bytes:
    frames = [Image.new("RGB", (20, 10), colour) for colour in ("red", "lime", "blue")]
    buffer = io.BytesIO()
    frames[0].save(buffer, "GIF", save_all=True, append_images=frames[1:], duration=[50, 80, 200], loop=0)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "name", ["adjust-colors", "brightness-contrast", "saturation", "color-channels", "color-effects"]
)
def test_old_names_are_in_the_name_of_the_file(client: httpx.Client, name: str) -> None:
    found, data = result(client, post(client, name, "a.png", picture(), {"effect": "invert"}))
    assert found == f"a_{name}.png"
    assert np.array_equal(np.asarray(opened(data)), 255 - np.asarray(opened(picture())))


@pytest.mark.parametrize(
    ("tool", "settings", "name"),
    [
        ("sharpening", {}, "a_sharpening.png"),
        ("color-blindness", {}, "a_color-blindness.png"),
        ("replace-color", {}, "a_replace-color.png"),
        ("smart-crop", {"width": 30, "height": 30}, "a_smartcrop.png"),
        ("image-enhancement", {}, "a_image-enhancement.png"),
        ("gif-tools", {"percentage": 50}, "a_gif-tools.gif"),
        ("gif-tools", {"mode": "extract"}, "a_frame0.png"),
        ("content-aware-resize", {"width": 50}, "a_seam.png"),
        ("vectorize", {}, "a.svg"),
    ],
)
def test_results_are_named_as_clients_know_them(
    client: httpx.Client, tool: str, settings: dict[str, object], name: str
) -> None:
    assert result(client, post(client, tool, "a.png", picture(), settings))[0] == name


class TestGifTools:
    def test_frames_come_as_an_archive(self, client: httpx.Client) -> None:
        settings = {"mode": "extract", "extractMode": "range", "frameStart": 1}
        answer = post(client, "gif-tools", "a.gif", animation(), settings)
        assert answer.status_code == 200, answer.text
        archive = client.get(answer.json()["downloadUrl"])
        assert 'filename="a_frames.zip"' in archive.headers["content-disposition"]
        with zipfile.ZipFile(io.BytesIO(archive.content)) as files:
            assert files.namelist() == ["frame_0001.png", "frame_0002.png"]

    def test_a_frame_that_is_not_there(self, client: httpx.Client) -> None:
        answer = post(client, "gif-tools", "a.gif", animation(), {"mode": "extract", "frameNumber": 3})
        assert (answer.status_code, answer.json()["error"]) == (422, "Processing failed")
        assert "0 to 2" in answer.json()["details"]

    def test_info(self, client: httpx.Client) -> None:
        answer = post(client, "gif-tools/info", "a.gif", animation())
        assert answer.json() == {
            "width": 20,
            "height": 10,
            "pages": 3,
            "delay": [50, 80, 200],
            "loop": 0,
            "fileSize": len(animation()),
            "duration": 330,
        }

    def test_info_needs_a_readable_file(self, client: httpx.Client) -> None:
        missing = client.post("/api/v1/tools/gif-tools/info", files={"settings": (None, "{}")})
        assert (missing.status_code, missing.json()["error"]) == (400, "No file provided")
        broken = post(client, "gif-tools/info", "a.gif", b"no picture")
        assert (broken.status_code, broken.json()["error"]) == (422, "Could not read image metadata")


def test_an_analysis_is_answered_at_once(client: httpx.Client) -> None:
    body = post(client, "image-enhancement/analyze", "a.png", picture()).json()
    assert list(body) == ["scores", "corrections", "issues", "suggestedMode"]
    assert list(body["scores"]) == ["exposure", "contrast", "whiteBalance", "saturation", "sharpness", "noise"]
    assert list(body["corrections"]) == [
        *("brightness", "contrast", "temperature", "saturation", "sharpness", "denoise"),
    ]


class TestContentAwareResize:
    def test_the_size_is_told(self, client: httpx.Client) -> None:
        body = post(client, "content-aware-resize", "a.png", picture(), {"width": 50}).json()
        assert (body["width"], body["height"]) == (50, 40)

    def test_a_mask_is_a_second_part(self, client: httpx.Client) -> None:
        mask = np.zeros((40, 60), np.uint8)
        mask[:, 30:] = 255
        buffer = io.BytesIO()
        Image.fromarray(mask).save(buffer, "PNG")
        files = [("file", ("a.png", picture())), ("mask", ("m.png", buffer.getvalue()))]
        form = {"settings": json.dumps({"width": 40})}
        answer = client.post("/api/v1/tools/content-aware-resize", files=files, data=form)
        found = np.asarray(opened(result(client, answer)[1]))
        assert np.array_equal(found[:, -30:], np.asarray(opened(picture()))[:, 30:])

    def test_a_size_is_needed(self, client: httpx.Client) -> None:
        answer = post(client, "content-aware-resize", "a.png", picture())
        assert (answer.status_code, answer.json()["error"]) == (400, "Invalid settings")


def test_settings_of_a_tracing_are_told_before_a_broken_picture(client: httpx.Client) -> None:
    answer = post(client, "vectorize", "a.png", b"no picture", {"threshold": 300})
    assert (answer.status_code, answer.json()["error"]) == (400, "Invalid settings")
