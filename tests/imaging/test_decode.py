from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from ashim.imaging import ImageError, InvalidImageError, OutputIntent, encode, read_facts
from tests.corpus import CAMERA, DURATIONS, Sample, animation, noise, with_holes
from tests.imaging.reading import LIMITS, opened, psnr, read, values, written


@pytest.mark.parametrize("tag", range(1, 9))
@pytest.mark.parametrize("sequential", [False, True])
def test_every_orientation_comes_out_upright(
    corpus: dict[str, Sample], tmp_path: Path, tag: int, sequential: bool
) -> None:
    image = opened(corpus[f"orientation-{tag}.jpg"], sequential=sequential)
    _, pixels = written(image.with_intent(OutputIntent(format="png")), tmp_path / "a.png")
    assert psnr(pixels, noise(40, 24)) > 40
    assert image.source.orientation == tag


def test_the_orientation_tag_is_reset_and_the_old_thumbnail_dropped(corpus: dict[str, Sample], tmp_path: Path) -> None:
    source = corpus["photo.jpg"].path.read_bytes()
    assert source.count(b"\xff\xd8\xff") == 2, "the sample has a thumbnail"
    encode(opened(corpus["photo.jpg"]), tmp_path / "a.jpg")
    with Pillow.open(tmp_path / "a.jpg") as picture:
        assert picture.getexif()[0x0112] == 1
        assert picture.getexif()[0x010F] == CAMERA
    assert (tmp_path / "a.jpg").read_bytes().count(b"\xff\xd8\xff") == 1


@pytest.mark.parametrize("name", ["grey.png", "grey-alpha.png", "rgb.png", "rgba.png", "deep.tiff", "plain.bmp"])
def test_lossless_files_give_their_exact_pixels(corpus: dict[str, Sample], name: str) -> None:
    deep = name.startswith("deep")
    expected = noise(37, 23, 1 if name.startswith("grey") else 3, deep=deep)
    if corpus[name].alpha:
        expected = with_holes(expected)
    assert np.array_equal(values(opened(corpus[name])), expected)


def test_16_bit_png_gives_16_bits(corpus: dict[str, Sample]) -> None:
    assert np.array_equal(values(opened(corpus["deep-alpha.png"])), with_holes(noise(37, 23, deep=True)))


@pytest.mark.parametrize("name", ["animated.gif", "animated.webp"])
def test_animations_keep_frames_times_and_loops(corpus: dict[str, Sample], tmp_path: Path, name: str) -> None:
    image = opened(corpus[name])
    assert np.array_equal(values(image).reshape(4, 14, 20, 4)[..., 3], np.stack(animation())[..., 3])
    for format_id in ("gif", "webp"):
        path = tmp_path / f"a.{format_id}"
        encode(image.with_intent(OutputIntent(format=format_id)), path)
        with Pillow.open(path) as result, Pillow.open(corpus[name].path) as source:
            # GIF counts repetitions, WebP plays: a GIF that repeats twice plays three times.
            plays = {"GIF": 1, "WEBP": 0}
            assert result.info["loop"] + plays[str(result.format)] == source.info["loop"] + plays[str(source.format)]
            times = []
            for index in range(4):
                result.seek(index)
                found = np.asarray(result.convert("RGBA"))
                times.append(result.info["duration"])
                assert np.array_equal(found[..., 3], animation()[index][..., 3])
                assert np.abs(found[:7].astype(int) - animation()[index][:7]).max() < 8
            assert tuple(times) == DURATIONS


def test_the_largest_icon_is_taken(corpus: dict[str, Sample]) -> None:
    assert np.array_equal(values(opened(corpus["icon.ico"])), with_holes(noise(48, 48)))


def test_svg_is_drawn(corpus: dict[str, Sample]) -> None:
    pixels = values(opened(corpus["drawing.svg"]))
    assert pixels[:, :20].reshape(-1, 4).tolist() == [[255, 0, 0, 255]] * 600
    assert not pixels[:, 20:, 3].any()
    assert np.array_equal(pixels, values(opened(corpus["drawing.svgz"])))


def test_heic_gives_its_pixels_and_metadata(corpus: dict[str, Sample], tmp_path: Path) -> None:
    _, pixels = written(opened(corpus["phone.heic"]), tmp_path / "a.png")
    assert psnr(pixels, np.rot90(noise(37, 23), -1)) > 33
    with Pillow.open(tmp_path / "a.png") as picture:
        assert picture.getexif()[0x010F] == CAMERA
        assert picture.getexif()[0x0112] == 1


@pytest.mark.parametrize("name", ["truncated.jpg", "truncated.png"])
def test_files_cut_short_are_refused_when_decoded(corpus: dict[str, Sample], tmp_path: Path, name: str) -> None:
    image = opened(corpus[name], sequential=True)
    with pytest.raises(InvalidImageError, match="damaged or cut short"):
        encode(image, tmp_path / "a.png")
    assert list(tmp_path.iterdir()) == []


def test_a_huge_png_is_refused_from_its_header(corpus: dict[str, Sample]) -> None:
    with pytest.raises(InvalidImageError, match=r"exceeds maximum size: 2500MP \(limit: 100MP\)"):
        read_facts(corpus["bomb.png"].path, "bomb.png", LIMITS)


def test_messages_name_no_paths(corpus: dict[str, Sample], tmp_path: Path) -> None:
    for sample in (each for each in corpus.values() if each.reason):
        with pytest.raises(ImageError) as caught:
            encode(opened(sample), tmp_path / "a.png")
        assert str(sample.path.parent) not in str(caught.value)


def test_the_input_file_is_never_written(corpus: dict[str, Sample], tmp_path: Path) -> None:
    before = corpus["odd.jpg"].path.stat()
    read(corpus["odd.jpg"].path)
    encode(opened(corpus["odd.jpg"]), tmp_path / "a.jpg")
    after = corpus["odd.jpg"].path.stat()
    assert (after.st_mtime_ns, after.st_size) == (before.st_mtime_ns, before.st_size)
