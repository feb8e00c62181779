"""Single fields are set and removed; exiftool writes and reads them for comparison, other decoders see the pixels."""

import io
import json
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pillow_heif
import pyjpegxl
import pytest
import tifffile
from PIL import Image

from ashim.imaging import EncodeError
from ashim.imaging.metadata import Edit, edited, rebuilds_jpeg, without
from tests.corpus import camera_exif, noise
from tests.imaging.test_metadata import coded as codestream
from tests.imaging.test_metadata_added import PACKET, bare, coded, pixels

FULL = Edit(
    title="Abend",
    artist="Zoë Ångström",
    copyright="© Zoë",
    description="Boats in the harbour",
    software="ashim",
    modified="2024-05-06 07:08:09",
    taken="2024:05:01 10:20:30",
    location=(-33.8567844, 151.2152967),
    altitude=-4.25,
    keywords=("harbour", "Hafen", "evening"),
    headline="Evening",
    city="Sydney",
    state="NSW",
    country="Australia",
)
EXIF = {
    "IFD0:Artist": "Zoë Ångström",
    "IFD0:Copyright": "© Zoë",
    "IFD0:ImageDescription": "Boats in the harbour",
    "IFD0:Software": "ashim",
    "IFD0:ModifyDate": "2024:05:06 07:08:09",
    "ExifIFD:DateTimeOriginal": "2024:05:01 10:20:30",
    "Composite:GPSAltitude": -4.25,
}
IPTC = {
    "IPTC:Keywords": ["harbour", "Hafen", "evening"],
    "IPTC:Headline": "Evening",
    "IPTC:City": "Sydney",
    "IPTC:Province-State": "NSW",
    "IPTC:Country-PrimaryLocationName": "Australia",
}
XMP = {"XMP-dc:Title": "Abend", "XMP-dc:Subject": ["harbour", "Hafen", "evening"]}
WITHOUT_EXIF = {
    "XMP-dc:Creator": ["Zoë Ångström"],
    "XMP-dc:Rights": "© Zoë",
    "XMP-dc:Description": "Boats in the harbour",
    "XMP-xmp:CreatorTool": "ashim",
    "XMP-xmp:ModifyDate": "2024:05:06 07:08:09",
    "XMP-photoshop:DateCreated": "2024:05:01 10:20:30",
}
WITHOUT_IPTC = {
    "XMP-photoshop:Headline": "Evening",
    "XMP-photoshop:City": "Sydney",
    "XMP-photoshop:State": "NSW",
    "XMP-photoshop:Country": "Australia",
}


def exiftool(path: Path) -> dict[str, Any]:
    command = ["exiftool", "-j", "-n", "-G1", "-struct", str(path)]
    found: dict[str, Any] = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)[0]
    return found


def tag(path: Path, *arguments: str) -> bytes:
    """Let exiftool write fields, and give the file."""
    subprocess.run(["exiftool", "-q", "-n", "-m", "-overwrite_original", *arguments, path], check=True)
    return path.read_bytes()


@pytest.mark.parametrize("format_id", ["jpeg", "png", "webp", "tiff", "heif", "avif", "jxl", "gif"])
def test_every_field_is_written_where_the_format_has_a_place_for_it(tmp_path: Path, format_id: str) -> None:
    source, path = tmp_path / f"a.{format_id}", tmp_path / f"b.{format_id}"
    bare(source, format_id)
    before = source.read_bytes()
    result = edited(before, format_id, FULL)
    path.write_bytes(result.data)
    found = exiftool(path)
    expected = XMP | (WITHOUT_EXIF if format_id == "gif" else EXIF)
    expected |= IPTC if format_id in ("jpeg", "png", "tiff") else WITHOUT_IPTC
    assert {name: found.get(name) for name in expected} == expected
    group = "XMP-exif" if format_id == "gif" else "Composite"
    assert found[f"{group}:GPSLatitude"] == pytest.approx(-33.8567844, abs=1e-7)
    assert found[f"{group}:GPSLongitude"] == pytest.approx(151.2152967, abs=1e-7)
    assert np.array_equal(pixels(path, format_id), pixels(source, format_id))
    assert coded(before, format_id) in result.data
    assert result.warnings == ()
    again = edited(result.data, format_id, Edit(remove=("all", "XMP:all", "Comment")))
    path.write_bytes(again.data)
    left = {name.split(":")[0] for name in exiftool(path)}
    assert not {each for each in left if each.startswith(("XMP", "IPTC", "GPS", "ExifIFD"))}
    assert b"Zo\xc3\xab" not in again.data
    assert np.array_equal(pixels(path, format_id), pixels(source, format_id))


@pytest.fixture(scope="module")
def tagged(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Give a JPEG whose fields are in EXIF, XMP and IPTC."""
    path = tmp_path_factory.mktemp("tagged") / "a.jpg"
    Image.fromarray(noise(40, 30)).save(path, exif=camera_exif(6, thumbnail=True))
    return tag(
        path,
        *("-IFD0:Artist=Old", "-XMP-dc:Creator=Old", "-IPTC:By-line=Old", "-IPTC:City=K\xf6ln"),
        *(
            "-DateTimeOriginal=2023:12:31 23:30:00",
            "-CreateDate=2023:12:31 23:30:00",
            "-IFD0:ModifyDate=2024:01:02 03:04:05",
        ),
        *(
            "-XMP-xmp:CreateDate=2023:12:31 23:30:00+01:00",
            "-IPTC:DateCreated=2023:12:31",
            "-IPTC:TimeCreated=23:30:00+01:00",
        ),
        *("-Keywords=old", "-XMP-dc:Subject=old", "-GPSLatitude=52.5", "-GPSLatitudeRef=N", "-GPSLongitude=13.4"),
        *("-GPSLongitudeRef=E", "-XMP-exif:GPSLatitude=52.5", "-XMP-exif:GPSLongitude=13.4", "-UserComment=a remark"),
    )


def changed(data: bytes, path: Path, edit: Edit) -> dict[str, Any]:
    path.write_bytes(edited(data, "jpeg", edit).data)
    return exiftool(path)


def test_the_same_field_is_kept_in_step(tagged: bytes, tmp_path: Path) -> None:
    found = changed(tagged, tmp_path / "a.jpg", Edit(artist="New", location=(1.5, -2.25)))
    assert (found["IFD0:Artist"], found["XMP-dc:Creator"], found["IPTC:By-line"]) == ("New", ["New"], "New")
    assert found["XMP-exif:GPSLatitude"] == 1.5
    assert found["XMP-exif:GPSLongitude"] == -2.25
    assert found["IPTC:City"] == "Köln"
    assert found["ExifIFD:UserComment"] == "a remark"
    assert found["IFD0:Make"] == "Testcam"
    assert found["IFD1:ThumbnailLength"] > 100


def test_two_titles_can_differ(tagged: bytes, tmp_path: Path) -> None:
    found = changed(tagged, tmp_path / "a.jpg", Edit(title="one", object_name="two"))
    assert (found["XMP-dc:Title"], found["IPTC:ObjectName"]) == ("one", "two")


def test_dates_are_shifted_everywhere(tagged: bytes, tmp_path: Path) -> None:
    found = changed(tagged, tmp_path / "a.jpg", Edit(shift_minutes=45))
    assert found["ExifIFD:DateTimeOriginal"] == "2024:01:01 00:15:00"
    assert found["ExifIFD:CreateDate"] == "2024:01:01 00:15:00"
    assert found["IFD0:ModifyDate"] == "2024:01:02 03:49:05"
    assert found["XMP-xmp:CreateDate"] == "2024:01:01 00:15:00+01:00"
    assert (found["IPTC:DateCreated"], found["IPTC:TimeCreated"]) == ("2024:01:01", "00:15:00+01:00")


def test_all_dates_win_over_the_shift(tagged: bytes, tmp_path: Path) -> None:
    found = changed(tagged, tmp_path / "a.jpg", Edit(shift_minutes=45, all_dates="2020:02:29 12:00:00"))
    assert {found[f"ExifIFD:{name}"] for name in ("DateTimeOriginal", "CreateDate")} == {"2020:02:29 12:00:00"}
    assert found["IFD0:ModifyDate"] == "2020:02:29 12:00:00"


def test_keywords_are_added_or_replaced(tagged: bytes, tmp_path: Path) -> None:
    found = changed(tagged, tmp_path / "a.jpg", Edit(keywords=("new", "old")))
    assert found["IPTC:Keywords"] == found["XMP-dc:Subject"] == ["old", "new"]
    found = changed(tagged, tmp_path / "a.jpg", Edit(keywords=("new",), replace_keywords=True))
    assert found["IPTC:Keywords"] == "new"
    assert found["XMP-dc:Subject"] == ["new"]


def test_the_place_is_cleared_whatever_is_set(tagged: bytes, tmp_path: Path) -> None:
    found = changed(tagged, tmp_path / "a.jpg", Edit(clear_location=True, location=(1, 2)))
    assert not [name for name in found if "GPS" in name]
    assert found["IPTC:City"] == "Köln"


def test_fields_are_removed_by_name_and_by_group(tagged: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    found = changed(
        tagged, path, Edit(remove=("Artist", "XMP-dc:Creator", "iptc:city", "GPS:GPSLatitude", "usercomment"))
    )
    gone = {"IFD0:Artist", "XMP-dc:Creator", "IPTC:City", "GPS:GPSLatitude", "ExifIFD:UserComment"}
    assert not gone & set(found)
    assert {"IPTC:By-line", "XMP-exif:GPSLatitude", "GPS:GPSLongitude"} <= set(found)
    found = changed(tagged, path, Edit(remove=("EXIF:all", "XMP:all")))
    assert {name.split(":")[0] for name in found if ":" in name} & {"ExifIFD", "GPS", "XMP-dc", "XMP-exif"} == set()
    assert found["IFD0:Orientation"] == 6
    assert edited(tagged, "jpeg", Edit(remove=("Nonsense",))).warnings == ("There is no field Nonsense in this file.",)


def test_the_fields_of_the_standard_and_of_exiftool_are_the_same(tagged: bytes, tmp_path: Path) -> None:
    found = changed(tagged, tmp_path / "a.jpg", Edit(remove=("DateTimeDigitized", "ModifyDate")))
    assert "ExifIFD:CreateDate" not in found
    assert "IFD0:ModifyDate" not in found


def test_what_is_too_long_for_iptc_is_cut_and_said(tagged: bytes, tmp_path: Path) -> None:
    result = edited(tagged, "jpeg", Edit(city="ö" * 20))
    (tmp_path / "a.jpg").write_bytes(result.data)
    assert exiftool(tmp_path / "a.jpg")["IPTC:City"] == "ö" * 16
    assert result.warnings == ("IPTC City was cut to the length that the standard allows.",)


def test_nothing_asked_changes_nothing(tagged: bytes) -> None:
    assert edited(tagged, "jpeg", Edit()).data == tagged


@pytest.mark.parametrize("date", ["yesterday", "2023:02:30 10:00:00", "2023:02:10"])
def test_dates_that_are_none_are_refused(tagged: bytes, date: str) -> None:
    with pytest.raises(EncodeError, match=r"YYYY:MM:DD HH:MM:SS"):
        edited(tagged, "jpeg", Edit(taken=date))


def test_notes_of_the_camera_keep_their_place(tmp_path: Path) -> None:
    source = Image.Exif()
    source[0x010F] = "Testcam"
    source.get_ifd(0x8769)[0x927C] = b"Testcam\0" + bytes(range(200))
    path = tmp_path / "a.jpg"
    Image.fromarray(noise(40, 30)).save(path, exif=source.tobytes())
    before = path.read_bytes()
    after = edited(before, "jpeg", Edit(artist="Someone", taken="2024:05:01 10:20:30")).data
    note = bytes(range(200))
    assert after.index(note) - after.index(b"Exif\0\0") == before.index(note) - before.index(b"Exif\0\0")


@pytest.mark.parametrize(("big", "order"), [(False, "<"), (False, ">"), (True, "<")])
def test_tiffs_of_every_sort_are_edited(tmp_path: Path, big: bool, order: Any) -> None:
    path = tmp_path / "a.tiff"
    for index in range(2):
        tifffile.imwrite(path, noise(40, 30), byteorder=order, bigtiff=big, append=index > 0, tile=(16, 16))
    path.write_bytes(edited(path.read_bytes(), "tiff", FULL).data)
    found = exiftool(path)
    expected = {name: value for name, value in (EXIF | XMP | IPTC).items() if name.startswith(("IFD0", "XMP", "IPTC"))}
    assert {name: found.get(name) for name in expected} == expected
    with tifffile.TiffFile(path) as file:
        tags = file.pages.first.tags
        assert tags["ExifTag"].value["DateTimeOriginal"] == "2024:05:01 10:20:30"
        assert tags["GPSTag"].value["GPSAltitude"] == (4250, 1000)
    for key in range(2):
        assert np.array_equal(tifffile.imread(path, key=key), noise(40, 30))


def test_packed_metadata_stays_and_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    bare(path, "png")
    data = path.read_bytes()
    chunk = b"tEXtRaw profile type xmp\0broken"
    size = len(chunk) - 4
    data = data[:33] + size.to_bytes(4, "big") + chunk + bytes(4) + data[33:]
    result = edited(data, "png", Edit(title="Evening"))
    assert result.warnings == ("XMP is packed or damaged, so that it stays as it is.",)
    assert chunk in result.data


def test_packed_boxes_of_jpeg_xl_are_read_and_changed(tmp_path: Path) -> None:
    path = tmp_path / "a.jxl"
    picture = Image.fromarray(noise(61, 43))
    picture.save(path, exif=camera_exif(), xmp=PACKET, effort=3, num_threads=1, compress_metadata=True)
    before = path.read_bytes()
    assert before.count(b"brob") == 2
    path.write_bytes(edited(before, "jxl", Edit(artist="Someone", title="Evening")).data)
    found = exiftool(path)
    assert (found["IFD0:Make"], found["IFD0:Artist"]) == ("Testcam", "Someone")
    assert (found["XMP-xmp:Label"], found["XMP-dc:Title"]) == ("new", "Evening")
    assert b"brob" not in path.read_bytes()


def test_a_jpeg_xl_file_that_was_a_jpeg_says_that_it_no_longer_is(tmp_path: Path) -> None:
    Image.fromarray(noise(61, 43)).save(tmp_path / "a.jpg", exif=camera_exif())
    data = pyjpegxl.jpeg_to_jxl((tmp_path / "a.jpg").read_bytes())
    assert rebuilds_jpeg(data)
    after = edited(data, "jxl", Edit(title="Evening")).data
    assert not rebuilds_jpeg(after)
    assert codestream(after, "jxl") == codestream(data, "jxl") != b""


def test_only_the_picture_that_is_shown_is_edited_but_all_are_stripped(tmp_path: Path) -> None:
    path = tmp_path / "a.heic"
    pictures = [Image.fromarray(noise(61, 43)), Image.fromarray(noise(40, 30))]
    for picture in pictures:
        picture.info["exif"] = camera_exif()
    heif = pillow_heif.from_pillow(pictures[0])
    heif.add_from_pillow(pictures[1])
    heif.save(path, quality=80, primary_index=0)
    data = edited(path.read_bytes(), "heif", Edit(artist="Someone")).data
    assert [b"Someone" in exif for exif in exif_of_each(data)] == [True, False]
    assert all(b"Testcam" in exif for exif in exif_of_each(data))
    stripped = without(data, "heif", {"exif"})
    assert exif_of_each(stripped) == [b"", b""]
    before, after = (pillow_heif.open_heif(io.BytesIO(each)) for each in (path.read_bytes(), stripped))
    assert [bytes(each.data) for each in before] == [bytes(each.data) for each in after]


def exif_of_each(data: bytes) -> list[bytes]:
    infos: list[dict[str, Any]] = [each.info for each in pillow_heif.open_heif(io.BytesIO(data))]
    return [info.get("exif") or b"" for info in infos]
