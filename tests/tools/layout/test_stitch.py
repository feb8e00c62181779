"""The stitch tool against numpy."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image as Pillow

from ashim.imaging import Image, ImageLimits, ImageTooLargeError, open_image
from tests.profiles import display_p3
from tests.tools.using import call

Array = npt.NDArray[np.uint8]
SIZES = ((30, 20), (40, 26), (24, 50))


def noise(seed: int, width: int, height: int) -> Array:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


PIXELS = [noise(seed, *size) for seed, size in enumerate(SIZES)]


@pytest.fixture
def images(tmp_path: Path) -> list[Image]:
    for index, pixels in enumerate(PIXELS):
        Pillow.fromarray(pixels).save(tmp_path / f"{index}.png")
    return [open_image(tmp_path / f"{index}.png", f"{index}.png", ImageLimits()) for index in range(3)]


def stitched(images: list[Image], **settings: object) -> Array:
    result: Array = call("stitch", images, **settings).pixels.numpy()
    return result


def test_original_sizes_lie_where_the_alignment_says(images: list[Image]) -> None:
    for alignment, tops in (("start", (0, 0, 0)), ("center", (15, 12, 0)), ("end", (30, 24, 0))):
        found = stitched(images, resizeMode="original", alignment=alignment, gap=3, border=5, backgroundColor="#102030")
        expected = np.full((60, 30 + 40 + 24 + 6 + 10, 3), (0x10, 0x20, 0x30), dtype=np.uint8)
        for pixels, left, top in zip(PIXELS, (5, 38, 81), tops, strict=True):
            expected[5 + top : 5 + top + pixels.shape[0], left : left + pixels.shape[1]] = pixels
        assert np.array_equal(found, expected), alignment


def test_crop_cuts_from_the_middle(images: list[Image]) -> None:
    across = np.hstack([PIXELS[0], PIXELS[1][3:23], PIXELS[2][15:35]])
    assert np.array_equal(stitched(images, resizeMode="crop"), across)
    down = np.vstack([PIXELS[0][:, 3:27], PIXELS[1][:, 8:32], PIXELS[2]])
    assert np.array_equal(stitched(images, resizeMode="crop", direction="vertical"), down)


@pytest.mark.parametrize(
    ("settings", "size"),
    [
        ({}, (30 + 31 + 10, 20)),
        ({"resizeMode": "stretch"}, (30 + 40 + 24, 20)),
        ({"direction": "vertical"}, (24, 16 + 16 + 50)),
        ({"direction": "vertical", "resizeMode": "stretch", "gap": 1}, (24, 20 + 26 + 50 + 2)),
        # The middling size is 30 x 26; nothing is enlarged to it.
        ({"direction": "grid"}, (2 * 30, 2 * 26)),
        ({"direction": "grid", "resizeMode": "crop", "gap": 2}, (2 * 30 + 2, 2 * 26 + 2)),
        ({"direction": "grid", "resizeMode": "original"}, (2 * 40, 2 * 50)),
        ({"direction": "grid", "gridColumns": 9, "resizeMode": "stretch"}, (3 * 30, 26)),
    ],
)
def test_sizes(images: list[Image], settings: dict[str, object], size: tuple[int, int]) -> None:
    assert stitched(images, **settings).shape[1::-1] == size


def test_scaled_pictures_look_like_pillows(images: list[Image], tmp_path: Path) -> None:
    smooth = [Pillow.linear_gradient("L").resize(size).convert("RGB") for size in ((64, 40), (90, 60))]
    for index, picture in enumerate(smooth):
        picture.save(tmp_path / f"{index}.png")
    opened = [open_image(tmp_path / f"{index}.png", "a.png", ImageLimits()) for index in range(2)]
    expected = np.hstack([np.asarray(smooth[0]), np.asarray(smooth[1].resize((60, 40), Pillow.Resampling.LANCZOS))])
    assert np.abs(stitched(opened).astype(int) - expected).max() <= 3


def test_corners_are_round_and_transparent(images: list[Image]) -> None:
    found = stitched(images, resizeMode="crop", cornerRadius=10)
    assert found.shape[2] == 4
    assert found[0, 0, 3] == found[-1, -1, 3] == 0
    assert (found[10:-10, :, 3] == 255).all()
    assert np.array_equal(found[10, :, :3], stitched(images, resizeMode="crop")[10])


def test_a_profile_that_all_share_stays(tmp_path: Path) -> None:
    for name, profile in (("a", display_p3()), ("b", display_p3()), ("c", None)):
        Pillow.fromarray(PIXELS[0]).save(tmp_path / f"{name}.png", icc_profile=profile)
    opened = {name: open_image(tmp_path / f"{name}.png", "a.png", ImageLimits()) for name in "abc"}
    same = call("stitch", [opened["a"], opened["b"]])
    assert bytes(same.pixels.get("icc-profile-data")) == display_p3()
    assert np.array_equal(same.pixels.numpy()[:, :30], PIXELS[0])
    mixed = call("stitch", [opened["a"], opened["c"]])
    assert not mixed.pixels.get_typeof("icc-profile-data")
    assert np.array_equal(mixed.pixels.numpy()[:, 30:], PIXELS[0])


def test_the_deepest_decides_the_depth(images: list[Image], tmp_path: Path) -> None:
    Pillow.fromarray(np.full((20, 30), 40_000, dtype=np.uint16)).save(tmp_path / "deep.png")
    deep = open_image(tmp_path / "deep.png", "deep.png", ImageLimits())
    found = call("stitch", [images[0], deep]).pixels.numpy()
    assert found.dtype == np.uint16
    assert np.array_equal(found[:, :30], PIXELS[0].astype(np.uint16) * 257)
    assert (np.abs(found[:, 30:].astype(int) - 40_000) <= 1).all()


def test_a_canvas_that_is_too_large_is_refused(images: list[Image], tmp_path: Path) -> None:
    limits = ImageLimits(max_canvas=1000)
    opened = [open_image(tmp_path / f"{index}.png", "a.png", limits) for index in range(2)]
    with pytest.raises(ImageTooLargeError, match=r"Canvas too large: 61x20 \(0MP exceeds 0MP limit\)"):
        call("stitch", opened)
