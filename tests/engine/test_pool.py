"""Worker processes: answers, limits, crashes, cancelling, progress."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import psutil
import pytest
import uvloop
from PIL import Image

from ashim.engine import Limits, Progress, RunError, SourceFile, Task, WorkerPool
from ashim.engine.crew import Crew
from ashim.engine.process import WorkerDiedError, WorkerProcess
from ashim.engine.progress import ProgressReceiver
from ashim.engine.task import Lane
from ashim.engine.worker import Setup
from ashim.imaging import ImageLimits
from tests.engine import calls

LIMITS = Limits(ImageLimits())


def in_pool(work: Callable[[WorkerPool], Awaitable[Any]], limits: Limits = LIMITS) -> list[Progress]:
    """Run `work` with a pool; give the progress that was reported."""
    reports: list[Progress] = []

    async def run() -> None:
        pool = WorkerPool(limits, workers=2, on_progress=reports.append)
        try:
            await work(pool)
        finally:
            pool.close()

    asyncio.run(run())
    return reports


def in_crew(
    work: Callable[[Crew], Awaitable[Any]],
    memory_bytes: int = 0,
    new_loop: Callable[[], asyncio.AbstractEventLoop] | None = None,
) -> None:
    """Run `work` with workers that run the functions of `tests.engine.calls`."""

    async def run() -> None:
        receiver = ProgressReceiver(lambda _: None)
        crew = Crew(Setup(Lane.QUICK, receiver.address, memory_bytes, 1_000_000))
        try:
            await work(crew)
        finally:
            crew.kill()
            receiver.close()

    with asyncio.Runner(loop_factory=new_loop) as runner:
        runner.run(run())


def task(folder: Path, source: Path, *steps: tuple[str, dict[str, Any]]) -> Task:
    return Task("job/0", steps, (SourceFile(source, source.name),), folder / "out", LIMITS)


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.png"
    Image.linear_gradient("L").convert("RGB").save(path)
    return path


def test_a_task_gives_a_file_and_facts(tmp_path: Path, photo: Path) -> None:
    async def work(pool: WorkerPool) -> None:
        outcome = await pool.run(task(tmp_path, photo, ("resize", {"width": 100})))
        assert outcome.output.name == "photo_resize.png"
        assert (outcome.output.width, outcome.source_width) == (100, 256)
        with Image.open(tmp_path / "out" / outcome.output.name) as result:
            assert result.size == (100, 100)

    reports = in_pool(work)
    assert reports
    assert {report.task_id for report in reports} == {"job/0"}


def test_broken_files_are_refused_with_a_reason(tmp_path: Path) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"\x89PNG\r\n\x1a\n" + b"nonsense" * 20)

    async def work(pool: WorkerPool) -> None:
        with pytest.raises(RunError) as caught:
            await pool.run(task(tmp_path, broken, ("rotate", {})))
        assert caught.value.failure.kind == "invalid"
        with pytest.raises(RunError):
            await pool.check(SourceFile(broken, broken.name))
        assert not list((tmp_path / "out").glob("*"))

    in_pool(work)


def test_big_work_goes_to_a_lane_of_its_own(tmp_path: Path) -> None:
    big, small = tmp_path / "big.png", tmp_path / "small.png"
    Image.new("RGB", (3000, 2000)).save(big)
    Image.new("RGB", (30, 20)).save(small)

    async def work(pool: WorkerPool) -> None:
        await pool.run(task(tmp_path, small, ("rotate", {})))
        assert set(pool.living_workers()) == {Lane.QUICK}
        await pool.run(task(tmp_path, big, ("rotate", {})))
        assert set(pool.living_workers()) == {Lane.QUICK, Lane.CPU}

    in_pool(work)


@pytest.mark.parametrize("new_loop", [asyncio.new_event_loop, uvloop.new_event_loop])
def test_messages_of_any_size_go_both_ways(new_loop: Callable[[], asyncio.AbstractEventLoop]) -> None:
    """A message longer than a pipe holds comes in pieces, and some event loops do not wait for the rest."""

    async def work(crew: Crew) -> None:
        for _ in range(5):
            answer = await crew.run(calls.repeat, "x" * 300_000, 30, seconds=None)
            assert len(answer) == 9_000_000

    in_crew(work, new_loop=new_loop)


def test_a_worker_that_crashes_costs_one_call() -> None:
    async def work(crew: Crew) -> None:
        with pytest.raises(RunError) as caught:
            await crew.run(calls.crash, seconds=None)
        assert caught.value.failure.kind == "crash"
        assert await crew.run(calls.add, 1, 2, seconds=None) == 3

    in_crew(work)


def test_a_worker_killed_while_idle_is_replaced() -> None:
    async def work(crew: Crew) -> None:
        for _ in range(5):
            os.kill(await crew.run(os.getpid, seconds=None), signal.SIGKILL)
            assert await crew.run(calls.add, 1, 2, seconds=None) == 3

    in_crew(work)


def test_a_worker_is_killed_at_the_time_limit() -> None:
    async def work(crew: Crew) -> None:
        before = await crew.run(os.getpid, seconds=None)
        with pytest.raises(RunError, match=r"longer than 0\.2 seconds") as caught:
            await crew.run(calls.never_end, seconds=0.2)
        assert caught.value.failure.kind == "timeout"
        with pytest.raises(ProcessLookupError):
            os.kill(before, 0)
        assert await crew.run(calls.add, 1, 2, seconds=None) == 3

    in_crew(work)


def test_cancelling_kills_the_worker() -> None:
    async def work(crew: Crew) -> None:
        pid = await crew.run(os.getpid, seconds=None)
        running = asyncio.create_task(crew.run(calls.never_end, seconds=None))
        await asyncio.sleep(0)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        assert await crew.run(calls.add, 1, 2, seconds=None) == 3
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)

    in_crew(work)


def test_what_codecs_print_stays_out_of_the_results() -> None:
    async def work(crew: Crew) -> None:
        assert await crew.run(calls.prints_as_errors, seconds=None)

    in_crew(work)


def test_memory_is_limited() -> None:
    async def work(crew: Crew) -> None:
        with pytest.raises(RunError) as caught:
            await crew.run(calls.allocate, 2**31, seconds=None)
        assert caught.value.failure.kind == "crash"

    in_crew(work, memory_bytes=2**30)


def test_files_are_limited(tmp_path: Path) -> None:
    async def work(crew: Crew) -> None:
        assert await crew.run(calls.write, tmp_path / "file", 10_000, seconds=None) == "written"
        assert await crew.run(calls.write, tmp_path / "file", 2_000_000, seconds=None) == "File too large"

    in_crew(work)


def test_workers_that_have_grown_are_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    async def work(crew: Crew) -> None:
        first = await crew.run(os.getpid, seconds=None)
        assert await crew.run(os.getpid, seconds=None) == first
        monkeypatch.setattr("ashim.engine.crew.RESIDENT_BYTES_PER_WORKER", 1)
        await crew.run(os.getpid, seconds=None)
        assert await crew.run(os.getpid, seconds=None) != first

    in_crew(work)


def test_workers_end_when_idle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ashim.engine.crew.IDLE_SECONDS", 0.01)

    async def work(crew: Crew) -> None:
        worker = psutil.Process(await crew.run(os.getpid, seconds=None))
        await asyncio.to_thread(worker.wait, 10)

    in_crew(work)


def test_the_death_of_a_process_is_an_error_of_its_own() -> None:
    async def run() -> None:
        receiver = ProgressReceiver(lambda _: None)
        process = await WorkerProcess.start(Setup(Lane.QUICK, receiver.address, 0, 0))
        with pytest.raises(WorkerDiedError):
            await process.call(calls.crash, ())
        process.kill()
        receiver.close()

    asyncio.run(run())
