"""The split tool against slices of numpy arrays."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from ashim.imaging import ImageLimits, open_image
from ashim.tools import Output, ToolError
from tests.tools.using import call, problems

PIXELS = np.random.default_rng(5).integers(0, 256, (50, 103, 3), dtype=np.uint8)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    Pillow.fromarray(PIXELS).save(tmp_path / "a.png")
    return tmp_path / "a.png"


def pieces(path: Path, **settings: object) -> dict[str, np.ndarray]:
    outputs: Sequence[Output] = call("split", open_image(path, path.name, ImageLimits()), **settings)
    return {each.name: each.image.pixels.numpy() for each in outputs}


def test_the_last_column_and_row_take_the_remainder(path: Path) -> None:
    found = pieces(path, columns=4, rows=3)
    across, down = [0, 25, 50, 75, 103], [0, 16, 32, 50]
    assert list(found) == [f"{{stem}}_r{row}_c{column}" for row in (1, 2, 3) for column in (1, 2, 3, 4)]
    for row in range(3):
        for column in range(4):
            expected = PIXELS[down[row] : down[row + 1], across[column] : across[column + 1]]
            assert np.array_equal(found[f"{{stem}}_r{row + 1}_c{column + 1}"], expected)


def test_tiles_have_the_size_that_was_asked_for(path: Path) -> None:
    found = pieces(path, tileWidth=40, tileHeight=30)
    assert [piece.shape[:2] for piece in found.values()] == [(30, 40), (30, 40), (30, 23), (20, 40), (20, 40), (20, 23)]
    assert np.array_equal(found["{stem}_r2_c3"], PIXELS[30:, 80:])


def test_one_side_of_a_tile_alone_counts_for_nothing(path: Path) -> None:
    assert len(pieces(path, tileWidth=10)) == 9


def test_at_most_a_hundred_tiles_lie_beside_each_other(tmp_path: Path) -> None:
    Pillow.new("L", (1501, 10)).save(tmp_path / "long.png")
    found = pieces(tmp_path / "long.png", tileWidth=10, tileHeight=10)
    assert len(found) == 100
    assert found["{stem}_r1_c100"].shape[:2] == (10, 511)


def test_more_pieces_than_pixels_are_refused(path: Path) -> None:
    with pytest.raises(ToolError, match="50 pixels cannot be cut into 60 pieces"):
        pieces(path, rows=60)


def test_limits_are_named() -> None:
    assert "columns" in problems("split", columns=101)
    assert "tileWidth" in problems("split", tileWidth=9)
