"""The info tool against Pillow and numpy."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image as Pillow

from ashim.imaging import InvalidImageError
from tests.corpus import Sample
from tests.tools.scratch import source
from tests.tools.using import call

PIXELS = np.random.default_rng(2).integers(0, 200, (30, 50, 3), dtype=np.uint8)


def told(path: Path) -> dict[str, Any]:
    report = call("info", source(path))
    answer: dict[str, Any] = report.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return answer


def test_statistics_are_those_of_numpy(tmp_path: Path) -> None:
    Pillow.fromarray(PIXELS).save(tmp_path / "a.png", dpi=(300, 300))
    info = told(tmp_path / "a.png")
    assert [each["channel"] for each in info["histogram"]] == ["red", "green", "blue"]
    for band, each in enumerate(info["histogram"]):
        plane = PIXELS[:, :, band]
        assert (each["min"], each["max"]) == (plane.min(), plane.max())
        assert each["mean"] == pytest.approx(plane.mean(), abs=0.006)
        assert each["stdev"] == pytest.approx(plane.std(), abs=0.006)
        assert each["bins"] == np.histogram(plane, 64, (0, 256))[0].tolist()
    assert (info["width"], info["height"], info["density"], info["bitDepth"]) == (50, 30, 300, 8)
    assert (info["format"], info["channels"], info["hasAlpha"], info["colorSpace"]) == ("png", 3, False, "srgb")
    assert info["fileSize"] == (tmp_path / "a.png").stat().st_size


@pytest.mark.parametrize(
    ("name", "options", "density", "progressive"),
    [
        ("a.jpg", {"dpi": (72, 72), "progressive": True}, 72, True),
        ("a.jpg", {}, None, False),
        ("a.png", {}, None, False),
        ("a.tiff", {"dpi": (200, 200)}, 200, False),
        ("a.tiff", {}, None, False),
        ("a.webp", {}, None, False),
    ],
)
def test_density_is_told_only_where_the_file_does(
    tmp_path: Path, name: str, options: dict[str, Any], density: int | None, progressive: bool
) -> None:
    Pillow.fromarray(PIXELS).save(tmp_path / name, **options)
    info = told(tmp_path / name)
    assert (info["density"], info["isProgressive"]) == (density, progressive)


@pytest.mark.parametrize("orientation", [1, 3, 6])
def test_dimensions_are_as_stored(tmp_path: Path, orientation: int) -> None:
    exif = Pillow.Exif()
    exif[0x0112] = orientation
    Pillow.fromarray(PIXELS).save(tmp_path / "a.jpg", exif=exif)
    info = told(tmp_path / "a.jpg")
    assert (info["width"], info["height"], info["orientation"]) == (50, 30, orientation)
    assert info["hasExif"]


def test_a_picture_without_exif_has_no_orientation(tmp_path: Path) -> None:
    Pillow.fromarray(PIXELS[:, :, 0]).save(tmp_path / "a.jpg")
    info = told(tmp_path / "a.jpg")
    assert (info["orientation"], info["hasExif"]) == (None, False)
    assert [each["channel"] for each in info["histogram"]] == ["red"]


def test_frames_are_counted(corpus: dict[str, Sample]) -> None:
    info = told(corpus["animated.gif"].path)
    assert (info["pages"], info["height"]) == (4, corpus["animated.gif"].height)
    assert info["durations"] == [40, 80, 120, 160]


def test_what_is_no_picture_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7\n")
    with pytest.raises(InvalidImageError, match="PDF"):
        told(tmp_path / "a.pdf")
