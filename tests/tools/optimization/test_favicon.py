"""The favicon tool: Pillow opens its icons, lxml its HTML."""

import io
import json
import struct
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from lxml import html
from PIL import IcoImagePlugin
from PIL import Image as Pillow

from ashim.tools import BadInputError, OutputFile
from tests.corpus import Array
from tests.photos import photo
from tests.tools.scratch import Scratch, source
from tests.tools.using import REGISTRY

PNGS = {
    "favicon-16x16.png": 16,
    "favicon-32x32.png": 32,
    "favicon-48x48.png": 48,
    "apple-touch-icon.png": 180,
    "android-chrome-192x192.png": 192,
    "android-chrome-512x512.png": 512,
    "maskable-icon-192x192.png": 192,
    "maskable-icon-512x512.png": 512,
}
TEXTS = {"favicon.ico", "manifest.json", "site.webmanifest", "favicon-snippet.html"}


def made(folder: Path, *names: str, **settings: object) -> Sequence[OutputFile]:
    tool = REGISTRY.get("favicon")
    assert tool is not None
    scratch = folder / "scratch"
    scratch.mkdir()
    files = [source(folder / name) for name in names]
    outputs: Sequence[OutputFile] = tool(files, tool.settings.model_validate(settings), Scratch(scratch))
    return outputs


def by_name(outputs: Sequence[OutputFile]) -> dict[str, bytes]:
    return {each.name: each.path.read_bytes() for each in outputs}


def pixels(data: bytes) -> Array:
    with Pillow.open(io.BytesIO(data)) as picture:
        return np.asarray(picture.convert("RGBA")).astype(int)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    Pillow.fromarray(photo("coffee")).save(tmp_path / "my.logo.png")
    (tmp_path / "drawing.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40">'
        '<rect width="20" height="40" fill="#f00"/></svg>'
    )
    (tmp_path / "words.txt").write_text("words")
    return tmp_path


def test_every_icon_has_its_size(folder: Path) -> None:
    files = by_name(made(folder, "my.logo.png"))
    assert set(files) == {*PNGS, *TEXTS}
    for name, size in PNGS.items():
        with Pillow.open(io.BytesIO(files[name])) as picture:
            assert (picture.format, picture.size) == ("PNG", (size, size))


def test_the_middle_of_the_picture_is_shown(folder: Path) -> None:
    files = by_name(made(folder, "my.logo.png"))
    square = Pillow.fromarray(photo("coffee")).crop((100, 0, 500, 400))
    for name in ("favicon-48x48.png", "android-chrome-192x192.png"):
        size = PNGS[name]
        expected = np.asarray(square.resize((size, size), Pillow.Resampling.LANCZOS)).astype(int)
        assert np.abs(pixels(files[name])[:, :, :3] - expected).mean() < 3


def test_the_icon_holds_three_pictures(folder: Path) -> None:
    data = by_name(made(folder, "my.logo.png"))["favicon.ico"]
    with Pillow.open(io.BytesIO(data)) as icon:
        assert isinstance(icon, IcoImagePlugin.IcoImageFile)
        assert icon.ico.sizes() == {(16, 16), (32, 32), (48, 48)}
        for size in (16, 32, 48):
            assert icon.ico.getimage((size, size)).size == (size, size)
    assert struct.unpack_from("<HHH", data) == (0, 1, 3)


def test_drawings_are_sharp_and_stay_transparent(folder: Path) -> None:
    files = by_name(made(folder, "drawing.svg"))
    for name in ("favicon-16x16.png", "android-chrome-512x512.png"):
        alpha = pixels(files[name])[:, :, 3]
        half = PNGS[name] // 2
        assert alpha[:, :half].min() == 255
        assert alpha[:, half:].max() == 0


def test_phones_get_a_ground(folder: Path) -> None:
    files = by_name(made(folder, "drawing.svg", backgroundColor="#0000ff"))
    touch = pixels(files["apple-touch-icon.png"])
    assert tuple(touch[90, 150]) == (0, 0, 255, 255)
    assert tuple(touch[90, 20]) == (255, 0, 0, 255)
    maskable = pixels(files["maskable-icon-192x192.png"])
    # The picture stays inside the middle four fifths.
    assert tuple(maskable[96, 15]) == (0, 0, 255, 255)
    assert tuple(maskable[96, 25]) == (255, 0, 0, 255)


def test_padding_leaves_room(folder: Path) -> None:
    alpha = pixels(by_name(made(folder, "my.logo.png", padding=25))["android-chrome-192x192.png"])[:, :, 3]
    shown = np.argwhere(alpha > 0)
    assert (shown.min(), shown.max()) == (48, 143)


def test_the_manifest_and_the_html_name_files_that_are_there(folder: Path) -> None:
    files = by_name(made(folder, "my.logo.png", themeColor="#123456"))
    assert files["manifest.json"] == files["site.webmanifest"]
    manifest = json.loads(files["manifest.json"])
    assert (manifest["name"], manifest["short_name"], manifest["display"]) == ("my.logo", "my.logo", "standalone")
    assert (manifest["theme_color"], manifest["background_color"]) == ("#123456", "#ffffff")
    for icon in manifest["icons"]:
        name = icon["src"].removeprefix("/")
        assert icon["sizes"] == f"{PNGS[name]}x{PNGS[name]}"
        assert icon.get("purpose") == ("maskable" if name.startswith("maskable") else None)
    links = html.fragments_fromstring(files["favicon-snippet.html"].decode())
    addresses = [str(each.get("href")) for each in links if each.tag == "link"]
    assert len(addresses) == 6
    assert {address.removeprefix("/") for address in addresses} <= set(files)


def test_several_pictures_get_folders(folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "drawing.svg").write_bytes((folder / "drawing.svg").read_bytes())
    outputs = made(folder, "my.logo.png", "words.txt", "drawing.svg", "sub/drawing.svg")
    assert {each.folder for each in outputs} == {"my.logo", "drawing", "drawing_1", ""}
    assert len(outputs) == 3 * (len(PNGS) + len(TEXTS)) + 1
    skipped = by_name(outputs)["skipped-files.txt"].decode()
    assert skipped.startswith("words.txt: unrecognized")


def test_nothing_readable_is_refused(folder: Path) -> None:
    with pytest.raises(BadInputError, match=r'Invalid file "words.txt": unrecognized'):
        made(folder, "words.txt")


def test_nothing_readable_of_several_is_refused_with_reasons(folder: Path) -> None:
    with pytest.raises(BadInputError, match="No images could be decoded") as caught:
        made(folder, "words.txt", "words.txt")
    assert [each["filename"] for each in caught.value.extra["skipped"]] == ["words.txt", "words.txt"]
