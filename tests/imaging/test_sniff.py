from pathlib import Path

import pytest

from ashim.imaging import InvalidImageError, by_extension, sniff


def file_of(folder: Path, data: bytes, name: str) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("head", "name", "format_id"),
    [
        (b"\xff\xd8\xff\xe0", "a.png", "jpeg"),
        (b"\x89PNG\r\n\x1a\n", "a", "png"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "a.jpg", "webp"),
        (b"GIF89a", "a.jpg", "gif"),
        (b"BM\0\0", "a", "bmp"),
        (b"II*\0\x08", "a.tif", "tiff"),
        (b"MM\0*\0", "a.tif", "tiff"),
        (b"\0\0\0\x20ftypavif", "a", "avif"),
        (b"\0\0\0\x20ftypavis", "a", "avif"),
        (b"\0\0\0\x20ftypmif1", "a", "heif"),
        (b"\0\0\1\0\1\0", "a", "ico"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a", "svg"),
        (b"\xef\xbb\xbf  <?xml version='1.0'?><!-- made by --><svg>", "a.txt", "svg"),
        (b"<!DOCTYPE svg><svg >", "a", "svg"),
        (b"\x1f\x8b\x08\0", "a.svgz", "svg"),
    ],
)
def test_formats_are_told_by_their_first_bytes(tmp_path: Path, head: bytes, name: str, format_id: str) -> None:
    assert sniff(file_of(tmp_path, head + bytes(80), name), name).id == format_id


@pytest.mark.parametrize(
    ("head", "name", "words"),
    [
        (b"", "a.jpg", "file is empty"),
        (bytes(9000), "a.jpg", "contains no image data"),
        (b"PK\3\4", "a.jpg", "unrecognized image format"),
        (b"<html><body>no svg here</body>", "a.svg", "unrecognized image format"),
        (b"\x1f\x8b\x08\0", "a.tar.gz", "unrecognized image format"),
        (b"8BPS\0\1", "a.psd", "unsupported format Photoshop"),
        (b"\0\0\0\x0cJXL \r\n", "a.jxl", "unsupported format JPEG XL"),
        (b"II*\0\x08", "a.NEF", "unsupported format camera raw"),
        (b"\0\0\0\x18ftypcrx ", "a.cr3", "unsupported format camera raw"),
        (b"\0\0\2\0\0\0\0\0", "a.tga", "unsupported format"),
        (b"%PDF-1.7", "a.pdf", "unsupported format PDF"),
    ],
)
def test_other_files_are_refused_with_the_reason(tmp_path: Path, head: bytes, name: str, words: str) -> None:
    with pytest.raises(InvalidImageError) as caught:
        sniff(file_of(tmp_path, head, name), name)
    assert words in str(caught.value)


def test_zeros_at_the_start_alone_are_not_an_empty_picture(tmp_path: Path) -> None:
    with pytest.raises(InvalidImageError, match="unrecognized"):
        sniff(file_of(tmp_path, bytes(400) + b"x", "a.bin"), "a.bin")


def test_extensions_name_their_format() -> None:
    assert by_extension("holiday.JPEG") is by_extension(".jpg")
    assert by_extension("a.tar.tif") is by_extension("tiff")
    assert by_extension("notes.txt") is None
