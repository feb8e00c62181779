"""Tools that tell about pictures, and those that take or give documents, over HTTP."""

import base64
import io
import json
from typing import Any

import httpx
import numpy as np
import pikepdf
import pytest
import segno
import zxingcpp
from PIL import Image as Pillow

from tests.server.api.pictures import opened, picture
from tests.server.api.test_kinds import entries, post

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><rect width="20" height="30" fill="#f00"/></svg>'


def answered(answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def refused(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]


def downloaded(client: httpx.Client, address: str) -> bytes:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return answer.content


class TestInfo:
    def test_keys(self, client: httpx.Client) -> None:
        body = answered(post(client, "info", ("file", "a.png", picture(60, 40))))
        keys = {"filename", "fileSize", "width", "height", "format", "channels", "hasAlpha", "colorSpace", "density"}
        keys |= {"isProgressive", "orientation", "hasProfile", "hasExif", "hasIcc", "hasXmp", "bitDepth", "pages"}
        assert keys | {"histogram"} <= set(body)
        assert (body["filename"], body["width"], body["density"], body["orientation"]) == ("a.png", 60, None, None)

    def test_what_is_no_picture(self, client: httpx.Client) -> None:
        assert refused(post(client, "info", ("file", "a.pdf", b"%PDF-1.7"))) == (422, "Failed to read image metadata")
        assert refused(client.post("/api/v1/tools/info", files={"settings": (None, "{}")}))[0] == 400


def test_optimize_for_web_preview_answers_the_bytes(client: httpx.Client) -> None:
    settings = {"format": "jpeg", "maxWidth": 30}
    answer = post(client, "optimize-for-web/preview", ("file", "my photo.png", picture(60, 40)), settings=settings)
    assert answer.headers["content-type"] == "image/jpeg"
    assert opened(answer.content).size == (30, 20)
    assert int(answer.headers["x-processed-size"]) == len(answer.content)
    assert int(answer.headers["x-original-size"]) == len(picture(60, 40))
    assert answer.headers["x-output-filename"] == "my%20photo.jpg"
    body = answered(post(client, "optimize-for-web", ("file", "my photo.png", picture(60, 40)), settings=settings))
    assert downloaded(client, body["downloadUrl"]) == answer.content


class TestCompare:
    def test_the_answer(self, client: httpx.Client) -> None:
        files = [
            ("file", "a.png", picture(60, 40)),
            ("file", "b.png", picture(60, 40)),
            ("file", "c.png", picture(30, 50)),
        ]
        body = answered(post(client, "compare", *files))
        assert body["dimensions"] == {"width": 60, "height": 50}
        assert body["originalSize"] == sum(len(data) for _, _, data in files)
        assert 0 < body["similarity"] < 100
        assert body["downloadUrl"].endswith("/diff.png")
        assert opened(downloaded(client, body["downloadUrl"])).size == (60, 50)

    def test_errors(self, client: httpx.Client) -> None:
        one = ("file", "a.png", picture())
        assert refused(post(client, "compare", one)) == (400, "Two image files are required for comparison")
        status, error = refused(post(client, "compare", one, ("file", "b.png", b"words")))
        assert status == 400
        assert error.startswith("Invalid second image: ")


class TestFindDuplicates:
    def test_the_answer(self, client: httpx.Client) -> None:
        files = [
            ("file", name, picture(200, 100, quality=quality, format="JPEG"))
            for name, quality in (("a.jpg", 95), ("b.jpg", 60))
        ]
        body = answered(post(client, "find-duplicates", *files, ("file", "words.txt", b"words")))
        (group,) = body["duplicateGroups"]
        assert [each["filename"] for each in group["files"]] == ["a.jpg", "b.jpg"]
        assert (body["totalImages"], body["uniqueImages"], group["groupId"]) == (2, 0, 1)
        assert [each["filename"] for each in body["skippedFiles"]] == ["words.txt"]

    def test_the_threshold_may_be_a_field_of_its_own(self, client: httpx.Client) -> None:
        files = [("file", (name, picture())) for name in ("a.png", "b.png")]
        answer = client.post("/api/v1/tools/find-duplicates", files=files, data={"threshold": "21"})
        assert answer.status_code == 400
        assert "threshold" in answer.json()["details"]
        assert client.post("/api/v1/tools/find-duplicates", files=files, data={"threshold": "0"}).status_code == 200

    def test_too_few_are_refused_with_what_was_skipped(self, client: httpx.Client) -> None:
        answer = post(client, "find-duplicates", ("file", "a.png", picture()), ("file", "words.txt", b"words"))
        assert refused(answer) == (400, "At least 2 images are required for duplicate detection")
        assert [each["filename"] for each in answer.json()["skippedFiles"]] == ["words.txt"]
        assert refused(post(client, "find-duplicates", ("file", "a.png", picture())))[0] == 400


class TestQrGenerate:
    def test_settings_are_the_body(self, client: httpx.Client) -> None:
        answer = client.post("/api/v1/tools/qr-generate", json={"text": "hello", "size": 200})
        body = answered(answer)
        assert body["originalSize"] == 0
        assert body["downloadUrl"].endswith("/qrcode.png")
        pixels = np.asarray(opened(downloaded(client, body["downloadUrl"])).convert("L"))
        assert pixels.shape == (200, 200)
        assert [code.text for code in zxingcpp.read_barcodes(np.pad(pixels, 40, constant_values=255))] == ["hello"]

    def test_a_logo_comes_as_a_file(self, client: httpx.Client) -> None:
        form = {"text": "hello", "size": 300, "format": "svg"}
        body = answered(post(client, "qr-generate", ("logo", "logo.png", picture()), settings=form))
        assert b"data:image/png;base64," in downloaded(client, body["downloadUrl"])

    @pytest.mark.parametrize(
        ("settings", "status"),
        [({}, 400), ({"text": "a", "size": 99}, 400), ({"text": "a" * 2000, "errorCorrection": "H"}, 422)],
    )
    def test_errors(self, client: httpx.Client, settings: dict[str, object], status: int) -> None:
        assert client.post("/api/v1/tools/qr-generate", json=settings).status_code == status

    def test_a_broken_logo_is_named(self, client: httpx.Client) -> None:
        answer = post(client, "qr-generate", ("logo", "logo.png", b"words"), settings={"text": "a"})
        assert refused(answer)[1].startswith("Invalid logo image: ")


class TestBarcodeRead:
    def test_the_marked_picture_can_be_downloaded(self, client: httpx.Client) -> None:
        buffer = io.BytesIO()
        segno.make("found", micro=False).save(buffer, kind="png", scale=5)
        body = answered(post(client, "barcode-read", ("file", "my code.png", buffer.getvalue())))
        assert [(each["type"], each["text"]) for each in body["barcodes"]] == [("QRCode", "found")]
        assert set(body["barcodes"][0]["position"]) == {"topLeft", "topRight", "bottomLeft", "bottomRight"}
        assert body["annotatedUrl"].endswith("/annotated-my%20code.png")
        assert opened(downloaded(client, body["annotatedUrl"])).size == opened(buffer.getvalue()).size

    def test_nothing_found(self, client: httpx.Client) -> None:
        body = answered(post(client, "barcode-read", ("file", "a.png", picture())))
        assert (body["barcodes"], body["annotatedUrl"], body["previewUrl"]) == ([], None, None)


def test_color_palette(client: httpx.Client) -> None:
    buffer = io.BytesIO()
    Pillow.new("RGB", (9, 9), "#0a0b0c").save(buffer, "PNG")
    body = answered(post(client, "color-palette", ("file", "a.png", buffer.getvalue())))
    assert (body["filename"], body["colors"], body["count"]) == ("a.png", ["#0a0b0c"], 1)


def test_image_to_base64(client: httpx.Client) -> None:
    body = answered(post(client, "image-to-base64", ("file", "a.png", picture()), ("file", "b.txt", b"words")))
    assert base64.b64decode(body["results"][0]["base64"]) == picture()
    assert [each["filename"] for each in body["errors"]] == ["b.txt"]
    assert answered(post(client, "image-to-base64", ("file", "b.txt", b"words")))["results"] == []


class TestPdf:
    @pytest.fixture
    def document(self, client: httpx.Client) -> bytes:
        files = [("file", name, picture(60, 40)) for name in ("a.png", "b.png", "c.png")]
        body = answered(post(client, "image-to-pdf", *files))
        assert body["pages"] == 3
        assert "compression" not in body
        assert body["originalSize"] == 3 * len(picture(60, 40))
        assert body["downloadUrl"].endswith("/images.pdf")
        data = downloaded(client, body["downloadUrl"])
        assert body["processedSize"] == len(data)
        return data

    def test_pages_come_one_by_one_and_as_a_zip(self, client: httpx.Client, document: bytes) -> None:
        settings = {"dpi": 36, "pages": "2-3", "format": "jpg"}
        body = answered(post(client, "pdf-to-image", ("file", "a.pdf", document), settings=settings))
        assert (body["pageCount"], body["selectedPages"], body["format"]) == (3, [2, 3], "jpg")
        for page in body["pages"]:
            data = downloaded(client, page["downloadUrl"])
            assert len(data) == page["size"]
            assert opened(data).size == (298, 421)
        archive = client.get(body["zipUrl"])
        assert "pdf-pages.zip" in archive.headers["content-disposition"]
        assert list(entries(archive)) == ["page-2.jpg", "page-3.jpg"]
        assert body["zipSize"] == len(archive.content)

    def test_one_page_is_a_collection_too(self, client: httpx.Client, document: bytes) -> None:
        body = answered(post(client, "pdf-to-image", ("file", "a.pdf", document), settings={"dpi": 36, "pages": "1"}))
        assert list(entries(client.get(body["zipUrl"]))) == ["page-1.png"]

    def test_info_and_preview(self, client: httpx.Client, document: bytes) -> None:
        assert answered(post(client, "pdf-to-image/info", ("file", "a.pdf", document))) == {"pageCount": 3}
        body = answered(post(client, "pdf-to-image/preview", ("file", "a.pdf", document)))
        assert [each["page"] for each in body["thumbnails"]] == [1, 2, 3]
        assert body["thumbnails"][0]["dataUrl"].startswith("data:image/jpeg;base64,")

    def test_errors(self, client: httpx.Client, document: bytes) -> None:
        bad = ("file", "a.pdf", b"words")
        assert refused(post(client, "pdf-to-image", bad)) == (422, "PDF conversion failed")
        assert refused(post(client, "pdf-to-image/info", bad)) == (400, "Invalid or corrupt PDF file")
        assert refused(post(client, "pdf-to-image/preview", bad)) == (400, "Invalid or corrupt PDF file")
        answer = client.post("/api/v1/tools/pdf-to-image", files={"settings": (None, "{}")})
        assert refused(answer) == (400, "No PDF file provided")
        answer = post(client, "pdf-to-image", ("file", "a.pdf", document), settings={"pages": "4"})
        assert refused(answer) == (400, "Page(s) 4 out of range (document has 3 pages)")
        locked = io.BytesIO()
        with pikepdf.open(io.BytesIO(document)) as pdf:
            pdf.save(locked, encryption=pikepdf.Encryption(user="a", owner="a"))
        answer = post(client, "pdf-to-image", ("file", "a.pdf", locked.getvalue()))
        assert refused(answer) == (400, "Password-protected PDFs are not supported")

    def test_one_document_each(self, client: httpx.Client) -> None:
        files = [("file", name, picture()) for name in ("a.png", "b.png", "a.png")]
        body = answered(post(client, "image-to-pdf", *files, settings={"collate": False}))
        assert (body["collated"], body["pages"]) == (False, 3)
        archive = client.get(body["downloadUrl"])
        assert "images.zip" in archive.headers["content-disposition"]
        found = entries(archive)
        assert list(found) == ["a.pdf", "b.pdf", "a_1.pdf"]
        assert body["processedSize"] == sum(map(len, found.values()))

    def test_errors_of_documents(self, client: httpx.Client) -> None:
        files = [("file", "a.png", picture()), ("file", "b.png", b"words")]
        status, error = refused(post(client, "image-to-pdf", *files))
        assert status == 400
        assert error.startswith('Invalid file "b.png": ')
        answer = post(client, "image-to-pdf", files[0], settings={"targetSize": {"value": 10, "unit": "KB"}})
        assert refused(answer) == (400, "Target size must be at least 50KB")
        answer = post(client, "image-to-pdf", files[1], settings={"margin": -1})
        assert refused(answer) == (400, "Invalid settings")


class TestFavicon:
    def test_one_picture_gives_a_flat_zip(self, client: httpx.Client) -> None:
        answer = post(client, "favicon", ("file", "my.logo.png", picture()))
        assert f'filename="favicons-{answer.headers["x-job-id"][:8]}.zip"' in answer.headers["content-disposition"]
        found = entries(answer)
        assert {"favicon.ico", "manifest.json", "apple-touch-icon.png", "favicon-snippet.html"} <= set(found)
        assert json.loads(found["manifest.json"])["name"] == "my.logo"

    def test_several_have_folders(self, client: httpx.Client) -> None:
        files = [("file", "a.png", picture()), ("file", "b.svg", SVG), ("file", "c.txt", b"words")]
        found = entries(post(client, "favicon", *files))
        assert {name.split("/")[0] for name in found} == {"a", "b", "skipped-files.txt"}
        assert opened(found["b/favicon-16x16.png"]).size == (16, 16)
        body = answered(post(client, "favicon", *files, accept="application/json"))
        each = next(item for item in body["outputs"] if item["entry"] == "b/favicon-16x16.png")
        assert downloaded(client, each["downloadUrl"]) == found["b/favicon-16x16.png"]

    def test_errors(self, client: httpx.Client) -> None:
        status, error = refused(post(client, "favicon", ("file", "c.txt", b"words")))
        assert status == 400
        assert error.startswith('Invalid file "c.txt": ')
        answer = post(client, "favicon", ("file", "c.txt", b"words"), ("file", "d.txt", b"words"))
        assert refused(answer) == (400, "No images could be decoded")
        assert len(answer.json()["skipped"]) == 2


class TestSvgToRaster:
    def test_the_answer(self, client: httpx.Client) -> None:
        body = answered(post(client, "svg-to-raster", ("file", "logo.svg", SVG), settings={"width": 80}))
        assert body["downloadUrl"].endswith("/logo.png")
        assert opened(downloaded(client, body["downloadUrl"])).size == (80, 60)

    def test_a_batch(self, client: httpx.Client) -> None:
        files = [("file", "a.svg", SVG), ("file", "a.svg", SVG), ("file", "b.png", picture())]
        answer = post(client, "svg-to-raster/batch", *files, settings={"dpi": 72, "outputFormat": "webp"})
        assert list(entries(answer)) == ["a.webp", "a_1.webp"]
        assert json.loads(answer.headers["x-file-results"]) == {"0": "a.webp", "1": "a_1.webp"}
        assert answer.headers["content-disposition"].count("batch-svg-to-raster-")

    def test_errors(self, client: httpx.Client) -> None:
        wrong = "File is not a valid SVG. This tool only accepts SVG files."
        assert refused(post(client, "svg-to-raster", ("file", "a.png", picture()))) == (400, wrong)
        answer = client.post("/api/v1/tools/svg-to-raster", files={"settings": (None, "{}")})
        assert refused(answer) == (400, "No SVG file provided")

    def test_it_is_no_step_of_a_pipeline(self, client: httpx.Client) -> None:
        form = {"pipeline": json.dumps({"steps": [{"toolId": "svg-to-raster"}]})}
        answer = client.post("/api/v1/pipeline/execute", files={"file": ("a.svg", SVG)}, data=form)
        assert answer.status_code == 400


def test_the_list_of_jobs_leaves_long_reports_out(client: httpx.Client) -> None:
    answer = client.post("/api/v1/tools/image-to-base64", files={"file": ("a.png", picture())}).json()
    (job,) = client.get("/api/v1/jobs?limit=1").json()["jobs"]
    assert job["jobId"] == answer["jobId"]
    assert "results" in answer
    assert "results" not in job
    assert "results" in client.get(f"/api/v1/jobs/{job['jobId']}").json()
