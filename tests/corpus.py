"""Pictures of every sort, written by other software than ours: Pillow, tifffile, pillow-heif, and raw bytes."""

import gzip
import io
import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pillow_heif
import pytest
import tifffile
from PIL import Image, PngImagePlugin

from ashim import imaging
from tests import rare_formats
from tests.profiles import display_p3, grey_gamma

Array = npt.NDArray[Any]

CAMERA = "Testcam"
DURATIONS = (40, 80, 120, 160)
SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30">'
    b'<rect width="20" height="30" fill="#ff0000"/></svg>'
)
# Its left half is red; the drawing begins away from the corner of the page.
EPS = (
    b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 10 20 34 38\n%%EndComments\n"
    b"1 0 0 setrgbcolor 10 20 12 18 rectfill\nshowpage\n%%EOF\n"
)
XXE = (
    b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><text>&x;</text></svg>'
)


@dataclass(frozen=True, slots=True)
class Sample:
    """A file and what an honest reader finds in it; `reason` is set when it must be refused, with a word of why."""

    path: Path
    format: str
    width: int = 0
    height: int = 0
    frames: int = 1
    alpha: bool = False
    depth: int = 8
    colours: str = "rgb"
    profile: bytes | None = None
    exif: bool = False
    reason: str | None = None

    @property
    def name(self) -> str:
        return self.path.name


def noise(width: int, height: int, bands: int = 3, *, deep: bool = False, seed: int = 1) -> Array:
    """Give a smooth gradient with some noise: bands last, uint8 or uint16."""
    rng = np.random.default_rng(seed)
    across = np.linspace(0, 180, width)[None, :, None]
    down = np.linspace(0, 40, height)[:, None, None]
    tint = np.arange(bands)[None, None, :] * 10
    values = across + down + tint + rng.random((height, width, bands)) * 5
    values = (values * 257).astype(np.uint16) if deep else values.astype(np.uint8)
    squeezed: Array = values[:, :, 0] if bands == 1 else values
    return squeezed


def texture(width: int, height: int) -> Array:
    """Give a gradient with much noise, so that the size of lossy files depends on their quality: uint8 RGB."""
    rng = np.random.default_rng(5)
    return (noise(width, height) // 2 + rng.integers(0, 90, (height, width, 3))).astype(np.uint8)


def with_holes(pixels: Array) -> Array:
    """Give the pixels with an alpha band whose left third is transparent and whose middle third is half so."""
    alpha = np.full(pixels.shape[:2], np.iinfo(pixels.dtype).max, pixels.dtype)
    third = pixels.shape[1] // 3
    alpha[:, :third] = 0
    alpha[:, third : 2 * third] //= 2
    return np.dstack([pixels, alpha])


def png_bytes(pixels: Array) -> bytes:
    """Write PNG by hand, which Pillow cannot for 16-bit colour. `pixels`: uint8 or uint16, 1 to 4 bands."""
    height, width = pixels.shape[:2]
    bands = 1 if pixels.ndim == 2 else pixels.shape[2]
    depth = pixels.dtype.itemsize * 8
    rows = pixels.astype(f">u{depth // 8}").reshape(height, -1)
    raw = b"".join(b"\0" + row.tobytes() for row in rows)
    header = struct.pack(">IIBBBBB", width, height, depth, {1: 0, 2: 4, 3: 2, 4: 6}[bands], 0, 0, 0)
    return png_file(header, zlib.compress(raw))


def png_file(header: bytes, data: bytes) -> bytes:
    """Give a PNG of an IHDR body and compressed image data."""
    chunks = ((b"IHDR", header), (b"IDAT", data), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )


def camera_exif(orientation: int = 1, *, thumbnail: bool = False) -> bytes:
    """Give EXIF with a maker, a place and an orientation; with a thumbnail when asked."""
    exif = Image.Exif()
    exif[0x010F] = CAMERA
    exif[0x0112] = orientation
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (52.0, 30.0, 0.0)
    data = exif.tobytes()
    return _with_thumbnail(orientation) if thumbnail else data


def _with_thumbnail(orientation: int) -> bytes:
    """Build EXIF with an IFD1 thumbnail by hand; Pillow writes none."""
    buffer = io.BytesIO()
    Image.new("RGB", (16, 12), (255, 0, 255)).save(buffer, "JPEG")
    jpeg = buffer.getvalue()
    maker = CAMERA.encode() + b"\0"
    first, second = 8, 8 + 2 + 2 * 12 + 4
    maker_at = second + 2 + 3 * 12 + 4
    jpeg_at = maker_at + len(maker)
    ifd0 = struct.pack("<H", 2)
    ifd0 += struct.pack("<HHII", 0x010F, 2, len(maker), maker_at) + struct.pack("<HHIHH", 0x0112, 3, 1, orientation, 0)
    ifd0 += struct.pack("<I", second)
    ifd1 = struct.pack("<H", 3) + struct.pack("<HHIHH", 0x0103, 3, 1, 6, 0)
    ifd1 += struct.pack("<HHII", 0x0201, 4, 1, jpeg_at) + struct.pack("<HHII", 0x0202, 4, 1, len(jpeg))
    ifd1 += struct.pack("<I", 0)
    return b"Exif\0\0II*\0" + struct.pack("<I", first) + ifd0 + ifd1 + maker + jpeg


def jpeg_with_orientation(path: Path, upright: Array, orientation: int) -> None:
    """Store the upright picture the way a camera held in that orientation does (EXIF 2.32, table 6)."""
    stored = {
        1: upright,
        2: upright[:, ::-1],
        3: upright[::-1, ::-1],
        4: upright[::-1],
        5: upright.swapaxes(0, 1),
        6: np.rot90(upright),
        7: np.rot90(upright, 2).swapaxes(0, 1),
        8: np.rot90(upright, -1),
    }[orientation]
    Image.fromarray(np.ascontiguousarray(stored)).save(path, quality=95, exif=camera_exif(orientation))


@pytest.fixture(scope="session", autouse=True)
def worker() -> None:
    """Set libvips as in a worker; encoders that use several threads give other bytes."""
    imaging.setup()


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Sample]:
    """Pictures of every sort by file name, written once; a folder's conftest imports this fixture to use it."""
    return write_corpus(tmp_path_factory.mktemp("corpus"))


def write_corpus(folder: Path) -> dict[str, Sample]:
    """Write every sample into the folder; keys are file names."""
    samples = [
        *_stills(folder),
        *_animations(folder),
        *_containers(folder),
        *_rare_formats(folder),
        *_refused(folder),
    ]
    return {sample.name: sample for sample in samples}


def _stills(folder: Path) -> list[Sample]:
    rgb, grey = noise(37, 23), noise(37, 23, 1)
    Image.fromarray(noise(1, 1)).save(folder / "dot.png")
    Image.fromarray(rgb).save(folder / "odd.jpg", quality=90)
    Image.fromarray(grey).save(folder / "grey.jpg", quality=90)
    Image.fromarray(grey).save(folder / "grey.png")
    Image.fromarray(grey).save(folder / "grey-profile.png", icc_profile=grey_gamma())
    Image.fromarray(with_holes(grey)).save(folder / "grey-alpha.png")
    Image.fromarray(rgb).save(folder / "rgb.png")
    Image.fromarray(with_holes(rgb)).save(folder / "rgba.png")
    Image.fromarray(rgb).convert("CMYK").save(folder / "cmyk.jpg", quality=90)
    Image.fromarray(rgb).convert("CMYK").save(folder / "cmyk.tiff")
    (folder / "deep.png").write_bytes(png_bytes(noise(37, 23, deep=True)))
    (folder / "deep-grey.png").write_bytes(png_bytes(noise(37, 23, 1, deep=True)))
    (folder / "deep-alpha.png").write_bytes(png_bytes(with_holes(noise(37, 23, deep=True))))
    tifffile.imwrite(folder / "deep.tiff", noise(37, 23, deep=True), photometric="rgb")
    tifffile.imwrite(folder / "pages.tiff", np.stack([rgb, rgb]), photometric="rgb")
    palette = Image.fromarray(rgb).quantize(16)
    palette.save(folder / "palette.png")
    palette.save(folder / "palette-alpha.png", transparency=0)
    Image.fromarray(rgb).save(folder / "wide-gamut.jpg", quality=95, icc_profile=display_p3())
    Image.fromarray(rgb).save(folder / "photo.jpg", quality=90, exif=camera_exif(6, thumbnail=True))
    Image.fromarray(rgb).save(folder / "text.png", exif=camera_exif(), pnginfo=_comment())
    Image.fromarray(rgb).save(folder / "really-a-png.jpg", "PNG")
    upright = noise(40, 24)
    for orientation in range(1, 9):
        jpeg_with_orientation(folder / f"orientation-{orientation}.jpg", upright, orientation)
    return [
        Sample(folder / "dot.png", "png", 1, 1),
        Sample(folder / "odd.jpg", "jpeg", 37, 23),
        Sample(folder / "grey.jpg", "jpeg", 37, 23, colours="grey"),
        Sample(folder / "grey.png", "png", 37, 23, colours="grey"),
        Sample(folder / "grey-profile.png", "png", 37, 23, colours="grey", profile=grey_gamma()),
        Sample(folder / "grey-alpha.png", "png", 37, 23, colours="grey", alpha=True),
        Sample(folder / "rgb.png", "png", 37, 23),
        Sample(folder / "rgba.png", "png", 37, 23, alpha=True),
        Sample(folder / "cmyk.jpg", "jpeg", 37, 23, colours="cmyk"),
        Sample(folder / "cmyk.tiff", "tiff", 37, 23, colours="cmyk"),
        Sample(folder / "deep.png", "png", 37, 23, depth=16),
        Sample(folder / "deep-grey.png", "png", 37, 23, depth=16, colours="grey"),
        Sample(folder / "deep-alpha.png", "png", 37, 23, depth=16, alpha=True),
        Sample(folder / "deep.tiff", "tiff", 37, 23, depth=16),
        Sample(folder / "pages.tiff", "tiff", 37, 23, frames=2),
        Sample(folder / "palette.png", "png", 37, 23),
        Sample(folder / "palette-alpha.png", "png", 37, 23, alpha=True),
        Sample(folder / "wide-gamut.jpg", "jpeg", 37, 23, profile=display_p3()),
        Sample(folder / "photo.jpg", "jpeg", 23, 37, exif=True),
        Sample(folder / "text.png", "png", 37, 23, exif=True),
        Sample(folder / "really-a-png.jpg", "png", 37, 23),
        *(Sample(folder / f"orientation-{tag}.jpg", "jpeg", 40, 24, exif=True) for tag in range(1, 9)),
    ]


def _comment() -> PngImagePlugin.PngInfo:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "by hand")
    return info


def animation(width: int = 20, height: int = 14) -> list[Array]:
    """Give RGBA frames whose upper half changes and whose lower half is transparent."""
    frames: list[Array] = []
    for index in range(len(DURATIONS)):
        frame = np.zeros((height, width, 4), np.uint8)
        frame[: height // 2] = (60 * index, 200 - 50 * index, 90, 255)
        frames.append(frame)
    return frames


def _animations(folder: Path) -> list[Sample]:
    frames = [Image.fromarray(frame) for frame in animation()]
    rest, durations = frames[1:], list(DURATIONS)
    frames[0].save(folder / "animated.gif", save_all=True, append_images=rest, duration=durations, loop=2, disposal=2)
    frames[0].save(
        folder / "animated.webp", save_all=True, append_images=rest, duration=durations, loop=3, lossless=True
    )
    Image.fromarray(noise(37, 23)).quantize(32).save(folder / "still.gif")
    return [
        Sample(folder / "animated.gif", "gif", 20, 14, frames=4, alpha=True),
        Sample(folder / "animated.webp", "webp", 20, 14, frames=4, alpha=True),
        Sample(folder / "still.gif", "gif", 37, 23),
    ]


def _containers(folder: Path) -> list[Sample]:
    rgb = noise(37, 23)
    picture, clear = Image.fromarray(rgb), Image.fromarray(with_holes(rgb))
    clear.save(folder / "clear.webp", quality=90, exif=camera_exif())
    clear.save(folder / "clear.avif", quality=80, exif=camera_exif())
    picture.save(folder / "opaque.avif", quality=80, icc_profile=display_p3())
    picture.save(folder / "plain.bmp")
    Image.fromarray(with_holes(noise(48, 48))).save(folder / "icon.ico", sizes=[(16, 16), (48, 48)])
    (folder / "drawing.eps").write_bytes(EPS)
    (folder / "drawing.svg").write_bytes(SVG)
    (folder / "drawing.svgz").write_bytes(gzip.compress(SVG, mtime=0))
    heif = pillow_heif.from_bytes("RGB", (37, 23), rgb.tobytes())
    heif.save(folder / "phone.heic", quality=90, exif=camera_exif(6))
    deep = with_holes(noise(37, 23, deep=True))
    pillow_heif.from_bytes("RGBA;16", (37, 23), deep.tobytes()).save(folder / "deep.heic", quality=90)
    return [
        Sample(folder / "clear.webp", "webp", 37, 23, alpha=True, exif=True),
        Sample(folder / "clear.avif", "avif", 37, 23, alpha=True, exif=True),
        Sample(folder / "opaque.avif", "avif", 37, 23, profile=display_p3()),
        Sample(folder / "plain.bmp", "bmp", 37, 23),
        Sample(folder / "icon.ico", "ico", 48, 48, alpha=True),
        Sample(folder / "drawing.eps", "eps", 100, 75),
        Sample(folder / "drawing.svg", "svg", 40, 30, alpha=True),
        Sample(folder / "drawing.svgz", "svg", 40, 30, alpha=True),
        Sample(folder / "phone.heic", "heif", 23, 37, exif=True),
        Sample(folder / "deep.heic", "heif", 37, 23, depth=10, alpha=True),
    ]


def _rare_formats(folder: Path) -> list[Sample]:
    rgb = noise(37, 23)
    clear = with_holes(rgb)
    picture, transparent = Image.fromarray(rgb), Image.fromarray(clear)
    picture.save(folder / "photo.jxl", quality=90, effort=3, exif=camera_exif(), num_threads=1)
    transparent.save(folder / "clear.jxl", lossless=True, effort=3, num_threads=1)
    transparent.save(folder / "clear.jp2")
    transparent.save(folder / "clear.qoi")
    rare_formats.write_psd(folder / "clear.psd", transparent)
    transparent.save(folder / "clear.tga", compression="tga_rle")
    transparent.save(folder / "clear.dds")
    (folder / "clear.pam").write_bytes(rare_formats.pam(clear))
    picture.save(folder / "plain.ppm")
    Image.fromarray(rgb[:, :, 0]).save(folder / "plain.pgm")
    Image.fromarray(rgb[:, :, 0] > 90).save(folder / "plain.pbm")
    Image.fromarray(rgb[:, :, 0] / np.float32(255)).save(folder / "plain.pfm")
    (folder / "pointer.cur").write_bytes(_cursor())
    mosaic = noise(40, 24, 1).astype(np.uint16) * 12 + 600
    rare_formats.write_dng(folder / "camera.dng", mosaic, orientation=6)
    rare_formats.write_exr(folder / "light.exr", rgb.astype(np.float32) / 64)
    rgbe = np.dstack([rgb, np.full(rgb.shape[:2], 129, np.uint8)])
    (folder / "light.hdr").write_bytes(rare_formats.radiance(rgbe, packed=True))
    (folder / "sky.fits").write_bytes(rare_formats.fits(noise(37, 23, 1).astype(np.int16)))
    (folder / "film.dpx").write_bytes(rare_formats.dpx(rgb.astype(np.uint16) * 4, 10))
    return [
        Sample(folder / "photo.jxl", "jxl", 37, 23, exif=True),
        Sample(folder / "clear.jxl", "jxl", 37, 23, alpha=True),
        Sample(folder / "clear.jp2", "jp2", 37, 23, alpha=True),
        Sample(folder / "clear.qoi", "qoi", 37, 23, alpha=True),
        Sample(folder / "clear.psd", "psd", 37, 23, alpha=True),
        Sample(folder / "clear.tga", "tga", 37, 23, alpha=True),
        Sample(folder / "clear.dds", "dds", 37, 23, alpha=True),
        Sample(folder / "clear.pam", "ppm", 37, 23, alpha=True),
        Sample(folder / "plain.ppm", "ppm", 37, 23),
        Sample(folder / "plain.pgm", "pgm", 37, 23, colours="grey"),
        Sample(folder / "plain.pbm", "pbm", 37, 23, colours="grey"),
        Sample(folder / "plain.pfm", "pfm", 37, 23, colours="grey", depth=16),
        Sample(folder / "pointer.cur", "cur", 32, 32, alpha=True),
        Sample(folder / "camera.dng", "raw", 24, 40, depth=16, exif=True),
        Sample(folder / "light.exr", "exr", 37, 23, depth=16),
        Sample(folder / "light.hdr", "hdr", 37, 23, depth=16),
        Sample(folder / "sky.fits", "fits", 37, 23, colours="grey", depth=16),
        Sample(folder / "film.dpx", "dpx", 37, 23, depth=10),
    ]


def _cursor() -> bytes:
    """Give a cursor: an icon whose directory holds the hot spot where an icon's holds planes and bits."""
    buffer = io.BytesIO()
    Image.fromarray(with_holes(noise(32, 32))).save(buffer, "ICO", sizes=[(32, 32)], bitmap_format="bmp")
    data = bytearray(buffer.getvalue())
    data[2] = 2
    data[10:14] = struct.pack("<HH", 5, 7)
    return bytes(data)


def _refused(folder: Path) -> list[Sample]:
    whole = io.BytesIO()
    Image.fromarray(noise(200, 200, seed=3)).save(whole, "JPEG", quality=95)
    contents = {
        "truncated.jpg": (whole.getvalue()[: len(whole.getvalue()) // 2], "damaged"),
        "truncated.png": (png_bytes(noise(90, 90))[:900], "damaged"),
        "truncated.webp": (b"RIFF\x40\0\0\0WEBPVP8 \x30\0\0\0", "failed to read image metadata"),
        "empty.jpg": (b"", "file is empty"),
        "zeros.png": (bytes(5000), "contains no image data"),
        "archive.jpg": (_zip(), "unrecognized image format"),
        "words.txt": (b"just words, no picture " * 40, "unrecognized image format"),
        "broken.psd": (b"8BPS\0\1" + bytes(200), "failed to read image metadata"),
        "broken.nef": (b"MM\0*" + bytes(64) + b"x" * 400, "failed to read image metadata"),
        "broken.jxl": (b"\xff\x0a" + b"\0", "failed to read image metadata"),
        "deep.jpg": (_deep_jpeg(), "JPEG with 12 bits"),
        "empty.eps": (b"%!PS-Adobe-3.0 EPSF-3.0\n", "does not say its size"),
        "pages.ps": (b"%!PS-Adobe-3.0\n", "unsupported format PostScript"),
        "short.ppm": (b"P6 900 900 255\n" + bytes(range(99)), "failed to decode image"),
        "bomb.png": (
            png_file(struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0), zlib.compress(bytes(99))),
            "2500MP",
        ),
        "entity.svg": (XXE, "not valid XML"),
        "lying.ico": (_lying_icon(), "exceeds maximum size"),
        "garbage.heic": (b"\0\0\0\x18ftypheic" + b"junk" * 50, "failed to read image metadata"),
    }
    for name, (data, _) in contents.items():
        (folder / name).write_bytes(data)
    return [Sample(folder / name, "", reason=reason) for name, (_, reason) in contents.items()]


def _deep_jpeg() -> bytes:
    """Give a JPEG whose frame header announces 12 bits a sample (extended sequential, ITU T.81 B.2.2)."""
    buffer = io.BytesIO()
    Image.fromarray(noise(40, 30)).save(buffer, "JPEG")
    data = bytearray(buffer.getvalue())
    frame = data.index(b"\xff\xc0")
    data[frame + 1], data[frame + 4] = 0xC1, 12
    return bytes(data)


def _lying_icon() -> bytes:
    """Give an icon whose directory says 16x16 and whose picture says 50,000x50,000."""
    png = png_file(struct.pack(">IIBBBBB", 50_000, 50_000, 8, 6, 0, 0, 0), zlib.compress(bytes(99)))
    return struct.pack("<HHHBBBBHHII", 0, 1, 1, 16, 16, 0, 0, 1, 32, len(png), 22) + png


def _zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", "hello")
    return buffer.getvalue()
