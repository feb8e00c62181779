"""What ashim adds to the bare libvips call: processor time of a run, small requests per second, latency under load.

Run it with `.venv/bin/python bench/resize.py`. Every comparison is made side by side in one run; times are medians of
alternating repetitions, processor time is that of the process and its children.
"""

import asyncio
import io
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import httpx
import numpy as np
import psutil
import pyvips
from PIL import Image

from ashim.engine import Limits, SourceFile, Task
from ashim.engine.progress import ProgressReceiver, ProgressSender
from ashim.engine.runner import prepare, run
from ashim.engine.task import Lane
from ashim.imaging import ImageLimits

REPEATS = 15


def photo(width: int, height: int, seed: int) -> bytes:
    """Give a JPEG with structure at every scale and some grain, as photos have."""
    random = np.random.default_rng(seed)
    total = np.zeros((height, width, 3))
    for scale, weight in ((400, 0.5), (100, 0.25), (20, 0.15), (4, 0.1)):
        coarse = (random.random((max(2, height // scale), max(2, width // scale), 3)) * 255).astype(np.uint8)
        total += weight * np.asarray(Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC))
    total += random.normal(0, 4, total.shape)
    buffer = io.BytesIO()
    Image.fromarray(np.clip(total, 0, 255).astype(np.uint8)).save(buffer, "JPEG", quality=92)
    return buffer.getvalue()


def cpu(work: Callable[[], object]) -> float:
    """Give the processor seconds that the call takes in this process."""
    before = time.process_time()
    work()
    return time.process_time() - before


def compare(title: str, ours: Callable[[], object], bare: Callable[[], object]) -> None:
    """Print the medians of alternating repetitions and their ratio."""
    ours(), bare()
    pairs = [(cpu(ours), cpu(bare)) for _ in range(REPEATS)]
    mine, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
    print(f"{title}: {mine * 1000:.1f} ms, bare libvips {theirs * 1000:.1f} ms, ratio {mine / theirs:.2f}")


class Steps:
    """Runs plans in this process, as a worker does."""

    def __init__(self, folder: Path, sender: ProgressSender) -> None:
        self.folder = folder
        self.sender = sender
        self.limits = Limits(ImageLimits())

    def run(self, source: Path, *steps: tuple[str, dict[str, object]]) -> object:
        """Run the steps on the file."""
        task = Task("bench/0", steps, (SourceFile(source, source.name),), self.folder / "out", self.limits)
        return run(task, Lane.HEAVY, self.sender.for_task("bench/0"))


def one_process(folder: Path) -> None:
    """Compare with the bare library in one process, and a pipeline with its steps."""
    prepare()
    receiver = ProgressReceiver(lambda _: None)
    steps = Steps(folder, ProgressSender(receiver.address))
    source = folder / "photo.jpg"
    source.write_bytes(photo(4000, 3000, 1))

    def bare() -> None:
        small = pyvips.Image.thumbnail(str(source), 1200, height=900, size="both")
        small.jpegsave(str(folder / "bare.jpg"), Q=95, subsample_mode="on", optimize_coding=True)

    compare("resize 12 MP to 1200 px", lambda: steps.run(source, ("resize", {"width": 1200})), bare)

    parts: list[tuple[str, dict[str, object]]] = [
        ("resize", {"width": 2400}),
        ("rotate", {"angle": 90}),
        ("convert", {"format": "webp"}),
    ]
    single = {part[0]: statistics.median(cpu(partial(steps.run, source, part)) for _ in range(5)) for part in parts}
    together = statistics.median(cpu(lambda: steps.run(source, *parts)) for _ in range(5))
    dearest = max(single.values())
    shown = ", ".join(f"{tool} {seconds * 1000:.0f} ms" for tool, seconds in single.items())
    print(f"pipeline of three steps: {together * 1000:.0f} ms ({shown}), {together / dearest:.2f} of the dearest step")
    receiver.close()


def percentile(values: list[float], share: float) -> float:
    """Give the value below which this share lies."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


async def small_requests(url: str, data: bytes, count: int, parallel: int) -> list[float]:
    """Send small resizes and give how many seconds each took."""
    times: list[float] = []
    async with httpx.AsyncClient(base_url=url, timeout=60) as client:

        async def sender(share: int) -> None:
            for _ in range(share):
                begin = time.perf_counter()
                files = {"file": ("small.jpg", data)}
                answer = await client.post("/api/v1/tools/resize", files=files, data={"settings": '{"width": 150}'})
                answer.raise_for_status()
                times.append(time.perf_counter() - begin)

        await asyncio.gather(*(sender(count // parallel) for _ in range(parallel)))
    return times


async def under_load(url: str, small: bytes, big: bytes) -> None:
    """Measure small requests alone, side by side, and while eight conversions of 12 megapixels run."""
    await small_requests(url, small, 40, 4)
    begin = time.perf_counter()
    count = len(await small_requests(url, small, 400, 8))
    print(f"300x200 resizes: {count / (time.perf_counter() - begin):.0f} per second at 8 connections")
    quiet = await small_requests(url, small, 60, 1)
    print(f"alone: p50 {percentile(quiet, 0.5) * 1000:.0f} ms, p95 {percentile(quiet, 0.95) * 1000:.0f} ms")
    async with httpx.AsyncClient(base_url=url, timeout=600) as client:
        jobs = []
        for _ in range(8):
            answer = await client.post(
                "/api/v1/tools/convert",
                files={"file": ("big.jpg", big)},
                data={"settings": json.dumps({"format": "webp", "quality": 90})},
                headers={"Prefer": "respond-async"},
            )
            jobs.append(answer.json()["jobId"])
        times: list[float] = []
        while True:
            times += await small_requests(url, small, 10, 1)
            states = [(await client.get(f"/api/v1/jobs/{job}")).json()["status"] for job in jobs]
            if all(state == "completed" for state in states):
                break
    print(
        f"while eight 12 MP conversions run: p50 {percentile(times, 0.5) * 1000:.0f} ms, "
        f"p95 {percentile(times, 0.95) * 1000:.0f} ms over {len(times)} requests"
    )


@contextmanager
def serving(folder: Path, **environ: str) -> Iterator[tuple[str, psutil.Process]]:
    """Run the server as a process of its own; give its address and the process."""
    settings = {"AUTH_ENABLED": "false", "PORT": "0", "RATE_LIMIT_PER_MIN": "0", "LOG_LEVEL": "error"} | environ
    command = [sys.executable, "-m", "ashim", "serve"]
    process = subprocess.Popen(
        command, cwd=folder, env=os.environ | settings, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    )
    assert process.stderr
    try:
        line = next(line for line in process.stderr if "ready at" in line)
        yield line.split()[-1], psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait()
        process.stderr.close()


def memory(server: psutil.Process) -> str:
    """Give the proportional memory of the server and of its workers: shared pages are counted once in all."""
    workers = [f"{child.memory_full_info().pss / 2**20:.0f}" for child in server.children(recursive=True)]
    return f"{server.memory_full_info().pss / 2**20:.0f} MB, its processes {', '.join(workers)} MB"


def main() -> None:
    """Run all measurements."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        one_process(folder)
        with serving(folder) as (url, server):
            print(f"memory after the start: {memory(server)}")
            asyncio.run(under_load(url, photo(300, 200, 2), photo(4000, 3000, 3)))
            print(f"memory afterwards: {memory(server)}")


if __name__ == "__main__":
    main()
