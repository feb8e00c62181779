"""The collage tool: geometry against the templates' fractions, pixels against plain colours and numpy."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from ashim.imaging import Image, ImageLimits, open_image
from ashim.tools import BadInputError, ToolError
from ashim.tools.layout.collage_templates import TEMPLATES
from tests.tools.using import call, problems

COLOURS = [(200, 30, 30), (30, 200, 30), (30, 30, 200), (200, 200, 30), (30, 200, 200), (200, 30, 200)]
COLOURS += [(120, 60, 10), (60, 10, 120), (10, 120, 60)]
# Of each template: how many cells, and left, top, width and height of the last one, in fractions of the canvas.
LAST_CELLS = {
    "2-h-equal": (2, (1 / 2, 0, 1 / 2, 1)),
    "2-v-equal": (2, (0, 1 / 2, 1, 1 / 2)),
    "2-h-left-large": (2, (2 / 3, 0, 1 / 3, 1)),
    "2-h-right-large": (2, (1 / 3, 0, 2 / 3, 1)),
    "3-left-large": (3, (2 / 3, 1 / 2, 1 / 3, 1 / 2)),
    "3-right-large": (3, (1 / 3, 0, 2 / 3, 1)),
    "3-top-large": (3, (1 / 2, 2 / 3, 1 / 2, 1 / 3)),
    "3-h-equal": (3, (2 / 3, 0, 1 / 3, 1)),
    "3-v-equal": (3, (0, 2 / 3, 1, 1 / 3)),
    "4-grid": (4, (1 / 2, 1 / 2, 1 / 2, 1 / 2)),
    "4-left-large": (4, (2 / 3, 2 / 3, 1 / 3, 1 / 3)),
    "4-top-large": (4, (2 / 3, 2 / 3, 1 / 3, 1 / 3)),
    "4-bottom-large": (4, (0, 1 / 3, 1, 2 / 3)),
    "5-top2-bottom3": (5, (2 / 3, 1 / 2, 1 / 3, 1 / 2)),
    "5-top3-bottom2": (5, (1 / 2, 1 / 2, 1 / 2, 1 / 2)),
    "5-left-large": (5, (2 / 3, 3 / 4, 1 / 3, 1 / 4)),
    "5-center-large": (5, (3 / 4, 1 / 2, 1 / 4, 1 / 2)),
    "6-grid-2x3": (6, (1 / 2, 2 / 3, 1 / 2, 1 / 3)),
    "6-grid-3x2": (6, (2 / 3, 1 / 2, 1 / 3, 1 / 2)),
    "6-top-large": (6, (4 / 5, 2 / 3, 1 / 5, 1 / 3)),
    "7-mosaic": (7, (1 / 3, 2 / 3, 2 / 3, 1 / 3)),
    "8-mosaic": (8, (1 / 2, 2 / 3, 1 / 2, 1 / 3)),
    "9-grid": (9, (2 / 3, 2 / 3, 1 / 3, 1 / 3)),
}


@pytest.fixture
def images(tmp_path: Path) -> list[Image]:
    for index, colour in enumerate(COLOURS):
        Pillow.new("RGB", (30 + index, 20), colour).save(tmp_path / f"{index}.png")
    return [open_image(tmp_path / f"{index}.png", "a.png", ImageLimits()) for index in range(len(COLOURS))]


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_cells_of_every_template_share_the_canvas(template: str) -> None:
    count, fractions = LAST_CELLS[template]
    cells = TEMPLATES[template].cells(2400, 1800, 0)
    assert len(cells) == count
    covered = np.zeros((1800, 2400), dtype=np.uint8)
    for cell in cells:
        covered[cell.top : cell.top + cell.height, cell.left : cell.left + cell.width] += 1
    assert (covered == 1).all()
    last = (cells[-1].left, cells[-1].top, cells[-1].width, cells[-1].height)
    assert np.allclose(last, np.multiply(fractions, (2400, 1800, 2400, 1800)), atol=1)


def test_each_picture_fills_its_cell(images: list[Image]) -> None:
    found = call("collage", images[:7], templateId="7-mosaic", gap=0).pixels.numpy()
    for cell, colour in zip(TEMPLATES["7-mosaic"].cells(2400, 1800, 0), COLOURS, strict=False):
        shown = found[cell.top : cell.top + cell.height, cell.left : cell.left + cell.width]
        assert (shown == colour).all()


def test_the_gap_surrounds_every_cell(images: list[Image]) -> None:
    settings = {"templateId": "4-grid", "gap": 30, "backgroundColor": "#0a0b0c"}
    found = call("collage", images[:4], **settings).pixels.numpy()
    width, height = (2400 - 90) // 2, (1800 - 90) // 2
    expected = np.full((1800, 2400, 3), (10, 11, 12), dtype=np.uint8)
    for index, (left, top) in enumerate(((30, 30), (60 + width, 30), (30, 60 + height), (60 + width, 60 + height))):
        expected[top : top + height, left : left + width] = COLOURS[index]
    assert np.array_equal(found, expected)


@pytest.mark.parametrize(
    ("shape", "size"),
    [
        ("free", (2400, 1800)),
        ("1:1", (2400, 2400)),
        ("4:3", (2400, 1800)),
        ("3:2", (2400, 1600)),
        ("16:9", (2400, 1350)),
        ("9:16", (1350, 2400)),
        ("4:5", (1920, 2400)),
        ("7:1", (2400, 1800)),
    ],
)
def test_shapes(shape: str, size: tuple[int, int], images: list[Image]) -> None:
    made = call("collage", images[:2], templateId="2-h-equal", aspectRatio=shape)
    assert (made.width, made.height) == size


@pytest.fixture
def ramp(tmp_path: Path) -> Image:
    """Give a picture whose pixels tell where they come from: red is the column, blue the row."""
    across, down = np.meshgrid(np.arange(201), np.arange(101))
    pixels = np.stack([across, np.zeros_like(across), down], axis=2).astype(np.uint8)
    Pillow.fromarray(pixels).save(tmp_path / "ramp.png")
    return open_image(tmp_path / "ramp.png", "ramp.png", ImageLimits())


@pytest.mark.parametrize("zoom", [1, 1.5, 2, 10])
@pytest.mark.parametrize("pan", [-100, 0, 50, 100])
def test_pan_and_zoom(zoom: float, pan: float, ramp: Image) -> None:
    """Of a picture as high as its cell, 1350 x 1200 pixels of a canvas of 1350 x 2400, the sides are cut off."""
    cells = [{"imageIndex": 0, "zoom": zoom, "panX": pan, "panY": pan}]
    made = call("collage", [ramp], templateId="2-v-equal", gap=0, cells=cells, aspectRatio="9:16")
    seen = made.pixels.numpy()[:1200].astype(int)
    for length, shown, line in ((201, 1350 / (1200 / 101), seen[600, :, 0]), (101, 101.0, seen[:, 675, 2])):
        visible = shown / zoom
        first = (length - visible) / 2 * (1 - pan / 100)
        assert line[0] == pytest.approx(first, abs=1.5)
        assert line[-1] == pytest.approx(first + visible - 1, abs=1.5)


def test_contain_shows_the_whole_picture_with_bars(ramp: Image) -> None:
    cells = [{"imageIndex": 0, "objectFit": "contain"}]
    made = call("collage", [ramp], templateId="2-h-equal", gap=0, cells=cells, backgroundColor="transparent")
    found = made.pixels.numpy()
    rows = np.nonzero(found[:, 600, 3])[0]
    assert len(rows) == pytest.approx(1200 * 101 / 201, abs=1)
    assert rows.mean() == pytest.approx(899.5, abs=1)
    assert found[900, 0, 0] <= 1
    assert found[900, 1199, 0] >= 199
    assert (found[:, 1200:, 3] == 0).all()


def test_corners_show_the_background(images: list[Image]) -> None:
    found = call("collage", images[:2], templateId="2-h-equal", gap=0, cornerRadius=40).pixels.numpy()
    assert found[0, 0].tolist() == [255, 255, 255]
    assert found[40, 40].tolist() == list(COLOURS[0])
    assert found[0, 600].tolist() == list(COLOURS[0])


def test_surplus_pictures_are_left_out_and_said(images: list[Image]) -> None:
    assert any("3 of the 5 pictures" in text for text in call("collage", images[:5], templateId="2-h-equal").warnings)


def test_what_cannot_be_is_named(images: list[Image]) -> None:
    with pytest.raises(BadInputError, match="Unknown template: 10-grid"):
        call("collage", images, templateId="10-grid")
    with pytest.raises(ToolError, match="leaves no room"):
        call("collage", images, templateId="5-left-large", gap=500)
    assert "backgroundColor" in problems("collage", templateId="4-grid", backgroundColor="red")
    assert "cells.0.zoom" in problems("collage", templateId="4-grid", cells=[{"imageIndex": 0, "zoom": 11}])
