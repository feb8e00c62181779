from pathlib import Path

import pytest
from PIL import Image as Pillow

from ashim.imaging import InvalidImageError, read_facts, write_preview
from tests.corpus import CAMERA, Sample
from tests.imaging.reading import LIMITS


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
