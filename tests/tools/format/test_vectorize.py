"""The vectorize tool: what its drawings show when libvips' SVG renderer draws them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import pyvips
from lxml import etree
from PIL import Image as Pillow
from PIL import ImageDraw

from ashim.imaging import Image, ImageLimits, open_image
from ashim.tools import OutputFile
from tests.tools.using import REGISTRY, parse

Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Here:
    scratch: Path

    def progress(self, fraction: float, stage: str) -> None:
        assert stage


def saved(folder: Path, picture: Pillow.Image, name: str = "a.png") -> Image:
    picture.save(folder / name)
    return open_image(folder / name, name, ImageLimits())


def traced(folder: Path, image: Image, **settings: object) -> bytes:
    tool = REGISTRY.get("vectorize")
    assert tool is not None
    made: OutputFile = tool(image, parse("vectorize", **settings), Here(folder))
    assert made.name == "{stem}.svg"
    return made.path.read_bytes()


def drawn(svg: bytes) -> Array:
    """Render on white."""
    pixels: Array = pyvips.Image.svgload_buffer(svg).flatten(background=255).numpy()
    return pixels


def shapes(size: tuple[int, int] = (120, 90)) -> Pillow.Image:
    picture = Pillow.new("RGB", size, "white")
    pen = ImageDraw.Draw(picture)
    pen.ellipse((10, 10, 70, 70), fill=(40, 40, 40))
    pen.ellipse((28, 28, 52, 52), fill="white")
    pen.rectangle((80, 20, 110, 80), fill=(100, 100, 100))
    return picture


@pytest.mark.parametrize("mode", ["none", "polygon", "spline"])
def test_ink_is_where_the_picture_is_dark(tmp_path: Path, mode: str) -> None:
    picture = shapes()
    svg = traced(tmp_path, saved(tmp_path, picture), threshold=128, pathMode=mode)
    ink = drawn(svg)[..., 0] < 128
    wanted = np.asarray(picture.convert("L")) <= 128
    assert (ink == wanted).mean() > (0.999 if mode == "none" else 0.985)
    assert not ink[40, 40]


def test_the_path_mode_is_honoured_in_black_and_white(tmp_path: Path) -> None:
    image = saved(tmp_path, shapes())
    assert b"C" in traced(tmp_path, image, pathMode="spline").partition(b"<path")[2]
    for mode in ("polygon", "none"):
        assert b"C" not in traced(tmp_path, image, pathMode=mode).partition(b"<path")[2]


def test_the_threshold_is_the_brightest_ink(tmp_path: Path) -> None:
    image = saved(tmp_path, shapes())
    assert (drawn(traced(tmp_path, image, threshold=99))[50, 95] == 255).all()
    assert (drawn(traced(tmp_path, image, threshold=100))[50, 95] == 0).all()


def test_inverting_traces_what_is_light(tmp_path: Path) -> None:
    ink = drawn(traced(tmp_path, saved(tmp_path, shapes()), invert=True))[..., 0] < 128
    assert ink[0, 0]
    assert ink[40, 40]
    assert not ink[40, 20]


def test_colours_come_out(tmp_path: Path) -> None:
    picture = Pillow.new("RGB", (90, 60), (200, 40, 40))
    picture.paste((40, 40, 200), (30, 0, 60, 60))
    picture.paste((40, 200, 40), (60, 0, 90, 60))
    found = drawn(traced(tmp_path, saved(tmp_path, picture), colorMode="color", colorPrecision=8))
    for column in (10, 45, 80):
        assert np.abs(found[30, column].astype(int) - np.asarray(picture)[30, column]).max() <= 8


def test_transparent_parts_stay_empty(tmp_path: Path) -> None:
    picture = Pillow.new("RGBA", (60, 60), (0, 0, 0, 0))
    picture.paste((0, 0, 200, 255), (20, 20, 40, 40))
    svg = traced(tmp_path, saved(tmp_path, picture), colorMode="color")
    alpha = pyvips.Image.svgload_buffer(svg).numpy()[..., 3]
    assert alpha[30, 30] == 255
    assert alpha[5, 5] == 0
    assert (drawn(traced(tmp_path, saved(tmp_path, picture)))[5, 5] == 255).all()


def test_speckles_are_left_out(tmp_path: Path) -> None:
    picture = Pillow.new("L", (60, 60), 255)
    picture.paste(0, (10, 10, 13, 13))
    picture.paste(0, (30, 30, 50, 50))
    assert traced(tmp_path, saved(tmp_path, picture), filterSpeckle=2).count(b"<path") == 2
    assert traced(tmp_path, saved(tmp_path, picture), filterSpeckle=8).count(b"<path") == 1


def test_large_pictures_are_traced_smaller_and_drawn_in_their_size(tmp_path: Path) -> None:
    image = saved(tmp_path, shapes().resize((2400, 1800)))
    root = etree.fromstring(traced(tmp_path, image, colorMode="color", colorPrecision=3, filterSpeckle=20))
    assert (root.get("width"), root.get("height")) == ("2400", "1800")
    _, _, width, height = map(int, str(root.get("viewBox")).split())
    assert width * height <= 2_000_000
    assert width / height == pytest.approx(2400 / 1800, rel=0.01)


def test_an_empty_picture_gives_an_empty_drawing(tmp_path: Path) -> None:
    svg = traced(tmp_path, saved(tmp_path, Pillow.new("L", (30, 20), 255)))
    assert (drawn(svg) == 255).all()
    assert etree.fromstring(svg).get("viewBox") == "0 0 30 20"
