"""The gif-tools tool against Pillow."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image as Pillow
from PIL import ImageSequence

from ashim.imaging import Image, ImageLimits, encode, open_image
from ashim.tools import SourceFile, ToolError
from tests.tools.using import REGISTRY, call

DELAYS = [50, 80, 200]


def palettes() -> list[Pillow.Image]:
    """Give frames of which each has 200 colours that no other has."""
    ramp = np.linspace(40, 255, 200).astype(np.uint8)[None].repeat(30, 0)
    frames = []
    for band in range(3):
        pixels = np.zeros((30, 200, 3), np.uint8)
        pixels[..., band] = ramp
        pixels[: 10 * band] = 255 - pixels[: 10 * band]
        frames.append(Pillow.fromarray(pixels))
    return frames


def animation(folder: Path, name: str = "a.gif", loop: int = 3) -> Image:
    first, *rest = palettes()
    options: dict[str, Any] = {"lossless": True} if name.endswith("webp") else {}
    first.save(folder / name, save_all=True, append_images=rest, duration=DELAYS, loop=loop, **options)
    return open_image(folder / name, name, ImageLimits())


def written(folder: Path, image: Image) -> Pillow.Image:
    encoded = encode(image, folder / "out")
    data = (folder / "out").read_bytes()
    picture = Pillow.open(io.BytesIO(data))
    assert (picture.format or "").lower() == encoded.format
    return picture


def run(image: Image, **settings: object) -> Image:
    result = call("gif-tools", image, **settings)
    assert isinstance(result, Image)
    return result


def shown(picture: Pillow.Image) -> list[npt.NDArray[Any]]:
    return [np.asarray(frame.convert("RGB")).astype(int) for frame in ImageSequence.Iterator(picture)]


def timing(picture: Pillow.Image) -> list[int]:
    found = []
    for frame in ImageSequence.Iterator(picture):
        frame.load()
        found.append(int(frame.info["duration"]))
    return found


@pytest.mark.parametrize("name", ["a.gif", "a.webp"])
@pytest.mark.parametrize("format", ["gif", "webp"])
def test_reversed_frames_keep_their_colours_and_times(tmp_path: Path, name: str, format: str) -> None:
    image = animation(tmp_path, name)
    before = shown(Pillow.open(io.BytesIO((tmp_path / name).read_bytes())))
    result = written(tmp_path, run(image, mode="reverse", format=format))
    after = shown(result)
    assert timing(result) == DELAYS[::-1]
    for ours, theirs in zip(after, before[::-1], strict=True):
        assert np.abs(ours - theirs).mean() < (2.5 if format == "gif" else 5)


@pytest.mark.parametrize(("given", "expected"), [(None, 3), (0, 0), (7, 7)])
def test_runs_stay_unless_others_are_given(tmp_path: Path, given: int | None, expected: int) -> None:
    settings = {} if given is None else {"loop": given}
    for mode in ("resize", "optimize", "speed", "reverse", "rotate"):
        image = animation(tmp_path, "a.webp", loop=3)
        assert written(tmp_path, run(image, mode=mode, format="webp", **settings)).info["loop"] == expected, mode


@pytest.mark.parametrize(
    ("factor", "expected"), [(2, [25, 40, 100]), (0.5, [100, 160, 400]), (10, [20, 20, 20]), (1, DELAYS)]
)
def test_speed_changes_times_alone(tmp_path: Path, factor: float, expected: list[int]) -> None:
    image = animation(tmp_path)
    result = written(tmp_path, run(image, mode="speed", speedFactor=factor))
    # GIF counts hundredths of a second.
    assert np.abs(np.array(timing(result)) - expected).max() <= 5
    webp = written(tmp_path, run(image, mode="speed", speedFactor=factor, format="webp"))
    assert timing(webp) == [max(20, round(each / factor)) for each in DELAYS]


@pytest.mark.parametrize(
    ("settings", "size"),
    [
        ({"percentage": 50}, (100, 15)),
        ({"percentage": 150, "width": 10}, (300, 45)),
        ({"width": 100, "height": 100}, (100, 15)),
        ({"height": 60}, (400, 60)),
        ({}, (200, 30)),
    ],
)
def test_resize_fits_inside(tmp_path: Path, settings: dict[str, object], size: tuple[int, int]) -> None:
    result = written(tmp_path, run(animation(tmp_path), **settings))
    assert result.size == size
    assert timing(result) == DELAYS


def test_rotating_mirrors_before_it_turns(tmp_path: Path) -> None:
    image = animation(tmp_path)
    expected = [
        np.asarray(frame.transpose(Pillow.Transpose.FLIP_LEFT_RIGHT).transpose(Pillow.Transpose.ROTATE_270))
        for frame in palettes()
    ]
    result = written(tmp_path, run(image, mode="rotate", angle=90, flipH=True))
    assert timing(result) == DELAYS
    for ours, theirs in zip(shown(result), expected, strict=True):
        assert np.abs(ours - theirs).mean() < 2.5


def test_optimising_limits_the_colours_of_each_frame(tmp_path: Path) -> None:
    image = animation(tmp_path)
    small = written(tmp_path, run(image, mode="optimize", colors=8, dither=0))
    for frame in ImageSequence.Iterator(small):
        assert len(frame.convert("RGB").getcolors(256) or []) <= 8
    sizes = [
        encode(run(image, mode="optimize", colors=colors, dither=0), tmp_path / "out").bytes for colors in (256, 8)
    ]
    assert sizes[1] < sizes[0]


def extracted(image: Image, **settings: object) -> Sequence[Any]:
    result = call("gif-tools", image, mode="extract", **settings)
    assert isinstance(result, Sequence)
    return result


def test_extracted_frames_are_those_of_the_file(tmp_path: Path) -> None:
    image = animation(tmp_path)
    expected = shown(Pillow.open(io.BytesIO((tmp_path / "a.gif").read_bytes())))
    found = extracted(image, extractMode="all")
    assert [each.name for each in found] == ["frame_0000", "frame_0001", "frame_0002"]
    for ours, theirs in zip(found, expected, strict=True):
        assert np.array_equal(shown(written(tmp_path, ours.image))[0], theirs)
    part = extracted(image, extractMode="range", frameStart=1, frameEnd=99, extractFormat="webp")
    assert [each.name for each in part] == ["frame_0001", "frame_0002"]
    assert written(tmp_path, part[0].image).format == "WEBP"
    single = call("gif-tools", image, mode="extract", frameNumber=2)
    assert single.intent.stem == "{stem}_frame2"
    assert np.array_equal(shown(written(tmp_path, single))[0], expected[2])


@pytest.mark.parametrize(
    "settings",
    [
        {"frameNumber": 3},
        {"extractMode": "range", "frameStart": 3},
        {"extractMode": "range", "frameStart": 2, "frameEnd": 1},
    ],
)
def test_frames_that_are_not_there_are_refused(tmp_path: Path, settings: dict[str, object]) -> None:
    with pytest.raises(ToolError, match="frame"):
        call("gif-tools", animation(tmp_path), mode="extract", **settings)


@pytest.mark.parametrize("name", ["a.gif", "a.webp"])
def test_info(tmp_path: Path, name: str) -> None:
    animation(tmp_path, name)
    operation = next(each for each in REGISTRY.operations() if each.id == "gif-tools/info")
    report = operation(SourceFile(tmp_path / name, name, ImageLimits()), operation.settings())
    size = (tmp_path / name).stat().st_size
    assert report.model_dump(by_alias=True) == {
        "width": 200,
        "height": 30,
        "pages": 3,
        "delay": DELAYS,
        "loop": report.loop,
        "fileSize": size,
        "duration": 330,
    }
