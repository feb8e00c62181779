"""`POST /api/v1/upload` and `/preview` (http-api.md section 16)."""

import httpx
import pytest

from tests.server.api.pictures import opened, picture


class TestUpload:
    def test_files_can_be_downloaded_again(self, client: httpx.Client) -> None:
        first, second = picture(), picture(10, 10, "JPEG")
        parts = [("file", ("x.png", first)), ("file", ("x.png", second))]
        body = client.post("/api/v1/upload", files=parts).json()
        folder = f"/api/v1/download/{body['jobId']}"
        assert body["files"] == [
            {"name": "x.png", "size": len(first), "format": "png", "downloadUrl": f"{folder}/x.png"},
            {"name": "x_1.png", "size": len(second), "format": "jpeg", "downloadUrl": f"{folder}/x_1.png"},
        ]
        assert client.get(f"{folder}/x.png").content == first
        assert client.get(f"{folder}/x_1.png").content == second

    def test_a_bad_file_is_named_as_it_was_sent(self, client: httpx.Client) -> None:
        answer = client.post("/api/v1/upload", files={"file": ("../../x.png", b"nonsense")})
        assert answer.status_code == 400
        assert answer.json()["error"].startswith('Invalid file "../../x.png": unrecognized image format')

    def test_nothing_to_store(self, client: httpx.Client) -> None:
        answer = client.post("/api/v1/upload", files={"file": ("x.png", b"")})
        assert answer.status_code == 400
        assert "No valid files uploaded" in answer.json()["error"]

    def test_a_body_that_is_not_multipart(self, client: httpx.Client) -> None:
        answer = client.post("/api/v1/upload", content=b"{}", headers={"content-type": "application/json"})
        assert answer.status_code == 406
        assert "not multipart" in answer.json()["error"]

    def test_limits(self, client: httpx.Client) -> None:
        large = client.post("/api/v1/upload", files={"file": ("x.png", b"x" * (2 * 1024 * 1024 + 1))})
        assert large.status_code == 413
        assert "file too large" in large.json()["error"].lower()
        many = client.post("/api/v1/upload", files=[("file", (f"{n}.png", picture())) for n in range(11)])
        assert many.status_code == 413
        assert "files limit" in many.json()["error"].lower()


class TestPreview:
    def test_large_pictures_are_fitted(self, client: httpx.Client) -> None:
        answer = client.post("/api/v1/preview", files={"file": ("a.tiff", picture(1800, 300, "TIFF"))})
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "image/webp"
        assert (answer.headers["x-original-width"], answer.headers["x-original-height"]) == ("1800", "300")
        assert opened(answer.content).size == (1200, 200)

    def test_small_pictures_are_not_enlarged(self, client: httpx.Client) -> None:
        answer = client.post("/api/v1/preview", files={"file": ("a.bmp", picture(30, 20, "BMP"))})
        assert opened(answer.content).size == (30, 20)

    @pytest.mark.parametrize("data", [b"nonsense", b"\0" * 200])
    def test_what_is_no_picture(self, client: httpx.Client, data: bytes) -> None:
        assert client.post("/api/v1/preview", files={"file": ("a.tiff", data)}).status_code == 400

    def test_a_damaged_picture(self, client: httpx.Client) -> None:
        data = picture(400, 400, "JPEG")
        answer = client.post("/api/v1/preview", files={"file": ("a.jpg", data[: len(data) // 2])})
        assert answer.status_code == 422

    def test_no_file(self, client: httpx.Client) -> None:
        answer = client.post("/api/v1/preview", files={"x": (None, "1")})
        assert (answer.status_code, answer.json()["error"]) == (400, "No file provided")
