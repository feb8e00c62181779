"""JPEG XL and JPEG 2000, read and written."""

import struct
import subprocess
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from ashim.imaging import encode, open_image, read_facts
from tests.corpus import CAMERA, Array, Sample, camera_exif, noise, png_bytes, texture, with_holes
from tests.imaging.reading import LIMITS, opened, opened_array, psnr, read, values, wanting


def decoded(path: Path) -> Array:
    return values(open_image(path, path.name, LIMITS))


@pytest.mark.parametrize("format_id", ["jxl", "jp2"])
def test_quality_steers_size_and_likeness(tmp_path: Path, format_id: str) -> None:
    source = texture(96, 64)
    image = wanting(opened_array(tmp_path, source), format=format_id)
    sizes, likeness = [], []
    for quality in (5, 30, 60, 85, 100):
        path = tmp_path / "a"
        sizes.append(encode(wanting(image, quality=quality), path).bytes)
        likeness.append(psnr(read(path), source))
    assert sizes == sorted(set(sizes))
    assert likeness == sorted(set(likeness))


@pytest.mark.parametrize("format_id", ["jxl", "jp2"])
@pytest.mark.parametrize("bands", [1, 2, 3, 4])
def test_16_bits_are_kept(tmp_path: Path, format_id: str, bands: int) -> None:
    source = noise(40, 30, 1 if bands < 3 else 3, deep=True)
    source = source if bands in (1, 3) else with_holes(source)
    (tmp_path / "a.png").write_bytes(png_bytes(source))
    image = open_image(tmp_path / "a.png", "a.png", LIMITS)
    path = tmp_path / f"a.{format_id}"
    encoded = encode(wanting(image, format=format_id, quality=100), path)
    assert encoded.warnings == ()
    facts = read_facts(path, path.name, LIMITS)
    assert (facts.depth, facts.alpha, facts.colours == "grey") == (16, bands in (2, 4), bands < 3)
    found = decoded(path).astype(float)
    # Pillow reads the upper 8 bits, except of grey.
    if format_id == "jxl":
        assert np.array_equal(found, source)
    else:
        seen = source[..., -1] > 0 if bands in (2, 4) else np.ones(found.shape[:2], bool)
        assert psnr(found[seen] / 257, source[seen] / 257) > 45
        with Pillow.open(path) as picture:
            eight = np.asarray(picture) >> (8 if picture.mode == "I;16" else 0)
            # It turns the last white into black.
            darker = found < 65_000
            assert np.abs(eight.astype(int) - found / 257)[darker].max() < 2


def test_the_channels_of_a_jp2_are_named(tmp_path: Path) -> None:
    encode(wanting(opened_array(tmp_path, with_holes(noise(40, 30))), format="jp2"), tmp_path / "a.jp2")
    data = (tmp_path / "a.jp2").read_bytes()
    start = data.index(b"cdef")
    assert struct.unpack_from(">13H", data, start + 4) == (4, 0, 0, 1, 1, 0, 2, 2, 0, 3, 3, 1, 0)


def test_the_first_frame_of_an_animated_jpeg_xl(tmp_path: Path) -> None:
    import imagecodecs

    frames = np.stack([noise(40, 30, seed=seed) // (seed + 1) for seed in range(3)])
    (tmp_path / "a.jxl").write_bytes(imagecodecs.jpegxl_encode(frames, lossless=True))
    image = open_image(tmp_path / "a.jxl", "a.jxl", LIMITS)
    assert np.array_equal(values(image), frames[0])
    assert image.warnings == ("Only the first frame of the animation was used.",)


@pytest.mark.parametrize("format_id", ["jxl", "jp2"])
@pytest.mark.parametrize("name", ["rgba.png", "grey.png", "grey-alpha.png"])
def test_lossy_writers_keep_alpha_and_grey(
    corpus: dict[str, Sample], tmp_path: Path, format_id: str, name: str
) -> None:
    path = tmp_path / f"a.{format_id}"
    encoded = encode(wanting(opened(corpus[name]), format=format_id), path)
    assert encoded.quality == 95
    facts = read_facts(path, path.name, LIMITS)
    assert (facts.alpha, facts.colours) == (corpus[name].alpha, corpus[name].colours)
    with Pillow.open(path) as picture:
        found = np.asarray(picture)
    assert found.shape == values(opened(corpus[name])).shape
    if corpus[name].alpha:
        assert psnr(found[..., -1], values(opened(corpus[name]))[..., -1]) > 35


@pytest.mark.parametrize("format_id", ["jxl", "jp2"])
@pytest.mark.parametrize("quality", [90, 100])
def test_camera_metadata_travels_with_16_bits(tmp_path: Path, format_id: str, quality: int) -> None:
    (tmp_path / "a.png").write_bytes(png_bytes(noise(40, 30, deep=True)))
    command = [
        "exiftool",
        "-q",
        "-overwrite_original",
        f"-EXIF:Make={CAMERA}",
        "-XMP:Title=One",
        str(tmp_path / "a.png"),
    ]
    subprocess.run(command, check=True)
    path = tmp_path / f"a.{format_id}"
    encode(wanting(open_image(tmp_path / "a.png", "a.png", LIMITS), format=format_id, quality=quality), path)
    asked = ["exiftool", "-s3", "-EXIF:Make", "-XMP:Title"]
    assert subprocess.run([*asked, str(path)], capture_output=True, text=True).stdout.split() == [CAMERA, "One"]
    image = open_image(path, path.name, LIMITS)
    assert image.source.depth == 16
    encode(wanting(image, format="jpeg"), tmp_path / "b.jpg")
    found = subprocess.run([*asked, str(tmp_path / "b.jpg")], capture_output=True, text=True).stdout
    assert found.split() == [CAMERA, "One"]


def test_the_header_of_jpeg_xl_is_that_of_the_decoder(tmp_path: Path) -> None:
    path = tmp_path / "a.jxl"
    for width, height in ((8, 8), (16, 9), (257, 131), (1, 700), (640, 480), (1500, 1000), (9000, 3)):
        for mode in ("L", "LA", "RGB", "RGBA"):
            Pillow.new(mode, (width, height)).save(path, lossless=True, effort=1, num_threads=1)
            facts = read_facts(path, path.name, LIMITS)
            assert (facts.width, facts.height) == (width, height)
            assert (facts.alpha, facts.colours == "grey") == ("A" in mode, mode.startswith("L"))
            assert not facts.profile
    Pillow.new("I;16", (30, 20), 40_000).save(path, lossless=True, effort=1, num_threads=1)
    assert read_facts(path, path.name, LIMITS).depth == 16
    assert int(decoded(path)[0, 0]) == 40_000


def test_a_recompressed_jpeg_comes_back_from_jpeg_xl(tmp_path: Path) -> None:
    source = noise(64, 48)
    Pillow.fromarray(source).save(tmp_path / "a.jpg", quality=95, exif=camera_exif(6))
    with Pillow.open(tmp_path / "a.jpg") as picture:
        picture.save(tmp_path / "a.jxl", lossless_jpeg=True, num_threads=1)
    facts = read_facts(tmp_path / "a.jxl", "a.jxl", LIMITS)
    pixels = decoded(tmp_path / "a.jxl")
    assert pixels.shape == (facts.height, facts.width, 3)
    assert psnr(pixels, np.rot90(source, -1) if facts.height == 64 else source) > 35


def test_exif_in_jpeg_xl_begins_with_its_offset(tmp_path: Path) -> None:
    exif = Pillow.Exif()
    exif[0x010E] = "a picture"
    Pillow.new("RGB", (20, 20)).save(tmp_path / "a.jpg", exif=exif)
    image = wanting(open_image(tmp_path / "a.jpg", "a.jpg", LIMITS), format="jxl")
    encode(image, tmp_path / "a.jxl")
    data = (tmp_path / "a.jxl").read_bytes()
    box = data.index(b"Exif") + 4
    assert data[box : box + 4] == b"\0\0\0\0"
    assert data[box + 4 : box + 6] in (b"II", b"MM")
    with Pillow.open(tmp_path / "a.jxl") as result:
        assert result.getexif()[0x010E] == "a picture"
