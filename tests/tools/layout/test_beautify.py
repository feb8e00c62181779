"""Beautified screenshots: geometry from the declaration, gradients as librsvg draws them, colours from numpy."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import pyvips
from PIL import Image as Pillow

from ashim.imaging import Image, ImageLimits, encode, open_image
from tests.profiles import display_p3
from tests.tools.using import call, problems

Array = npt.NDArray[Any]
SHOT = np.random.default_rng(8).integers(0, 256, (200, 300, 3), dtype=np.uint8)
BARE: dict[str, Any] = {"padding": 0, "borderRadius": 0, "shadowPreset": "none"}


def saved(folder: Path, name: str = "a.png", pixels: Array = SHOT, **options: Any) -> Image:
    Pillow.fromarray(pixels).save(folder / name, **options)
    return open_image(folder / name, name, ImageLimits())


def beautified(image: Image, second: Image | None = None, **settings: object) -> Array:
    found: Array = call("beautify", image, second, **settings).pixels.numpy()
    return found


def test_the_screenshot_lies_untouched_in_the_middle_of_its_background(tmp_path: Path) -> None:
    settings: dict[str, Any] = {**BARE, "padding": 30, "backgroundType": "solid", "backgroundColor": "#102030"}
    found = beautified(saved(tmp_path), **settings)
    expected = np.full((260, 360, 3), (0x10, 0x20, 0x30), np.uint8)
    expected[30:-30, 30:-30] = SHOT
    assert np.array_equal(found, expected)
    assert np.array_equal(beautified(saved(tmp_path), **{**BARE, "backgroundType": "transparent"}), SHOT)


@pytest.mark.parametrize(
    ("shadow", "margins"),
    [("subtle", (40, 36, 40, 44)), ("medium", (80, 70, 80, 90)), ("dramatic", (160, 140, 160, 180))],
)
def test_shadows_grow_the_canvas_by_their_reach(
    tmp_path: Path, shadow: str, margins: tuple[int, int, int, int]
) -> None:
    left, top, right, bottom = margins
    found = beautified(saved(tmp_path), padding=10, shadowPreset=shadow)
    assert found.shape == (200 + top + bottom + 20, 300 + left + right + 20, 3)
    assert np.array_equal(found[top + 10 + 20 : top + 190, left + 10 + 20 : left + 290], SHOT[20:180, 20:280])


@pytest.mark.parametrize("angle", [0, 90, 135, 210])
def test_linear_gradients_are_those_of_svg(tmp_path: Path, angle: int) -> None:
    stops = [("#ff0000", 0), ("#00ff00", 30), ("#0000ff", 100)]
    found = beautified(
        saved(tmp_path, pixels=np.zeros((120, 200, 4), np.uint8)),
        **BARE,
        gradientAngle=angle,
        gradientStops=[{"color": colour, "position": position} for colour, position in stops],
    )
    across, along = np.cos(np.radians(angle - 90)) * 50, np.sin(np.radians(angle - 90)) * 50
    vector = f'x1="{50 - across}%" y1="{50 - along}%" x2="{50 + across}%" y2="{50 + along}%"'
    assert np.abs(found.astype(int) - by_svg(f"<linearGradient id='g' {vector}>", stops, "linear")).max() <= 4


def test_radial_gradients_are_those_of_svg(tmp_path: Path) -> None:
    stops = [("#ffffff", 0), ("#203040", 100)]
    found = beautified(
        saved(tmp_path, pixels=np.zeros((120, 200, 4), np.uint8)),
        **BARE,
        backgroundType="radial-gradient",
        gradientStops=[{"color": colour, "position": position} for colour, position in stops],
    )
    assert np.abs(found.astype(int) - by_svg("<radialGradient id='g' r='70%'>", stops, "radial")).max() <= 4


def by_svg(opening: str, stops: list[tuple[str, int]], kind: str) -> Array:
    inner = "".join(f'<stop offset="{position}%" stop-color="{colour}"/>' for colour, position in stops)
    text = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="200" height="120">{opening}{inner}</{kind}Gradient>'
        '<rect width="200" height="120" fill="url(#g)"/></svg>'
    )
    drawn: Array = pyvips.Image.svgload_buffer(text.encode()).numpy()
    return drawn[..., :3].astype(int)


@pytest.mark.parametrize(("kind", "bar"), [("macos", 36), ("windows", 36), ("browser", 72)])
@pytest.mark.parametrize("shade", ["light", "dark"])
def test_windows_put_a_bar_on_top(tmp_path: Path, kind: str, bar: int, shade: str) -> None:
    settings: dict[str, Any] = {**BARE, "backgroundType": "transparent", "frame": f"{kind}-{shade}"}
    plain = beautified(saved(tmp_path), **settings)
    assert plain.shape[:2] == (200 + bar, 300)
    assert np.array_equal(plain[bar:, :, :3], SHOT)
    titled = beautified(saved(tmp_path), **settings, frameTitle="Untitled")
    assert not np.array_equal(plain[:bar], titled[:bar])
    for title in ("long " * 40, "\u5927" * 200):
        long = beautified(saved(tmp_path), **settings, frameTitle=title)
        # The right end of a bar stays as it is however long the title.
        assert np.array_equal(long[:36, -12:], plain[:36, -12:])
    if kind == "macos":
        assert [tuple(plain[18, x, :3]) for x in (20, 40, 60)] == [(255, 95, 87), (254, 188, 46), (40, 200, 64)]


@pytest.mark.parametrize("frame", ["macos-light", "windows-dark", "browser-light"])
def test_narrow_windows_do_no_harm(tmp_path: Path, frame: str) -> None:
    for width in (1, 20, 90):
        found = beautified(saved(tmp_path, pixels=SHOT[:, :width]), **BARE, frame=frame, frameTitle="Title")
        assert found.shape[1] == width


@pytest.mark.parametrize(
    ("frame", "canvas", "screen"),
    [
        ("iphone", (430, 880), (20, 80, 390, 720)),
        ("macbook-dark", (1200, 780), (100, 30, 1000, 625)),
        ("ipad", (540, 720), (25, 25, 490, 670)),
    ],
)
def test_devices_show_the_whole_picture_in_its_own_shape(
    tmp_path: Path, frame: str, canvas: tuple[int, int], screen: tuple[int, int, int, int]
) -> None:
    shot = np.full((200, 300, 3), (0, 200, 80), np.uint8)
    found = beautified(saved(tmp_path, pixels=shot), **{**BARE, "backgroundType": "transparent"}, frame=frame)
    assert found.shape == (canvas[1], canvas[0], 4)
    left, top, width, height = screen
    seen = (np.abs(found[..., :3].astype(int) - (0, 200, 80)).max(axis=2) < 8) & (found[..., 3] == 255)
    rows, columns = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
    scale = min(width / 300, height / 200)
    assert (len(columns), len(rows)) == (round(300 * scale), round(200 * scale))
    assert columns[0] - left == pytest.approx(left + width - 1 - columns[-1], abs=1)
    assert rows[0] - top == pytest.approx(top + height - 1 - rows[-1], abs=1)
    assert tuple(found[top + 1, left + 1]) in ((0, 0, 0, 255), (0, 200, 80, 255))
    assert found[0, 0, 3] == 0


@pytest.mark.parametrize(("preset", "size"), [("twitter", (1600, 900)), ("instagram-story", (1080, 1920))])
def test_the_background_fills_an_export_size(tmp_path: Path, preset: str, size: tuple[int, int]) -> None:
    found = beautified(saved(tmp_path), socialPreset=preset)
    assert found.shape == (size[1], size[0], 3)
    # The gradient of the defaults, from corner to corner.
    assert np.abs(found[0, 0].astype(int) - (0x66, 0x7E, 0xEA)).max() < 18
    assert np.abs(found[-1, -1].astype(int) - (0x76, 0x4B, 0xA2)).max() < 18


def test_a_picture_behind_covers_the_canvas(tmp_path: Path) -> None:
    behind = saved(tmp_path, "b.png", np.full((50, 400, 3), (9, 90, 190), np.uint8))
    found = beautified(saved(tmp_path), behind, **{**BARE, "padding": 20, "backgroundType": "image"})
    frame = np.ones(found.shape[:2], dtype=bool)
    frame[20:-20, 20:-20] = False
    assert (found[frame] == (9, 90, 190)).all()
    result = call("beautify", saved(tmp_path), None, **{**BARE, "padding": 20, "backgroundType": "image"})
    assert result.has_alpha
    assert "No background image" in result.warnings[0]


def test_depth_profile_and_frames_are_kept(tmp_path: Path) -> None:
    wide = call("beautify", saved(tmp_path, "p3.png", icc_profile=display_p3()), None, frame="macos-dark")
    assert bytes(wide.pixels.get("icc-profile-data")) == display_p3()
    deep = call("beautify", saved(tmp_path, "deep.png", np.full((20, 30), 777, np.uint16)), None)
    assert deep.pixels.format == "ushort"
    frames = [Pillow.new("RGB", (40, 30), colour) for colour in ("red", "lime", "blue")]
    frames[0].save(tmp_path / "a.gif", save_all=True, append_images=frames[1:], duration=[50, 60, 70])
    moving = call("beautify", open_image(tmp_path / "a.gif", "a.gif", ImageLimits()), None, outputFormat="webp")
    assert encode(moving, tmp_path / "out.webp").frames == 3


def test_the_watermark_is_white_and_in_its_corner(tmp_path: Path) -> None:
    black = saved(tmp_path, pixels=np.zeros((600, 800, 3), np.uint8))
    found = beautified(black, **BARE, watermarkText="HH", watermarkPosition="top-left")[..., 0]
    rows, columns = np.flatnonzero(found.max(axis=1) > 60), np.flatnonzero(found.max(axis=0) > 60)
    assert found.max() in (127, 128)
    assert columns[0] == pytest.approx(18, abs=2)
    assert rows[0] == pytest.approx(18 + 5, abs=5)


@pytest.mark.parametrize(
    ("settings", "format"),
    [
        ({"outputFormat": "jpeg"}, "png"),
        ({**BARE, "outputFormat": "jpeg", "padding": 9}, "jpeg"),
        ({**BARE, "outputFormat": "jpeg", "backgroundType": "transparent"}, "jpeg"),
        ({"outputFormat": "webp"}, "webp"),
        ({}, "png"),
    ],
)
def test_formats(tmp_path: Path, settings: dict[str, object], format: str) -> None:
    result = call("beautify", saved(tmp_path), None, **settings)
    assert encode(result, tmp_path / "out").format == format
    assert any("PNG" in warning for warning in result.warnings) == (format == "png" and bool(settings))


def test_wrong_settings_are_named() -> None:
    one = [{"color": "#000000", "position": 0}]
    assert set(problems("beautify", gradientStops=one, padding=257, frame="amiga")) == {
        *("gradientStops", "padding", "frame")
    }
    assert "gradientStops.0.color" in problems("beautify", gradientStops=[{"color": "red", "position": 0}, *one])
