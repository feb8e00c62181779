"""The color-palette tool: what it tells, and what other software gets."""

import colorsys
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import GimpPaletteFile
from PIL import Image as Pillow

from tests.tools.scratch import source
from tests.tools.using import call


@pytest.fixture
def path(tmp_path: Path) -> Path:
    picture = Pillow.new("RGB", (100, 10), "#1565c0")
    picture.paste("#ffeb3b", (0, 0, 30, 10))
    picture.paste("#b71c1c", (30, 0, 40, 10))
    picture.save(tmp_path / "flag.png")
    return tmp_path / "flag.png"


def test_colours_and_shares(path: Path) -> None:
    report = call("color-palette", source(path))
    assert (report.filename, report.colors, report.count) == ("flag.png", ["#1565c0", "#ffeb3b", "#b71c1c"], 3)
    assert [each.share for each in report.swatches] == [60, 30, 10]
    for each in report.swatches:
        hue, saturation, lightness = each.hsl
        back = np.array(colorsys.hls_to_rgb(hue / 360, lightness / 100, saturation / 100)) * 255
        assert np.abs(back - each.rgb).max() < 4


@pytest.mark.parametrize(("sort", "first"), [("share", "#1565c0"), ("lightness", "#b71c1c"), ("hue", "#b71c1c")])
def test_order(path: Path, sort: str, first: str) -> None:
    assert call("color-palette", source(path), sort=sort).colors[0] == first


def test_exports(path: Path) -> None:
    report = call("color-palette", source(path))
    assert report.exports["css"].splitlines()[1] == "  --color-1: #1565c0;"
    assert [each["hex"] for each in json.loads(report.exports["json"])] == report.colors
    gpl = path.with_suffix(".gpl")
    gpl.write_text(report.exports["gpl"], encoding="utf-8")
    with gpl.open("rb") as file:
        data, _ = GimpPaletteFile.GimpPaletteFile(file).getpalette()
    assert data[:9] == bytes.fromhex("1565c0ffeb3bb71c1c")
