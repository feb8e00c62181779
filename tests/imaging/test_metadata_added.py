"""Metadata is put into files that have none; exiftool reads it, other decoders see the same pixels."""

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
from PIL import Image, ImageSequence

from ashim.imaging import EncodeError, InvalidImageError
from ashim.imaging.metadata import ADDABLE, Kind, inspect, rewrite
from tests.corpus import camera_exif, noise, texture

PACKET = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Label="new"/></rdf:RDF></x:xmpmeta>'
)
DATASETS = b"\x1c\x02\x19\x00\x07harbour"
RESOURCES = b"Photoshop 3.0\x008BIM\x04\x04\0\0" + struct.pack(">I", len(DATASETS)) + DATASETS
BLOCKS: dict[Kind, bytes] = {
    "exif": camera_exif().removeprefix(b"Exif\0\0"),
    "xmp": PACKET,
    "iptc": RESOURCES,
    "comment": b"by hand",
}
FOUND = {
    "exif": ("IFD0:Make", "Testcam"),
    "xmp": ("XMP-xmp:Label", "new"),
    "iptc": ("IPTC:Keywords", "harbour"),
    "comment": ("Comment", "by hand"),
}


def exiftool(path: Path) -> dict[str, Any]:
    """Give what exiftool finds, by group and name; comments without their group."""
    listing = subprocess.run(
        ["exiftool", "-j", "-G1", "-validate", "-all", path], capture_output=True, check=True, text=True
    )
    found: dict[str, Any] = json.loads(listing.stdout)[0]
    return {"Comment" if name.endswith(":Comment") else name: value for name, value in found.items()}


def bare(path: Path, name: str) -> None:
    """Write a picture without metadata."""
    picture = Image.fromarray(texture(61, 43))
    match name:
        case "heif":
            pillow_heif.from_pillow(picture).save(path, quality=80)
        case "gif":
            picture.quantize(32).save(path)
        case "jxl":
            picture.save(path, "JXL", quality=90, effort=3, num_threads=1, use_container=False)
        case "webp-lossless":
            picture.convert("RGBA").save(path, "WEBP", lossless=True)
        case _:
            picture.save(path, name.upper())


def pixels(path: Path, name: str) -> Any:
    """Give the pixels of all frames."""
    if name == "heif":
        return np.asarray(pillow_heif.open_heif(path)[0].to_pillow())
    with Image.open(path) as picture:
        return np.stack([np.asarray(frame.convert("RGBA")) for frame in ImageSequence.Iterator(picture)])


@pytest.mark.parametrize("name", ["jpeg", "png", "webp", "webp-lossless", "heif", "avif", "jxl", "gif"])
def test_blocks_are_added_and_the_coded_pixels_stay(tmp_path: Path, name: str) -> None:
    format_id = name.removesuffix("-lossless")
    source, path = tmp_path / f"a.{format_id}", tmp_path / f"b.{format_id}"
    bare(source, name)
    before = source.read_bytes()
    blocks = {kind: body for kind, body in BLOCKS.items() if kind in ADDABLE[format_id]}
    after = rewrite(before, format_id, lambda block: block.data, added=blocks)
    path.write_bytes(after)
    found = exiftool(path)
    for kind in blocks:
        key, value = FOUND[kind]
        assert found.get(key) == value, kind
    assert "Error" not in str(found["ExifTool:Validate"])
    assert np.array_equal(pixels(path, name), pixels(source, name))
    assert coded(before, format_id) in after
    kinds = {each.category for each in inspect(after, format_id)}
    assert set(blocks) <= kinds


def coded(data: bytes, format_id: str) -> bytes:
    """Give the coded pixels, all in one piece: they end the file, or nearly."""
    starts = {"jpeg": b"\xff\xda", "png": b"IDAT", "webp": b"VP8", "heif": b"mdat", "avif": b"mdat", "gif": b"\x2c\0\0"}
    start = data.rindex(starts[format_id]) if format_id in starts else 0
    if format_id == "tiff":
        with tifffile.TiffFile(io.BytesIO(data)) as file:
            start = min(file.pages.first.dataoffsets)
            return data[start : start + sum(file.pages.first.databytecounts)]
    assert len(data) - start > 200
    return data[start:]


@pytest.mark.parametrize("format_id", ["heif", "avif"])
def test_a_block_that_grows_goes_to_the_end(tmp_path: Path, format_id: str) -> None:
    source, path = tmp_path / f"a.{format_id}", tmp_path / f"b.{format_id}"
    bare(source, format_id)
    tagged = rewrite(source.read_bytes(), format_id, lambda block: block.data, added={"xmp": PACKET})
    longer = PACKET.replace(b'"new"', b'"' + b"n" * 5000 + b'"')
    path.write_bytes(rewrite(tagged, format_id, lambda block: longer if block.kind == "xmp" else block.data))
    assert exiftool(path)["XMP-xmp:Label"] == "n" * 5000
    assert np.array_equal(pixels(path, format_id), pixels(source, format_id))
    assert PACKET not in path.read_bytes()


def test_the_frames_of_a_sequence_are_still_found(tmp_path: Path) -> None:
    source, path = tmp_path / "a.avif", tmp_path / "b.avif"
    frames = [Image.fromarray(noise(32, 24, seed=seed)) for seed in range(3)]
    frames[0].save(source, save_all=True, append_images=frames[1:], duration=100)
    path.write_bytes(rewrite(source.read_bytes(), "avif", lambda block: block.data, added={"xmp": PACKET}))
    assert exiftool(path)["XMP-xmp:Label"] == "new"
    assert len(pixels(path, "avif")) == 3
    assert np.array_equal(pixels(path, "avif"), pixels(source, "avif"))


def test_what_a_format_cannot_hold_is_refused(tmp_path: Path) -> None:
    bare(tmp_path / "a.webp", "webp")
    data = (tmp_path / "a.webp").read_bytes()
    with pytest.raises(EncodeError, match=r"webp .* iptc"):
        rewrite(data, "webp", lambda block: block.data, added={"iptc": RESOURCES})


def test_what_does_not_fit_a_segment_is_refused(tmp_path: Path) -> None:
    bare(tmp_path / "a.jpg", "jpeg")
    with pytest.raises(EncodeError, match=r"at most 65,533 bytes"):
        rewrite((tmp_path / "a.jpg").read_bytes(), "jpeg", lambda block: block.data, added={"xmp": bytes(70_000)})


def test_profiles_written_as_text_are_read_and_changed(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    bare(path, "png")
    subprocess.run(["exiftool", "-q", "-overwrite_original", "-IPTC:Keywords=harbour", path], check=True)
    changed = rewrite(
        path.read_bytes(),
        "png",
        lambda block: block.data.replace(b"harbour", b"seaside") if block.kind == "iptc" else block.data,
    )
    path.write_bytes(changed)
    assert exiftool(path)["IPTC:Keywords"] == "seaside"


def test_a_damaged_gif_is_refused() -> None:
    with pytest.raises(InvalidImageError, match="damaged"):
        inspect(b"GIF89a" + bytes(7) + b"\x21\xfe\x40short", "gif")
