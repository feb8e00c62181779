"""Whether a worker's memory grows: 1,000 conversions between all formats in one process, after 1,000 to warm up.

Run it with `.venv/bin/python bench/leaks.py`. It prints the resident memory now and then, and fails when it grew by
more than 12 MB over the last 1,000. What grows is memory arenas: over 5,000 conversions that ends.
"""

import gc
import sys
import tempfile
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.corpus import write_corpus

from ashim.engine import Limits, SourceFile, Task
from ashim.engine.progress import ProgressReceiver, ProgressSender
from ashim.engine.runner import prepare, run
from ashim.engine.task import Failure, Lane
from ashim.imaging import ImageLimits

TARGETS = ("jpg", "png", "webp", "avif", "tiff", "gif", "heic", "jxl", "bmp", "ico", "jp2", "qoi", "psd")
CONVERSIONS, STEP, WARM_UP = 2000, 250, 1000
ALLOWED_GROWTH = 12_000_000


def main() -> int:
    """Convert, and print the memory."""
    prepare()
    limits = Limits(ImageLimits())
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
            source = (SourceFile(sample.path, sample.name),)
            task = Task("leaks", (("convert", {"format": target}),), source, Path(folder) / "out", limits)
            failures += isinstance(run(task, Lane.HEAVY, report), Failure)
            if (number + 1) % STEP == 0:
                gc.collect()
                resident[number + 1] = process.memory_info().rss
                print(f"{number + 1:5} conversions: {resident[number + 1] / 1e6:.1f} MB", flush=True)
    growth = resident[CONVERSIONS] - resident[WARM_UP]
    print(f"grew by {growth / 1e6:.1f} MB over the last {CONVERSIONS - WARM_UP}; {failures} were refused")
    return int(growth > ALLOWED_GROWTH)


if __name__ == "__main__":
    sys.exit(main())
