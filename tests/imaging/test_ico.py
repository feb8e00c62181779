import struct
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from ashim.imaging import ImageLimits, InvalidImageError, open_image, read_facts
from tests.corpus import noise, with_holes
from tests.imaging.reading import LIMITS, values


@pytest.mark.parametrize("bitmap_format", ["png", "bmp"])
def test_the_largest_picture_is_taken_whatever_its_packing(tmp_path: Path, bitmap_format: str) -> None:
    path = tmp_path / "a.ico"
    source = with_holes(noise(64, 64))
    Pillow.fromarray(source).save(path, sizes=[(16, 16), (64, 64), (32, 32)], bitmap_format=bitmap_format)
    assert np.array_equal(values(open_image(path, path.name, LIMITS)), source)


def test_sizes_from_256_up_are_told_by_the_picture(tmp_path: Path) -> None:
    path = tmp_path / "a.ico"
    Pillow.fromarray(noise(256, 256)).save(path, sizes=[(256, 256)])
    image = open_image(path, path.name, LIMITS)
    assert (image.width, image.height) == (256, 256)
    with pytest.raises(InvalidImageError, match="exceeds maximum size"):
        read_facts(path, path.name, ImageLimits(max_pixels=255 * 255))


@pytest.mark.parametrize(
    "data",
    [
        struct.pack("<HHH", 0, 1, 0),
        struct.pack("<HHH", 0, 1, 9),
        struct.pack("<HHHBBBBHHII", 0, 1, 1, 16, 16, 0, 0, 1, 32, 4000, 22) + bytes(20),
        struct.pack("<HHHBBBBHHII", 0, 1, 1, 16, 16, 0, 0, 1, 32, 4000, 9_999_999) + b"x" * 90,
    ],
)
def test_broken_directories_are_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.ico"
    path.write_bytes(data)
    with pytest.raises(InvalidImageError, match="failed to read image metadata"):
        open_image(path, path.name, LIMITS)
