"""Live previews: what the settings would do, compared with what they do."""

import io
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image
from skimage.metrics import peak_signal_noise_ratio

from tests.photos import photo
from tests.server.api.pictures import opened, picture
from tests.server.conftest import Serve
from tests.server.live import LiveServer

WIDTH, HEIGHT = 2000, 1500


@pytest.fixture(scope="module")
def large() -> bytes:
    """Give a JPEG of 3 megapixels, which is above what a proxy holds."""
    image = Image.fromarray(photo("astronaut")).resize((WIDTH, WIDTH), Image.Resampling.LANCZOS)
    file = io.BytesIO()
    image.crop((0, 250, WIDTH, 250 + HEIGHT)).save(file, "JPEG", quality=92)
    return file.getvalue()


def upload(client: httpx.Client, content: bytes, name: str = "a.jpg") -> str:
    answer = client.post("/api/v1/upload", files={"file": (name, content)})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["files"][0]["downloadUrl"])


def ask(client: httpx.Client, tool: str, settings: dict[str, Any], **more: Any) -> httpx.Response:
    return client.post(f"/api/v1/tools/{tool}/preview", json={"settings": settings, **more})


def preview(client: httpx.Client, tool: str, settings: dict[str, Any], **more: Any) -> httpx.Response:
    answer = ask(client, tool, settings, **more)
    assert answer.status_code == 200, answer.text
    return answer


def result(client: httpx.Client, tool: str, settings: dict[str, Any], source: str) -> tuple[Image.Image, int]:
    fields = {"source": (None, source), "settings": (None, json.dumps(settings))}
    body = client.post(f"/api/v1/tools/{tool}", files=fields).json()
    return opened(client.get(body["downloadUrl"]).content), body["processedSize"]


def pixels(image: Image.Image) -> npt.NDArray[Any]:
    return np.asarray(image.convert("RGB"), dtype=float)


def likeness(first: Image.Image, second: Image.Image) -> float:
    """Give the PSNR in decibels of pictures of one shape, compared at the size of the first."""
    scaled = second.convert("RGB").resize(first.size, Image.Resampling.LANCZOS)
    if np.array_equal(pixels(first), pixels(scaled)):
        return float("inf")
    return float(peak_signal_noise_ratio(pixels(first), pixels(scaled), data_range=255))


@pytest.mark.parametrize(
    ("tool", "settings"),
    [
        ("compress", {"mode": "quality", "quality": 60}),
        ("border", {"borderWidth": 200, "borderColor": "#ff0000"}),
        ("adjust-colors", {"brightness": 30, "saturation": -50}),
        ("rotate", {"angle": 90}),
        ("watermark-text", {"text": "ashim", "position": "tiled", "fontSize": 120}),
        ("resize", {"width": 1900}),
        ("crop", {"left": 13, "top": 7, "width": 1987, "height": 1493}),
        ("optimize-for-web", {"format": "jpeg", "quality": 70}),
        ("sharpening", {"method": "unsharp-mask", "amount": 80, "radius": 4}),
    ],
)
def test_the_whole_of_a_large_result_is_shown_by_a_proxy(
    client: httpx.Client, large: bytes, tool: str, settings: dict[str, Any]
) -> None:
    source = upload(client, large)
    answer = preview(client, tool, settings, source=source)
    shown = opened(answer.content)
    true, size = result(client, tool, settings, source)

    assert shown.width * shown.height <= 1_500_000
    assert (int(answer.headers["x-result-width"]), int(answer.headers["x-result-height"])) == true.size
    assert (answer.headers["x-original-width"], answer.headers["x-original-height"]) == (str(WIDTH), str(HEIGHT))
    assert answer.headers["x-preview-exact"] == "false"
    assert likeness(shown, true) > 25
    assert 0.8 < int(answer.headers["x-estimated-size"]) / size < 1.2


@pytest.mark.parametrize(
    ("tool", "settings"),
    [
        ("resize", {"width": 600}),
        ("crop", {"left": 100, "top": 200, "width": 500, "height": 300}),
        ("resize", {"width": 700, "height": 700, "fit": "contain"}),
    ],
)
def test_a_small_result_is_shown_as_it_will_be(
    client: httpx.Client, large: bytes, tool: str, settings: dict[str, Any]
) -> None:
    source = upload(client, large)
    answer = preview(client, tool, settings, source=source)
    shown = opened(answer.content)
    true, size = result(client, tool, settings, source)

    assert shown.size == true.size
    assert answer.headers["x-preview-exact"] == "true"
    assert likeness(shown, true) > 40
    assert 0.95 < len(answer.content) / size < 1.05
    assert int(answer.headers["x-estimated-size"]) == len(answer.content)


def test_a_region_has_the_very_pixels_of_the_result(client: httpx.Client, large: bytes) -> None:
    source, settings = upload(client, large), {"mode": "quality", "quality": 30}
    region = {"left": 505, "top": 301, "width": 200, "height": 150}
    answer = preview(client, "compress", settings, source=source, region=region)
    left, top, width, height = map(int, answer.headers["x-preview-region"].split(","))
    true, size = result(client, "compress", settings, source)
    shown = pixels(opened(answer.content))
    expected = pixels(true.crop((left, top, left + width, top + height)))

    assert left <= 505
    assert top <= 301
    assert left + width >= 705
    assert top + height >= 451
    assert shown.shape == expected.shape
    # At its edges a decoder smooths colours with what lies beyond.
    assert np.array_equal(shown[2:-2, 2:-2], expected[2:-2, 2:-2])
    assert answer.headers["x-preview-exact"] == "true"
    assert 0.8 < int(answer.headers["x-estimated-size"]) / size < 1.2


@pytest.mark.parametrize("format", ["avif", "jxl", "tiff", "webp"])
def test_a_region_shows_what_the_format_does(client: httpx.Client, large: bytes, format: str) -> None:
    source, settings = upload(client, large), {"format": format, "quality": 10}
    region = {"left": 480, "top": 320, "width": 320, "height": 240}
    answer = preview(client, "convert", settings, source=source, region=region)
    true, _ = result(client, "convert", {"format": "png"}, source)
    lost = likeness(true.crop((480, 320, 800, 560)), opened(answer.content))

    assert answer.headers["x-result-format"] == format
    assert answer.headers["content-type"] in ("image/jpeg", "image/png", "image/webp", "image/avif")
    assert lost < 45


def test_a_quality_to_be_searched_is_found_on_a_sample(client: httpx.Client, large: bytes) -> None:
    source = upload(client, large)
    settings = {"mode": "targetSize", "targetSizeKb": 200}
    answer = preview(client, "compress", settings, source=source)
    true, size = result(client, "compress", settings, source)

    assert likeness(opened(answer.content), true) > 25
    assert 0.8 < int(answer.headers["x-estimated-size"]) / size < 1.2


def test_what_a_proxy_cannot_tell_is_not_told(client: httpx.Client, large: bytes) -> None:
    source = upload(client, large)
    cropped = preview(client, "smart-crop", {"width": 800, "height": 800}, source=source)
    enhanced = preview(client, "image-enhancement", {}, source=source)

    assert not {"x-result-width", "x-estimated-size"} & set(cropped.headers)
    assert (enhanced.headers["x-result-width"], enhanced.headers["x-result-height"]) == (str(WIDTH), str(HEIGHT))


def test_a_pipeline_and_its_first_steps(client: httpx.Client, large: bytes) -> None:
    source = upload(client, large)
    steps = [
        {"toolId": "resize", "settings": {"width": 800}},
        {"toolId": "rotate", "settings": {"angle": 90}, "enabled": False},
        {"toolId": "border", "settings": {"borderWidth": 10}},
    ]

    def size(number: int, **more: Any) -> tuple[int, int]:
        answer = client.post(
            "/api/v1/pipeline/preview", json={"source": source, "steps": steps[:number], "slot": str(number), **more}
        )
        assert answer.status_code == 200, answer.text
        return opened(answer.content).size

    assert [size(number) for number in (1, 2, 3)] == [(800, 600), (800, 600), (820, 620)]
    assert size(1, size=200) == (200, 150)
    wrong = client.post(
        "/api/v1/pipeline/preview",
        json={"source": source, "steps": [steps[0], {"toolId": "resize", "settings": {"width": -1}}]},
    )
    assert (wrong.status_code, wrong.json()["error"]) == (400, "Step 2 (resize): Invalid settings")
    several = client.post("/api/v1/pipeline/preview", json={"source": source, "steps": [{"toolId": "split"}]})
    assert (several.status_code, several.json()["step"]) == (422, 1)
    assert "several files" in several.json()["details"]


def test_files_of_the_library_are_for_their_owners(server: LiveServer) -> None:
    bob, eve = server.add_user("bob"), server.add_user("eve")
    parts = {"file": ("a.png", picture(60, 40))}
    file = bob.post("/api/v1/files/upload", files=parts).json()["files"][0]["id"]

    assert opened(preview(bob, "resize", {"width": 30}, fileId=file).content).size == (30, 20)
    assert ask(eve, "resize", {"width": 30}, fileId=file).status_code == 404
    assert ask(eve, "resize", {"width": 30}, source=f"/api/v1/files/{file}/download").status_code == 404


def test_an_animation_is_shown_by_its_first_frame(client: httpx.Client) -> None:
    frames = [Image.new("RGB", (40, 30), colour) for colour in ("red", "blue")]
    file = io.BytesIO()
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:])
    shown = opened(preview(client, "resize", {"width": 20}, source=upload(client, file.getvalue(), "a.gif")).content)

    assert (shown.size, getattr(shown, "n_frames", 1)) == ((20, 15), 1)
    assert pixels(shown)[5, 5].tolist() == [255, 0, 0]


def test_transparency_is_shown(client: httpx.Client) -> None:
    source = upload(client, picture(60, 40, "PNG", "RGBA"), "a.png")
    for settings in ({"format": "tiff"}, {"format": "avif"}, {"format": "png"}):
        assert opened(preview(client, "convert", settings, source=source).content).mode == "RGBA"


def test_what_a_drawing_becomes_is_shown_as_one(client: httpx.Client, large: bytes) -> None:
    answer = preview(client, "vectorize", {}, source=upload(client, large))

    assert answer.headers["content-type"] == "image/svg+xml"
    assert b"<svg" in answer.content
    assert "x-result-width" not in answer.headers


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ({"settings": {"width": -1}}, 400, "width"),
        ({"region": {"left": 9000, "top": 0, "width": 10, "height": 10}}, 422, "outside"),
        ({"region": {"left": -1, "top": 0, "width": 10, "height": 10}}, 400, "left"),
        ({"size": 5}, 400, "size"),
        ({"source": "/api/v1/download/x/y"}, 404, "Source not found"),
        ({"source": None}, 400, "source or by fileId"),
        ({"fileId": "both"}, 400, "source or by fileId"),
    ],
)
def test_refusals(client: httpx.Client, body: dict[str, Any], status: int, said: str) -> None:
    source = upload(client, picture(60, 40), "a.png")
    answer = client.post("/api/v1/tools/resize/preview", json={"source": source, "settings": {"width": 9}, **body})

    assert answer.status_code == status
    assert said in answer.text


def test_tools_without_a_preview_have_none(client: httpx.Client) -> None:
    source = upload(client, picture(60, 40), "a.png")

    for tool in ("info", "collage", "strip-metadata", "qr-generate", "watermark-image"):
        assert ask(client, tool, {}, source=source).status_code == 404
    catalogue = {tool["id"]: tool["preview"] for tool in client.get("/api/v1/tools").json()["tools"]}
    assert catalogue["resize"]
    assert catalogue["optimize-for-web"]
    assert not any(catalogue[tool] for tool in ("info", "collage", "strip-metadata", "watermark-image"))


def test_the_live_preview_beside_the_older_one(client: httpx.Client) -> None:
    source = upload(client, picture(60, 40), "a.png")
    for body in (b"{", b"[]", json.dumps({"source": source, "size": "x"}).encode()):
        headers = {"content-type": "application/json"}
        answer = client.post("/api/v1/tools/optimize-for-web/preview", content=body, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (400, "VALIDATION_ERROR")
    form = client.post("/api/v1/tools/optimize-for-web/preview", files={"file": ("a.png", picture(60, 40))})
    assert "x-original-size" in form.headers


def test_a_picture_is_decoded_once(serve: Serve, large: bytes) -> None:
    server = serve()
    client, pool = server.sign_in(), server.app.state.pool
    decode, calls = pool.decode, []

    async def counted(*arguments: Any) -> Any:
        calls.append(arguments)
        return await decode(*arguments)

    pool.decode = counted
    source = upload(client, large)
    for quality in (30, 40):
        preview(client, "compress", {"mode": "quality", "quality": quality}, source=source)
    assert len(calls) == 1

    # What another process has decoded is found on disk, and what has gone from there is decoded anew.
    previews = server.app.state.previews
    previews._known.clear()
    preview(client, "compress", {}, source=source)
    assert len(calls) == 1
    for kept in previews._known.values():
        for file in kept.folder.iterdir():
            file.unlink()
    preview(client, "compress", {}, source=source)
    assert len(calls) == 2


def test_without_a_cache_it_still_works(serve: Serve, large: bytes) -> None:
    client = serve(preview_cache_mb=0).sign_in()
    source = upload(client, large)
    answer = preview(client, "compress", {"mode": "quality", "quality": 50}, source=source)

    assert opened(answer.content).width < WIDTH
    region = {"left": 0, "top": 0, "width": 64, "height": 64}
    assert opened(preview(client, "compress", {}, source=source, region=region).content).size == (64, 64)


def test_the_latest_wins(server: LiveServer, large: bytes) -> None:
    client = server.sign_in()
    source = upload(client, large)
    preview(client, "compress", {}, source=source)

    def one(quality: int) -> httpx.Response:
        return ask(client, "compress", {"mode": "quality", "quality": quality}, source=source)

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(one, range(10, 90, 10)))
    statuses = [answer.status_code for answer in answers]
    assert 200 in statuses
    assert set(statuses) <= {200, 409}
    assert all(answer.json()["code"] == "SUPERSEDED" for answer in answers if answer.status_code == 409)
    with ThreadPoolExecutor(4) as threads:
        apart = list(threads.map(lambda n: ask(client, "compress", {}, source=source, slot=f"{n}"), range(4)))
    assert [answer.status_code for answer in apart] == [200] * 4
    previews = server.app.state.previews
    assert not previews._locks
    assert not previews._newest


def test_a_broken_picture_says_so(client: httpx.Client, large: bytes) -> None:
    source = upload(client, large[: len(large) // 2])
    answer = ask(client, "compress", {}, source=source)

    assert answer.status_code in (400, 422)
    assert "damaged" in answer.text
