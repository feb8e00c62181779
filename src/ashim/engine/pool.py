"""Worker processes in lanes: every task runs where it fits, in its turn."""

import asyncio
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from ashim.engine import worker
from ashim.engine.crew import Crew
from ashim.engine.limits import Limits
from ashim.engine.live import DecodedSize, LivePicture, LiveTask
from ashim.engine.memory import TooMuchMemoryError, available_bytes
from ashim.engine.progress import Progress, ProgressReceiver
from ashim.engine.task import Deferred, Failure, Lane, Outcome, RunError, SourceFile, Task
from ashim.engine.turns import Claim, Turns
from ashim.imaging import Decoded, Facts

HEADER_SECONDS = 20.0
LIVE_SECONDS = 20.0


class WorkerPool:
    """Runs tasks in worker processes, each in the lane that fits its weight. Belongs to one event loop.

    Every task is looked at in the quick lane first. There its header is read, and what turns out to be heavy is
    passed on, so a broken file is refused at once however busy the other lanes are. `Turns` says who is next, and when
    the memory is free that big work is estimated to need.
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

        def hand_over(report: Progress) -> None:
            loop.call_soon_threadsafe(on_progress, report)

        self._receiver = ProgressReceiver(hand_over)
        sizes = {Lane.QUICK: cores, Lane.CPU: cores, Lane.HEAVY: max(1, cores // 2)}
        self._turns = Turns(sizes, memory_bytes or available_bytes())
        self._lanes = {lane: Crew(self._setup(lane)) for lane in sizes}

    def _setup(self, lane: Lane) -> worker.Setup:
        return worker.Setup(lane, self._receiver.address, self.limits.memory_bytes, self.limits.output_bytes)

    async def warm_up(self) -> None:
        """Start a worker of the quick lane, so that the first request finds it ready."""
        await self._quick(worker.ready, seconds=None)

    async def run(self, task: Task) -> Outcome:
        """Run a task to its end.

        Raises RunError when the input cannot be opened, a step fails, the worker dies or a limit is passed.
        """
        claim = Claim(task.id, task.owner, task.batch)
        seconds = task.limits.seconds or None
        outcome: Outcome = await self._admitted(worker.execute, task, seconds=seconds, claim=claim)
        return outcome

    def ahead(self, task_ids: Iterable[str]) -> int | None:
        """Give how many tasks are served before the first of these that waits; None if none of them waits."""
        return self._turns.ahead(task_ids)

    async def _quick(self, function: Callable[..., Any], *arguments: Any, seconds: float | None) -> Any:
        async with self._turns.take(Claim(), Lane.QUICK):
            return await self._lanes[Lane.QUICK].run(function, *arguments, seconds=seconds)

    async def _admitted(
        self, function: Callable[..., Any], *arguments: Any, seconds: float | None, claim: Claim | None = None
    ) -> Any:
        """Run `function` in the quick lane, and in the lane and with the memory that it then asks for.

        It is given the number of bytes that are set aside for it last. Raises RunError.
        """
        claim, lane, memory = claim or Claim(), Lane.QUICK, 0
        while True:
            try:
                async with self._turns.take(claim, lane, memory):
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
        found: Facts | Failure = await self._quick(worker.check, source, self.limits, seconds=HEADER_SECONDS)
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

    async def decode(self, source: SourceFile, folder: Path, size: DecodedSize) -> Decoded:
        """Decode a picture into a folder for live previews. Raises RunError."""
        seconds = self.limits.seconds or None
        found: Decoded = await self._admitted(worker.decode, source, self.limits, folder, size, seconds=seconds)
        return found

    async def draw(self, task: LiveTask, owner: int) -> LivePicture:
        """Draw a live preview for a user. Raises RunError when a step fails or it takes too long to be live."""
        claim = Claim(owner=owner)
        drawn: LivePicture = await self._admitted(worker.draw, task, seconds=LIVE_SECONDS, claim=claim)
        return drawn

    def close(self) -> None:
        """Kill all workers and stop listening to them."""
        for lane in self._lanes.values():
            lane.kill()
        self._receiver.close()
