"""The content-aware-resize tool against an exhaustive search, and scenes in which it is clear what matters."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image as Pillow
from skimage import data
from skimage.metrics import structural_similarity

from ashim.imaging import Image, ImageLimits, open_image
from ashim.imaging.seams import Energy, carve
from ashim.tools import ToolError, parse_settings
from tests.corpus import png_bytes
from tests.tools.using import REGISTRY, problems

Array = npt.NDArray[Any]


class Quiet:
    """What a tool needs of a run."""

    scratch = Path()

    def __init__(self) -> None:
        self.told: list[float] = []

    def progress(self, fraction: float, stage: str) -> None:
        assert stage
        self.told.append(fraction)


def opened(folder: Path, pixels: Array, name: str = "a.png") -> Image:
    (folder / name).write_bytes(png_bytes(pixels))
    return open_image(folder / name, name, ImageLimits())


def resized(image: Image, mask: Image | None = None, **settings: Any) -> Array:
    found: Array = call_with_context(image, mask, **settings).pixels.numpy()
    return found


def call_with_context(image: Image, mask: Image | None = None, **settings: Any) -> Image:
    tool = REGISTRY.get("content-aware-resize")
    assert tool is not None
    result = tool(image, mask, parse_settings(tool, settings, strict=True)[0], Quiet())
    assert isinstance(result, Image)
    return result


def paths(height: int, width: int) -> Iterator[tuple[int, ...]]:
    for start in range(width):
        for steps in product((-1, 0, 1), repeat=height - 1):
            path = tuple(np.cumsum((start, *steps)))
            if min(path) >= 0 and max(path) < width:
                yield path


def new_edges(grey: Array, path: tuple[int, ...]) -> float:
    """Give the edges that taking out the path makes, by the definition of forward energy."""
    total = 0.0
    for row, column in enumerate(path):
        before, after = grey[row, max(column - 1, 0)], grey[row, min(column + 1, grey.shape[1] - 1)]
        total += abs(after - before)
        if row and path[row - 1] != column:
            total += abs(grey[row - 1, column] - (before if path[row - 1] < column else after))
    return total


@pytest.mark.parametrize("seed", range(4))
def test_the_seam_is_the_cheapest_of_all(seed: int) -> None:
    pixels = np.random.default_rng(seed).integers(0, 256, (5, 6, 1), dtype=np.uint8)
    found = carve(pixels, 5, 5, Energy(blur=0, threshold=0))[..., 0]
    grey = pixels[..., 0].astype(float)
    cheapest = min(new_edges(grey, path) for path in paths(5, 6))
    fitting = [
        path
        for path in paths(5, 6)
        if all(np.array_equal(np.delete(grey[row], column), found[row]) for row, column in enumerate(path))
    ]
    assert min(new_edges(grey, path) for path in fitting) == pytest.approx(cheapest)


def scene(side: int = 60) -> Array:
    """Give a busy patch to the left on a calm wide gradient."""
    pixels = np.tile(np.linspace(100, 130, 3 * side)[None, :, None], (side, 1, 3))
    rng = np.random.default_rng(2)
    pixels[side // 4 : -side // 4, side // 3 : side] = rng.integers(0, 256, (side // 2, side - side // 3, 3))
    return pixels.astype(np.uint8)


@pytest.mark.parametrize("width", [120, 80])
def test_what_is_busy_stays_pixel_for_pixel(tmp_path: Path, width: int) -> None:
    pixels = scene()
    found = resized(opened(tmp_path, pixels), width=width, blurRadius=0)
    assert found.shape == (60, width, 3)
    patch = pixels[15:45, 20:60]
    places = [left for left in range(width - 40) if np.array_equal(found[15:45, left : left + 40], patch)]
    assert len(places) == 1


def test_large_pictures_follow_the_seams_of_a_small_copy(tmp_path: Path) -> None:
    photo: Array = data.chelsea()
    large = np.asarray(Pillow.fromarray(photo).resize((1353, 900), Pillow.Resampling.BICUBIC))
    found = resized(opened(tmp_path, large), width=990, blurRadius=6)
    assert found.shape == (900, 990, 3)
    exact = resized(opened(tmp_path, photo), width=330, blurRadius=2)
    small = np.asarray(Pillow.fromarray(found).resize((330, 300), Pillow.Resampling.BOX))
    assert structural_similarity(small, exact, channel_axis=2) > 0.6


def test_growing_leaves_what_is_busy(tmp_path: Path) -> None:
    pixels = scene()
    found = resized(opened(tmp_path, pixels), width=250, blurRadius=0)
    assert found.shape == (60, 250, 3)
    patch = pixels[15:45, 20:60]
    assert any(np.array_equal(found[15:45, left : left + 40], patch) for left in range(210))


def test_a_mask_protects(tmp_path: Path) -> None:
    pixels = scene()
    calm = pixels[:, 100:150].copy()
    mask = np.zeros((60, 180), np.uint8)
    mask[:, 100:150] = 255
    image = opened(tmp_path, pixels)
    found = resized(image, opened(tmp_path, mask, "mask.png"), width=90, blurRadius=0)
    assert any(np.array_equal(found[:, left : left + 50], calm) for left in range(41))
    without = resized(image, width=90, blurRadius=0)
    assert not any(np.array_equal(without[:, left : left + 50], calm) for left in range(41))


@pytest.mark.parametrize(
    ("settings", "size"),
    [
        ({"width": 100, "height": 50}, (100, 50)),
        ({"height": 90}, (180, 90)),
        ({"width": 360}, (360, 60)),
        ({"width": 720}, (720, 120)),
        ({"square": True}, (60, 60)),
        ({"square": True, "width": 40}, (40, 40)),
        ({"width": 18}, (18, 24)),
        ({"width": 18, "height": 60}, (18, 60)),
    ],
)
def test_sizes(tmp_path: Path, settings: dict[str, Any], size: tuple[int, int]) -> None:
    found = call_with_context(opened(tmp_path, scene()), **settings)
    assert (found.width, found.height) == size


def test_16_bits_and_alpha_stay(tmp_path: Path) -> None:
    pixels = np.dstack([scene(), np.full((60, 180), 255, np.uint8)]).astype(np.uint16) * 257
    pixels[:, 100:, 3] = 30_000
    found = resized(opened(tmp_path, pixels), width=120, blurRadius=0)
    assert found.dtype == np.uint16
    assert set(np.unique(found[..., 3])) == {30_000, 65_535}


def test_it_beats_scaling_on_a_photo(tmp_path: Path) -> None:
    """The cat's eyes keep their distance when a third of the width goes."""
    photo: Array = data.chelsea()
    found = resized(opened(tmp_path, photo), width=330)
    eyes = photo[90:150, 105:180]
    match = max(structural_similarity(found[90:150, left : left + 75], eyes, channel_axis=2) for left in range(255))
    assert match > 0.6


def test_too_many_pixels_are_refused(tmp_path: Path) -> None:
    image = opened(tmp_path, np.zeros((5100, 5000), np.uint8))
    with pytest.raises(ToolError, match="megapixels"):
        call_with_context(image, width=100)


def test_a_size_is_needed() -> None:
    assert "width" in problems("content-aware-resize")[""]
