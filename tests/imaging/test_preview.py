import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from ashim.imaging import InvalidImageError, read_facts, write_preview
from tests.corpus import CAMERA, Sample
from tests.imaging.reading import LIMITS
from tests.rare_formats import write_dng


@pytest.mark.parametrize(
    ("name", "size", "expected"),
    [
        ("phone.heic", 20, (12, 20)),
        ("deep.tiff", 1200, (37, 23)),
        ("deep.tiff", None, (37, 23)),
        ("orientation-6.jpg", 20, (20, 12)),
        ("dot.png", 5, (1, 1)),
    ],
)
def test_previews_fit_the_size_and_never_grow(
    corpus: dict[str, Sample], tmp_path: Path, name: str, size: int | None, expected: tuple[int, int]
) -> None:
    sample = corpus[name]
    facts = write_preview(sample.path, name, tmp_path / "p.webp", LIMITS, size=size)
    assert facts == read_facts(sample.path, name, LIMITS)
    with Pillow.open(tmp_path / "p.webp") as picture:
        assert (picture.format, picture.size) == ("WEBP", expected)
    assert CAMERA.encode() not in (tmp_path / "p.webp").read_bytes()


def test_unreadable_files_have_no_preview(corpus: dict[str, Sample], tmp_path: Path) -> None:
    with pytest.raises(InvalidImageError):
        write_preview(corpus["words.txt"].path, "words.txt", tmp_path / "p.webp", LIMITS, size=10)


def test_the_preview_of_a_raw_file_is_the_cameras_own(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    Pillow.new("RGB", (320, 200), (10, 120, 240)).save(buffer, "JPEG", quality=95)
    path = tmp_path / "a.dng"
    write_dng(path, np.full((400, 640), 900, np.uint16), preview=buffer.getvalue())
    facts = write_preview(path, path.name, tmp_path / "p.webp", LIMITS, size=160)
    assert (facts.width, facts.height) == (640, 400)
    with Pillow.open(tmp_path / "p.webp") as picture:
        assert picture.size == (160, 100)
        assert np.abs(np.asarray(picture).astype(int) - [10, 120, 240]).max() < 8
    write_preview(path, path.name, tmp_path / "p.webp", LIMITS, size=500)
    with Pillow.open(tmp_path / "p.webp") as picture:
        assert picture.size == (500, 313)
        red, _, blue = np.asarray(picture).mean(axis=(0, 1))
        assert abs(red - blue) < 30, "developed, because the camera's own is too small"


def test_the_preview_of_a_tiff_is_its_first_page(corpus: dict[str, Sample], tmp_path: Path) -> None:
    write_preview(corpus["pages.tiff"].path, "pages.tiff", tmp_path / "p.webp", LIMITS, size=20)
    with Pillow.open(tmp_path / "p.webp") as picture:
        assert picture.size == (20, 12)
        assert getattr(picture, "n_frames", 1) == 1
