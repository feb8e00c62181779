"""The installation's own name and logo."""

import httpx
import pytest

from tests.server.api.pictures import opened, picture
from tests.server.conftest import Serve
from tests.server.live import LiveServer

LOGO = "/api/v1/settings/logo"
SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="400" height="200">'
    b'<script>alert(1)</script><rect width="400" height="200" fill="#f00"/></svg>'
)


def send(client: httpx.Client, content: bytes, name: str = "logo.png", kind: str = "image/png") -> httpx.Response:
    return client.post(LOGO, files={"file": (name, content, kind)})


def branding(client: httpx.Client) -> dict[str, object]:
    found: dict[str, object] = client.get("/api/v1/config/branding").json()
    return found


@pytest.fixture(autouse=True)
def _no_logo_afterwards(server: LiveServer) -> None:
    server.app.state.branding.remove()


def test_without_branding_the_program_has_its_own(anonymous: httpx.Client) -> None:
    assert branding(anonymous) == {"appName": "ashim", "logoUrl": None, "defaultTheme": "system"}
    answer = anonymous.get(LOGO)
    assert (answer.status_code, answer.json()["code"]) == (404, "NOT_FOUND")
    assert "no custom logo" in answer.json()["error"]


def test_a_logo_is_fitted_and_shown_to_everybody(anonymous: httpx.Client, admin: httpx.Client) -> None:
    assert send(admin, picture(600, 300)).json() == {"ok": True}

    shown = anonymous.get(LOGO)
    assert shown.headers["content-type"] == "image/png"
    assert (opened(shown.content).format, opened(shown.content).size) == ("PNG", (128, 64))
    first = branding(anonymous)["logoUrl"]
    assert str(first).startswith(f"{LOGO}?v=")
    assert anonymous.get(str(first)).content == shown.content
    assert admin.get("/api/v1/settings").json()["settings"]["customLogo"] == "true"
    send(admin, picture(50, 40))
    assert opened(anonymous.get(LOGO).content).size == (50, 40)
    assert branding(anonymous)["logoUrl"] != first


def test_an_svg_becomes_pixels(anonymous: httpx.Client, admin: httpx.Client) -> None:
    assert send(admin, SVG, "logo.svg", "image/svg+xml").status_code == 200

    image = opened(anonymous.get(LOGO).content)
    assert (image.format, image.size) == ("PNG", (128, 64))
    assert image.convert("RGB").getpixel((64, 32)) == (255, 0, 0)


def test_deleting_goes_back_and_may_be_repeated(anonymous: httpx.Client, admin: httpx.Client) -> None:
    send(admin, picture())

    for _ in range(2):
        assert admin.delete(LOGO).json() == {"ok": True}
        assert anonymous.get(LOGO).status_code == 404
    assert admin.get("/api/v1/settings").json()["settings"]["customLogo"] == "false"
    assert branding(anonymous)["logoUrl"] is None


@pytest.mark.parametrize(
    ("content", "name", "kind", "status", "words"),
    [
        (b"", "logo.png", "image/png", 400, "no file"),
        (picture(), "logo.png", "text/plain", 400, "must be an image"),
        (b"x" * 600_000, "logo.png", "image/png", 400, "kb or smaller"),
        (picture()[:200], "logo.png", "image/png", 422, "could not be read"),
        (b"hello", "logo.png", "image/png", 422, "could not be read"),
    ],
)
def test_what_is_no_logo_is_refused_and_the_old_one_stays(
    anonymous: httpx.Client, admin: httpx.Client, content: bytes, name: str, kind: str, status: int, words: str
) -> None:
    send(admin, picture(30, 30))
    answer = send(admin, content, name, kind)

    assert answer.status_code == status
    assert words in answer.json()["error"].lower()
    assert opened(anonymous.get(LOGO).content).size == (30, 30)


def test_a_body_that_is_not_multipart_is_406(admin: httpx.Client) -> None:
    assert admin.post(LOGO, json={}).status_code == 406


def test_only_those_who_may_brand_do(server: LiveServer, admin: httpx.Client) -> None:
    admin.post("/api/v1/roles", json={"name": "brander", "permissions": ["branding:manage"]})

    assert send(server.add_user("bob", "editor"), picture()).json()["code"] == "FORBIDDEN"
    assert server.client().delete(LOGO).status_code == 401
    assert send(server.add_user("mia", "brander"), picture()).status_code == 200


def test_the_name_is_a_setting(anonymous: httpx.Client, admin: httpx.Client) -> None:
    admin.put("/api/v1/settings", json={"appName": "Bildwerk", "defaultTheme": "dark"})
    assert branding(anonymous) == {"appName": "Bildwerk", "logoUrl": None, "defaultTheme": "dark"}
    admin.put("/api/v1/settings", json={"appName": " "})
    assert branding(anonymous)["appName"] == "ashim"


def test_a_logo_outlives_a_restart(serve: Serve) -> None:
    send(serve().sign_in(), picture(40, 20))

    assert opened(serve().client().get(LOGO).content).size == (40, 20)
