from pathlib import Path

import numpy as np
import pytest

from ashim.tools import ToolError
from tests.corpus import Sample, noise
from tests.imaging.reading import opened, opened_array, values
from tests.tools.using import apply, problems


@pytest.mark.parametrize(
    ("settings", "rows", "columns"),
    [
        ({"left": 5, "top": 7, "width": 11, "height": 13}, slice(7, 20), slice(5, 16)),
        ({"left": 0.5, "top": 1.5, "width": 2.5, "height": 3.4}, slice(2, 5), slice(1, 4)),
        ({"left": 0, "top": 0, "width": 37, "height": 23}, slice(0, 23), slice(0, 37)),
        ({"left": 50, "top": 0, "width": 50, "height": 100, "unit": "percent"}, None, None),
        ({"left": 25, "top": 25, "width": 50, "height": 50, "unit": "percent"}, slice(6, 18), slice(9, 28)),
    ],
)
def test_a_crop_is_a_slice(
    tmp_path: Path, settings: dict[str, object], rows: slice | None, columns: slice | None
) -> None:
    image = opened_array(tmp_path, noise(37, 23))
    if rows is None or columns is None:
        with pytest.raises(ToolError, match=r"19 \+ width 19 = 38"):
            apply("crop", image, **settings)
    else:
        assert np.array_equal(values(apply("crop", image, **settings)), noise(37, 23)[rows, columns])


def test_percent_counts_the_upright_picture(corpus: dict[str, Sample]) -> None:
    image = opened(corpus["orientation-6.jpg"])
    result = apply("crop", image, left=0, top=0, width=50, height=100, unit="percent")
    assert (result.width, result.height) == (20, 24)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"left": 30, "top": 0, "width": 10, "height": 5}, "reaches 3 px beyond the right edge"),
        ({"left": 0, "top": 20, "width": 10, "height": 5}, "reaches 2 px beyond the bottom edge"),
        ({"left": 0, "top": 0, "width": 0.4, "height": 5}, "width rounds to 0 pixels"),
        ({"left": 0, "top": 0, "width": 5, "height": 1, "unit": "percent"}, "height rounds to 0 pixels"),
    ],
)
def test_rectangles_that_do_not_fit_are_refused_by_name(
    tmp_path: Path, settings: dict[str, object], words: str
) -> None:
    with pytest.raises(ToolError) as caught:
        apply("crop", opened_array(tmp_path, noise(37, 23)), **settings)
    assert words in str(caught.value)


def test_settings_name_what_is_wrong() -> None:
    assert set(problems("crop")) == {"left", "top", "width", "height"}
    assert problems("crop", left=-1, top=0, width=0, height=1) == {
        "left": "must be at least 0",
        "width": "must be greater than 0",
    }
