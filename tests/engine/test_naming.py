"""File names as the HTTP contract has them (http-api.md 7.2, tools.md 1.4)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ashim.engine import result_name, safe_name, unique_name


@pytest.mark.parametrize(
    ("given_name", "clean"),
    [
        ("../../x.png", "x.png"),
        ("..png", "png"),
        ("a..b.png", "ab.png"),
        ("y.png.php", "y.png"),
        ("photo.jpg.png", "photo.jpg"),
        ("x.jpg.backup.png", "x.jpg"),
        ("C:\\pictures\\a b.png", "a b.png"),
        ("", "upload"),
        (".", "upload"),
        ("..", "upload"),
        ("/", "upload"),
        ("bild ü 100%.png", "bild ü 100%.png"),
        (".hidden.png", ".hidden.png"),
        ("nul\0.png", "nul.png"),
        ("new\nline.png", "newline.png"),
    ],
)
def test_upload_names_are_cleaned(given_name: str, clean: str) -> None:
    assert safe_name(given_name) == clean


def test_long_names_keep_their_extension() -> None:
    name = safe_name("ä" * 300 + ".jpeg")
    assert len(name.encode()) <= 200
    assert name.endswith(".jpeg")


@given(st.text())
def test_a_clean_name_is_one_harmless_path_segment(text: str) -> None:
    name = safe_name(text)
    assert name not in ("", ".", "..")
    assert not {"/", "\\", "\0"} & set(name)
    assert ".." not in name
    assert len(name.encode()) <= 200


@pytest.mark.parametrize(
    ("source", "extension", "tool", "result"),
    [
        ("photo.jpg", ".jpg", "resize", "photo_resize.jpg"),
        ("a.jpeg", ".jpg", "resize", "a_resize.jpg"),
        ("a.tif", ".tiff", "resize", "a_resize.tiff"),
        ("logo.svg", ".png", "resize", "logo_resize.png"),
        ("plain", ".png", "resize", "plain_resize"),
        ("a.png", ".webp", None, "a.webp"),
    ],
)
def test_result_names(source: str, extension: str, tool: str | None, result: str) -> None:
    assert result_name(source, extension, tool) == result


def test_equal_names_are_numbered_before_the_extension() -> None:
    assert unique_name("a.png", {"b.png"}) == "a.png"
    assert unique_name("a.png", {"a.png", "a_1.png"}) == "a_2.png"
