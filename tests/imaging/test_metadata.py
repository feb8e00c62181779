"""Metadata is taken out of files whose coded pixels stay as they are; exiftool writes and reads it for comparison."""

import io
import json
import struct
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pillow_heif
import pytest
import tifffile
from PIL import Image, ImageFile

from ashim.imaging import ImageLimits, InvalidImageError, OutputIntent, encode, open_image
from ashim.imaging.metadata import CATEGORIES, EDITABLE, Category, inspect, rewrite, without
from tests.corpus import camera_exif, noise
from tests.profiles import display_p3

pytestmark = pytest.mark.usefixtures("worker")

TAGS = {
    "exif": ("-EXIF:Artist=Someone", "-EXIF:ISO=400", "-EXIF:UserComment=a remark"),
    "gps": ("-EXIF:GPSLatitude=52.5", "-EXIF:GPSLatitudeRef=N", "-XMP-exif:GPSLongitude=13.4", "-XMP:City=Berlin"),
    "iptc": ("-IPTC:Keywords=harbour", "-IPTC:City=Berlin"),
    "xmp": ("-XMP:Title=Evening", "-XMP:Rating=4"),
    "comment": ("-Comment=by hand",),
}
# exiftool's names of the groups in which it finds each category.
GROUPS: dict[Category, tuple[str, ...]] = {
    "exif": ("IFD0:Artist", "ExifIFD:"),
    "gps": ("GPS:", "XMP-exif:GPS", "XMP-photoshop:City", "IPTC:City"),
    "iptc": ("IPTC:",),
    "xmp": ("XMP-",),
    "icc": ("ICC_Profile:", "ICC-header:", "ICC-view", "ICC-meas"),
    "thumbnail": ("IFD1:",),
    "comment": ("File:Comment", "PNG:Comment", "GIF:Comment"),
}
HOLDS: dict[str, frozenset[Category]] = {
    "jpeg": frozenset(CATEGORIES),
    "png": frozenset({"exif", "gps", "xmp", "icc", "comment"}),
    "webp": frozenset({"exif", "gps", "xmp", "icc"}),
    "tiff": frozenset({"exif", "gps", "iptc", "xmp", "icc"}),
    "heif": frozenset({"exif", "gps", "xmp", "icc"}),
    "avif": frozenset({"exif", "gps", "xmp", "icc"}),
    "jxl": frozenset({"exif", "gps", "xmp"}),
    "gif": frozenset({"gps", "xmp", "comment"}),
}


def groups(path: Path) -> dict[str, Any]:
    """Give what exiftool finds, by group and name."""
    listing = subprocess.run(["exiftool", "-j", "-G1", "-a", path], capture_output=True, check=True, text=True).stdout
    found: dict[str, Any] = json.loads(listing)[0]
    return found


def categories(path: Path) -> set[Category]:
    """Give the categories that exiftool finds."""
    found = groups(path)
    return {each for each, names in GROUPS.items() if any(name.startswith(names) for name in found)}


@pytest.fixture(scope="session")
def tagged(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Give a file of every editable format with all the metadata that it can hold."""
    folder = tmp_path_factory.mktemp("tagged")
    picture, profile = Image.fromarray(noise(96, 64)), display_p3()
    paths = {name: folder / f"tagged.{name}" for name in HOLDS}
    exif = camera_exif(6, thumbnail=True)
    picture.save(paths["jpeg"], quality=90, icc_profile=profile, exif=exif)
    picture.save(paths["png"], icc_profile=profile)
    picture.save(paths["webp"], quality=80, icc_profile=profile)
    picture.save(paths["avif"], quality=80, icc_profile=profile)
    picture.save(paths["tiff"], compression="tiff_lzw", icc_profile=profile)
    picture.save(paths["jxl"], quality=90, effort=3, exif=camera_exif(), num_threads=1)
    picture.quantize(32).save(paths["gif"])
    heif = pillow_heif.from_pillow(picture)
    heif.info["icc_profile"] = profile
    heif.save(paths["heif"], quality=80, exif=camera_exif())
    paths["heif"].rename(folder / "tagged.heic")
    paths["heif"] = folder / "tagged.heic"
    for name, path in paths.items():
        wanted = [tag for category, tags in TAGS.items() if category in HOLDS[name] for tag in tags]
        subprocess.run(["exiftool", "-q", "-overwrite_original", *wanted, path], check=True)
    return paths


def coded(data: bytes, format_id: str) -> bytes:
    """Give the coded pixels, found without the help of what is tested."""
    match format_id:
        case "jpeg":
            return data[data.rindex(b"\xff\xda") :]
        case "png":
            return b"".join(_chunks(data, 8, ">I4s", 12, b"IDAT"))
        case "webp":
            return b"".join(_chunks(data, 12, "<4sI", 8, b"VP8 "))
        case "jxl":
            return b"".join(_chunks(data, 0, ">I4s", 0, b"jxlc") or _chunks(data, 0, ">I4s", 0, b"jxlp"))
        case "tiff":
            with tifffile.TiffFile(io.BytesIO(data)) as file:
                page = file.pages.first
                pairs = zip(page.dataoffsets, page.databytecounts, strict=True)
                return b"".join(data[start : start + size] for start, size in pairs)
        case _:
            # Metadata lie among the pictures: what became zeros is left to the comparison of the decoded pixels.
            return b""


def _chunks(data: bytes, position: int, layout: str, overhead: int, wanted: bytes) -> list[bytes]:
    found = []
    while position + 8 <= len(data):
        fields = struct.unpack_from(layout, data, position)
        size, name = fields if isinstance(fields[0], int) else fields[::-1]
        end = position + (size or len(data)) + overhead
        if name == wanted:
            found.append(data[position:end])
        position = end + (size % 2 if layout[0] == "<" else 0)
    return found


def pixels(path: Path, format_id: str) -> Any:
    if format_id == "heif":
        return np.asarray(pillow_heif.open_heif(path)[0].to_pillow())
    with Image.open(path) as picture:
        return np.asarray(picture)


@pytest.mark.parametrize("format_id", sorted(HOLDS))
def test_what_is_there_is_listed(tagged: dict[str, Path], format_id: str) -> None:
    found = inspect(tagged[format_id].read_bytes(), format_id)
    assert {each.category for each in found} == categories(tagged[format_id]) == HOLDS[format_id]
    assert all(each.bytes > 0 for each in found)


@pytest.mark.parametrize(
    ("format_id", "category"),
    [(format_id, category) for format_id in sorted(HOLDS) for category in sorted(HOLDS[format_id])],
)
def test_one_category_goes_and_the_others_and_the_pixels_stay(
    tagged: dict[str, Path], tmp_path: Path, format_id: str, category: Category
) -> None:
    source = tagged[format_id]
    before = source.read_bytes()
    after = without(before, format_id, {category})
    path = tmp_path / source.name
    path.write_bytes(after)
    # What is inside EXIF or IPTC goes with it; places are in three others, too.
    gone = {"exif": {"exif", "thumbnail"}}.get(category, {category})
    expected = categories(source) - gone
    assert categories(path) - {"gps"} == expected - {"gps"}
    if category in ("gps", "comment", "thumbnail", "icc"):
        assert ("gps" in categories(path)) == (category != "gps" and "gps" in categories(source))
    assert coded(after, format_id) == coded(before, format_id)
    assert np.array_equal(pixels(path, format_id), pixels(source, format_id))
    validated = subprocess.run(["exiftool", "-validate", "-warning", "-a", "-s3", path], capture_output=True, text=True)
    assert "Error" not in validated.stdout, validated.stdout


@pytest.mark.parametrize("format_id", sorted(HOLDS))
def test_everything_goes_at_once(tagged: dict[str, Path], tmp_path: Path, format_id: str) -> None:
    source = tagged[format_id]
    before = source.read_bytes()
    after = without(before, format_id, set(CATEGORIES))
    path = tmp_path / source.name
    path.write_bytes(after)
    assert categories(path) == set()
    left = {each.category for each in inspect(after, format_id)}
    assert left <= ({"exif"} if format_id == "jpeg" else set())
    assert coded(after, format_id) == coded(before, format_id)
    assert np.array_equal(pixels(path, format_id), pixels(source, format_id))
    assert without(after, format_id, set(CATEGORIES)) == after
    for secret in (b"Someone", b"Berlin", b"harbour", b"Evening", b"by hand"):
        assert secret not in after


@pytest.mark.parametrize("format_id", sorted(HOLDS))
def test_taking_out_nothing_changes_nothing(tagged: dict[str, Path], format_id: str) -> None:
    data = tagged[format_id].read_bytes()
    assert without(data, format_id, set()) == data


@pytest.mark.parametrize("format_id", ["heif", "avif", "tiff"])
def test_nothing_moves_where_offsets_count(tagged: dict[str, Path], format_id: str) -> None:
    data = tagged[format_id].read_bytes()
    after = without(data, format_id, set(CATEGORIES))
    assert len(after) == len(data)
    start = data.find(b"mdat") if format_id != "tiff" else len(data)
    assert all(new in (old, 0) for old, new in zip(data[start:], after[start:], strict=True))


def test_the_picture_stays_upright(tagged: dict[str, Path], tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(without(tagged["jpeg"].read_bytes(), "jpeg", {"exif"}))
    with Image.open(path) as picture:
        assert dict(picture.getexif()) == {0x0112: 6}


@pytest.mark.parametrize("format_id", ["jpeg", "png", "webp", "jxl", "gif"])
def test_a_block_can_be_replaced(tagged: dict[str, Path], tmp_path: Path, format_id: str) -> None:
    packet = (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        b'<rdf:Description xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Label="new"/></rdf:RDF></x:xmpmeta>'
    )
    path = tmp_path / f"a.{format_id}"
    data = tagged[format_id].read_bytes()
    path.write_bytes(rewrite(data, format_id, lambda block: packet if block.kind == "xmp" else block.data))
    found = groups(path)
    assert found["XMP-xmp:Label"] == "new"
    assert "XMP-dc:Title" not in found
    assert found.get("ExifIFD:ISO") == (None if format_id == "gif" else 400)


def test_a_big_profile_is_cut_into_numbered_segments_again(tmp_path: Path) -> None:
    profile = display_p3() + bytes(150_000)
    buffer = io.BytesIO()
    Image.fromarray(noise(8, 8)).save(buffer, "JPEG", icc_profile=profile)
    longer = rewrite(buffer.getvalue(), "jpeg", lambda block: block.data + b"x" if block.kind == "icc" else block.data)
    with Image.open(io.BytesIO(longer)) as picture:
        assert picture.info["icc_profile"] == profile + b"x"


def test_the_further_pictures_of_a_file_are_still_found(tmp_path: Path) -> None:
    first, second = Image.fromarray(noise(96, 64)), Image.fromarray(noise(48, 32))
    path = tmp_path / "two.jpg"
    first.save(path, "MPO", save_all=True, append_images=[second])
    subprocess.run(["exiftool", "-q", "-overwrite_original", "-XMP:Title=x" * 3, "-Comment=later", path], check=True)
    path.write_bytes(without(path.read_bytes(), "jpeg", set(CATEGORIES)))
    with Image.open(path) as picture:
        assert isinstance(picture, ImageFile.ImageFile)
        assert getattr(picture, "n_frames", 1) == 2
        picture.seek(1)
        assert picture.size == (48, 32)
        picture.load()


def test_a_page_of_a_tiff_after_the_first_is_cleaned_too(tmp_path: Path) -> None:
    path = tmp_path / "pages.tiff"
    for index in range(3):
        tifffile.imwrite(path, noise(40, 30), append=index > 0, software="secret", description="hidden")
    before = path.read_bytes()
    after = without(before, "tiff", set(CATEGORIES))
    assert b"secret" not in after
    assert b"hidden" not in after
    assert np.array_equal(tifffile.imread(io.BytesIO(after), key=2), noise(40, 30))


def test_big_tiffs_are_edited(tmp_path: Path) -> None:
    path = tmp_path / "big.tiff"
    tifffile.imwrite(path, noise(40, 30), bigtiff=True, software="secret", tile=(16, 16))
    after = without(path.read_bytes(), "tiff", {"exif"})
    assert b"secret" not in after
    assert np.array_equal(tifffile.imread(io.BytesIO(after)), noise(40, 30))


@pytest.mark.parametrize("format_id", sorted(EDITABLE))
def test_damaged_containers_are_refused(tagged: dict[str, Path], format_id: str) -> None:
    for data in (tagged[format_id].read_bytes()[:40], b"x" * 60):
        with pytest.raises(InvalidImageError, match="damaged"):
            without(data, format_id, {"exif"})


def test_other_formats_are_refused_by_name() -> None:
    with pytest.raises(InvalidImageError, match="bmp"):
        inspect(b"BM", "bmp")


@pytest.mark.parametrize("format_id", ["jpeg", "png", "webp", "heif"])
def test_an_encode_can_keep_all_metadata_but_the_place(tagged: dict[str, Path], tmp_path: Path, format_id: str) -> None:
    image = open_image(tagged["jpeg"], "a.jpg", ImageLimits())
    path = tmp_path / f"a.{'heic' if format_id == 'heif' else format_id}"
    encode(image.with_intent(OutputIntent(format=format_id, metadata="keep-without-location")), path)
    found = groups(path)
    assert categories(path) >= {"exif", "xmp", "icc"}
    assert "gps" not in categories(path)
    assert found["IFD0:Artist"] == "Someone"
    assert found["XMP-dc:Title"] == "Evening"
