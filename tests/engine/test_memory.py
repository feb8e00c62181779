"""Memory is estimated from headers; what cannot fit is refused, and what cannot fit now waits."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from ashim.engine import Limits, RunError, SourceFile, Task, WorkerPool, memory
from ashim.engine.memory import BASE_BYTES, available_bytes, to_decode
from ashim.imaging import Facts, ImageLimits

MEGABYTE = 1024 * 1024
# An address space in which a worker starts with room to spare, its libraries included.
SMALL_WORKER = 300 * MEGABYTE


def facts(format_id: str, width: int, height: int, frames: int = 1, depth: int = 8) -> Facts:
    return Facts(format_id, width, height, frames, 0, alpha=False, depth=depth)


def test_decoding_takes_the_whole_picture_unless_it_streams() -> None:
    photo = facts("jpeg", 10_000, 8_000)
    assert to_decode(photo, streams=False) - BASE_BYTES == 240_000_000
    assert to_decode(photo, streams=True) - BASE_BYTES < 20_000_000
    assert to_decode(facts("gif", 500, 400, frames=100), streams=True) - BASE_BYTES == 60_000_000
    assert to_decode(facts("tiff", 1000, 1000, depth=16), streams=False) - BASE_BYTES == 6_000_000


@pytest.mark.parametrize("format_id", ["jpeg", "webp"])
def test_a_worker_takes_no_more_than_estimated(tmp_path: Path, format_id: str) -> None:
    Image.effect_noise((1600, 1200), 40).convert("RGB").save(tmp_path / "a.png")
    script = (
        "import sys; from pathlib import Path; from ashim.engine.memory import to_decode, to_encode;"
        "from ashim.imaging import *; setup(); path = Path(sys.argv[1]);"
        "facts = read_facts(path, 'a.png', ImageLimits()); image = open_image(path, 'a.png', ImageLimits());"
        "image = image.with_intent(OutputIntent(format=sys.argv[2], target_bytes=10**6, compact=False));"
        "estimate = to_decode(facts, streams=False) + to_encode(image); encode(image, path.with_name('out'));"
        "peak = next(line for line in open('/proc/self/status') if line.startswith('VmHWM')).split()[1];"
        "print(estimate, int(peak) * 1024)"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "a.png"), format_id]
    estimate, peak = map(int, subprocess.run(command, capture_output=True, check=True, text=True).stdout.split())
    assert peak <= estimate <= peak * 4, (peak, estimate)


def test_the_containers_limit_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limit = tmp_path / "memory.max"
    monkeypatch.setattr(memory, "_LIMITS", (str(limit), str(tmp_path / "missing")))
    limit.write_text("max\n")
    whole = available_bytes()
    limit.write_text(f"{400 * MEGABYTE}\n")
    assert available_bytes() == 300 * MEGABYTE < whole


def run_task(folder: Path, size: tuple[int, int], limits: Limits, memory_bytes: int, format_id: str) -> object:
    path = folder / "a.png"
    Image.new("RGB", size).save(path)
    steps = (("convert", {"format": format_id}),)

    async def run() -> object:
        pool = WorkerPool(limits, workers=1, memory_bytes=memory_bytes, on_progress=lambda _: None)
        try:
            return await pool.run(Task("t/0", steps, (SourceFile(path, path.name),), folder / "out", limits))
        finally:
            pool.close()

    return asyncio.run(run())


def test_what_cannot_fit_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    limits = Limits(ImageLimits())
    with pytest.raises(RunError, match=r"would need about .* MB of memory, and at most 200 MB") as caught:
        run_task(tmp_path, (4000, 3000), limits, 200 * MEGABYTE, "avif")
    assert caught.value.failure.kind == "processing"
    assert not list((tmp_path / "out").glob("*"))
    small = Limits(ImageLimits(), memory_bytes=SMALL_WORKER)
    with pytest.raises(RunError, match="raise the memory limit"):
        run_task(tmp_path, (8000, 3000), small, 0, "webp")


def test_what_fits_runs(tmp_path: Path) -> None:
    run_task(tmp_path, (2000, 1500), Limits(ImageLimits()), 300 * MEGABYTE, "webp")
    assert (tmp_path / "out" / "a.webp").is_file()


def run_preview(folder: Path, name: str, size: tuple[int, int], limits: Limits, memory_bytes: int) -> tuple[int, int]:
    path = folder / name
    Image.new("RGB", size).save(path)

    async def run() -> tuple[int, int]:
        pool = WorkerPool(limits, workers=1, memory_bytes=memory_bytes, on_progress=lambda _: None)
        try:
            return await pool.preview(SourceFile(path, path.name), folder / "preview.webp", 300)
        finally:
            pool.close()

    return asyncio.run(run())


def test_previews_obey_the_memory_too(tmp_path: Path) -> None:
    limits = Limits(ImageLimits())
    with pytest.raises(RunError, match="at most 170 MB may be used"):
        run_preview(tmp_path, "a.webp", (4000, 3000), limits, 170 * MEGABYTE)
    small = Limits(ImageLimits(), memory_bytes=SMALL_WORKER)
    with pytest.raises(RunError, match="raise the memory limit"):
        run_preview(tmp_path, "a.bmp", (5000, 5000), small, 0)
    assert not (tmp_path / "preview.webp").exists()
    assert run_preview(tmp_path, "a.webp", (4000, 3000), limits, 250 * MEGABYTE) == (4000, 3000)
    assert run_preview(tmp_path, "a.webp", (400, 300), limits, 1) == (400, 300)
    with Image.open(tmp_path / "preview.webp") as picture:
        assert picture.size == (300, 225)
