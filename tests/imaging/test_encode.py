import io
import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pillow_heif
import pytest
from PIL import Image as Pillow
from PIL import ImageCms
from skimage.data import chelsea

from ashim.imaging import (
    FORMATS,
    Colour,
    EncodeError,
    encode,
    open_image,
    output_extension,
    output_format,
)
from ashim.imaging.intent import Effort
from ashim.imaging.writers import writer_for
from tests.corpus import CAMERA, Sample, camera_exif, noise, texture, with_holes
from tests.imaging.reading import LIMITS, opened, opened_array, psnr, read, values, wanting, written

EFFORTS: tuple[Effort, ...] = ("turbo", "usual", "small")


@pytest.mark.parametrize(
    ("name", "format_id"),
    [
        ("odd.jpg", "jpeg"),
        ("rgb.png", "png"),
        ("clear.webp", "webp"),
        ("still.gif", "gif"),
        ("clear.avif", "avif"),
        ("deep.tiff", "tiff"),
        ("phone.heic", "png"),
        ("plain.bmp", "png"),
        ("icon.ico", "png"),
        ("drawing.svg", "png"),
    ],
)
def test_the_format_is_preserved_or_becomes_png(corpus: dict[str, Sample], name: str, format_id: str) -> None:
    assert output_format(opened(corpus[name])).id == format_id


def test_the_extension_is_the_tools_or_the_formats_first(corpus: dict[str, Sample]) -> None:
    image = opened(corpus["rgb.png"])
    assert output_extension(image) == ".png"
    assert output_extension(wanting(image, format="tiff")) == ".tiff"
    assert output_extension(wanting(image, format="heif", extension=".heif")) == ".heif"


def test_formats_that_cannot_be_written_are_refused_with_those_that_can(corpus: dict[str, Sample]) -> None:
    with pytest.raises(EncodeError, match="JPEG, PNG, WebP, GIF, AVIF, TIFF, HEIC, BMP, ICO"):
        output_format(wanting(opened(corpus["rgb.png"]), format="tga"))


@pytest.mark.parametrize("format_id", ["png", "tiff"])
@pytest.mark.parametrize("name", ["grey.png", "rgba.png", "grey-alpha.png", "deep-grey.png"])
def test_lossless_formats_keep_every_pixel(
    corpus: dict[str, Sample], tmp_path: Path, format_id: str, name: str
) -> None:
    image = opened(corpus[name])
    encoded, pixels = written(wanting(image, format=format_id), tmp_path / "a")
    assert np.array_equal(pixels, values(image))
    assert encoded.warnings == ()
    assert encoded.quality is None


@pytest.mark.parametrize("format_id", ["jpeg", "webp", "avif", "heif"])
def test_lossy_formats_are_close_at_the_preserving_quality(
    corpus: dict[str, Sample], tmp_path: Path, format_id: str
) -> None:
    pillow_heif.register_heif_opener()
    source = noise(64, 48)
    encoded, pixels = written(wanting(opened_array(tmp_path, source), format=format_id), tmp_path / "a")
    assert psnr(pixels, source) > 35
    assert encoded.quality == 95
    assert (encoded.format, encoded.width, encoded.height, encoded.frames) == (format_id, 64, 48, 1)


@pytest.mark.parametrize("format_id", ["jpeg", "webp", "avif", "heif", "tiff"])
def test_quality_steers_the_size(tmp_path: Path, format_id: str) -> None:
    image = wanting(opened_array(tmp_path, texture(64, 48)), format=format_id)
    sizes = [encode(wanting(image, quality=quality), tmp_path / "a").bytes for quality in (20, 60, 95)]
    assert sizes == sorted(set(sizes))


def test_jpeg_keeps_the_reference_chroma_subsampling_at_every_quality(tmp_path: Path) -> None:
    for quality in (50, 95):
        encode(wanting(opened_array(tmp_path, noise(64, 48)), format="jpeg", quality=quality), tmp_path / "a.jpg")
        with Pillow.open(tmp_path / "a.jpg") as picture:
            assert picture.layer[0][1:3] == (2, 2)  # type: ignore[attr-defined]


def test_jpeg_effort_trades_time_for_bytes(tmp_path: Path) -> None:
    source = texture(320, 240)
    image = opened_array(tmp_path, source)
    usual = writer_for(FORMATS["jpeg"], image.pixels, replace(image.intent, quality=80.0), from_lossless=False)
    data = {effort: replace(usual, effort=effort).encode(image.pixels) for effort in EFFORTS}
    assert len(data["turbo"]) > len(data["usual"]) > len(data["small"])
    likeness = {effort: psnr(np.asarray(Pillow.open(io.BytesIO(data[effort]))), source) for effort in EFFORTS}
    assert likeness["turbo"] == likeness["usual"]
    assert likeness["small"] > likeness["usual"] - 1.5


def test_more_effort_goes_into_webp_and_avif(tmp_path: Path) -> None:
    photo = opened_array(tmp_path, chelsea()[:240, :320])
    small = {
        name: encode(wanting(photo, format=name, quality=60, effort="small"), tmp_path / name).bytes
        for name in ("webp", "avif")
    }
    assert small["webp"] < encode(wanting(photo, format="webp", quality=60), tmp_path / "usual").bytes
    slow = photo.pixels.heifsave_buffer(
        compression="av1", Q=60, effort=4, subsample_mode="off", bitdepth=8, keep=63 & ~1
    )
    assert small["avif"] == len(slow)


def test_a_quality_without_effect_is_said(corpus: dict[str, Sample], tmp_path: Path) -> None:
    encoded = encode(wanting(opened(corpus["rgb.png"]), quality=50), tmp_path / "a.png")
    assert encoded.warnings == ("Quality has no effect: PNG keeps every pixel.",)
    assert np.array_equal(read(tmp_path / "a.png"), noise(37, 23))


def test_tiff_is_lossless_unless_a_quality_is_asked_and_possible(corpus: dict[str, Sample], tmp_path: Path) -> None:
    for name, compression in (("rgb.png", 7), ("rgba.png", 8), ("deep.png", 8)):
        encode(wanting(opened(corpus[name]), format="tiff", quality=80), tmp_path / "a.tiff")
        with Pillow.open(tmp_path / "a.tiff") as picture:
            assert picture.tag_v2[259] == compression, name  # type: ignore[attr-defined]


def test_lossless_webp_stays_lossless_until_a_quality_is_asked(corpus: dict[str, Sample], tmp_path: Path) -> None:
    path = tmp_path / "lossless.webp"
    Pillow.fromarray(texture(60, 40)).save(path, lossless=True, exif=camera_exif())
    image = open_image(path, path.name, LIMITS).crop(1, 1, 50, 30)
    encoded, pixels = written(image, tmp_path / "a.webp")
    assert np.array_equal(pixels, texture(60, 40)[1:31, 1:51])
    assert encoded.quality is None
    assert encode(wanting(image, quality=80), tmp_path / "b.webp").bytes < encoded.bytes
    assert opened(corpus["animated.webp"]).source.lossless
    assert not opened(corpus["clear.webp"]).source.lossless


def test_file_names_are_taken_literally(corpus: dict[str, Sample], tmp_path: Path) -> None:
    path = tmp_path / "a[page=3]%s,strip].jpg"
    path.write_bytes(corpus["odd.jpg"].path.read_bytes())
    image = open_image(path, path.name, LIMITS)
    assert encode(image, tmp_path / "b[Q=1].jpg").quality == 95
    assert (tmp_path / "b[Q=1].jpg").exists()


def test_transparency_is_laid_on_white_or_the_asked_colour(corpus: dict[str, Sample], tmp_path: Path) -> None:
    image = wanting(opened(corpus["rgba.png"]), format="jpeg")
    encoded, pixels = written(image, tmp_path / "a.jpg")
    assert pixels[:, :8].min() > 245
    assert encoded.warnings == ("Transparent parts were filled: JPEG holds no transparency.",)
    _, green = written(wanting(image, background=Colour(0, 200, 0)), tmp_path / "a.jpg")
    assert np.abs(green[:, :8].astype(int).mean(axis=(0, 1)) - [0, 200, 0]).max() < 8


def test_16_bits_flatten_as_16_bits(corpus: dict[str, Sample], tmp_path: Path) -> None:
    encoded, pixels = written(wanting(opened(corpus["deep-alpha.png"]), format="jpeg"), tmp_path / "a.jpg")
    assert pixels[:, :8].min() > 245
    assert psnr(pixels[:, 26:], noise(37, 23)[:, 26:]) > 30
    assert any("from 16 to 8 bits" in warning for warning in encoded.warnings)


@pytest.mark.parametrize(("format_id", "bits"), [("avif", 12), ("heif", 10)])
def test_deep_colour_keeps_what_the_format_holds(
    corpus: dict[str, Sample], tmp_path: Path, format_id: str, bits: int
) -> None:
    encoded = encode(wanting(opened(corpus["deep.png"]), format=format_id), tmp_path / "a")
    assert encoded.warnings == (
        f"The depth was reduced from 16 to {bits} bits a channel: {FORMATS[format_id].name} holds no more.",
    )
    reopened = values(open_image(tmp_path / "a", "a", LIMITS))
    assert reopened.dtype == np.uint16
    assert psnr(reopened / 257, noise(37, 23)) > 33
    again = encode(wanting(open_image(tmp_path / "a", "a", LIMITS), format=format_id), tmp_path / "b")
    assert again.warnings == ()


def test_cmyk_stays_where_it_can_and_becomes_srgb_elsewhere(corpus: dict[str, Sample], tmp_path: Path) -> None:
    image = opened(corpus["cmyk.jpg"])
    encode(image, tmp_path / "a.jpg")
    with Pillow.open(tmp_path / "a.jpg") as picture:
        assert picture.mode == "CMYK"
    encoded, pixels = written(wanting(image, format="png"), tmp_path / "a.png")
    assert pixels.shape == (23, 37, 3)
    assert "CMYK" in encoded.warnings[0]
    assert np.corrcoef(pixels.astype(float).ravel(), noise(37, 23).astype(float).ravel())[0, 1] > 0.95


def test_the_profile_stays_where_it_can_and_is_applied_elsewhere(corpus: dict[str, Sample], tmp_path: Path) -> None:
    sample = corpus["wide-gamut.jpg"]
    image = opened(sample)
    source = read(sample.path)
    p3 = ImageCms.ImageCmsProfile(io.BytesIO(sample.profile or b""))
    expected = ImageCms.profileToProfile(Pillow.fromarray(source), p3, ImageCms.createProfile("sRGB"))
    encode(wanting(image, format="png"), tmp_path / "a.png")
    assert np.array_equal(read(tmp_path / "a.png"), source)
    _, stripped = written(wanting(image, format="png", metadata="strip"), tmp_path / "b.png")
    assert np.abs(stripped.astype(int) - np.asarray(expected)).max() <= 4
    with Pillow.open(tmp_path / "b.png") as picture:
        assert "icc_profile" not in picture.info


def test_a_grey_profile_is_applied_where_pixels_become_rgb(corpus: dict[str, Sample], tmp_path: Path) -> None:
    encode(wanting(opened(corpus["grey-profile.png"]), format="webp"), tmp_path / "a.webp")
    with Pillow.open(tmp_path / "a.webp") as picture:
        assert picture.info.get("icc_profile") is None
    lighter = read(tmp_path / "a.webp")[..., 0].mean()
    assert lighter > noise(37, 23, 1).mean() + 5, "gamma 1.8 is lighter than sRGB's 2.2"


@pytest.mark.parametrize("format_id", ["jpeg", "png", "webp", "avif", "heif"])
def test_metadata_travels_between_formats_and_can_be_stripped(
    corpus: dict[str, Sample], tmp_path: Path, format_id: str
) -> None:
    pillow_heif.register_heif_opener()
    image = wanting(opened(corpus["photo.jpg"]), format=format_id)
    encode(image, tmp_path / "a")
    told = subprocess.run(
        ["exiftool", "-s3", "-Make", "-GPSLatitudeRef", str(tmp_path / "a")], capture_output=True, text=True, check=True
    ).stdout
    assert told.split() == [CAMERA]
    encode(wanting(image, metadata="strip"), tmp_path / "b")
    with Pillow.open(tmp_path / "b") as picture:
        assert not dict(picture.getexif())


@pytest.mark.parametrize("format_id", ["jpeg", "png", "webp", "tiff", "avif"])
def test_no_metadata_is_invented(tmp_path: Path, format_id: str) -> None:
    encode(wanting(opened_array(tmp_path, noise(20, 10)), format=format_id), tmp_path / "a")
    with Pillow.open(tmp_path / "a") as picture:
        assert picture.info.get("exif") is None


def test_what_is_lost_in_a_gif_is_said(corpus: dict[str, Sample], tmp_path: Path) -> None:
    encoded = encode(wanting(opened(corpus["text.png"]), format="gif"), tmp_path / "a.gif")
    assert [warning.split(":")[0] for warning in encoded.warnings] == [
        "Colours were reduced",
        "Camera metadata (EXIF) was left out",
    ]


def test_an_animation_becomes_its_first_frame_where_it_has_to(corpus: dict[str, Sample], tmp_path: Path) -> None:
    image = opened(corpus["animated.webp"])
    encoded, pixels = written(wanting(image, format="bmp"), tmp_path / "a.bmp")
    assert np.array_equal(pixels, values(image)[:14])
    assert encoded.warnings == ("Only the first of 4 frames was kept: BMP holds no animation.",)


def test_sides_that_the_format_cannot_hold_are_refused(tmp_path: Path) -> None:
    image = opened_array(tmp_path, noise(4, 1)).resize(16_400, 1)
    with pytest.raises(EncodeError, match="WebP holds at most 16383 pixels a side; the result is 16400x1"):
        encode(wanting(image, format="webp"), tmp_path / "a.webp")


def test_a_failed_encode_leaves_the_old_file_alone(corpus: dict[str, Sample], tmp_path: Path) -> None:
    target = tmp_path / "a.png"
    target.write_bytes(b"old")
    with pytest.raises(Exception, match="damaged"):
        encode(wanting(opened(corpus["truncated.jpg"]), format="png"), target)
    assert [path.name for path in tmp_path.iterdir()] == ["a.png"]
    assert target.read_bytes() == b"old"


def test_compact_packs_tighter_and_keeps_an_input_that_is_smaller(tmp_path: Path) -> None:
    image = opened_array(tmp_path, with_holes(noise(200, 150)))
    usual = encode(image.crop(0, 0, 199, 150), tmp_path / "a.png").bytes
    assert encode(wanting(image.crop(0, 0, 199, 150), compact=True), tmp_path / "b.png").bytes < usual
    small = tmp_path / "small.jpg"
    Pillow.fromarray(texture(160, 120)).save(small, quality=20)
    compact = wanting(open_image(small, "small.jpg", LIMITS), compact=True, quality=95)
    kept = encode(compact, tmp_path / "c.jpg")
    assert (tmp_path / "c.jpg").read_bytes() == small.read_bytes()
    assert kept.warnings == ("The file could not be made smaller and was kept as it is.",)
    for changed in (compact.crop(0, 0, 159, 120), wanting(compact, metadata="strip"), wanting(compact, compact=False)):
        encode(changed, tmp_path / "d.jpg")
        assert (tmp_path / "d.jpg").read_bytes() != small.read_bytes()


def test_samples_hold_the_metadata_that_tests_rely_on() -> None:
    assert CAMERA.encode() in camera_exif(thumbnail=True)
