"""Memes over HTTP: as a form, as JSON, and what a browser loads to choose them."""

import io
import json

import httpx
import pytest
from PIL import ImageFont

from tests.server.api.pictures import opened, picture

CAPTIONS = [{"id": "top", "text": "Hello"}]


def test_a_template_by_json(client: httpx.Client) -> None:
    answer = client.post("/api/v1/tools/meme-generator", json={"templateId": "cat", "textBoxes": CAPTIONS})
    assert answer.status_code == 200, answer.text
    assert answer.json()["downloadUrl"].endswith("/meme-cat.png")
    result = opened(client.get(answer.json()["downloadUrl"]).content)
    assert (result.format, result.size) == ("PNG", (1000, 900))


def test_a_picture_by_form_keeps_its_name_and_format(client: httpx.Client) -> None:
    answer = client.post(
        "/api/v1/tools/meme-generator",
        files={"file": ("holiday.jpg", picture(200, 150, "JPEG"))},
        data={"settings": json.dumps({"textBoxes": CAPTIONS})},
    )
    assert answer.status_code == 200, answer.text
    assert answer.json()["downloadUrl"].endswith("/holiday.jpg")
    assert opened(client.get(answer.json()["downloadUrl"]).content).format == "JPEG"


@pytest.mark.parametrize(
    ("settings", "error"),
    [
        ({}, "Either templateId or an image file is required"),
        ({"templateId": "nope"}, "Template not found: nope"),
        ({"fontSize": 5}, "Invalid settings"),
    ],
)
def test_what_is_wrong_is_told(client: httpx.Client, settings: dict[str, object], error: str) -> None:
    answer = client.post("/api/v1/tools/meme-generator", json=settings)
    assert (answer.status_code, answer.json()["error"]) == (400, error)


def test_the_manifest_lists_templates_whose_files_can_be_loaded(client: httpx.Client) -> None:
    answer = client.get("/api/v1/meme-templates")
    assert answer.headers["cache-control"] == "public, max-age=3600"
    manifest = answer.json()
    assert {"version", "categories", "templates"} == set(manifest)
    for template in manifest["templates"]:
        assert template["category"] in manifest["categories"]
        assert {"id", "x", "y", "width", "height", "defaultText"} == set(template["textBoxes"][0])
        for kind in ("full", "thumbs"):
            file = client.get(f"/api/v1/meme-templates/{kind}/{template['filename']}")
            assert file.headers["content-type"] == "image/png"
            assert "immutable" in file.headers["cache-control"]
            size = opened(file.content).size
            assert size == (template["width"], template["height"]) or kind == "thumbs"


def test_fonts_can_be_loaded(client: httpx.Client) -> None:
    font = client.get("/api/v1/meme-templates/fonts/Anton-Regular.ttf")
    assert font.headers["content-type"] == "font/ttf"
    assert ImageFont.truetype(io.BytesIO(font.content)).getname() == ("Anton", "Regular")


@pytest.mark.parametrize(
    ("path", "status", "error"),
    [
        ("full/nope.png", 404, "File not found"),
        ("fonts/NotoSans-Regular.ttf", 404, "File not found"),
        ("full/cat.svg", 400, "Unsupported file type"),
        ("full/..%2f..%2fmeme_catalogue.png", 400, "Invalid filename"),
        ("thumbs/%00.png", 400, "Invalid filename"),
    ],
)
def test_other_files_are_not_given(client: httpx.Client, path: str, status: int, error: str) -> None:
    answer = client.get(f"/api/v1/meme-templates/{path}")
    assert answer.status_code == status
    assert answer.json()["error"].startswith(error)
