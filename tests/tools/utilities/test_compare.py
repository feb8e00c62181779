"""The compare tool against numpy."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image as Pillow

from ashim.imaging import ImageLimits, ImageTooLargeError, open_image
from ashim.tools import Output
from tests.corpus import Array, texture
from tests.tools.using import call


def saved(path: Path, array: Array) -> Any:
    Pillow.fromarray(array).save(path)
    return open_image(path, path.name, ImageLimits(max_pixels=1_000_000))


def test_similarity_is_the_mean_difference(tmp_path: Path) -> None:
    first = texture(60, 40)
    second = np.clip(first.astype(int) + np.random.default_rng(1).integers(-30, 30, first.shape), 0, 255)
    report, diff = call(
        "compare", [saved(tmp_path / "a.png", first), saved(tmp_path / "b.png", second.astype(np.uint8))]
    )
    apart = np.abs(first - second).mean(axis=2)
    assert report.similarity == pytest.approx(100 - apart.mean() / 255 * 100, abs=0.006)
    assert report.changed == pytest.approx((apart > 10).mean() * 100, abs=0.006)
    assert report.largest_difference == pytest.approx(apart.max(), abs=0.006)
    assert not report.identical
    assert isinstance(diff, Output)
    assert (diff.name, diff.image.width, diff.image.height) == ("diff", 60, 40)


def test_the_first_is_compared_with_the_last(tmp_path: Path) -> None:
    pictures = [saved(tmp_path / f"{index}.png", texture(30, 20) * (index != 1)) for index in range(3)]
    report, _ = call("compare", pictures)
    assert report.identical
    assert (report.similarity, report.psnr, report.ssim) == (100, None, 1)


def test_other_sizes_are_stretched_to_the_larger_of_each_side(tmp_path: Path) -> None:
    pictures = [saved(tmp_path / "a.png", texture(60, 40)), saved(tmp_path / "b.png", texture(30, 50))]
    report, diff = call("compare", pictures)
    assert (report.dimensions.width, report.dimensions.height) == (60, 50)
    assert any("different shapes" in warning for warning in diff.image.warnings)


def test_a_smaller_picture_may_keep_its_shape(tmp_path: Path) -> None:
    white = np.full((40, 60, 3), 255, np.uint8)
    pictures = [saved(tmp_path / "a.png", white), saved(tmp_path / "b.png", white[:20, :20])]
    for align, share in (("stretch", 0), ("fit", 1 / 3), ("none", 5 / 6)):
        report, diff = call("compare", pictures, align=align)
        assert report.changed == pytest.approx(share * 100, abs=0.006), align
        assert bool(diff.image.warnings) == (align == "stretch")


def test_the_common_size_is_bounded(tmp_path: Path) -> None:
    wide, high = np.zeros((1, 2000), np.uint8), np.zeros((2000, 1), np.uint8)
    with pytest.raises(ImageTooLargeError):
        call("compare", [saved(tmp_path / "a.png", wide), saved(tmp_path / "b.png", high)])
