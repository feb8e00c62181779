"""Animated PNG and AVIF, read and written."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image as Pillow

from ashim.imaging import Image, encode, open_image, read_facts
from tests.corpus import CAMERA, DURATIONS, Array, Sample, animation, camera_exif, noise
from tests.imaging.reading import LIMITS, opened, psnr, values
from tests.profiles import display_p3


def wanting(image: Image, format_id: str, **intent: object) -> Image:
    return image.with_intent(replace(image.intent, format=format_id, **intent))  # type: ignore[arg-type]


def shown(path: Path) -> tuple[list[Array], list[int], int]:
    """Give the frames as Pillow shows them, their times in milliseconds, and how often they are played."""
    with Pillow.open(path) as picture:
        frames, times = [], []
        for index in range(getattr(picture, "n_frames", 1)):
            picture.seek(index)
            frames.append(np.asarray(picture.convert("RGBA")))
            times.append(round(picture.info["duration"]))
        return frames, times, int(picture.info.get("loop", 0))


def test_animated_png_keeps_its_frames(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    frames = [Pillow.fromarray(frame) for frame in animation()]
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=list(DURATIONS), loop=3)
    image = open_image(path, path.name, LIMITS)
    assert image.source == read_facts(path, path.name, LIMITS)
    assert np.array_equal(values(image).reshape(4, 14, 20, 4), np.stack(animation()))
    encode(wanting(image, "webp"), tmp_path / "b.webp")
    with Pillow.open(tmp_path / "b.webp") as result:
        times = []
        for index in range(4):
            result.seek(index)
            result.load()
            times.append(result.info["duration"])
        assert (tuple(times), result.info["loop"]) == (DURATIONS, 3)


def test_animated_avif_keeps_its_frames(tmp_path: Path) -> None:
    path = tmp_path / "a.avif"
    sources = [noise(40, 30, seed=seed) // (seed + 1) for seed in range(3)]
    frames = [Pillow.fromarray(source) for source in sources]
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=[40, 80, 120], quality=95)
    image = open_image(path, path.name, LIMITS)
    assert (image.frames, image.width, image.height, image.has_alpha) == (3, 40, 30, False)
    assert image.source == read_facts(path, path.name, LIMITS)
    for index, source in enumerate(sources):
        assert psnr(values(image)[30 * index : 30 * index + 30], source) > 33
    assert image.pixels.get("delay") == [40, 80, 120]


def test_an_animation_becomes_png_exactly(corpus: dict[str, Sample], tmp_path: Path) -> None:
    for name, plays in (("animated.webp", 3), ("animated.gif", 3)):
        encoded = encode(wanting(opened(corpus[name]), "png"), tmp_path / "a.png")
        assert (encoded.frames, encoded.warnings) == (4, ())
        frames, times, loop = shown(tmp_path / "a.png")
        assert (tuple(times), loop) == (DURATIONS, plays)
        assert np.array_equal(np.stack(frames), np.stack(animation()))
        again = open_image(tmp_path / "a.png", "a.png", LIMITS)
        assert np.array_equal(values(again), values(opened(corpus[name])))


def test_frames_of_a_png_hold_what_changed(tmp_path: Path) -> None:
    frames = [noise(90, 70) for _ in range(3)]
    frames[1][30:35, 40:60] = 7
    pictures = [Pillow.fromarray(frame) for frame in frames]
    pictures[0].save(tmp_path / "a.webp", save_all=True, append_images=pictures[1:], duration=70_000, lossless=True)
    image = open_image(tmp_path / "a.webp", "a.webp", LIMITS)
    encoded = encode(wanting(image, "png"), tmp_path / "a.png")
    found, times, _ = shown(tmp_path / "a.png")
    assert times == [70_000] * 3
    assert np.array_equal(np.stack(found)[..., :3], np.stack(frames))
    pictures[0].save(tmp_path / "b.png")
    assert encoded.bytes < 1.5 * (tmp_path / "b.png").stat().st_size
    # Frames that are all alike stay that many.
    assert encode(wanting(image.crop(0, 0, 20, 20), "png"), tmp_path / "c.png").frames == 3
    found, times, _ = shown(tmp_path / "c.png")
    assert times == [70_000] * 3
    assert all(np.array_equal(frame[..., :3], frames[0][:20, :20]) for frame in found)


@pytest.mark.parametrize("name", ["animated.webp", "animated.gif"])
def test_an_animation_becomes_avif(corpus: dict[str, Sample], tmp_path: Path, name: str) -> None:
    encoded = encode(wanting(opened(corpus[name]), "avif", quality=90), tmp_path / "a.avif")
    assert encoded.frames == 4
    assert encoded.warnings == ("The animation repeats without end: how often it should cannot be written in AVIF.",)
    frames, times, loop = shown(tmp_path / "a.avif")
    assert (tuple(times), loop) == (DURATIONS, 0)
    for frame, source in zip(frames, animation(), strict=True):
        assert np.abs(frame[..., 3].astype(int) - source[..., 3]).max() < 8
        assert psnr(frame[:7], source[:7]) > 35


def test_an_avif_animation_does_not_tell_when_it_was_written(corpus: dict[str, Sample], tmp_path: Path) -> None:
    source = opened(corpus["animated.webp"])
    encode(wanting(source, "avif"), tmp_path / "a.avif")
    with Pillow.open(corpus["animated.webp"].path) as picture:
        picture.save(tmp_path / "pillow.avif", save_all=True)

    told = written_at(tmp_path / "pillow.avif")
    assert told
    assert 0 not in told
    # Those of the movie, and of the track and media of the colours and of the alpha channel.
    assert written_at(tmp_path / "a.avif") == [0] * 5


def written_at(path: Path) -> list[int]:
    """Give the creation times in the headers of movie, tracks and media: 64 bits after version and flags."""
    data = path.read_bytes()
    found = [each.end() for each in re.finditer(b"(mvhd|tkhd|mdhd)\\x01", data)]
    return [int.from_bytes(data[start + 3 : start + 11], "big") for start in found]


@pytest.mark.parametrize("format_id", ["png", "avif"])
def test_metadata_of_an_animation_travels(tmp_path: Path, format_id: str) -> None:
    frames = [Pillow.fromarray(noise(40, 30, seed=seed) // (seed + 1)) for seed in range(3)]
    more: dict[str, Any] = {"exif": camera_exif(), "icc_profile": display_p3()}
    frames[0].save(tmp_path / "a.webp", save_all=True, append_images=frames[1:], duration=50, lossless=True, **more)
    image = open_image(tmp_path / "a.webp", "a.webp", LIMITS)
    encode(wanting(image, format_id), tmp_path / "b")
    with Pillow.open(tmp_path / "b") as picture:
        assert getattr(picture, "n_frames", 1) == 3
        assert picture.getexif()[0x010F] == CAMERA
        assert picture.info["icc_profile"] == display_p3()
    encode(wanting(image, format_id, metadata="strip"), tmp_path / "c")
    with Pillow.open(tmp_path / "c") as picture:
        assert not picture.getexif()
        assert "icc_profile" not in picture.info


def test_a_grey_animation_in_both(tmp_path: Path) -> None:
    frames = [Pillow.fromarray(noise(40, 30, 1, seed=seed)) for seed in range(3)]
    frames[0].save(tmp_path / "a.png", save_all=True, append_images=frames[1:], duration=50)
    image = open_image(tmp_path / "a.png", "a.png", LIMITS)
    for format_id, likeness in (("png", 99), ("avif", 30)):
        encode(wanting(image, format_id), tmp_path / "b")
        found, _, _ = shown(tmp_path / "b")
        for frame, source in zip(found, frames, strict=True):
            assert psnr(frame[..., 0], np.asarray(source)) > likeness
