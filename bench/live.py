"""What a live preview of a photo of 12 megapixels costs, beside the run that it stands for.

Run it with `.venv/bin/python bench/live.py`. Times are the best of repetitions, in milliseconds of processor time; the
photo has been decoded before, as it has after the first preview. The last column is the estimated size of the file over
the true one.
"""

import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from adjust import photo
from PIL import Image as Pillow

from ashim.engine import LivePicture, LiveTask, Outcome, Region, SourceFile, Task, live, runner
from ashim.engine.limits import Limits
from ashim.engine.task import Lane
from ashim.imaging import Decoded, ImageLimits, write_decoded
from ashim.tools import load_registry

REPEATS = 5
PROXY_PIXELS = 1_500_000
REGION = Region(100, 100, 1000, 700)
RUNS: tuple[tuple[str, dict[str, object]], ...] = (
    ("compress", {"mode": "quality", "quality": 70}),
    ("compress", {"mode": "targetSize", "targetSizeKb": 800}),
    ("convert", {"format": "webp", "quality": 80}),
    ("convert", {"format": "avif", "quality": 60}),
    ("resize", {"width": 1200}),
    ("resize", {"width": 3000}),
    ("crop", {"left": 500, "top": 400, "width": 3000, "height": 2000}),
    ("rotate", {"angle": 90}),
    ("adjust-colors", {"brightness": 20, "saturation": 30}),
    ("sharpening", {"method": "unsharp-mask", "amount": 100}),
    ("watermark-text", {"text": "ashim", "position": "tiled", "fontSize": 120}),
    ("border", {"borderWidth": 60}),
    ("replace-color", {"tolerance": 30}),
)


Result = TypeVar("Result")


def least(run: Callable[[], Result]) -> tuple[float, Result]:
    """Give the least processor time of several runs, and what the last one gave."""
    times: list[float] = []
    while True:
        begun = time.process_time()
        result = run()
        times.append(1000 * (time.process_time() - begun))
        if len(times) == REPEATS:
            return min(times), result


def main() -> None:
    """Print the table."""
    runner.prepare()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        source = SourceFile(folder / "photo.jpg", "photo.jpg")
        Pillow.fromarray(photo()).save(source.path, quality=90)
        limits = Limits(image=ImageLimits())
        first, decoded = least(lambda: decode(source, folder, limits))
        print(f"decoding, once: {first:.0f} ms\n")
        print(f"{'tool':<44}{'preview':>9}{'region':>9}{'run':>9}{'bytes':>9}")
        for tool, settings in RUNS:
            steps = ((tool, settings),)
            whole, drawn = least(partial(draw, source, decoded, folder, limits, steps, None))
            part, _ = least(partial(draw, source, decoded, folder, limits, steps, REGION))
            true, outcome = least(partial(run, Task("", steps, (source,), folder / "out", limits)))
            ratio = (drawn.bytes or 0) / outcome.output.bytes
            print(f"{tool + ' ' + str(settings)[:30]:<44}{whole:>9.0f}{part:>9.0f}{true:>9.0f}{ratio:>9.2f}")


def decode(source: SourceFile, folder: Path, limits: Limits) -> Decoded:
    """Decode the photo for previews."""
    return write_decoded(
        source.path, source.name, folder, limits.image, proxy_pixels=PROXY_PIXELS, most_bytes=128 * 1024 * 1024
    )


def draw(
    source: SourceFile,
    decoded: Decoded,
    folder: Path,
    limits: Limits,
    steps: tuple[tuple[str, dict[str, object]], ...],
    region: Region | None,
) -> LivePicture:
    """Draw one preview."""
    task = LiveTask(steps, source, decoded, folder, folder, limits.image, region, PROXY_PIXELS, 4096)
    picture = live.draw(task, load_registry(), lane=Lane.CPU)
    assert isinstance(picture, LivePicture), picture
    return picture


def run(task: Task) -> Outcome:
    """Do the whole work."""
    outcome = runner.run(task, Lane.HEAVY, quiet)
    assert isinstance(outcome, Outcome), outcome
    return outcome


def quiet(stage: str, percent: float | None = None) -> None:
    """Take in progress."""


if __name__ == "__main__":
    main()
