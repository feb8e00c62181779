"""Worker processes in lanes: killable, limited, replaced when they end."""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ashim.engine import worker
from ashim.engine.limits import Limits
from ashim.engine.memory import MemoryBudget, TooMuchMemoryError, available_bytes
from ashim.engine.process import WorkerDiedError, WorkerProcess
from ashim.engine.progress import Progress, ProgressReceiver
from ashim.engine.task import Deferred, Failure, Lane, Outcome, RunError, SourceFile, Task
from ashim.imaging import Facts

CALLS_PER_WORKER = 1000
RESIDENT_BYTES_PER_WORKER = 600 * 1024 * 1024
IDLE_SECONDS = 300.0
HEADER_SECONDS = 20.0


class _LanePool:
    """The workers of one lane. They start when they are needed and end when they were idle long enough."""

    def __init__(self, size: int, setup: worker.Setup) -> None:
        self._setup = setup
        self._slots = asyncio.Semaphore(size)
        self._idle: dict[WorkerProcess, asyncio.TimerHandle] = {}
        self._busy: set[WorkerProcess] = set()

    async def run(self, function: Callable[..., Any], *arguments: Any, seconds: float | None) -> Any:
        """Run `function` in a worker. Raises RunError when the worker dies or passes the time limit.

        Cancelling the awaiting task takes the call out of the queue, or kills the worker that does it.
        """
        async with self._slots:
            try:
                async with asyncio.timeout(seconds):
                    while True:
                        process = await self._take()
                        try:
                            return await self._call(process, function, arguments)
                        except WorkerDiedError as error:
                            # A worker that was killed while idle says nothing about this call; another one takes it.
                            if error.begun or process.calls == 1:
                                raise
            except TimeoutError:
                message = f"the work took longer than {seconds:g} seconds and was ended"
                raise RunError(Failure("timeout", message)) from None
            except WorkerDiedError:
                message = "the work ended unexpectedly; the image may be damaged or need more memory than is allowed"
                raise RunError(Failure("crash", message)) from None

    @property
    def workers(self) -> int:
        """How many processes are alive."""
        return len(self._idle) + len(self._busy)

    def kill(self) -> None:
        """End all workers at once."""
        for process in list(self._idle):
            self._retire(process)
        for process in self._busy:
            process.kill()

    async def _call(self, process: WorkerProcess, function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
        self._busy.add(process)
        try:
            result = await process.call(function, arguments)
        except BaseException:
            process.kill()
            raise
        finally:
            self._busy.discard(process)
        self._keep(process)
        return result

    async def _take(self) -> WorkerProcess:
        if not self._idle:
            return await WorkerProcess.start(self._setup)
        process, timer = self._idle.popitem()
        timer.cancel()
        process.unwatch()
        return process

    def _keep(self, process: WorkerProcess) -> None:
        if process.calls >= CALLS_PER_WORKER or process.resident_bytes > RESIDENT_BYTES_PER_WORKER:
            process.kill()
            return
        self._idle[process] = asyncio.get_running_loop().call_later(IDLE_SECONDS, self._retire, process)
        process.watch(lambda: self._retire(process))

    def _retire(self, process: WorkerProcess) -> None:
        self._idle.pop(process).cancel()
        process.unwatch()
        process.kill()


class WorkerPool:
    """Runs tasks in worker processes, each in the lane that fits its weight. Belongs to one event loop.

    Every task is looked at in the quick lane first. There its header is read, and what turns out to be heavy is
    passed on, so a broken file is refused at once however busy the other lanes are. Big work begins when the memory
    that it is estimated to need is free.
    """

    def __init__(
        self,
        limits: Limits,
        *,
        workers: int = 0,
        memory_bytes: int = 0,
        on_progress: Callable[[Progress], None],
    ) -> None:
        """`workers` is the number of processes per lane, 0 for one per core.

        `memory_bytes` is what all big work together may take, 0 for most of what the container or the machine has.
        `on_progress` is called on the event loop.
        """
        loop = asyncio.get_running_loop()
        cores = workers or os.cpu_count() or 1
        self.limits = limits
        self._memory = MemoryBudget(memory_bytes or available_bytes())

        def hand_over(report: Progress) -> None:
            loop.call_soon_threadsafe(on_progress, report)

        self._receiver = ProgressReceiver(hand_over)
        sizes = {Lane.QUICK: cores, Lane.CPU: cores, Lane.HEAVY: max(1, cores // 2)}
        self._lanes = {lane: _LanePool(size, self._setup(lane)) for lane, size in sizes.items()}

    def _setup(self, lane: Lane) -> worker.Setup:
        return worker.Setup(lane, self._receiver.address, self.limits.memory_bytes, self.limits.output_bytes)

    async def warm_up(self) -> None:
        """Start a worker of the quick lane, so that the first request finds it ready."""
        await self._lanes[Lane.QUICK].run(worker.ready, seconds=None)

    async def run(self, task: Task) -> Outcome:
        """Run a task to its end.

        Raises RunError when the input cannot be opened, a step fails, the worker dies or a limit is passed.
        """
        outcome: Outcome = await self._admitted(worker.execute, task, seconds=task.limits.seconds or None)
        return outcome

    async def _admitted(self, function: Callable[..., Any], *arguments: Any, seconds: float | None) -> Any:
        """Run `function` in the quick lane, and in the lane and with the memory that it then asks for.

        It is given the number of bytes that are set aside for it last. Raises RunError.
        """
        lane, memory = Lane.QUICK, 0
        while True:
            try:
                async with self._memory.reserve(memory):
                    result = await self._lanes[lane].run(function, *arguments, memory, seconds=seconds)
            except TooMuchMemoryError as error:
                raise RunError(Failure("processing", str(error))) from error
            if isinstance(result, Failure):
                raise RunError(result)
            if not isinstance(result, Deferred):
                return result
            lane, memory = result.lane, result.memory

    def living_workers(self) -> dict[Lane, int]:
        """Give the number of living workers in each lane that has any."""
        return {lane: pool.workers for lane, pool in self._lanes.items() if pool.workers}

    async def check(self, source: SourceFile) -> Facts:
        """Give what the header of a file tells. Raises RunError if it cannot be opened as an image."""
        found: Facts | Failure = await self._lanes[Lane.QUICK].run(
            worker.check, source, self.limits, seconds=HEADER_SECONDS
        )
        if isinstance(found, Failure):
            raise RunError(found)
        return found

    async def preview(self, source: SourceFile, target: Path, size: int) -> tuple[int, int]:
        """Write a WebP of at most `size` pixels a side to `target`; give the source's width and height in pixels.

        Raises RunError if the file cannot be opened or decoded, or needs more memory than there is.
        """
        seconds = self.limits.seconds or None
        width, height = await self._admitted(worker.preview, source, self.limits, target, size, seconds=seconds)
        return width, height

    def close(self) -> None:
        """Kill all workers and stop listening to them."""
        for lane in self._lanes.values():
            lane.kill()
        self._receiver.close()
