"""What a text watermark costs on a photo of 12 megapixels: processor time beside decoding and encoding alone.

Run it with `.venv/bin/python bench/text.py`. Repetitions alternate and medians are shown; one libvips thread, as in a
worker.
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pyvips
from PIL import Image

from ashim.engine import Limits, Outcome, SourceFile, Task
from ashim.engine.runner import prepare, run
from ashim.engine.task import Lane
from ashim.imaging import ImageLimits

REPEATS = 7
CASES: dict[str, dict[str, object]] = {
    "single": {"text": "Sample Watermark", "position": "bottom-right"},
    "tiled": {"text": "Sample Watermark", "position": "tiled"},
    "tiled, turned": {"text": "Sample Watermark", "position": "tiled", "rotation": -30},
}


def photo(path: Path, width: int = 4000, height: int = 3000) -> None:
    """Write a JPEG with structure at every scale and some grain, as photos have."""
    random = np.random.default_rng(1)
    total = np.zeros((height, width, 3))
    for scale, weight in ((400, 0.5), (100, 0.25), (20, 0.15), (4, 0.1)):
        coarse = (random.random((height // scale, width // scale, 3)) * 255).astype(np.uint8)
        total += weight * np.asarray(Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC))
    total += random.normal(0, 4, total.shape)
    Image.fromarray(np.clip(total, 0, 255).astype(np.uint8)).save(path, quality=92)


def cpu(work: Callable[[], object]) -> float:
    """Give the processor seconds that the call takes in this process."""
    before = time.process_time()
    work()
    return time.process_time() - before


def main() -> None:
    """Print a line for each case."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "photo.jpg"
        photo(source)
        prepare()

        def bare() -> None:
            picture = pyvips.Image.new_from_file(str(source), access="sequential")
            picture.jpegsave(str(folder / "bare.jpg"), Q=95, subsample_mode="on", optimize_coding=True)

        def ours(settings: dict[str, object]) -> None:
            steps = (("watermark-text", settings),)
            task = Task("bench/0", steps, (SourceFile(source, source.name),), folder / "out", Limits(ImageLimits()))
            outcome = run(task, Lane.HEAVY, lambda stage, percent=None: None)
            if not isinstance(outcome, Outcome):
                raise SystemExit(f"the run failed: {outcome}")

        for title, settings in CASES.items():
            pairs = [(cpu(partial(ours, settings)), cpu(bare)) for _ in range(REPEATS)]
            mine, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
            print(f"{title}: {mine * 1000:.0f} ms, decode and encode alone {theirs * 1000:.0f} ms, {mine / theirs:.2f}")


if __name__ == "__main__":
    main()
