"""Find-duplicates on 2,000 pictures: how long it takes, and how many copies it finds and invents.

A quarter of the pictures are made up from random shapes; each has three copies: smaller, brighter, and cut at the
edges, all packed anew. The index is set against comparing all pairs.

Run it with `.venv/bin/python bench/duplicates.py [number of pictures]`.
"""

import sys
import tempfile
import time
from itertools import combinations
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance

from ashim.engine import Limits, Outcome, SourceFile, Task
from ashim.engine.runner import prepare
from ashim.engine.runner import run as run_task
from ashim.engine.task import Lane
from ashim.imaging import ImageLimits, open_image
from ashim.imaging.fingerprint import fingerprint, groups

WIDTH, HEIGHT = 1200, 900
COPIES = 4
RADII = (2, 8, 14, 20)


def scene(rng: np.random.Generator) -> Image.Image:
    """Make a picture of soft light with shapes on it."""
    soft = Image.fromarray(rng.integers(0, 256, (6, 8, 3), dtype=np.uint8))
    picture = soft.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)
    draw = ImageDraw.Draw(picture)
    for _ in range(12):
        left, top = rng.integers(0, WIDTH), rng.integers(0, HEIGHT)
        box = (left, top, left + rng.integers(50, 400), top + rng.integers(50, 400))
        shape = draw.ellipse if rng.random() < 0.5 else draw.rectangle
        shape([int(side) for side in box], fill=tuple(int(value) for value in rng.integers(0, 256, 3)))
    return picture


def write(folder: Path, count: int) -> list[Path]:
    """Write the pictures, each followed by its copies."""
    rng = np.random.default_rng(1)
    paths = []
    for number in range(count // COPIES):
        picture = scene(rng)
        versions = (
            (picture, 92),
            (picture.resize((WIDTH // 3, HEIGHT // 3)), 70),
            (ImageEnhance.Brightness(picture).enhance(1.15), 85),
            (picture.crop((10, 8, WIDTH - 10, HEIGHT - 8)), 80),
        )
        for index, (version, quality) in enumerate(versions):
            path = folder / f"{number:05}-{index}.jpg"
            version.save(path, quality=quality)
            paths.append(path)
    return paths


def seconds(begin: float) -> str:
    """Say how long it is since then."""
    return f"{time.perf_counter() - begin:.2f} s"


def main() -> None:
    """Print the figures."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    prepare()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = write(folder, count)
        sources = tuple(SourceFile(path, path.name) for path in paths)
        task = Task("", (("find-duplicates", {}),), sources, folder / "out", Limits(ImageLimits(), seconds=0))
        begin = time.perf_counter()
        outcome = run_task(task, Lane.HEAVY, lambda stage, percent=None: None)
        print(f"{len(paths)} pictures of {WIDTH}x{HEIGHT}: {seconds(begin)} in one process")
        assert isinstance(outcome, Outcome)
        assert outcome.report is not None
        found = [[each["filename"] for each in group["files"]] for group in outcome.report["duplicateGroups"]]
        pure = sum(len({name.split("-")[0] for name in group}) == 1 for group in found)
        kept = sum(len(group) for group in found)
        print(f"{len(found)} groups, {pure} of them of one picture; {kept} of {len(paths)} files are in a group")
        prints = [fingerprint(open_image(path, path.name, ImageLimits()).resize(200, 150).pixels) for path in paths]
    for radius in RADII:
        begin = time.perf_counter()
        connected = groups(prints, radius, turned=False)
        indexed = seconds(begin)
        begin = time.perf_counter()
        pairs = sum((one.bits ^ other.bits).bit_count() <= radius for one, other in combinations(prints, 2))
        print(
            f"threshold {radius:2}: index {indexed}, all pairs {seconds(begin)}; {len(connected)} groups, {pairs} pairs"
        )


if __name__ == "__main__":
    main()
