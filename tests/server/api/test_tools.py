"""`POST /api/v1/tools/{id}`: the standard contract (http-api.md 18.2, tools.md 1.2 to 1.5)."""

import json
import socket
import uuid
from typing import Any

import httpx
import pytest

from tests.server.api.pictures import XXE, opened, picture, png_claiming
from tests.server.live import LiveServer
from tests.waiting import wait_until


def run(
    client: httpx.Client, tool: str, data: bytes, settings: object = None, name: str = "a.png", **fields: str
) -> Any:
    form = dict(fields)
    if settings is not None:
        form["settings"] = settings if isinstance(settings, str) else json.dumps(settings)
    return client.post(f"/api/v1/tools/{tool}", files={"file": (name, data)}, data=form)


class TestResult:
    def test_the_answer_leads_to_the_resized_picture(self, client: httpx.Client) -> None:
        data = picture(60, 40)
        answer = run(client, "resize", data, {"width": 30})
        assert answer.status_code == 200
        body = answer.json()
        assert body["downloadUrl"] == f"/api/v1/download/{body['jobId']}/a_resize.png"
        assert body["originalSize"] == len(data)
        download = client.get(body["downloadUrl"])
        assert body["processedSize"] == len(download.content)
        assert opened(download.content).size == (30, 20)
        assert download.headers["content-type"] == "image/png"
        assert download.headers["content-disposition"].startswith('attachment; filename="a_resize.png"')

    def test_a_job_document_repeats_the_answer(self, client: httpx.Client) -> None:
        body = run(client, "rotate", picture(), {"angle": 90}).json()
        assert client.get(f"/api/v1/jobs/{body['jobId']}").json() == body

    def test_any_part_name_is_taken(self, client: httpx.Client) -> None:
        answer = client.post("/api/v1/tools/rotate", files={"whatever": ("a.png", picture())})
        assert answer.status_code == 200

    def test_settings_may_be_declared_as_json(self, client: httpx.Client) -> None:
        settings = (None, b'{"width":10}', "application/json")
        parts = [("file", ("a.png", picture(), "image/png")), ("settings", settings)]
        assert client.post("/api/v1/tools/resize", files=parts).json()["width"] == 10

    def test_extension_follows_the_bytes(self, client: httpx.Client) -> None:
        body = run(client, "rotate", picture(format="JPEG"), name="photo.jpeg").json()
        assert body["downloadUrl"].endswith("/photo_rotate.jpg")

    def test_converted_names_have_no_suffix_unless_they_would_be_equal(self, client: httpx.Client) -> None:
        assert run(client, "convert", picture(), {"format": "webp"}).json()["filename"] == "a.webp"
        assert run(client, "convert", picture(), {"format": "png"}).json()["filename"] == "a_convert.png"

    def test_outputs_that_browsers_cannot_show_come_with_a_preview(self, client: httpx.Client) -> None:
        body = run(client, "convert", picture(60, 40), {"format": "tiff"}).json()
        preview = client.get(body["previewUrl"])
        assert preview.headers["content-type"] == "image/webp"
        assert opened(preview.content).size == (60, 40)
        assert "previewUrl" not in run(client, "convert", picture(), {"format": "webp"}).json()

    def test_how_a_target_was_met_is_told(self, client: httpx.Client) -> None:
        photo = picture(400, 300, "JPEG", quality=95)
        sized = run(client, "compress", photo, {"mode": "targetSize", "targetSizeKb": 20}, name="a.jpg").json()
        assert sized["processedSize"] <= 20 * 1024
        assert 1 <= sized["quality"] <= 100
        assert 1 <= sized["encodes"] <= 16
        seen = run(client, "compress", photo, {"mode": "visualQuality", "visualQuality": 70}, name="a.jpg").json()
        assert seen["score"] >= 70
        assert not {"quality", "score", "encodes"} & set(run(client, "rotate", picture(), {"angle": 90}).json())

    def test_unknown_settings_are_ignored_and_said(self, client: httpx.Client) -> None:
        body = run(client, "resize", picture(), {"width": 10, "colour": "red"}).json()
        assert any("colour" in warning for warning in body["warnings"])

    def test_names_in_urls_are_percent_encoded(self, client: httpx.Client) -> None:
        body = run(client, "rotate", picture(), name="Bäume 50%.png").json()
        assert body["downloadUrl"].endswith("/B%C3%A4ume%2050%25_rotate.png")
        download = client.get(body["downloadUrl"])
        assert download.status_code == 200
        assert "filename*=UTF-8''B%C3%A4ume%2050%25_rotate.png" in download.headers["content-disposition"]

    def test_inline_shows_in_the_browser(self, client: httpx.Client) -> None:
        url = run(client, "rotate", picture()).json()["downloadUrl"]
        assert client.get(url, params={"inline": 1}).headers["content-disposition"].startswith("inline")


class TestRefusals:
    @pytest.mark.parametrize(
        ("data", "words"),
        [
            (b"PK\3\4 not a picture", "unrecognized image format"),
            (b"\0" * 500, "contains no image data"),
            (png_claiming(50_000, 50_000), "exceeds maximum size: 2500MP"),
            (XXE, "entity"),
        ],
    )
    def test_what_is_no_picture(self, client: httpx.Client, data: bytes, words: str) -> None:
        answer = run(client, "resize", data, {"width": 10}, name="photo.jpg")
        assert answer.status_code == 400
        assert answer.json()["error"].startswith("Invalid image: ")
        assert words.lower() in answer.json()["error"].lower()

    def test_a_truncated_jpeg(self, client: httpx.Client) -> None:
        data = picture(400, 400, "JPEG")
        answer = run(client, "resize", data[: len(data) // 2], {"width": 10}, name="cut.jpg")
        assert answer.status_code == 422
        assert answer.json()["error"] == "Processing failed"
        assert "damaged or cut short" in answer.json()["details"]

    def test_no_file(self, client: httpx.Client) -> None:
        answer = client.post("/api/v1/tools/resize", files={"settings": (None, "{}")})
        assert (answer.status_code, answer.json()["error"]) == (400, "No image file provided")

    def test_an_empty_file(self, client: httpx.Client) -> None:
        answer = run(client, "resize", b"", {"width": 10})
        assert (answer.status_code, answer.json()["error"]) == (400, "No image file provided")

    def test_two_files_name_the_batch_route(self, client: httpx.Client) -> None:
        parts = [("file", ("a.png", picture())), ("file", ("b.png", picture()))]
        answer = client.post("/api/v1/tools/rotate", files=parts)
        assert answer.status_code == 400
        assert "one image at a time" in answer.json()["error"]
        assert "/api/v1/tools/rotate/batch" in answer.json()["error"]

    @pytest.mark.parametrize("body", [b"", b"{}", b"--x--"])
    def test_a_body_that_is_not_multipart(self, client: httpx.Client, body: bytes) -> None:
        answer = client.post("/api/v1/tools/resize", content=body, headers={"content-type": "application/json"})
        assert answer.status_code == 400
        assert answer.json()["error"].startswith("Failed to parse multipart")
        assert "not multipart" in answer.json()["details"]

    def test_a_cut_off_body(self, client: httpx.Client) -> None:
        body = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n123'
        headers = {"content-type": "multipart/form-data; boundary=x"}
        answer = client.post("/api/v1/tools/resize", content=body, headers=headers)
        assert answer.status_code == 400
        assert answer.json()["error"].startswith("Failed to parse multipart")

    @pytest.mark.parametrize("settings", ["{", "", "nul", '{"width":NaN}'])
    def test_settings_that_are_not_json(self, client: httpx.Client, settings: str) -> None:
        answer = run(client, "resize", picture(), settings)
        assert answer.status_code == 400
        assert answer.json()["error"] in ("Settings must be valid JSON", "Invalid settings")

    @pytest.mark.parametrize("settings", ["[]", "null", '"x"', "1"])
    def test_settings_that_are_no_object(self, client: httpx.Client, settings: str) -> None:
        answer = run(client, "resize", picture(), settings)
        assert (answer.status_code, answer.json()["error"]) == (400, "Invalid settings")

    @pytest.mark.parametrize(
        ("settings", "path"),
        [
            ({"width": "100"}, "width: "),
            ({"width": None}, "width: "),
            ({"width": 0}, "width: "),
            ({"width": 16384}, "width: "),
            ({"width": 10.5}, "width: "),
            ({"width": 10, "fit": "x"}, "fit: "),
            ({"width": 10, "withoutEnlargement": 1}, "withoutEnlargement: "),
            ({"width": [[[[1]]]]}, "width: "),
        ],
    )
    def test_wrong_settings_name_the_field(self, client: httpx.Client, settings: dict[str, Any], path: str) -> None:
        answer = run(client, "resize", picture(), settings)
        assert (answer.status_code, answer.json()["error"]) == (400, "Invalid settings")
        assert answer.json()["details"].startswith(path)

    def test_all_problems_are_listed(self, client: httpx.Client) -> None:
        details = run(client, "resize", picture(), {"width": -1, "height": "x"}).json()["details"]
        assert "width: " in details
        assert "; height: " in details

    def test_a_broken_image_is_reported_before_broken_settings(self, client: httpx.Client) -> None:
        answer = run(client, "resize", png_claiming(50_000, 50_000), "{")
        assert answer.json()["error"].startswith("Invalid image: ")

    def test_settings_may_not_be_huge(self, client: httpx.Client) -> None:
        answer = run(client, "resize", picture(), json.dumps({"width": 1, "x": "y" * 70_000}))
        assert answer.status_code == 400
        assert "payload too large" in answer.json()["error"]

    def test_a_file_over_the_limit(self, client: httpx.Client, open_server: Any) -> None:
        answer = run(client, "resize", b"x" * (2 * 1024 * 1024 + 1), {"width": 1})
        assert answer.status_code == 400
        assert "file too large" in answer.json()["details"].lower()
        assert "2 MB" in answer.json()["details"]

    def test_a_chunked_upload_over_the_limit_is_stopped(self, client: httpx.Client) -> None:
        def endless() -> Any:
            yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n'
            for _ in range(400):
                yield b"\xff" * 65_536

        headers = {"content-type": "multipart/form-data; boundary=x"}
        try:
            answer = client.post("/api/v1/tools/resize", content=endless(), headers=headers)
        except httpx.WriteError:
            # The server closed the connection as soon as the limit was passed.
            return
        assert answer.status_code == 400
        assert "file too large" in answer.json()["details"].lower()

    def test_a_connection_that_is_cut_leaves_nothing_behind(self, open_server: LiveServer) -> None:
        workspace = open_server.app.state.config.workspace_path
        host, port = open_server.url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port))) as connection:
            head = "POST /api/v1/tools/resize HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n"
            part = '--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n123'
            connection.sendall(f"{head}Content-Type: multipart/form-data; boundary=x\r\n\r\n{part}".encode())
            wait_until(lambda: any(workspace.glob("upload-*/input/a.png")))
        wait_until(lambda: not any(workspace.glob("upload-*")))

    def test_an_unknown_tool(self, client: httpx.Client) -> None:
        answer = client.post("/api/v1/tools/nothing", files={"file": ("a.png", picture())})
        assert answer.status_code == 404

    def test_crop_outside_the_picture(self, client: httpx.Client) -> None:
        answer = run(client, "crop", picture(60, 40), {"left": 50, "top": 0, "width": 20, "height": 10})
        assert answer.status_code == 422
        assert "right edge" in answer.json()["details"]


class TestBackground:
    def test_the_caller_may_choose_not_to_wait(self, client: httpx.Client) -> None:
        answer = client.post(
            "/api/v1/tools/rotate", files={"file": ("a.png", picture())}, headers={"Prefer": "respond-async"}
        )
        assert answer.status_code == 202
        body = answer.json()
        assert body["async"] is True
        assert answer.headers["location"] == body["statusUrl"] == f"/api/v1/jobs/{body['jobId']}"

    def test_the_callers_id_becomes_the_jobs(self, client: httpx.Client) -> None:
        chosen = str(uuid.uuid4())
        assert run(client, "rotate", picture(), clientJobId=chosen).json()["jobId"] == chosen
        again = run(client, "rotate", picture(), clientJobId=chosen)
        assert again.status_code == 409
        assert "clientJobId" in again.json()["error"]

    def test_ids_that_are_no_uuid_are_not_taken(self, client: httpx.Client) -> None:
        body = run(client, "rotate", picture(), clientJobId="../../etc").json()
        assert uuid.UUID(body["jobId"]).version == 4


class TestDownloads:
    @pytest.mark.parametrize("path", ["..%2f..%2fetc/passwd", "x/..%2fpasswd", "x/a%00b", "x/a%5cb"])
    def test_paths_that_leave_the_folder(self, client: httpx.Client, path: str) -> None:
        assert client.get(f"/api/v1/download/{path}").status_code == 400

    def test_what_is_not_there(self, client: httpx.Client) -> None:
        assert client.get(f"/api/v1/download/{uuid.uuid4()}/a.png").status_code == 404
        assert client.get("/api/v1/download/no-uuid/a.png").status_code == 404

    def test_the_input_can_be_downloaded_too(self, client: httpx.Client) -> None:
        data = picture()
        body = run(client, "rotate", data).json()
        assert client.get(f"/api/v1/download/{body['jobId']}/a.png").content == data


def test_the_catalogue_describes_every_tool(client: httpx.Client) -> None:
    body = client.get("/api/v1/tools").json()
    assert body["categories"][0]["id"] == "essentials"
    assert len(body["categories"]) == 8
    tools = {item["id"]: item for item in body["tools"]}
    assert list(tools)[:5] == ["resize", "crop", "rotate", "convert", "compress"]
    assert tools["resize"]["schema"]["properties"]["width"]["maximum"] == 16383
    steps = [tool_id for tool_id, item in tools.items() if item["pipeline"]]
    assert client.get("/api/v1/pipeline/tools").json() == {"toolIds": steps}
    # What takes several pictures, second ones, or answers with words cannot stand between others.
    assert not {"bulk-rename", "collage", "stitch"} & set(steps)
    assert {"resize", "border", "split", "strip-metadata", "edit-metadata"} <= set(steps)


def test_formats_and_limits_are_public_knowledge_of_users(client: httpx.Client) -> None:
    formats = {item["id"]: item for item in client.get("/api/v1/formats").json()["formats"]}
    assert formats["heif"]["reads"]
    assert not formats["svg"]["writes"]
    assert client.get("/api/v1/limits").json()["maxUploadBytes"] == 2 * 1024 * 1024


def test_every_tool_is_in_the_openapi_document(client: httpx.Client) -> None:
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    for tool in client.get("/api/v1/tools").json()["tools"]:
        schema = paths[f"/api/v1/tools/{tool['id']}"]["post"]["requestBody"]["content"]["multipart/form-data"]["schema"]
        assert schema["properties"]["settings"]["contentSchema"] == tool["schema"]
