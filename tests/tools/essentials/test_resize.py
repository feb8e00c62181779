from pathlib import Path

import numpy as np
import pytest

from ashim.imaging import OutputIntent
from tests.corpus import Sample, noise, with_holes
from tests.imaging.reading import opened, opened_array, read, values, written
from tests.tools.using import REGISTRY, apply, problems


def size(folder: Path, settings: dict[str, object]) -> tuple[int, int]:
    result = apply("resize", opened_array(folder, noise(200, 150)), **settings)
    return result.width, result.height


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"width": 100}, (100, 75)),
        ({"height": 50}, (67, 50)),
        ({"width": 400}, (400, 300)),
        ({"width": 100, "fit": "inside"}, (100, 75)),
        ({"width": 100, "fit": "cover"}, (100, 75)),
        ({"width": 100, "fit": "fill"}, (100, 150)),
        ({"width": 100, "height": 100, "fit": "contain"}, (100, 100)),
        ({"width": 100, "height": 100, "fit": "cover"}, (100, 100)),
        ({"width": 100, "height": 100, "fit": "fill"}, (100, 100)),
        ({"width": 100, "height": 100, "fit": "inside"}, (100, 75)),
        ({"width": 100, "height": 100, "fit": "outside"}, (133, 100)),
        ({"width": 400, "height": 100, "fit": "contain", "withoutEnlargement": True}, (200, 100)),
        ({"width": 400, "height": 100, "fit": "inside", "withoutEnlargement": True}, (133, 100)),
        ({"width": 400, "height": 100, "fit": "outside", "withoutEnlargement": True}, (200, 150)),
        ({"width": 400, "height": 400, "fit": "contain", "withoutEnlargement": True}, (200, 150)),
        ({"width": 400, "height": 400, "fit": "cover", "withoutEnlargement": True}, (200, 150)),
        ({"width": 400, "withoutEnlargement": True}, (200, 150)),
        ({"percentage": 50}, (100, 75)),
        ({"percentage": 0.01}, (1, 1)),
        ({"percentage": 250, "width": 3, "height": 3}, (500, 375)),
        ({"percentage": 250, "withoutEnlargement": True}, (200, 150)),
        ({"width": 1, "fit": "inside"}, (1, 1)),
    ],
)
def test_sizes_are_those_of_the_contract(
    tmp_path: Path, settings: dict[str, object], expected: tuple[int, int]
) -> None:
    assert size(tmp_path, settings) == expected


def test_a_percentage_scales_exactly_without_edge_lines(tmp_path: Path) -> None:
    image = opened_array(tmp_path, np.full((151, 203, 3), 255, np.uint8))
    for percentage in range(1, 60):
        result = apply("resize", image, percentage=percentage)
        assert (result.width, result.height) == (
            max(1, int(203 * percentage / 100 + 0.5)),
            max(1, int(151 * percentage / 100 + 0.5)),
        )
        assert values(result).min() == 255
        assert not result.has_alpha


def test_bars_are_transparent_or_the_asked_colour_or_white(tmp_path: Path) -> None:
    image = opened_array(tmp_path, noise(20, 10))
    bars = apply("resize", image, width=20, height=20)
    assert np.array_equal(values(bars)[5:15, :, :3], noise(20, 10))
    assert values(bars)[:5, :, 3].max() == 0
    red = apply("resize", image, width=20, height=20, background="#ff0000")
    assert values(red)[0, 0].tolist() == [255, 0, 0]
    encoded, jpeg = written(bars.with_intent(OutputIntent(format="jpeg")), tmp_path / "a.jpg")
    assert jpeg[:3].min() > 240
    assert encoded.warnings == (), "nothing of the picture was lost"


def test_cover_cuts_evenly(tmp_path: Path) -> None:
    source = noise(30, 10)
    assert np.array_equal(
        values(apply("resize", opened_array(tmp_path, source), width=10, height=10, fit="cover")), source[:, 10:20]
    )


def test_transparency_survives(tmp_path: Path) -> None:
    result = values(apply("resize", opened_array(tmp_path, with_holes(noise(30, 12))), width=15))
    assert result[:, :4, 3].max() == 0
    assert result[:, 11:, 3].min() == 255


def test_the_own_size_changes_nothing(corpus: dict[str, Sample], tmp_path: Path) -> None:
    written(apply("resize", opened(corpus["rgba.png"]), width=37, height=23), tmp_path / "a.png")
    assert np.array_equal(read(tmp_path / "a.png"), with_holes(noise(37, 23)))


def test_settings_name_what_is_wrong() -> None:
    assert problems("resize") == {"": "At least one of width, height and percentage must be given"}
    assert problems("resize", width=0, fit="x", percentage="50") == {
        "width": "must be greater than 0",
        "fit": "must be one of contain, cover, fill, inside, outside; not 'x'",
        "percentage": "must be a number",
    }
    assert problems("resize", width=2.5) == {"width": "must be a whole number"}
    assert problems("resize", width=16_384) == {"width": "must be at most 16383"}
    assert problems("resize", width=8, background="red")["background"].startswith("must be a colour such as #ffffff")
    assert problems("resize", width=3.0) == {}


def test_there_are_23_presets_in_9_groups() -> None:
    tool = REGISTRY.get("resize")
    assert tool is not None
    presets = tool.schema()["ui"]["tabs"][2]["presets"]
    assert len(presets) == 23
    assert len({preset["group"] for preset in presets}) == 9
    for preset in presets:
        assert problems("resize", **preset["values"]) == {}
