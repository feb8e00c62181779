"""Beautified screenshots over HTTP: the part for a picture behind, names, and which error comes first."""

import json
from typing import Any

import httpx
import numpy as np

from tests.server.api.pictures import opened, picture

PLAIN = {"padding": 10, "borderRadius": 0, "shadowPreset": "none"}


def post(client: httpx.Client, *files: tuple[str, str, bytes], **settings: object) -> Any:
    parts = [(part, (name, data)) for part, name, data in files]
    return client.post("/api/v1/tools/beautify", files=parts, data={"settings": json.dumps(settings)})


def test_a_second_picture_lies_behind(client: httpx.Client) -> None:
    behind = ("backgroundImage", "back.png", picture(80, 60))
    answer = post(client, behind, ("file", "shot.webp", picture()), backgroundType="image", **PLAIN)
    assert answer.status_code == 200, answer.text
    assert answer.json()["downloadUrl"].endswith("/shot.png")
    found = np.asarray(opened(client.get(answer.json()["downloadUrl"]).content))
    assert np.array_equal(found[10:-10, 10:-10], np.asarray(opened(picture())))
    assert np.array_equal(found[:10], np.asarray(opened(picture(80, 60)))[:10])


def test_jpeg_has_its_long_extension(client: httpx.Client) -> None:
    answer = post(client, ("file", "shot.png", picture()), outputFormat="jpeg", **PLAIN)
    assert answer.json()["downloadUrl"].endswith("/shot.jpeg")
    assert opened(client.get(answer.json()["downloadUrl"]).content).format == "JPEG"


def test_wrong_settings_are_reported_before_a_broken_picture(client: httpx.Client) -> None:
    broken = ("file", "shot.png", b"no picture")
    assert post(client, broken, padding=300).json()["error"] == "Invalid settings"
    assert post(client, broken).json()["error"].startswith("Invalid image: ")
