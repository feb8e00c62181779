"""A batch of 200 photos of 12 megapixels through the server: peak memory of all processes, and speed.

Run it with `.venv/bin/python bench/batch.py [number of photos] [rounds]`. Before each round the bare libvips loop does
the same work in as many processes as the server has workers, with the same priority and on the same cores.
"""

import json
import multiprocessing
import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import numpy as np
import psutil
import pyvips
import skimage
from resize import serving

WIDTH, HEIGHT = 4000, 3000
SIDE = 1200
QUALITY = 80
PHOTOS = ("astronaut.png", "coffee.png", "chelsea.png", "rocket.jpg")
STEPS = {
    "steps": [
        {"toolId": "resize", "settings": {"width": SIDE}},
        {"toolId": "convert", "settings": {"format": "jpg", "quality": QUALITY}},
    ]
}
# That of the server's workers for work of this size.
NICENESS = 5
MEGABYTE = 1024 * 1024


def make_photos(folder: Path, number: int) -> list[Path]:
    """Write photos with the grain of a camera, each another part, side and tint of one of a few."""
    random = np.random.default_rng(1)
    large = []
    for name in PHOTOS:
        picture = pyvips.Image.new_from_file(str(Path(skimage.__file__).parent / "data" / name))
        scale = 1.1 * max(WIDTH / picture.width, HEIGHT / picture.height)
        grain = pyvips.Image.gaussnoise(round(picture.width * scale), round(picture.height * scale), sigma=10)
        grown = picture.resize(scale, kernel="cubic")
        grain = grain.crop(0, 0, min(grain.width, grown.width), min(grain.height, grown.height))
        large.append((grown.crop(0, 0, grain.width, grain.height) + grain).cast("uchar").copy_memory())
    paths = []
    for index in range(number):
        source = large[index % len(large)]
        left, top = (int(random.integers(0, room + 1)) for room in (source.width - WIDTH, source.height - HEIGHT))
        part = source.crop(left, top, WIDTH, HEIGHT)
        part = part.fliphor() if index // len(large) % 2 else part
        tinted = (part * (0.8 + 0.2 * random.random(3)).tolist()).cast("uchar")
        path = folder / f"photo-{index:03}.jpg"
        tinted.jpegsave(str(path), Q=90, subsample_mode="on")
        paths.append(path)
    return paths


def bare(paths: list[Path], target: Path) -> None:
    """Do the work with libvips alone, as a worker does: one thread, no cache."""
    os.nice(NICENESS)
    pyvips.cache_set_max(0)
    pyvips.concurrency_set(1)
    for path in paths:
        small = pyvips.Image.thumbnail(str(path), SIDE, height=10_000, size="down")
        small.jpegsave(str(target / path.name), Q=QUALITY, subsample_mode="on", optimize_coding=True)


def run_bare(paths: list[Path], processes: int) -> tuple[float, float]:
    """Run the bare loop in so many processes; give seconds of the clock and of the processors."""
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as name:
        work = [context.Process(target=bare, args=(paths[n::processes], Path(name))) for n in range(processes)]
        before, begin = os.times(), time.perf_counter()
        for process in work:
            process.start()
        for process in work:
            process.join()
        seconds, after = time.perf_counter() - begin, os.times()
        assert len(list(Path(name).iterdir())) == len(paths)
    return seconds, after.children_user + after.children_system - before.children_user - before.children_system


@dataclass
class Watch:
    """Looks at a process and all below it again and again: proportional memory, and time on processors."""

    server: psutil.Process
    peak: int = 0
    parts: dict[str, int] = field(default_factory=dict)
    seconds: float = 0

    def look(self) -> None:
        """Take one sample."""
        found: dict[str, int] = {}
        seconds = 0.0
        for process in [self.server, *self.server.children(recursive=True)]:
            try:
                rollup = Path(f"/proc/{process.pid}/smaps_rollup").read_text()
                times = process.cpu_times()
            except (OSError, psutil.Error):
                continue
            seconds += times.user + times.system
            found[f"{process.pid} (nice {process.nice()})"] = 1024 * next(
                int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")
            )
        self.seconds = max(self.seconds, seconds)
        if sum(found.values()) > self.peak:
            self.peak, self.parts = sum(found.values()), found

    @contextmanager
    def running(self) -> Iterator[None]:
        """Take samples during the block."""
        stop = threading.Event()

        def watch() -> None:
            while not stop.wait(0.1):
                self.look()

        thread = threading.Thread(target=watch)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()
            self.look()


def run_ours(paths: list[Path]) -> None:
    """Send the photos to a fresh server; print what it took."""
    with tempfile.TemporaryDirectory() as name, serving(Path(name)) as (url, server):
        with httpx.Client(base_url=url, timeout=3600) as client:
            for path in paths[:2]:
                client.post("/api/v1/tools/rotate", files={"file": path.open("rb")}).raise_for_status()
            watch = Watch(server)
            watch.look()
            idle = watch.seconds
            with watch.running():
                begin = time.perf_counter()
                answer = client.post(
                    "/api/v1/pipeline/batch",
                    files=[("file", (path.name, path.open("rb"))) for path in paths],
                    data={"pipeline": json.dumps(STEPS)},
                    headers={"Prefer": "respond-async"},
                )
                answer.raise_for_status()
                sent, before = time.perf_counter(), watch.seconds
                with client.stream("GET", f"{answer.json()['statusUrl']}/progress") as events:
                    last = [line for line in events.iter_lines() if line.startswith("data: ")][-1]
                end = time.perf_counter()
            told = json.loads(last.removeprefix("data: "))
            assert (told["status"], told["failedFiles"]) == ("completed", 0), told
        shown = ", ".join(f"{size // MEGABYTE}" for size in sorted(watch.parts.values(), reverse=True))
        print(
            f"ashim: {end - sent:.1f} s after an upload of {sent - begin:.1f} s "
            f"({watch.seconds - before:.1f} s of processors, {before - idle:.1f} s for the upload); "
            f"peak {watch.peak // MEGABYTE} MB ({shown})"
        )
        alone, all_in_all = len(paths) / (end - sent), len(paths) / (end - begin)
        print(f"       {alone:.1f} photos a second, {all_in_all:.1f} with the upload", flush=True)


def main() -> None:
    """Print a line for each run."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 2
    processes = os.cpu_count() or 1
    with tempfile.TemporaryDirectory() as name:
        paths = make_photos(Path(name), number)
        total = sum(path.stat().st_size for path in paths)
        print(f"{number} photos, {total // MEGABYTE} MB; {processes} processes", flush=True)
        for _ in range(rounds):
            seconds, cpu = run_bare(paths, processes)
            pace = number / seconds
            print(f"bare:  {seconds:.1f} s ({cpu:.1f} s of processors), {pace:.1f} photos a second", flush=True)
            run_ours(paths)


if __name__ == "__main__":
    main()
