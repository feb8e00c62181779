"""Bytes at equal looks: our JPEG, WebP and AVIF at default settings against Pillow's, on real photos.

Each photo is encoded by ashim at its default quality and judged with SSIMULACRA 2; Pillow's size at the same score is
read off a curve through its qualities. No metadata are involved. Below 1 ashim's files are smaller.

Run it with `.venv/bin/python bench/quality.py`.
"""

import io
import statistics
import tempfile
from pathlib import Path

import numpy as np
import pyvips
import skimage
from PIL import Image

from ashim.imaging import ImageLimits, OutputIntent, encode, open_image
from ashim.imaging.quality import Original
from ashim.imaging.vips import setup

QUALITIES = (40, 50, 60, 68, 75, 80, 85, 90, 94)
# Format, our quality, and Pillow's options besides the quality: its defaults.
CASES = (("jpeg", 80.0), ("webp", 80.0), ("avif", 50.0))
PHOTOS = ("astronaut.png", "coffee.png", "chelsea.png", "rocket.jpg", "motorcycle_left.png", "ihc.png", "retina.jpg")


def pixels(picture: Image.Image) -> pyvips.Image:
    """Give the picture as libvips has it."""
    return pyvips.Image.new_from_array(np.asarray(picture.convert("RGB"))).copy(interpretation="srgb")


def curve(picture: Image.Image, original: Original, format_id: str) -> tuple[list[float], list[float]]:
    """Give Pillow's scores and the logarithms of its sizes, in rising order."""
    points = []
    for quality in QUALITIES:
        buffer = io.BytesIO()
        picture.save(buffer, format_id.upper(), quality=quality)
        points.append((original.score(pixels(Image.open(buffer))), float(np.log(len(buffer.getvalue())))))
    points.sort()
    return [score for score, _ in points], [size for _, size in points]


def main() -> None:
    """Print the ratio for each photo, and the mean of each format."""
    setup()
    with tempfile.TemporaryDirectory() as name:
        path, out = Path(name) / "photo.png", Path(name) / "out"
        for format_id, quality in CASES:
            ratios = []
            for photo in PHOTOS:
                source = Image.open(Path(skimage.__file__).parent / "data" / photo)
                picture = Image.fromarray(np.asarray(source.convert("RGB")))
                picture.save(path)
                original = Original(pixels(picture))
                intent = OutputIntent(format=format_id, quality=quality, compact=True)
                ours = encode(open_image(path, path.name, ImageLimits()).with_intent(intent), out)
                with Image.open(out) as result:
                    score = original.score(pixels(result))
                scores, sizes = curve(picture, original, format_id)
                ratios.append(ours.bytes / float(np.exp(np.interp(score, scores, sizes))))
                print(f"{format_id:5} {photo:20} {ours.bytes:8,} bytes, score {score:5.1f}, ratio {ratios[-1]:.3f}")
            print(f"{format_id}: mean ratio {statistics.geometric_mean(ratios):.3f}, worst {max(ratios):.3f}")


if __name__ == "__main__":
    main()
