"""TIFF in all its kinds."""

import json
import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image as Pillow
from skimage.color import rgb2lab

from ashim.imaging import Image, InvalidImageError, encode, open_image, read_facts
from tests.corpus import CAMERA, Array, noise, with_holes
from tests.imaging.reading import LIMITS, psnr, values
from tests.profiles import display_p3
from tests.rare_formats import srgb

STRETCHED = ("The samples were scaled to 16 bits a channel: the smallest became black, the largest white.",)


def wanting(image: Image, format_id: str) -> Image:
    return image.with_intent(replace(image.intent, format=format_id))


def opened_tiff(folder: Path, samples: Array, **options: object) -> Image:
    path = folder / "a.tiff"
    tifffile.imwrite(path, samples, **options)  # type: ignore[arg-type]
    return open_image(path, path.name, LIMITS, sequential=True)


@pytest.mark.parametrize(
    "options",
    [{"tile": (16, 16)}, {"compression": "deflate"}, {"bigtiff": True}, {"byteorder": ">"}, {"rowsperstrip": 5}],
)
def test_layouts_give_the_exact_pixels(tmp_path: Path, options: dict[str, object]) -> None:
    assert np.array_equal(values(opened_tiff(tmp_path, noise(37, 23), photometric="rgb", **options)), noise(37, 23))


@pytest.mark.parametrize("deep", [False, True])
def test_planes_one_after_the_other(tmp_path: Path, deep: bool) -> None:
    source = noise(37, 23, deep=deep)
    planes = np.ascontiguousarray(source.transpose(2, 0, 1))
    image = opened_tiff(tmp_path, planes, photometric="rgb", planarconfig="separate")
    assert np.array_equal(values(image), source)


@pytest.mark.parametrize("compression", ["tiff_lzw", "packbits", "zstd", "lzma", "tiff_adobe_deflate"])
def test_compressions_give_the_exact_pixels(tmp_path: Path, compression: str) -> None:
    path = tmp_path / "a.tiff"
    Pillow.fromarray(noise(37, 23)).save(path, compression=compression)
    image = open_image(path, path.name, LIMITS)
    assert np.array_equal(values(image), noise(37, 23))
    assert image.source == read_facts(path, path.name, LIMITS)


@pytest.mark.parametrize("kind", ["int8", "int16", "int32", "uint32", "float32"])
def test_samples_of_any_type_are_stretched_and_that_is_said(tmp_path: Path, kind: str) -> None:
    source = (noise(37, 23, 1).astype(float) * 0.5 - 20).astype(kind)
    image = opened_tiff(tmp_path, source)
    low, high = float(source.min()), float(source.max())
    if kind == "uint32":
        source = noise(37, 23, 1).astype(kind)
        image = opened_tiff(tmp_path, source)
        low, high = float(source.min()), float(source.max())
    assert np.abs(values(image) - (source.astype(float) - low) / (high - low) * 65_535).max() <= 1.5
    assert image.warnings == STRETCHED
    assert (image.source.depth, image.source.colours) == (16, "grey")


@pytest.mark.parametrize("kind", ["float64", "int64", "uint64"])
def test_samples_of_64_bits_are_stretched(tmp_path: Path, kind: str) -> None:
    source = (noise(37, 23, 1).astype(float) * 4 + 3).astype(kind)
    image = opened_tiff(tmp_path, source)
    low, high = float(source.min()), float(source.max())
    assert np.abs(values(image) - (source.astype(float) - low) / (high - low) * 65_535).max() <= 1.5
    assert image.warnings == STRETCHED
    assert image.source == read_facts(tmp_path / "a.tiff", "a.tiff", LIMITS)


def test_floating_point_colours_of_64_bits_are_linear_light(tmp_path: Path) -> None:
    source = noise(37, 23).astype(np.float64) / 255
    image = opened_tiff(tmp_path, source, photometric="rgb")
    assert np.abs(values(image) / 65_535 - srgb(source)).max() < 2e-3


@pytest.mark.parametrize("photometric", [8, 9])
@pytest.mark.parametrize("deep", [False, True])
def test_lab_becomes_srgb(tmp_path: Path, photometric: int, deep: bool) -> None:
    rgb = noise(37, 23)
    lab = rgb2lab(rgb)
    white, step = (65_535, 256) if deep else (255, 1)
    if photometric == 8:
        signed, unsigned = ("i2", "u2") if deep else ("i1", "u1")
        colours = np.rint(lab[..., 1:] * step).astype(signed).view(unsigned)
    else:
        white = 65_280 if deep else 255
        colours = np.rint((lab[..., 1:] + 128) * step).astype("u2" if deep else "u1")
    light = np.rint(lab[..., :1] * white / 100).astype(colours.dtype)
    image = opened_tiff(tmp_path, np.dstack([light, colours]), photometric=photometric)
    scale = 257 if image.pixels.format == "ushort" else 1
    assert np.abs(values(image) / scale - rgb).max() < (1 if deep else 5)
    assert image.source.colours == "rgb"
    assert not image.warnings


@pytest.mark.parametrize("compression", ["zstd", "lzma"])
def test_16_bits_and_alpha_are_kept_whatever_packs_them(tmp_path: Path, compression: str) -> None:
    source = with_holes(noise(37, 23, deep=True))
    image = opened_tiff(tmp_path, source, photometric="rgb", extrasamples=["unassalpha"], compression=compression)
    assert np.array_equal(values(image), source)
    assert (image.source.depth, image.source.alpha) == (16, True)


def test_floating_point_between_0_and_1_keeps_its_place(tmp_path: Path) -> None:
    source = noise(37, 23, 1).astype(np.float32) / 400
    assert np.abs(values(opened_tiff(tmp_path, source)) - source * 65_535).max() <= 1


def test_floating_point_colours_are_linear_light(tmp_path: Path) -> None:
    source = noise(37, 23).astype(np.float32) / 255
    image = opened_tiff(tmp_path, source, photometric="rgb")
    expected = np.where(source <= 0.0031308, source * 12.92, 1.055 * np.power(source, 1 / 2.4) - 0.055)
    assert np.abs(values(image) / 65_535 - expected).max() < 2e-3
    assert image.source.depth == 16


def test_one_bit_becomes_black_and_white(tmp_path: Path) -> None:
    path = tmp_path / "a.tiff"
    source = noise(37, 23, 1) > 90
    Pillow.fromarray(source).save(path, compression="group4")
    assert np.array_equal(values(open_image(path, path.name, LIMITS)), source * np.uint8(255))


def test_all_pages_stay_in_a_tiff(tmp_path: Path) -> None:
    pages = np.stack([noise(37, 23, seed=seed) for seed in (1, 2, 3)])
    image = opened_tiff(tmp_path, pages, photometric="rgb")
    assert (image.frames, image.height) == (3, 23)
    encoded = encode(image.crop(2, 3, 30, 20), tmp_path / "b.tiff")
    assert (encoded.frames, encoded.warnings) == (3, ())
    assert np.array_equal(tifffile.imread(tmp_path / "b.tiff"), pages[:, 3:, 2:32])


@pytest.mark.parametrize("format_id", ["png", "webp", "gif", "jpeg", "avif"])
def test_the_first_page_is_kept_elsewhere_and_that_is_said(tmp_path: Path, format_id: str) -> None:
    pages = np.stack([noise(37, 23), 255 - noise(37, 23)])
    encoded = encode(wanting(opened_tiff(tmp_path, pages, photometric="rgb"), format_id), tmp_path / "b")
    assert encoded.frames == 1
    assert encoded.warnings[0].startswith("Only the first of 2 pages was kept: ")
    with Pillow.open(tmp_path / "b") as picture:
        assert psnr(np.asarray(picture.convert("RGB")), noise(37, 23)) > 25


def test_pages_of_other_sizes_are_left_out_and_that_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.tiff"
    first, second = Pillow.fromarray(noise(37, 23)), Pillow.fromarray(noise(20, 10))
    first.save(path, save_all=True, append_images=[second])
    image = open_image(path, path.name, LIMITS)
    assert np.array_equal(values(image), noise(37, 23))
    assert image.warnings == ("Only the first of the 2 pictures in TIFF was used.",)


def test_camera_metadata_leaves_a_tiff_with_the_picture(tmp_path: Path) -> None:
    path = tmp_path / "a.tiff"
    Pillow.fromarray(noise(37, 23)).save(path)
    tags = [f"-Make={CAMERA}", "-DateTimeOriginal=2020:01:02 03:04:05", "-GPSLatitudeRef=N", "-GPSLatitude=52"]
    subprocess.run(["exiftool", "-q", "-overwrite_original", "-Orientation#=6", *tags, str(path)], check=True)
    image = open_image(path, path.name, LIMITS)
    assert (image.width, image.height) == (23, 37)
    encode(wanting(image, "jpeg"), tmp_path / "b.jpg")
    asked = ["-Make", "-DateTimeOriginal", "-GPSLatitudeRef", "-Orientation#"]
    told = subprocess.run(
        ["exiftool", "-s3", *asked, str(tmp_path / "b.jpg")], capture_output=True, text=True, check=True
    ).stdout
    assert told.splitlines() == [CAMERA, "2020:01:02 03:04:05", "North", "1"]
    assert encode(image, tmp_path / "c.tiff").warnings == ()
    again = subprocess.run(
        ["exiftool", "-s3", *asked, str(tmp_path / "c.tiff")], capture_output=True, text=True, check=True
    ).stdout
    assert again == told


TAGS = {
    "EXIF:Make": CAMERA,
    "EXIF:Artist": "Jane",
    "EXIF:DateTimeOriginal": "2020:01:02 03:04:05",
    "EXIF:ISO": "200",
    "EXIF:LensModel": "Long",
    "EXIF:GPSLatitude": "52.5",
    "EXIF:GPSLatitudeRef": "N",
    "XMP:Title": "A title",
    "IPTC:City": "Bonn",
    "IPTC:Keywords": "river",
    "ICC_Profile:ProfileDescription": "tests",
}


def told(path: Path) -> dict[str, object]:
    """Give what exiftool finds of the tags above."""
    command = ["exiftool", "-j", "-n", "-G0", *(f"-{tag}" for tag in TAGS), str(path)]
    found = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)[0]
    return {tag: str(value) for tag, value in found.items() if tag != "SourceFile"}


@pytest.mark.parametrize("pages", [1, 3])
def test_all_metadata_goes_through_a_tiff(tmp_path: Path, pages: int) -> None:
    path = tmp_path / ("a.jpg" if pages == 1 else "a.tiff")
    first, *rest = [Pillow.fromarray(noise(37, 23, seed=seed)) for seed in range(pages)]
    more = {"save_all": True, "append_images": rest} if rest else {}
    first.save(path, icc_profile=display_p3(), **more)  # type: ignore[arg-type]
    written = [f"-{tag}={value}" for tag, value in TAGS.items() if not tag.startswith("ICC")]
    subprocess.run(["exiftool", "-q", "-n", "-overwrite_original", *written, str(path)], check=True)
    assert told(path) == TAGS
    image = open_image(path, path.name, LIMITS)
    encoded = encode(wanting(image, "tiff"), tmp_path / "b.tiff")
    assert (encoded.frames, encoded.warnings) == (pages, ())
    assert told(tmp_path / "b.tiff") == TAGS
    checked = ["exiftool", "-a", "-s3", "-Warning", "-Error", str(tmp_path / "b.tiff")]
    assert subprocess.run(checked, capture_output=True, text=True, check=True).stdout == ""
    with tifffile.TiffFile(tmp_path / "b.tiff") as file:
        assert len(file.pages) == pages
        assert np.array_equal(file.asarray(), np.squeeze(image.pixels.numpy().reshape(pages, 23, 37, 3)))
    encode(wanting(open_image(tmp_path / "b.tiff", "b.tiff", LIMITS), "jpeg"), tmp_path / "c.jpg")
    assert told(tmp_path / "c.jpg") == TAGS


def test_metadata_of_a_tiff_follows_the_policy(tmp_path: Path) -> None:
    path = tmp_path / "a.tiff"
    Pillow.fromarray(noise(37, 23)).save(path)
    written = [f"-{tag}={value}" for tag, value in TAGS.items() if not tag.startswith("ICC")]
    subprocess.run(["exiftool", "-q", "-n", "-overwrite_original", *written, str(path)], check=True)
    image = open_image(path, path.name, LIMITS)
    stripped = image.with_intent(replace(image.intent, metadata="strip"))
    encode(stripped, tmp_path / "b.tiff")
    assert told(tmp_path / "b.tiff") == {}
    placeless = image.with_intent(replace(image.intent, metadata="keep-without-location"))
    encode(placeless, tmp_path / "c.tiff")
    assert set(TAGS) - set(told(tmp_path / "c.tiff")) == {
        "EXIF:GPSLatitude",
        "EXIF:GPSLatitudeRef",
        "IPTC:City",
        "ICC_Profile:ProfileDescription",
    }
    small = image.with_intent(replace(image.intent, target_bytes=100_000))
    encode(small, tmp_path / "d.tiff")
    assert told(tmp_path / "d.tiff")["EXIF:Make"] == CAMERA


def test_broken_directories_are_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "a.tiff"
    tifffile.imwrite(path, noise(37, 23), photometric="rgb")
    whole = path.read_bytes()
    for end in (8, 9, 30, 100):
        path.write_bytes(whole[:end])
        with pytest.raises(InvalidImageError, match="failed to read image metadata"):
            open_image(path, path.name, LIMITS)
