"""The find-duplicates tool on copies made by Pillow."""

import base64
import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from ashim.tools import BadInputError
from ashim.tools.utilities.find_duplicates import Duplicates
from tests.photos import photo
from tests.tools.scratch import Scratch, source
from tests.tools.using import REGISTRY


def scanned(folder: Path, *names: str, **settings: object) -> Duplicates:
    tool = REGISTRY.get("find-duplicates")
    assert tool is not None
    scratch = folder / "scratch"
    scratch.mkdir(exist_ok=True)
    report = tool([source(folder / name) for name in names], tool.settings.model_validate(settings), Scratch(scratch))
    assert isinstance(report, Duplicates)
    assert not list(scratch.iterdir())
    return report


def grouped(report: Duplicates) -> list[list[str]]:
    return [[each.filename for each in group.files] for group in report.duplicate_groups]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    astronaut, coffee = Pillow.fromarray(photo("astronaut")), Pillow.fromarray(photo("coffee"))
    astronaut.resize((200, 200)).save(tmp_path / "small.jpg", quality=50)
    astronaut.save(tmp_path / "large.png")
    astronaut.transpose(Pillow.Transpose.ROTATE_90).save(tmp_path / "turned.webp")
    exif = Pillow.Exif()
    exif[0x0112] = 6
    astronaut.transpose(Pillow.Transpose.ROTATE_90).save(tmp_path / "tagged.jpg", exif=exif)
    coffee.save(tmp_path / "coffee.png")
    for name, colour in (("white.png", "white"), ("white.jpg", "white"), ("red.png", "red")):
        Pillow.new("RGB", (90, 60), colour).save(tmp_path / name)
    (tmp_path / "words.txt").write_text("words")
    return tmp_path


def test_copies_of_other_size_and_format_are_found(folder: Path) -> None:
    report = scanned(folder, "small.jpg", "coffee.png", "large.png", "turned.webp", "tagged.jpg")
    assert grouped(report) == [["small.jpg", "large.png", "tagged.jpg"]]
    (group,) = report.duplicate_groups
    assert [each.is_best for each in group.files] == [False, True, False]
    assert group.files[0].similarity == 100
    assert report.unique_images == 2
    wasted = sum((folder / name).stat().st_size for name in ("small.jpg", "tagged.jpg"))
    assert (report.total_images, report.space_saveable) == (5, wasted)


def test_turned_copies_are_found_on_demand(folder: Path) -> None:
    report = scanned(folder, "large.png", "coffee.png", "turned.webp", turned=True)
    assert grouped(report) == [["large.png", "turned.webp"]]
    assert report.duplicate_groups[0].files[1].similarity > 95


def test_plain_pictures_match_by_colour_and_size(folder: Path) -> None:
    report = scanned(folder, "red.png", "white.png", "large.png", "white.jpg")
    assert grouped(report) == [["white.png", "white.jpg"]]


def test_thumbnails_are_small_jpegs(folder: Path) -> None:
    file = scanned(folder, "large.png", "small.jpg").duplicate_groups[0].files[0]
    assert file.thumbnail is not None
    head, text = file.thumbnail.split(",")
    assert head == "data:image/jpeg;base64"
    with Pillow.open(io.BytesIO(base64.b64decode(text))) as picture:
        assert (picture.format, picture.size) == ("JPEG", (200, 200))


def test_unreadable_files_are_skipped_with_their_reason(folder: Path) -> None:
    report = scanned(folder, "large.png", "words.txt", "small.jpg")
    assert [each.filename for each in report.skipped_files] == ["words.txt"]
    assert "unrecognized" in report.skipped_files[0].reason
    assert "skippedFiles" not in scanned(folder, "large.png", "small.jpg").model_dump(exclude_unset=True, by_alias=True)
    with pytest.raises(BadInputError, match="At least 2 images") as caught:
        scanned(folder, "large.png", "words.txt")
    assert [each["filename"] for each in caught.value.extra["skippedFiles"]] == ["words.txt"]


def test_a_damaged_picture_is_skipped(folder: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (300, 300, 3), dtype=np.uint8)
    buffer = io.BytesIO()
    Pillow.fromarray(noise).save(buffer, "PNG")
    (folder / "cut.png").write_bytes(buffer.getvalue()[:100_000])
    report = scanned(folder, "cut.png", "large.png", "small.jpg")
    assert [each.filename for each in report.skipped_files] == ["cut.png"]
