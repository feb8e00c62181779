"""Whether a worker's memory grows: 1,000 conversions between all formats in one process, after 1,000 to warm up.

Then pictures of 12 megapixels in every format that is written go through the same process, again and again.

Run it with `.venv/bin/python bench/leaks.py`. It prints the resident memory now and then, and fails when it grew by
more than 12 MB over the last 1,000, or between two rounds of large pictures by more than a tenth of one. What grows is
memory arenas: over 5,000 conversions that ends.
"""

import gc
import sys
import tempfile
from pathlib import Path

import numpy as np
import psutil
import pyvips

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.corpus import write_corpus

from ashim.engine import Limits, SourceFile, Task
from ashim.engine.progress import ProgressReceiver, ProgressSender, Reporter
from ashim.engine.runner import prepare, run
from ashim.engine.task import Failure, Lane
from ashim.imaging import ImageLimits

TARGETS = ("jpg", "png", "webp", "avif", "tiff", "gif", "heic", "jxl", "bmp", "ico", "jp2", "qoi", "psd")
CONVERSIONS, STEP, WARM_UP = 2000, 250, 1000
ALLOWED_GROWTH = 12_000_000
LARGE = (4000, 3000)
LARGE_TARGETS = ("jpg", "png", "webp", "tiff", "bmp")
ROUNDS, ALLOWED_LARGE_GROWTH = 5, 3_600_000
LIMITS = Limits(ImageLimits())


def convert(path: Path, target: str, folder: Path, report: Reporter) -> bool:
    """Convert, and tell whether that worked."""
    steps = (("convert", {"format": target}),)
    task = Task("leaks", steps, (SourceFile(path, path.name),), folder / "out", LIMITS)
    return not isinstance(run(task, Lane.HEAVY, report), Failure)


def large(folder: Path, report: Reporter) -> int:
    """Convert large pictures in rounds; give the growth in bytes from the second round to the last."""
    width, height = LARGE
    shades = np.add.outer(np.arange(height), np.arange(width))[:, :, None] // np.array([29, 31, 37])
    grain = np.random.default_rng(1).integers(0, 12, (height, width, 3))
    photo = pyvips.Image.new_from_array((shades % 240 + grain).astype(np.uint8))
    photo.copy(interpretation="srgb").pngsave(str(folder / "large.png"), compression=1)
    # An icon holds no large picture; QOI is decoded in Python.
    for target in set(TARGETS) - {"png", "ico", "qoi"}:
        assert convert(folder / "large.png", target, folder, report), target
        (folder / "out" / f"large.{target}").rename(folder / f"large.{target}")
    sources = sorted(folder.glob("large.*"))
    process, resident = psutil.Process(), []
    for round in range(ROUNDS):
        for number, source in enumerate(sources):
            assert convert(source, LARGE_TARGETS[(number + round) % len(LARGE_TARGETS)], folder, report), source.name
        gc.collect()
        resident.append(process.memory_info().rss)
        print(f"12 MP, round {round + 1}: {resident[-1] / 1e6:.1f} MB", flush=True)
    return resident[-1] - resident[1]


def main() -> int:
    """Convert, and print the memory."""
    prepare()
    process = psutil.Process()
    resident: dict[int, int] = {}
    receiver = ProgressReceiver(lambda _: None)
    report = ProgressSender(receiver.address).for_task("leaks")
    failures = 0
    with tempfile.TemporaryDirectory() as folder:
        samples = [sample for sample in write_corpus(Path(folder)).values() if sample.reason is None]
        for number in range(CONVERSIONS):
            # Every sample meets every target: the two counts have no common divisor, or the first is shifted.
            sample = samples[number % len(samples)]
            target = TARGETS[(number + number // len(samples)) % len(TARGETS)]
            failures += not convert(sample.path, target, Path(folder), report)
            if (number + 1) % STEP == 0:
                gc.collect()
                resident[number + 1] = process.memory_info().rss
                print(f"{number + 1:5} conversions: {resident[number + 1] / 1e6:.1f} MB", flush=True)
    growth = resident[CONVERSIONS] - resident[WARM_UP]
    print(f"grew by {growth / 1e6:.1f} MB over the last {CONVERSIONS - WARM_UP}; {failures} were refused")
    with tempfile.TemporaryDirectory() as folder:
        large_growth = large(Path(folder), report)
    return int(growth > ALLOWED_GROWTH or large_growth > ALLOWED_LARGE_GROWTH)


if __name__ == "__main__":
    sys.exit(main())
