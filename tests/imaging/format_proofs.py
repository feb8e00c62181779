"""Proofs of the table of formats: each cell, checked with software other than ours."""

import io
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import imagecodecs
import numpy as np
import pillow_heif
import tifffile
from PIL import Image as Pillow
from psd_tools import PSDImage

from ashim.imaging import FORMATS, Encoded, Format, Image, encode, open_image
from tests import corpus, rare_formats
from tests.corpus import Array, noise, png_bytes, with_holes
from tests.imaging.reading import LIMITS, psnr
from tests.profiles import display_p3

pillow_heif.register_heif_opener()

CELLS = ("read", "write", "alpha", "depth", "animation", "profile", "exif")
# A file of the corpus in each format, and the likeness in dB that its coding allows; 0 where only the order of
# brightness is kept.
SAMPLES: dict[str, tuple[str, float]] = {
    "jpeg": ("odd.jpg", 35),
    "png": ("rgb.png", 99),
    "webp": ("clear.webp", 30),
    "gif": ("still.gif", 25),
    "avif": ("opaque.avif", 30),
    "tiff": ("deep.tiff", 99),
    "svg": ("drawing.svg", 99),
    "heif": ("phone.heic", 30),
    "bmp": ("plain.bmp", 99),
    "ico": ("icon.ico", 99),
    "jxl": ("clear.jxl", 99),
    "jp2": ("clear.jp2", 99),
    "qoi": ("clear.qoi", 99),
    "psd": ("clear.psd", 99),
    "raw": ("camera.dng", 0),
    "tga": ("clear.tga", 99),
    "exr": ("light.exr", 0),
    "hdr": ("light.hdr", 0),
    "eps": ("drawing.eps", 99),
    "dds": ("clear.dds", 99),
    "cur": ("pointer.cur", 99),
    "dpx": ("film.dpx", 99),
    "fits": ("sky.fits", 0),
    "pbm": ("plain.pbm", 99),
    "pgm": ("plain.pgm", 99),
    "ppm": ("plain.ppm", 99),
    "pfm": ("plain.pfm", 0),
}


def prove(format_id: str, cell: str, folder: Path) -> None:
    """Prove one cell, working in the folder. Raises AssertionError when the table is wrong."""
    target = FORMATS[format_id]
    if cell == "read":
        _prove_read(target, folder)
    elif target.writes:
        _PROOFS[cell](target, folder)


def _prove_read(target: Format, folder: Path) -> None:
    """Find the pixels in another program's file that went into it."""
    name, likeness = SAMPLES[target.id]
    sample = corpus.write_corpus(folder)[name]
    image = open_image(sample.path, name, LIMITS)
    assert (image.source.format, image.width, image.height) == (target.id, sample.width, sample.height)
    found = image.to_srgb().pixels.cast("float").numpy()
    found = found[..., :3] / (257 if image.pixels.format == "ushort" else 1)
    if target.id in ("svg", "eps"):
        assert found[5, 5].tolist() == [255, 0, 0]
        return
    expected = _source_of(sample).astype(float)
    if likeness == 0:
        # Light, a sensor's values or a stretched range: brightness follows the source.
        order = np.corrcoef(found[..., 1].ravel(), expected[..., 1].ravel())[0, 1]
        assert order > 0.9, order
    else:
        # What lies under full transparency is the encoder's to choose.
        start = 25 if sample.alpha else 0
        assert psnr(found[:, start:], expected[:, start:]) > likeness


def _source_of(sample: corpus.Sample) -> Array:
    """Give the RGB pixels that the writer of the corpus was given."""
    name = sample.name
    if name == "camera.dng":
        return np.rot90(np.dstack([noise(40, 24, 1)] * 3), -1)
    if name == "phone.heic":
        return np.rot90(noise(37, 23), -1)
    if name == "plain.pbm":
        return np.dstack([(noise(37, 23)[:, :, 0] > 90) * 255] * 3)
    if sample.colours == "grey":
        return np.dstack([noise(37, 23, 1 if name == "sky.fits" else 3).reshape(23, 37, -1)[:, :, 0]] * 3)
    if name == "deep.tiff":
        return noise(37, 23, deep=True) / 257
    if name == "film.dpx":
        samples = noise(37, 23).astype(np.uint16) * 4
        return ((samples << 6) | (samples >> 4)) / 257
    return noise(sample.width, sample.height)


def _prove_write(target: Format, folder: Path) -> None:
    """Another program finds the pixels in our file."""
    encoded, path = _written(target, folder, noise(64, 48))
    pixels = _read(target, path)
    assert pixels.shape[:2] == (48, 64)
    assert (encoded.width, encoded.height) == (64, 48)
    assert psnr(pixels[..., :3].astype(float), noise(64, 48).astype(float)) > (30 if target.lossy else 24)


def _prove_alpha(target: Format, folder: Path) -> None:
    """Another program finds the transparency, or we say that it is lost."""
    source = with_holes(noise(64, 48))
    encoded, path = _written(target, folder, source)
    pixels = _read(target, path)
    if target.alpha:
        assert pixels.shape[2] == 4
        assert np.abs(pixels[..., 3].astype(int) - source[..., 3])[:, [5, 60]].max() < 8
    else:
        assert pixels.shape[2] == 3
        assert _says(encoded, "transparency")


def _prove_depth(target: Format, folder: Path) -> None:
    """Another program finds as many bits a channel as the table says; fewer than the source has are announced."""
    encoded, path = _written(target, folder, noise(64, 48, deep=True))
    assert _depth(target, path) == target.max_depth
    assert (target.max_depth == 16) != _says(encoded, "depth")


def _prove_animation(target: Format, folder: Path) -> None:
    """Another program finds the frames, or we say that they are lost."""
    frames = [Pillow.fromarray(frame) for frame in corpus.animation()]
    frames[0].save(folder / "a.webp", save_all=True, append_images=frames[1:], duration=50, lossless=True)
    path = folder / "animated"
    encoded = encode(_wanting(open_image(folder / "a.webp", "a.webp", LIMITS), target), path)
    if target.animation:
        with Pillow.open(path) as picture:
            assert getattr(picture, "n_frames", 1) == len(frames)
    else:
        assert encoded.frames == 1
        assert _says(encoded, "holds no")


def _prove_profile(target: Format, folder: Path) -> None:
    """Another program finds the colour profile, or we say that the colours were converted."""
    Pillow.fromarray(noise(64, 48)).save(folder / "p3.png", icc_profile=display_p3())
    path = folder / "profiled"
    encoded = encode(_wanting(open_image(folder / "p3.png", "p3.png", LIMITS), target), path)
    if target.id == "jp2":
        assert _told_bytes(path, "-b", "-ICC_Profile") == display_p3()
    elif target.profile:
        with Pillow.open(path) as picture:
            assert picture.info.get("icc_profile") == display_p3()
    else:
        assert _says(encoded, "sRGB")


def _prove_exif(target: Format, folder: Path) -> None:
    """Exiftool finds the camera's maker, or we say that its metadata is lost."""
    Pillow.fromarray(noise(64, 48)).save(folder / "exif.png", exif=corpus.camera_exif())
    path = folder / f"exif{target.extensions[0]}"
    encoded = encode(_wanting(open_image(folder / "exif.png", "exif.png", LIMITS), target), path)
    assert (_told(path, "-Make") == corpus.CAMERA) == target.exif
    assert target.exif or _says(encoded, "EXIF")


_PROOFS: dict[str, Callable[[Format, Path], None]] = {
    "write": _prove_write,
    "alpha": _prove_alpha,
    "depth": _prove_depth,
    "animation": _prove_animation,
    "profile": _prove_profile,
    "exif": _prove_exif,
}


def _wanting(image: Image, target: Format) -> Image:
    return image.with_intent(replace(image.intent, format=target.id))


def _written(target: Format, folder: Path, pixels: Array) -> tuple[Encoded, Path]:
    (folder / "source.png").write_bytes(png_bytes(pixels))
    path = folder / f"result{target.extensions[0]}"
    return encode(_wanting(open_image(folder / "source.png", "source.png", LIMITS), target), path), path


def _read(target: Format, path: Path) -> Array:
    """Give the first picture's 8-bit RGB or RGBA pixels as another program reads them."""
    if target.id == "tiff":
        pixels: Array = np.asarray(tifffile.imread(path))
        return pixels
    if target.light:
        return rare_formats.on_screen(
            rare_formats.read_exr(path) if target.id == "exr" else rare_formats.read_radiance(path)
        )
    if target.id == "psd":
        found = PSDImage.open(path).numpy()
        assert found is not None
        eight: Array = np.rint(found * 255).astype(np.uint8)
        return eight
    with Pillow.open(path) as picture:
        return np.array(picture.convert("RGBA" if picture.has_transparency_data else "RGB"))


def _depth(target: Format, path: Path) -> int:
    if target.id == "png":
        return path.read_bytes()[24]
    if target.id == "tiff":
        return int(tifffile.imread(path).dtype.itemsize * 8)
    if target.id == "psd":
        return int(PSDImage.open(path).depth)
    if target.id == "jxl":
        return int(imagecodecs.jpegxl_decode(path.read_bytes()).dtype.itemsize * 8)
    if target.id == "jp2":
        return int(_told(path, "-BitsPerComponent").split()[0])
    if target.id == "exr":
        # Samples of 32 bits in light hold the 16 bits of the codes.
        codes = rare_formats.srgb(rare_formats.read_exr(path)) * 65_535
        return 16 if np.array_equal(np.rint(codes), noise(64, 48, deep=True)) else 8
    if target.id == "heif":
        return int(pillow_heif.open_heif(io.BytesIO(path.read_bytes()), convert_hdr_to_8bit=False).info["bit_depth"])
    if target.id == "avif":
        return int(_told(path, "-ImagePixelDepth").split()[0])
    # The other programs read these with 8 bits whatever they hold, and their formats are told so by the encoder.
    return 8


def _told(path: Path, tag: str) -> str:
    return _told_bytes(path, "-s3", tag).decode(errors="replace").strip()


def _told_bytes(path: Path, *options: str) -> bytes:
    return subprocess.run(["exiftool", *options, str(path)], capture_output=True, check=False).stdout


def _says(encoded: Encoded, word: str) -> bool:
    return any(word in warning for warning in encoded.warnings)
