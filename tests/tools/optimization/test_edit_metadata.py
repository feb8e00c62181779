"""Settings in their wire form become fields that exiftool reads."""

from pathlib import Path

import pytest
from PIL import Image

from ashim.tools import OutputFile
from tests.corpus import noise
from tests.tools.optimization.test_strip_metadata import exiftool, inspected, photo, run
from tests.tools.using import problems


def test_settings_become_fields(tmp_path: Path) -> None:
    path = photo(tmp_path / "a.jpg")
    result = run(
        "edit-metadata", path, title="Evening", author="Zoë", iptcCity="Berlin", keywords=["harbour", " ", "boats "]
    )
    found = exiftool(result.path)
    assert (found["XMP-dc:Title"], found["IFD0:ImageDescription"]) == ("Evening", "Evening")
    assert (found["IFD0:Artist"], found["IPTC:City"]) == ("Zoë", "Berlin")
    assert found["IPTC:Keywords"] == found["XMP-dc:Subject"] == ["harbour", "boats"]
    assert (result.name, result.warnings) == ("a.jpg", ())


def test_the_specific_wins_over_the_fallback(tmp_path: Path) -> None:
    result = run("edit-metadata", photo(tmp_path / "a.jpg"), title="a", imageDescription="b", author="c", artist="d\0")
    found = exiftool(result.path)
    assert (found["IFD0:ImageDescription"], found["IFD0:Artist"]) == ("b", "d")


@pytest.mark.parametrize(("shift", "expected"), [("+1:30", "2024:01:01 00:30:00"), ("-23:00", "2023:12:31 00:00:00")])
def test_dates_are_shifted(tmp_path: Path, shift: str, expected: str) -> None:
    path = photo(tmp_path / "a.jpg", "-DateTimeOriginal=2023:12:31 23:00:00")
    assert exiftool(run("edit-metadata", path, dateShift=shift).path)["ExifIFD:DateTimeOriginal"] == expected


def test_nothing_asked_gives_the_file_back(tmp_path: Path) -> None:
    path = photo(tmp_path / "a.jpg")
    assert run("edit-metadata", path) == OutputFile(path, "a.jpg")
    empty = {"title": "", "artist": "", "keywords": [], "keywordsMode": "set"}
    assert run("edit-metadata", path, **empty) == OutputFile(path, "a.jpg")


def test_one_coordinate_alone_is_left_out_and_said(tmp_path: Path) -> None:
    path = photo(tmp_path / "a.jpg")
    result = run("edit-metadata", path, gpsLatitude=1)
    assert result.path == path
    assert "only count together" in result.warnings[0]
    assert run("edit-metadata", path, gpsLatitude=1, clearGps=True).warnings == ()


def test_wrong_settings_are_named() -> None:
    assert "gpsLatitude" in problems("edit-metadata", gpsLatitude=91)
    assert "dateShift" in problems("edit-metadata", dateShift="1:00")
    assert "fieldsToRemove.0" in problems("edit-metadata", fieldsToRemove=["a b"])
    assert "YYYY:MM:DD" in problems("edit-metadata", dateTime="yesterday")["dateTime"]
    assert "title" in problems("edit-metadata", title="x" * 10_001)


def test_the_report_gives_values_to_fill_the_form_with(tmp_path: Path) -> None:
    path = photo(tmp_path / "a.jpg")
    edits = {"artist": "Zoë", "iptcCity": "Berlin", "title": "Evening", "dateTime": "2024:05:01 10:20:30"}
    place = {"gpsLatitude": -1.5, "gpsLongitude": 2.25, "gpsAltitude": -3}
    result = run("edit-metadata", path, keywords=["b", "a"], **edits, **place)
    report = inspected("edit-metadata", result.path)
    assert report["exif"]["Artist"] == "Zoë"
    assert report["exif"]["ModifyDate"] == "2024:05:01 10:20:30"
    assert report["iptc"] == {"City": "Berlin", "Keywords": ["b", "a"]}
    assert report["xmp"] == {"Title": "Evening", "Subject": ["b", "a"]}
    assert report["gps"] == {"GPSLatitude": -1.5, "GPSLongitude": 2.25, "GPSAltitude": -3.0}
    assert report["keywords"] == ["b", "a"]
    for name in report["exif"]:
        assert not run("edit-metadata", result.path, fieldsToRemove=[name]).warnings, name
    bare = tmp_path / "bare.png"
    Image.fromarray(noise(48, 32)).save(bare)
    groups: dict[str, object] = {"exif": None, "iptc": None, "xmp": None, "gps": None, "keywords": []}
    assert inspected("edit-metadata", bare) == {"filename": "bare.png", "fileSize": bare.stat().st_size, **groups}
