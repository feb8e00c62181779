"""The worker processes of one lane: killable, limited, replaced when they end."""

import asyncio
from collections.abc import Callable
from typing import Any

from ashim.engine import worker
from ashim.engine.process import WorkerDiedError, WorkerProcess
from ashim.engine.task import Failure, RunError

CALLS_PER_WORKER = 1000
RESIDENT_BYTES_PER_WORKER = 600 * 1024 * 1024
IDLE_SECONDS = 300.0


class Crew:
    """The workers of one lane. They start when they are needed and end when they were idle long enough.

    How many are needed at a time is for the caller to bound.
    """

    def __init__(self, setup: worker.Setup) -> None:
        self._setup = setup
        self._idle: dict[WorkerProcess, asyncio.TimerHandle] = {}
        self._busy: set[WorkerProcess] = set()

    async def run(self, function: Callable[..., Any], *arguments: Any, seconds: float | None) -> Any:
        """Run `function` in a worker. Raises RunError when the worker dies or passes the time limit.

        Cancelling the awaiting task kills the worker.
        """
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
