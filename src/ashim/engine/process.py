"""One worker process with a pipe of its own.

Nothing is shared between workers: no queue and no lock that a killed process could leave blocked for the others.
"""

import asyncio
import multiprocessing
import os
from collections.abc import Callable
from typing import Any, Self

from ashim.engine import worker

# glibc reads this when a process starts; fewer arenas keep the workers' memory from fragmenting.
os.environ.setdefault("MALLOC_ARENA_MAX", "2")

_context = multiprocessing.get_context("forkserver")


class WorkerDiedError(Exception):
    """The process ended without an answer. `begun` tells whether it had begun to work on the call."""

    def __init__(self, *, begun: bool) -> None:
        super().__init__()
        self.begun = begun


class WorkerProcess:
    """A process that answers one call after the other, and can be killed at any time."""

    def __init__(self, setup: worker.Setup) -> None:
        self._connection, theirs = _context.Pipe()
        self._process = _context.Process(target=worker.serve, args=(theirs, setup), daemon=True)
        self._process.start()
        theirs.close()
        self.calls = 0
        self.resident_bytes = 0

    @classmethod
    async def start(cls, setup: worker.Setup) -> Self:
        """Start a process without holding up the event loop."""
        return await asyncio.to_thread(cls, setup)

    @property
    def pid(self) -> int | None:
        """The id of the process."""
        return self._process.pid

    async def call(self, function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
        """Run `function` in the process and give what it returns. Raises WorkerDiedError when the process ends instead.

        A caller that is cancelled meanwhile must kill the process: its answer would be taken for that of the next call.
        """
        self.calls += 1
        begun = False
        try:
            self._block()
            self._connection.send((function, arguments))
            begun = await self._receive()
            result, self.resident_bytes = await self._receive()
        except (EOFError, OSError) as error:
            raise WorkerDiedError(begun=begun) from error
        return result

    async def _receive(self) -> Any:
        loop = asyncio.get_running_loop()
        readable = loop.create_future()
        descriptor = self._connection.fileno()
        loop.add_reader(descriptor, _settle, readable)
        try:
            await readable
        finally:
            loop.remove_reader(descriptor)
        self._block()
        return self._connection.recv()

    def _block(self) -> None:
        """Let reading and writing wait for the rest of a message: event loops turn that off where they listen."""
        os.set_blocking(self._connection.fileno(), True)

    def watch(self, on_death: Callable[[], None]) -> None:
        """Call `on_death` if the process ends while nothing is asked of it."""
        asyncio.get_running_loop().add_reader(self._connection.fileno(), on_death)

    def unwatch(self) -> None:
        """Undo `watch`."""
        asyncio.get_running_loop().remove_reader(self._connection.fileno())

    def kill(self) -> None:
        """End the process at once, whatever it does. Killing it again does nothing."""
        if self._connection.closed:
            return
        self._process.kill()
        self._connection.close()
        self._process.join()
        self._process.close()


def _settle(future: "asyncio.Future[None]") -> None:
    if not future.done():
        future.set_result(None)
