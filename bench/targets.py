"""Meet "at most 100 KB" and "visual quality 80" on ten photos: how close, in how many encodes, how long.

Run it with `.venv/bin/python bench/targets.py`.
"""

import tempfile
import time
from pathlib import Path

import numpy as np
import skimage
from PIL import Image

from ashim.imaging import Encoded, ImageLimits, OutputIntent, encode, open_image
from ashim.imaging.vips import setup

BUDGET = 100 * 1024
VISUAL = 80.0
FORMATS = ("jpeg", "webp", "avif")
# scikit-image's own photos, and the size that each is brought to: from a web picture to a camera's 12 megapixels.
PHOTOS = (
    ("astronaut.png", 512),
    ("coffee.png", 600),
    ("chelsea.png", 900),
    ("rocket.jpg", 1280),
    ("astronaut.png", 1600),
    ("coffee.png", 2000),
    ("motorcycle_left.png", 741),
    ("ihc.png", 512),
    ("rocket.jpg", 2560),
    ("chelsea.png", 4000),
)


def photos(folder: Path) -> list[Path]:
    """Write the photos as PNG, enlarged ones with the grain that a camera would have."""
    source = Path(skimage.__file__).parent / "data"
    paths = []
    for number, (name, width) in enumerate(PHOTOS):
        file = source / name
        if not file.is_file():
            continue
        picture = Image.open(file).convert("RGB")
        if width > picture.width:
            size = (width, round(picture.height * width / picture.width))
            array = np.asarray(picture.resize(size, Image.Resampling.BICUBIC)).astype(float)
            array += np.random.default_rng(number).normal(0, 3, array.shape)
            picture = Image.fromarray(np.clip(array, 0, 255).astype(np.uint8))
        path = folder / f"{Path(name).stem}-{picture.width}x{picture.height}.png"
        picture.save(path, compress_level=1)
        paths.append(path)
    return paths


def attempt(path: Path, intent: OutputIntent) -> tuple[Encoded, float]:
    """Encode, and give what came of it and the processor seconds."""
    begin = time.process_time()
    encoded = encode(open_image(path, path.name, ImageLimits()).with_intent(intent), path.with_name("out"))
    return encoded, time.process_time() - begin


def main() -> None:
    """Print a line for each photo and format, and how many met the goal."""
    setup()
    with tempfile.TemporaryDirectory() as name:
        for format_id in FORMATS:
            met = 0
            paths = photos(Path(name))
            for path in paths:
                sized = OutputIntent(format=format_id, target_bytes=BUDGET, compact=True)
                encoded, seconds = attempt(path, sized)
                below = 1 - encoded.bytes / BUDGET
                met += 0 <= below <= 0.03 and encoded.encodes <= 8
                looked, looking = attempt(path, OutputIntent(format=format_id, visual_quality=VISUAL))
                print(
                    f"{format_id:5} {path.stem:26} q {encoded.quality:3g} {encoded.width:4} wide "
                    f"{below:6.1%} below, {encoded.encodes} encodes, {seconds:4.1f} s"
                    f"{'' if below <= 0.03 else ' (too far)'}; "
                    f"look {VISUAL:g}: q {looked.quality:3g} score {looked.score:4.1f}, {looked.encodes} encodes, "
                    f"{looking:4.1f} s",
                    flush=True,
                )
            print(f"{format_id}: {met} of {len(paths)} within 3 % below 100 KB in at most 8 encodes")


if __name__ == "__main__":
    main()
