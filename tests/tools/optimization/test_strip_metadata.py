"""Metadata goes, the picture is shown as before; exiftool and Pillow look at the results."""

import io
import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pillow_heif
import pytest
from PIL import Image, ImageCms

from ashim.imaging import ImageLimits
from ashim.imaging.metadata import rewrite
from ashim.tools import OutputFile, SourceFile, ToolError, parse_settings
from tests.corpus import CAMERA, Array, camera_exif, noise
from tests.profiles import display_p3
from tests.tools.using import REGISTRY

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
GAIN_MAP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description rdf:about="" xmlns:hdrgm="http://ns.adobe.com/hdr-gain-map/1.0/" hdrgm:GainMapMax="1.5" '
    b'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Label="secret"/></rdf:RDF></x:xmpmeta>'
)


@dataclass(frozen=True, slots=True)
class Scratch:
    """The part of a run that the tool uses."""

    scratch: Path

    def progress(self, fraction: float, stage: str) -> None:
        """Nobody listens."""


def run(tool_id: str, path: Path, **settings: object) -> OutputFile:
    tool = REGISTRY.get(tool_id)
    assert tool is not None
    source = SourceFile(path, path.name, ImageLimits())
    result = tool(source, parse_settings(tool, settings, strict=True)[0], Scratch(path.parent))
    assert isinstance(result, OutputFile)
    return result


def inspected(tool_id: str, path: Path) -> Any:
    operation = REGISTRY.get(f"{tool_id}/inspect")
    assert operation is not None
    report = operation(SourceFile(path, path.name, ImageLimits()), parse_settings(operation, {}, strict=True)[0])
    return report.model_dump(mode="json", by_alias=True, exclude_unset=True)


def exiftool(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(subprocess.run(["exiftool", "-j", "-G1", path], capture_output=True).stdout)[0]
    return found


def photo(path: Path, *tags: str, profile: bytes = b"", pixels: Array | None = None) -> Path:
    picture = Image.fromarray(noise(48, 32) if pixels is None else pixels)
    picture.save(path, exif=camera_exif(6, thumbnail=True), icc_profile=profile, comment=b"by hand")
    if tags:
        subprocess.run(["exiftool", "-q", "-overwrite_original", *tags, path], check=True)
    return path


def test_everything_goes_but_how_the_picture_is_turned(tmp_path: Path) -> None:
    path = photo(tmp_path / "a.jpg", "-XMP:Title=x", "-IPTC:City=Berlin", profile=SRGB)
    result = run("strip-metadata", path)
    with Image.open(result.path) as picture:
        assert dict(picture.getexif()) == {0x0112: 6}
        assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi", "exif"}
    assert (result.name, result.warnings) == ("a.jpg", ())


def test_a_profile_that_matters_stays_until_it_is_chosen(tmp_path: Path) -> None:
    path = photo(tmp_path / "a.jpg", profile=display_p3())
    kept = run("strip-metadata", path)
    with Image.open(kept.path) as picture:
        assert picture.info["icc_profile"] == display_p3()
    assert "was kept" in kept.warnings[0]
    gone = run("strip-metadata", path, stripIcc=True)
    with Image.open(gone.path) as picture:
        assert "icc_profile" not in picture.info
    assert "may look different" in gone.warnings[0]


@pytest.mark.parametrize(
    ("setting", "gone"),
    [
        ("stripGps", {"GPS:GPSLatitude"}),
        ("stripXmp", {"XMP-dc:Title"}),
        ("stripIptc", {"IPTC:Keywords"}),
        ("stripComments", {"File:Comment"}),
        ("stripExif", {"GPS:GPSLatitude", "IFD0:Make", "IFD1:ThumbnailLength"}),
        ("stripIcc", {"ICC_Profile:ProfileDescription"}),
    ],
)
def test_each_category_goes_by_itself(tmp_path: Path, setting: str, gone: set[str]) -> None:
    tags = ("-XMP:Title=x", "-IPTC:Keywords=harbour", "-GPSLatitude=52.5")
    path = photo(tmp_path / "a.jpg", *tags, profile=display_p3())
    every = {"GPS:GPSLatitude", "XMP-dc:Title", "IPTC:Keywords", "File:Comment", "IFD0:Make", "IFD1:ThumbnailLength"}
    every |= {"ICC_Profile:ProfileDescription", "IFD0:Orientation"}
    assert every <= set(exiftool(path))
    result = run("strip-metadata", path, stripAll=False, **{setting: True})
    assert every - set(exiftool(result.path)) == gone


def test_a_file_without_metadata_is_given_back(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.fromarray(noise(48, 32)).save(path)
    assert run("strip-metadata", path) == OutputFile(path, "a.png")
    assert run("strip-metadata", photo(tmp_path / "b.jpg"), stripAll=False) == OutputFile(tmp_path / "b.jpg", "b.jpg")


def test_formats_without_editable_metadata_are_refused(tmp_path: Path) -> None:
    Image.fromarray(noise(48, 32)).save(tmp_path / "a.bmp")
    with pytest.raises(ToolError, match="metadata of BMP files"):
        run("strip-metadata", tmp_path / "a.bmp")


def test_further_pictures_are_stripped_and_gain_maps_still_work(tmp_path: Path) -> None:
    main, gain = photo(tmp_path / "main.jpg", "-GPSLatitude=52.5"), photo(tmp_path / "gain.jpg", "-GPSLatitude=52.5")
    path = tmp_path / "two.jpg"
    with Image.open(main) as first, Image.open(gain) as other:
        first.save(path, "MPO", save_all=True, append_images=[other], exif=first.info["exif"])
    second = rewrite(gain.read_bytes(), "jpeg", lambda block: block.data, added={"xmp": GAIN_MAP})
    path.write_bytes(with_second(path.read_bytes(), second))
    after = run("strip-metadata", path).path.read_bytes()
    with Image.open(io.BytesIO(after)) as picture:
        picture.seek(1)
        picture.load()
        assert picture.size == (48, 32)
        assert "exif" not in picture.info
        assert b"GainMapMax" in picture.info["xmp"]
    for secret in (CAMERA.encode(), b"GPS", b"secret", b"by hand"):
        assert secret not in after


def with_second(data: bytes, second: bytes) -> bytes:
    """Put a picture into the place of the second one of a file: Pillow would write it without its metadata."""
    index = data.index(b"MPF\0") + 4
    with Image.open(io.BytesIO(data)) as picture:
        entry = picture.mpinfo[0xB002][1]  # type: ignore[attr-defined]
    size = entry["Size"].to_bytes(4, "little")
    assert data.count(size, index, index + 150) == 1
    before = data[: index + entry["DataOffset"]]
    return before.replace(size, len(second).to_bytes(4, "little")) + second


def test_the_thumbnail_of_a_heic_file_goes(tmp_path: Path) -> None:
    path = tmp_path / "a.heic"
    heif = pillow_heif.from_pillow(Image.fromarray(noise(320, 240)))
    heif.save(path, quality=80, thumbnails=[64])
    before = pillow_heif.open_heif(path, thumbnails=True)
    result = run("strip-metadata", path, stripAll=False, stripExif=True)
    after = pillow_heif.open_heif(result.path)
    assert before[0].info["thumbnails"]
    assert not after[0].info["thumbnails"]
    assert bytes(after[0].data) == bytes(before[0].data)


def test_the_report_names_what_is_there(tmp_path: Path) -> None:
    tags = ("-XMP:Title=x", "-IPTC:City=Berlin", "-DateTimeOriginal=2024:05:01 10:20:30", "-FNumber=2.8", "-n")
    place = ("-GPSLatitude=52.5", "-GPSLatitudeRef=N", "-GPSLongitude=13.25", "-GPSLongitudeRef=W", "-GPSAltitude=12.5")
    path = photo(tmp_path / "a.jpg", *tags, *place, profile=display_p3())
    report = inspected("strip-metadata", path)
    assert list(report) == ["filename", "fileSize", "exif", "gps", "icc", "xmp", "iptc", "comments"]
    assert (report["filename"], report["fileSize"]) == ("a.jpg", path.stat().st_size)
    assert report["exif"]["DateTimeOriginal"] == "2024-05-01T10:20:30"
    assert (report["exif"]["Make"], report["exif"]["FNumber"], report["exif"]["Orientation"]) == (CAMERA, 2.8, 6)
    assert report["gps"]["GPSLatitude"] == [52.0, 30.0, 0.0]
    decimals = [report["gps"][name] for name in ("_latitude", "_longitude", "_altitude")]
    assert decimals == [52.5, -13.25, 12.5]
    assert report["icc"]["Color Space"] == "RGB"
    assert report["xmp"]["dc:title"] == "x"
    assert report["iptc"] == {"City": "Berlin"}
    bare = tmp_path / "bare.png"
    Image.fromarray(noise(48, 32)).save(bare)
    assert inspected("strip-metadata", bare) == {"filename": "bare.png", "fileSize": bare.stat().st_size}


def test_damaged_exif_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    Image.fromarray(noise(48, 32)).save(path, exif=b"Exif\0\0" + b"nonsense" * 4)
    assert "could not be read" in inspected("strip-metadata", path)["exifError"]
