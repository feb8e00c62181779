"""What metadata say, compared with what exiftool reads."""

import io
import json
import struct
import subprocess
import zlib
from pathlib import Path
from typing import Any

import pillow_heif
import pytest
from PIL import Image

from ashim.imaging.metadata import Edit, contents, edited, rewrite
from tests.corpus import camera_exif, noise
from tests.imaging.test_metadata_added import PACKET, bare
from tests.imaging.test_metadata_edit import FULL
from tests.profiles import display_p3


def exiftool(path: Path, *options: str) -> dict[str, Any]:
    command = ["exiftool", "-j", "-n", *options, str(path)]
    found: dict[str, Any] = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)[0]
    return found


def test_exif_is_read_as_exiftool_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    Image.fromarray(noise(40, 30)).save(path, exif=camera_exif(6))
    tags = (
        "-ISO=400",
        "-FNumber=2.8",
        "-ExposureTime=1/250",
        "-LensInfo=24 70 2.8 4",
        "-UserComment=a remark",
        "-ExposureCompensation=-0.5",
    )
    dates = (
        "-DateTimeOriginal=2024:05:01 10:20:30",
        "-GPSAltitude=12.5",
        "-GPSAltitudeRef=1",
    )
    subprocess.run(["exiftool", "-q", "-n", "-overwrite_original", *tags, *dates, path], check=True)
    found = contents(path.read_bytes(), "jpeg")
    ours = {each.known_as: each.value for each in found.fields if each.where in ("ifd0", "exif")}
    theirs = exiftool(path, "-EXIF:all", "--GPS:all")
    theirs["LensInfo"] = [float(part) for part in theirs["LensInfo"].split()]
    shared = set(theirs) & set(ours)
    assert {"ISO", "FNumber", "ExposureTime", "LensInfo", "UserComment", "Make", "Orientation"} <= shared
    assert {name: ours[name] for name in shared - {"ComponentsConfiguration", "ExifVersion", "FlashpixVersion"}} == {
        name: pytest.approx(theirs[name], rel=1e-6) if isinstance(theirs[name], float) else theirs[name]
        for name in shared - {"ComponentsConfiguration", "ExifVersion", "FlashpixVersion"}
    }
    assert (found.latitude, found.altitude) == (52.5, -12.5)


@pytest.mark.parametrize("format_id", ["jpeg", "png", "webp", "tiff", "heif", "avif", "jxl", "gif"])
def test_what_was_written_is_read(tmp_path: Path, format_id: str) -> None:
    path = tmp_path / f"a.{format_id}"
    bare(path, format_id)
    found = contents(edited(path.read_bytes(), format_id, FULL).data, format_id)
    assert found.keywords == FULL.keywords
    assert found.xmp["dc:title"] == "Abend"
    assert (found.latitude, found.longitude) == pytest.approx(FULL.location, abs=1e-6)
    values = {each.name: each.value for each in found.fields}
    if format_id != "gif":
        assert values["Artist"] == "Zoë Ångström"
        assert values["DateTimeOriginal"] == "2024:05:01 10:20:30"
        assert found.altitude == -4.25
    if format_id in ("jpeg", "png", "tiff"):
        assert found.iptc["City"] == "Sydney"
    assert not {"ImageWidth", "StripOffsets", "BitsPerSample"} & set(values)


@pytest.mark.parametrize("format_id", ["jpeg", "png", "webp", "tiff", "heif", "avif"])
def test_the_profile_is_described(tmp_path: Path, format_id: str) -> None:
    buffer = io.BytesIO()
    if format_id == "heif":
        picture = pillow_heif.from_pillow(Image.fromarray(noise(40, 30)))
        picture.info["icc_profile"] = display_p3()
        picture.save(buffer, quality=80)
    else:
        Image.fromarray(noise(40, 30)).save(buffer, format_id.upper(), icc_profile=display_p3())
    path = tmp_path / f"a.{format_id}"
    path.write_bytes(buffer.getvalue())
    theirs = exiftool(path, "-ICC_Profile:all")
    facts = contents(buffer.getvalue(), format_id).profile_facts
    assert facts["Description"] == theirs["ProfileDescription"]
    assert facts["Color Space"] == theirs["ColorSpaceData"].strip()
    assert facts["Connection Space"] == theirs["ProfileConnectionSpace"].strip()
    assert facts["Device Class"] == "Display device profile"


def test_structures_and_lists_of_xmp_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    bare(path, "jpeg")
    tags = (
        "-XMP-iptcExt:LocationShown={City=Berlin,CountryName=Germany}",
        "-XMP-dc:Subject=one",
        "-XMP-dc:Subject=two",
    )
    subprocess.run(["exiftool", "-q", "-overwrite_original", *tags, "-XMP:Rating=4", path], check=True)
    xmp = contents(path.read_bytes(), "jpeg").xmp
    assert xmp["dc:subject"] == ["one", "two"]
    assert xmp["xmp:Rating"] == "4"
    assert xmp["Iptc4xmpExt:LocationShown[0].City"] == "Berlin"


def test_nothing_is_found_in_a_bare_file(tmp_path: Path) -> None:
    bare(tmp_path / "a.png", "png")
    found = contents((tmp_path / "a.png").read_bytes(), "png")
    assert (found.fields, found.iptc, found.xmp, found.profile, found.keywords) == ((), {}, {}, b"", ())
    assert found.latitude is found.longitude is found.altitude is None


def test_entities_of_xml_are_not_followed(tmp_path: Path) -> None:
    bare(tmp_path / "a.png", "png")
    packet = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>' + PACKET.replace(
        b'"new"/', b'"x"><xmp:Nickname>&e;</xmp:Nickname></rdf:Description'
    ).replace(b"></rdf:RDF>", b"></rdf:RDF>")
    data = rewrite((tmp_path / "a.png").read_bytes(), "png", lambda block: block.data, added={"xmp": packet})
    assert contents(data, "png").xmp.get("xmp:Nickname", "") == ""
    assert edited(data, "png", Edit(title="x")).data


def test_exif_that_png_holds_as_text_is_read_and_changed(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    bare(path, "png")
    data, exif = path.read_bytes(), camera_exif()
    text = b"\nexif\n%8d\n%s\n" % (len(exif), exif.hex().encode())
    body = b"zTXtRaw profile type exif\0\0" + zlib.compress(text)
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    path.write_bytes(edited(data[:33] + chunk + data[33:], "png", Edit(artist="Someone")).data)
    found = exiftool(path, "-EXIF:all")
    assert (found["Make"], found["Artist"], found["GPSLatitude"]) == ("Testcam", "Someone", 52.5)


def test_a_directory_at_the_end_may_lack_the_offset_of_the_next(tmp_path: Path) -> None:
    bare(tmp_path / "a.png", "png")
    exif = b"MM\0*\0\0\0\x08\0\1\x87\x69\0\4\0\0\0\1\0\0\0\x1a\0\0\0\0\0\1\xa4\x05\0\3\0\0\0\1\1\x2c\0\0"
    data = rewrite((tmp_path / "a.png").read_bytes(), "png", lambda block: block.data, added={"exif": exif})
    assert [(each.name, each.value) for each in contents(data, "png").fields] == [("FocalLengthIn35mmFilm", 300)]
