from pathlib import Path

import numpy as np
import pytest

from ashim.imaging import OutputIntent
from tests.corpus import noise, with_holes
from tests.imaging.reading import opened_array, values, written
from tests.tools.using import apply, problems


@pytest.mark.parametrize(("angle", "quarters"), [(90, 1), (-90, 3), (180, 2), (270, 3), (450, 1), (-360, 0), (720, 0)])
def test_quarter_turns_are_exact(tmp_path: Path, angle: float, quarters: int) -> None:
    source = with_holes(noise(37, 23))
    result = values(apply("rotate", opened_array(tmp_path, source), angle=angle))
    assert np.array_equal(result, np.rot90(source, -quarters))


def test_mirroring_comes_before_turning(tmp_path: Path) -> None:
    source = noise(37, 23)
    result = values(apply("rotate", opened_array(tmp_path, source), angle=90, horizontal=True))
    assert np.array_equal(result, np.rot90(source[:, ::-1], -1))
    both = values(apply("rotate", opened_array(tmp_path, source), angle=90, horizontal=True, vertical=True))
    assert np.array_equal(both, np.rot90(source[::-1, ::-1], -1))


def test_corners_are_transparent_or_the_asked_colour_or_white(tmp_path: Path) -> None:
    image = opened_array(tmp_path, noise(200, 150))
    turned = apply("rotate", image, angle=30)
    assert (turned.width, turned.height) == (248, 230)
    assert values(turned)[0, 0, 3] == 0
    assert values(apply("rotate", image, angle=30, background="#00ff00"))[0, 0].tolist() == [0, 255, 0]
    encoded, jpeg = written(turned.with_intent(OutputIntent(format="jpeg")), tmp_path / "a.jpg")
    assert jpeg[0, 0].min() > 245
    assert encoded.warnings == ()


def test_settings_name_what_is_wrong() -> None:
    assert problems("rotate", angle="90", horizontal=1) == {
        "angle": "must be a number",
        "horizontal": "must be true or false",
    }
