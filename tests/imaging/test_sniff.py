from pathlib import Path

import pytest

from ashim.imaging import FORMATS, InvalidImageError, by_extension, sniff


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
        (b"II+\0\x08", "a.tif", "tiff"),
        (b"\0\0\0\x20ftypavif", "a", "avif"),
        (b"\0\0\0\x20ftypavis", "a", "avif"),
        (b"\0\0\0\x20ftypmif1", "a", "heif"),
        (b"\0\0\1\0\1\0", "a", "ico"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a", "svg"),
        (b"\xef\xbb\xbf  <?xml version='1.0'?><!-- made by --><svg>", "a.txt", "svg"),
        (b"<!DOCTYPE svg><svg >", "a", "svg"),
        (b"\x1f\x8b\x08\0", "a.svgz", "svg"),
        (b"8BPS\0\1", "a", "psd"),
        (b"\0\0\0\x0cJXL \r\n", "a", "jxl"),
        (b"\xff\x0a\x10", "a", "jxl"),
        (b"\0\0\0\x0cjP  \r\n", "a", "jp2"),
        (b"\xff\x4f\xff\x51", "a", "jp2"),
        (b"qoif", "a", "qoi"),
        (b"DDS |", "a", "dds"),
        (b"\x76\x2f\x31\x01\2", "a", "exr"),
        (b"#?RADIANCE\n", "a", "hdr"),
        (b"#?RGBE\n", "a", "hdr"),
        (b"SDPX", "a", "dpx"),
        (b"XPDS", "a", "dpx"),
        (b"SIMPLE  =      T", "a", "fits"),
        (b"P4\n8 8\n", "a", "pbm"),
        (b"P2 8 8 255\n", "a", "pgm"),
        (b"P6\n8 8\n", "a", "ppm"),
        (b"P7\nWIDTH 3\n", "a", "ppm"),
        (b"PF\n8 8\n-1\n", "a", "pfm"),
        (b"II*\0\x08", "a.NEF", "raw"),
        (b"II*\0\x10\0\0\0CR", "a", "raw"),
        (b"\0\0\0\x18ftypcrx ", "a", "raw"),
        (b"FUJIFILMCCD-RAW ", "a", "raw"),
        (b"FOVb", "a", "raw"),
        (b"\0MRM", "a", "raw"),
        (b"IIU\0\x18", "a", "raw"),
        (b"IIRO\x08", "a", "raw"),
        (b"\0\0\2\0\1\0", "a", "cur"),
        (b"\0\0\2\0\0\0\0\0\0\0\0\0\5\0\5\0\x18", "a.tga", "tga"),
        (b"\x89PNG\r\n\x1a\n", "a.tga", "png"),
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
        (b"%!PS-Adobe-3.0\n", "a.ps", "unsupported format PostScript"),
        (b"\5\0\2\0\0\0\0\0\0\0\0\0\0\0\5\0\x18", "a.tga", "unrecognized image format"),
        (b"P8\n", "a.ppm", "unrecognized image format"),
        (b"Pack my box", "a.ppm", "unrecognized image format"),
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


@pytest.mark.parametrize("extension", FORMATS["raw"].extensions)
def test_every_camera_extension_makes_a_tiff_a_raw_file(tmp_path: Path, extension: str) -> None:
    name = f"a{extension.upper()}"
    assert sniff(file_of(tmp_path, b"MM\0*" + bytes(9) + b"x" * 60, name), name).id == "raw"


def test_extensions_name_their_format() -> None:
    assert by_extension("holiday.JPEG") is by_extension(".jpg")
    assert by_extension("a.tar.tif") is by_extension("tiff")
    assert by_extension("notes.txt") is None
