"""The text watermark: its place measured with numpy, its strength and its letters compared with Pillow's."""

import io
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image as Pillow

from ashim.imaging import Colour, Image, ImageLimits, TextStyle, draw_text, encode, open_image
from tests.contract.running import run
from tests.corpus import Sample
from tests.tools.using import REGISTRY, apply, problems

Array = npt.NDArray[Any]


def plain(folder: Path, width: int = 600, height: int = 400, mode: str = "RGB", name: str = "a.png") -> Image:
    Pillow.new(mode, (width, height), "white").save(folder / name)
    return open_image(folder / name, name, ImageLimits())


def marked(image: Image, **settings: object) -> Array:
    found: Array = apply("watermark-text", image, **{"text": "Hxg", **settings}).pixels.numpy()
    return found


def box(pixels: Array) -> tuple[int, int, int, int]:
    """Give left, top, right and bottom of what is not white."""
    seen = (pixels if pixels.ndim == 2 else pixels.min(axis=2)) < 215
    rows, columns = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def test_the_text_is_mixed_with_the_picture_at_its_opacity(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (200, 400, 3), dtype=np.uint8)
    Pillow.fromarray(noise).save(tmp_path / "a.png")
    image = open_image(tmp_path / "a.png", "a.png", ImageLimits())
    found = marked(image, color="#336699", opacity=40, fontSize=60)
    letters = Pillow.fromarray(draw_text("Hxg", TextStyle(60, Colour(0x33, 0x66, 0x99))).numpy())
    alpha = letters.getchannel("A").point([round(level * 0.4) for level in range(256)])
    expected = Pillow.fromarray(noise)
    corner = (int((400 - letters.width) / 2 + 0.5), int((200 - letters.height) / 2 + 0.5))
    expected.paste(letters.convert("RGB"), corner, mask=alpha)
    assert np.abs(found.astype(int) - np.asarray(expected)).max() <= 1


@pytest.mark.parametrize("position", ["top-left", "top-right", "bottom-left", "bottom-right", "center"])
def test_the_text_lies_where_it_is_wanted(tmp_path: Path, position: str) -> None:
    left, top, right, bottom = box(marked(plain(tmp_path), text="HH", position=position, fontSize=30))
    if position == "center":
        assert abs(left - (600 - right)) <= 2
        assert abs(top - (400 - bottom)) <= 3
    else:
        assert (left if "left" in position else 600 - right) == pytest.approx(30, abs=3)
        assert 30 <= (top if "top" in position else 400 - bottom) <= 45


@pytest.mark.parametrize("rotation", [90, -45, 200])
def test_turned_text_stays_inside_and_turns_clockwise(tmp_path: Path, rotation: int) -> None:
    straight = marked(plain(tmp_path), fontSize=40, opacity=100)
    turned = marked(plain(tmp_path), fontSize=40, opacity=100, rotation=rotation)
    expected = np.asarray(Pillow.fromarray(straight).rotate(-rotation, Pillow.Resampling.BICUBIC, fillcolor="white"))
    assert np.abs(turned.astype(int) - expected).mean() < 1
    corner = box(marked(plain(tmp_path), fontSize=40, rotation=rotation, position="top-left"))
    assert min(corner) >= 38


def test_tiles_cover_the_whole_picture(tmp_path: Path) -> None:
    found = marked(plain(tmp_path, 3000, 2000), fontSize=16, position="tiled", rotation=-30)[..., 0]
    blocks = found.reshape(20, 100, 30, 100).min(axis=(1, 3))
    assert (blocks < 255).all()
    # Copies repeat exactly, six sizes across and four down.
    assert np.array_equal(found[:, 96:], found[:, :-96])
    assert np.array_equal(found[64:], found[:-64])


def test_long_tiles_do_not_overlap(tmp_path: Path) -> None:
    found = marked(plain(tmp_path, 2000, 600), text="A rather long text", fontSize=30, position="tiled", opacity=50)
    assert found.min() == 127 or found.min() == 128


def test_long_text_is_broken_and_made_smaller_until_it_fits(tmp_path: Path) -> None:
    text = "The quick brown fox jumps over the lazy dog. " * 8
    for rotation in (0, 30, 90):
        result = apply("watermark-text", plain(tmp_path), text=text, fontSize=200, rotation=rotation, opacity=100)
        left, top, right, bottom = box(result.pixels.numpy())
        assert min(left, top, 600 - right, 400 - bottom) >= 38
        assert right - left > 200
        assert "instead of 200 pixels" in result.warnings[0]
    assert apply("watermark-text", plain(tmp_path), text="short").warnings == ()


@pytest.mark.parametrize("size", [(1, 1), (3, 500), (500, 2)])
def test_tiny_pictures_do_no_harm(tmp_path: Path, size: tuple[int, int]) -> None:
    for position in ("center", "bottom-right", "tiled"):
        for rotation in (0, 45):
            found = marked(plain(tmp_path, *size), text="long " * 90, position=position, rotation=rotation)
            assert found.shape[1::-1] == size


def test_grey_and_deep_pictures_keep_their_kind(tmp_path: Path) -> None:
    assert marked(plain(tmp_path, mode="L")).ndim == 2
    assert marked(plain(tmp_path, mode="L"), color="#ff0000").shape == (400, 600, 3)
    deep = Pillow.fromarray(np.full((100, 200), 40_000, np.uint16))
    deep.save(tmp_path / "deep.png")
    found = marked(open_image(tmp_path / "deep.png", "deep.png", ImageLimits()), color="#ffffff", opacity=100)
    assert found.dtype == np.uint16
    assert (found.min(), found.max()) == (40_000, 65_535)


def test_every_frame_of_an_animation_is_marked(tmp_path: Path) -> None:
    frames = [Pillow.new("RGB", (200, 80), colour) for colour in ("red", "lime", "blue")]
    frames[0].save(tmp_path / "a.gif", save_all=True, append_images=frames[1:], duration=[50, 60, 70])
    image = open_image(tmp_path / "a.gif", "a.gif", ImageLimits())
    encode(apply("watermark-text", image, text="Hxg", color="#ffffff", opacity=100), tmp_path / "out.gif")
    with Pillow.open(tmp_path / "out.gif") as found:
        assert found.n_frames == 3  # type: ignore[attr-defined]
        for index in range(3):
            found.seek(index)
            assert np.asarray(found.convert("RGB")).min(axis=2).max() > 250


@pytest.mark.parametrize("position", ["top-left", "bottom-right", "tiled"])
def test_large_jpegs_are_marked_by_a_worker(tmp_path: Path, position: str) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (3000, 400, 3), dtype=np.uint8)
    Pillow.fromarray(noise).save(tmp_path / "a.jpg", quality=60)
    tool = REGISTRY.get("watermark-text")
    assert tool is not None
    settings = {"text": "Hxg", "position": position, "opacity": 100}
    [result] = run(tool, Sample(tmp_path / "a.jpg", "jpeg"), settings, tmp_path).results
    with Pillow.open(tmp_path / "a.jpg") as before, Pillow.open(io.BytesIO(result.data)) as after:
        apart = np.abs(np.asarray(after).astype(int) - np.asarray(before)).max(axis=(1, 2)) > 150
    assert apart[:200].any() == (position != "bottom-right")
    assert apart[-200:].any() == (position != "top-left")


def test_wrong_settings_are_named() -> None:
    assert set(problems("watermark-text", text="", fontSize=7, color="red", opacity=101, rotation=361)) == {
        *("text", "fontSize", "color", "opacity", "rotation")
    }
