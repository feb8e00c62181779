"""Watermarks and compositions over HTTP: their file parts, names and errors."""

import json
from typing import Any

import httpx
import numpy as np
import pytest

from tests.server.api.pictures import opened, picture


def post(client: httpx.Client, tool: str, *files: tuple[str, str, bytes], **settings: object) -> Any:
    parts = [(part, (name, data)) for part, name, data in files]
    return client.post(f"/api/v1/tools/{tool}", files=parts, data={"settings": json.dumps(settings)})


@pytest.mark.parametrize(
    ("tool", "second", "missing"),
    [
        ("watermark-image", "watermark", "No main image file provided"),
        ("compose", "overlay", "No base image provided"),
    ],
)
class TestTwoPictures:
    def test_parts_are_told_apart_by_name(self, client: httpx.Client, tool: str, second: str, missing: str) -> None:
        answer = post(
            client,
            tool,
            (second, "logo.png", picture(30, 20)),
            ("anything", "photo.jpeg", picture(90, 60, "JPEG")),
            opacity=100,
        )
        assert answer.status_code == 200, answer.text
        body = answer.json()
        assert body["downloadUrl"].endswith("/photo.jpg")
        result = opened(client.get(body["downloadUrl"]).content)
        assert (result.format, result.size) == ("JPEG", (90, 60))

    def test_each_that_is_missing_is_named(self, client: httpx.Client, tool: str, second: str, missing: str) -> None:
        assert post(client, tool, (second, "a.png", picture())).json()["error"] == missing
        answer = post(client, tool, ("file", "a.png", picture()))
        assert (answer.status_code, answer.json()["error"]) == (400, f"No {second} image provided")

    def test_a_broken_second_picture_is_named(self, client: httpx.Client, tool: str, second: str, missing: str) -> None:
        answer = post(client, tool, ("file", "a.png", picture()), (second, "b.png", b"no picture"))
        assert answer.status_code == 400
        assert answer.json()["error"].startswith(f"Invalid {second} image: ")

    def test_of_broken_pictures_only_the_main_one_hides_wrong_settings(
        self, client: httpx.Client, tool: str, second: str, missing: str
    ) -> None:
        cut = picture()[:20]
        in_second = post(client, tool, (second, "b.png", cut), ("file", "a.png", picture()), opacity="half")
        assert in_second.json()["error"] == "Invalid settings"
        in_main = post(client, tool, (second, "b.png", picture()), ("file", "a.png", cut), opacity="half")
        assert in_main.json()["error"].startswith("Invalid image: ")


def test_an_overlay_larger_than_its_base_is_cut_off(client: httpx.Client) -> None:
    answer = post(
        client, "compose", ("file", "a.png", picture(40, 30)), ("overlay", "b.png", picture(90, 60)), x=4, y=3
    )
    result = np.asarray(opened(client.get(answer.json()["downloadUrl"]).content))
    assert np.array_equal(result[3:, 4:], np.asarray(opened(picture(90, 60)))[:27, :36])
    refused = post(client, "compose", ("file", "a.png", picture()), ("overlay", "b.png", picture()), x=-1)
    assert (refused.status_code, refused.json()["details"].split(":")[0]) == (400, "x")


@pytest.mark.parametrize("tool", ["watermark-text", "text-overlay"])
def test_text_is_drawn_in_a_batch_and_in_a_pipeline_alike(client: httpx.Client, tool: str) -> None:
    settings = {"text": "Grüße 你好 😀", "fontSize": 12}
    alone = post(client, tool, ("file", "a.png", picture(200, 100)), **settings).json()
    assert alone["downloadUrl"].endswith(f"/a_{tool}.png")
    single = client.get(alone["downloadUrl"]).content
    assert single != picture(200, 100)
    form = {"pipeline": json.dumps({"steps": [{"toolId": tool, "settings": settings}]})}
    run = client.post("/api/v1/pipeline/execute", files={"file": ("a.png", picture(200, 100))}, data=form)
    assert client.get(run.json()["downloadUrl"]).content == single
    refused = post(client, tool, ("file", "a.png", picture()))
    assert (refused.status_code, refused.json()["details"].split(":")[0]) == (400, "text")
