"""The formats beyond those of libvips, read and written, against other readers and writers."""

import io
import subprocess
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow
from psd_tools import PSDImage

from ashim.imaging import FORMATS, ImageLimits, InvalidImageError, encode, open_image
from ashim.imaging.readers import raw
from tests import rare_formats
from tests.corpus import CAMERA, Array, Sample, noise, with_holes
from tests.imaging.reading import LIMITS, opened, opened_array, psnr, read, values, wanting
from tests.profiles import display_p3


def decoded(path: Path) -> Array:
    return values(open_image(path, path.name, LIMITS))


@pytest.mark.parametrize(
    "name", ["clear.jxl", "clear.jp2", "clear.qoi", "clear.psd", "clear.tga", "clear.dds", "clear.pam"]
)
def test_lossless_files_give_their_exact_pixels_with_alpha(corpus: dict[str, Sample], name: str) -> None:
    assert np.array_equal(values(opened(corpus[name])), with_holes(noise(37, 23)))


def test_pixmaps_give_their_exact_pixels(corpus: dict[str, Sample]) -> None:
    rgb = noise(37, 23)
    assert np.array_equal(values(opened(corpus["plain.ppm"])), rgb)
    assert np.array_equal(values(opened(corpus["plain.pgm"])), rgb[:, :, 0])
    assert np.array_equal(values(opened(corpus["plain.pbm"])), (rgb[:, :, 0] > 90) * np.uint8(255))


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"P1 # two\n3 2\n1 0 1\n010", [[0, 255, 0], [255, 0, 255]]),
        (b"P2\n3 1\n# most\n15\n0 5 15\n", [[0, 85, 255]]),
        (b"P5\n2 1\n100\n\x00\x32", [[0, 128]]),
        (b"P5 2 1 65535\n\x00\x01\xff\xfe", [[1, 65_534]]),
        (b"P3\n1 1\n1023\n0 1023 341\n", [[[0, 65_535, 21_845]]]),
    ],
)
def test_pixmaps_in_words_and_of_any_depth(tmp_path: Path, data: bytes, expected: list[object]) -> None:
    path = tmp_path / "a.pnm"
    path.write_bytes(data)
    assert decoded(path).tolist() == expected


def test_the_picture_of_a_cursor_is_given(corpus: dict[str, Sample]) -> None:
    assert np.array_equal(values(opened(corpus["pointer.cur"])), with_holes(noise(32, 32)))


def test_film_of_10_bits_keeps_them(corpus: dict[str, Sample]) -> None:
    assert np.array_equal(values(opened(corpus["film.dpx"])) >> 6, noise(37, 23).astype(np.uint16) * 4)


@pytest.mark.parametrize("bits", [8, 16])
def test_dpx_of_whole_bytes(tmp_path: Path, bits: int) -> None:
    path = tmp_path / "a.dpx"
    source = noise(9, 5, deep=bits == 16)
    path.write_bytes(rare_formats.dpx(source, bits))
    assert np.array_equal(decoded(path), source)


def test_fits_is_stretched_as_pillow_turns_it(corpus: dict[str, Sample]) -> None:
    sample = corpus["sky.fits"]
    with Pillow.open(sample.path) as picture:
        expected = np.asarray(picture).astype(float)
    stretched = (expected - expected.min()) / (expected.max() - expected.min()) * 65_535
    image = opened(sample)
    assert np.abs(values(image) - stretched).max() <= 1
    assert "stretched" in image.warnings[0]


def test_light_within_the_range_of_a_screen_is_only_encoded(tmp_path: Path) -> None:
    path = tmp_path / "a.exr"
    light = noise(21, 11).astype(np.float32) / 255
    rare_formats.write_exr(path, light)
    assert np.abs(decoded(path) / 65_535 - rare_formats.srgb(light)).max() < 1e-4
    path = tmp_path / "a.pfm"
    Pillow.fromarray(light[:, :, 0]).save(path)
    assert np.abs(decoded(path) / 65_535 - rare_formats.srgb(light[:, :, 0])).max() < 1e-4


def test_alpha_in_exr_is_taken_out_of_the_colours(tmp_path: Path) -> None:
    path = tmp_path / "a.exr"
    light = noise(21, 11).astype(np.float32) / 255
    alpha = np.full((11, 21, 1), 0.5, np.float32)
    rare_formats.write_exr(path, np.dstack([light * alpha, alpha]))
    found = decoded(path) / 65_535
    assert np.abs(found[:, :, :3] - rare_formats.srgb(light)).max() < 1e-4
    assert np.abs(found[:, :, 3] - 0.5).max() < 1e-4


@pytest.mark.parametrize("packed", [True, False])
def test_radiance_decodes_as_the_format_says(tmp_path: Path, packed: bool) -> None:
    path = tmp_path / "a.hdr"
    rgb = noise(37, 23)
    path.write_bytes(rare_formats.radiance(np.dstack([rgb, np.full((23, 37), 128, np.uint8)]), packed=packed))
    assert np.abs(decoded(path) / 65_535 - rare_formats.srgb((rgb + 0.5) / 256)).max() < 1e-4


@pytest.mark.parametrize("name", ["light.exr", "light.hdr"])
def test_light_beyond_a_screen_is_tone_mapped_and_said(corpus: dict[str, Sample], name: str) -> None:
    image = opened(corpus[name])
    pixels = values(image)
    brightness = noise(37, 23).astype(float)[:, :, 1]
    assert np.corrcoef(pixels[:, :, 1].astype(float).ravel(), brightness.ravel())[0, 1] > 0.9
    assert 0.2 < pixels.mean() / 65_535 < 0.8
    assert (pixels == 65_535).mean() < 0.05, "highlights are not burnt"
    assert "tone-mapped" in image.warnings[0]


def test_raw_is_developed_upright(corpus: dict[str, Sample]) -> None:
    pixels = values(opened(corpus["camera.dng"])).astype(float)
    assert pixels.shape == (40, 24, 3)
    # The sensor's values grow from left to right; turned clockwise by a quarter, from top to bottom.
    down = pixels[:, :, 1].mean(axis=1)
    assert np.corrcoef(down, np.arange(40))[0, 1] > 0.95
    assert np.abs(pixels[10:30, 5:19].mean(axis=(0, 1)) / pixels[10:30, 5:19].mean() - 1).max() < 0.1, "grey"


@pytest.mark.parametrize("magic", [b"II*\0", b"IIRO", b"IIU\0"])
def test_camera_metadata_of_raw_travels(tmp_path: Path, magic: bytes) -> None:
    path = tmp_path / "a.dng"
    rare_formats.write_dng(path, np.full((40, 64), 900, np.uint16), orientation=6)
    tags = ["-EXIF:DateTimeOriginal=2020:01:02 03:04:05", "-ISO=400", "-GPSLatitude=52", "-GPSLatitudeRef=N"]
    subprocess.run(["exiftool", "-q", "-overwrite_original", *tags, str(path)], check=True)
    # LibRaw knows the makers' own files by more than that, so only what reads EXIF sees these.
    changed = tmp_path / "changed.raw"
    changed.write_bytes(magic + path.read_bytes()[4:])
    assert raw.exif_of(changed) == raw.exif_of(path)
    image = open_image(path, path.name, LIMITS)
    assert image.warnings == ()
    encode(wanting(image, format="jpeg"), tmp_path / "b.jpg")
    asked = ["-Make", "-Model", "-DateTimeOriginal", "-ISO", "-GPSLatitudeRef", "-Orientation#"]
    found = subprocess.run(["exiftool", "-s3", *asked, str(tmp_path / "b.jpg")], capture_output=True, text=True)
    assert found.stdout.splitlines() == [CAMERA, "One", "2020:01:02 03:04:05", "400", "North", "1"]


def test_the_preview_that_a_camera_embeds_is_found(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    Pillow.fromarray(noise(320, 200)).save(buffer, "JPEG", quality=95)
    path = tmp_path / "a.dng"
    mosaic = np.full((400, 640), 900, np.uint16)
    rare_formats.write_dng(path, mosaic, orientation=6, preview=buffer.getvalue())
    preview = raw.embedded_preview(path)
    assert preview is not None
    assert psnr(preview.numpy(), np.rot90(noise(320, 200), -1)) > 35
    rare_formats.write_dng(path, mosaic)
    assert raw.embedded_preview(path) is None


@pytest.mark.parametrize("format_id", ["bmp", "qoi", "psd", "ico"])
@pytest.mark.parametrize("name", ["rgb.png", "rgba.png", "grey.png", "grey-alpha.png"])
def test_lossless_writers_keep_every_pixel(
    corpus: dict[str, Sample], tmp_path: Path, format_id: str, name: str
) -> None:
    path = tmp_path / f"a.{format_id}"
    encoded = encode(wanting(opened(corpus[name]), format=format_id), path)
    assert encoded.warnings == ()
    assert encoded.quality is None
    if (format_id, name) == ("psd", "grey-alpha.png"):
        found = PSDImage.open(path).numpy("shape")
        assert found is not None
        assert np.array_equal(np.rint(found[:, :, 0] * 255), read(corpus[name].path)[:, :, 1])
        return
    with Pillow.open(path) as picture, Pillow.open(corpus[name].path) as source:
        assert np.array_equal(np.asarray(picture.convert("RGBA")), np.asarray(source.convert("RGBA")))
    assert open_image(path, path.name, LIMITS).source.format == format_id


def test_qoi_has_every_op(tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    steps = np.concatenate([np.zeros((300, 4)), rng.integers(-3, 3, (400, 4)), rng.integers(-40, 40, (400, 4))])
    walk = (np.cumsum(steps, axis=0) % 256).astype(np.uint8)
    walk[500:, 3] = 255
    source = np.concatenate([walk, rng.integers(0, 256, (100, 4)).astype(np.uint8)]).reshape(30, 40, 4)
    encode(wanting(opened_array(tmp_path, source), format="qoi"), tmp_path / "a.qoi")
    data = (tmp_path / "a.qoi").read_bytes()
    assert np.array_equal(read(tmp_path / "a.qoi"), source)
    assert data.endswith(bytes(7) + b"\1")
    assert len(data) < source.nbytes * 0.9


def test_an_icon_holds_the_usual_sizes(tmp_path: Path) -> None:
    source = with_holes(noise(300, 150))
    encoded = encode(wanting(opened_array(tmp_path, source), format="ico"), tmp_path / "a.ico")
    assert (encoded.width, encoded.height) == (256, 128)
    assert encoded.warnings == ("The picture was scaled down to 256x128: ICO holds at most 256 pixels a side.",)
    with Pillow.open(tmp_path / "a.ico") as icon:
        assert sorted(icon.info["sizes"]) == [(s, s // 2) for s in (16, 24, 32, 48, 64, 128, 256)]
        expected = np.asarray(Pillow.fromarray(source).resize((256, 128), Pillow.Resampling.LANCZOS))
        assert psnr(np.asarray(icon.convert("RGBA"))[..., 3], expected[..., 3]) > 35


def test_a_small_icon_keeps_its_size(tmp_path: Path) -> None:
    encode(wanting(opened_array(tmp_path, noise(40, 40)), format="ico"), tmp_path / "a.ico")
    with Pillow.open(tmp_path / "a.ico") as icon:
        assert sorted(icon.info["sizes"]) == [(16, 16), (24, 24), (32, 32), (40, 40)]


@pytest.mark.parametrize("format_id", ["jxl", "psd", "jp2"])
def test_camera_metadata_travels(corpus: dict[str, Sample], tmp_path: Path, format_id: str) -> None:
    path = tmp_path / f"a.{format_id}"
    encode(wanting(opened(corpus["photo.jpg"]), format=format_id), path)
    told = subprocess.run(
        ["exiftool", "-s3", "-Make", "-GPSLatitudeRef", str(path)], capture_output=True, text=True, check=True
    ).stdout
    assert told.split()[:1] == [CAMERA]
    encode(wanting(open_image(path, path.name, LIMITS), format="jpeg"), tmp_path / "b.jpg")
    with Pillow.open(tmp_path / "b.jpg") as picture:
        assert picture.getexif()[0x010F] == CAMERA
    encode(wanting(opened(corpus["photo.jpg"]), format=format_id, metadata="strip"), path)
    assert CAMERA.encode() not in path.read_bytes()


@pytest.mark.parametrize("format_id", ["psd", "jp2"])
def test_profiles_stay(tmp_path: Path, corpus: dict[str, Sample], format_id: str) -> None:
    path = tmp_path / f"a.{format_id}"
    source = opened(corpus["wide-gamut.jpg"])
    assert encode(wanting(source, format=format_id), path).warnings == ()
    with Pillow.open(path) as picture:
        assert psnr(np.asarray(picture.convert("RGB")), values(source)) > 35
    command = ["exiftool", "-b", "-ICC_Profile", str(path)]
    assert subprocess.run(command, capture_output=True, check=True).stdout == display_p3()
    image = open_image(path, path.name, LIMITS)
    assert psnr(values(image), values(source)) > 35
    assert image.source.profile
    assert image.pixels.get("icc-profile-data") == display_p3()


@pytest.mark.parametrize("format_id", ["jxl", "bmp", "qoi", "ico", "exr"])
def test_other_colours_become_srgb_where_no_profile_is_kept(
    corpus: dict[str, Sample], tmp_path: Path, format_id: str
) -> None:
    encoded = encode(wanting(opened(corpus["wide-gamut.jpg"]), format=format_id), tmp_path / "a")
    assert f"{FORMATS[format_id].name} holds no colour profile" in encoded.warnings[0]


@pytest.mark.parametrize(
    "name", ["clear.jxl", "clear.jp2", "clear.qoi", "clear.psd", "clear.tga", "clear.dds", "plain.ppm", "light.exr"]
)
def test_limits_are_checked_before_decoding(corpus: dict[str, Sample], name: str) -> None:
    with pytest.raises(InvalidImageError, match="exceeds maximum size"):
        open_image(corpus[name].path, name, ImageLimits(max_pixels=36 * 23))


RARE = [
    *("clear.jxl", "photo.jxl", "clear.jp2", "clear.qoi", "clear.psd", "clear.tga", "clear.dds", "clear.pam"),
    *("plain.ppm", "plain.pbm", "plain.pfm", "pointer.cur", "camera.dng", "light.exr", "light.hdr", "sky.fits"),
    *("film.dpx", "plain.bmp"),
]


@pytest.mark.parametrize("name", RARE)
def test_files_cut_short_are_refused_with_a_reason(corpus: dict[str, Sample], tmp_path: Path, name: str) -> None:
    data = corpus[name].path.read_bytes()
    for part in (0.02, 0.3, 0.6, 0.75):
        path = tmp_path / name
        path.write_bytes(data[: max(24, int(len(data) * part))])
        with pytest.raises(InvalidImageError) as caught:
            decoded(path)
        assert str(tmp_path) not in str(caught.value)
