"""Inside a worker process: set-up, the loop that answers calls, and the functions that can be called."""

import multiprocessing
import os
import resource
import signal
import threading
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from ashim.engine import live, runner
from ashim.engine.limits import Limits
from ashim.engine.live import DecodedSize, LivePicture, LiveTask
from ashim.engine.progress import ProgressSender
from ashim.engine.task import Deferred, Failure, Lane, Outcome, SourceFile, Task
from ashim.imaging import Decoded, Facts

_NICENESS = {Lane.QUICK: 0, Lane.CPU: 5, Lane.HEAVY: 10}
_PAGE_BYTES = resource.getpagesize()


@dataclass(frozen=True, slots=True)
class Setup:
    """What a worker is told when it starts; 0 bytes means no limit."""

    lane: Lane
    progress_address: str
    memory_bytes: int
    output_bytes: int


_setup: Setup
_progress: ProgressSender


def serve(connection: Connection, setup: Setup) -> None:
    """Answer calls until the other end of the connection closes: first that work has begun, then what came of it."""
    global _setup, _progress  # A process is one worker, with one set-up, for its whole life.
    _setup, _progress = setup, ProgressSender(setup.progress_address)
    # Some codecs print what they notice; standard output belongs to results.
    os.dup2(2, 1)
    _end_with_parent()
    _limit(setup)
    runner.prepare()
    while True:
        try:
            function, arguments = connection.recv()
        except EOFError:
            return
        connection.send(True)
        connection.send((function(*arguments), _resident_bytes()))


def execute(task: Task, memory: int) -> Outcome | Failure | Deferred:
    """Run a task for which `memory` bytes were set aside, or say which lane and how much memory it needs."""
    return runner.run(task, _setup.lane, _progress.for_task(task.id), memory=memory)


def check(source: SourceFile, limits: Limits) -> Facts | Failure:
    """Give what the header of a file tells, or the Failure if it cannot be opened."""
    return runner.check(source, limits)


def preview(
    source: SourceFile, limits: Limits, target: Path, size: int, memory: int
) -> tuple[int, int] | Failure | Deferred:
    """Write a WebP preview of `source` to `target`; give the source's width and height.

    `memory` bytes were set aside for it; says which lane and how much memory it needs when that is more.
    """
    return runner.preview(source, limits, target, size, lane=_setup.lane, memory=memory)


def decode(
    source: SourceFile, limits: Limits, folder: Path, size: DecodedSize, memory: int
) -> Decoded | Failure | Deferred:
    """Decode a picture into a folder, or say which lane and how much memory that needs."""
    return live.decode(source, limits, folder, size, lane=_setup.lane, memory=memory)


def draw(task: LiveTask, _memory: int) -> LivePicture | Failure | Deferred:
    """Draw a live preview, or say which lane and how much memory that needs; what it asks for is enough."""
    return live.draw(task, runner.registry(), lane=_setup.lane)


def ready() -> None:
    """Do nothing: the answer shows that the worker has started."""


def _end_with_parent() -> None:
    """End this process as soon as the one that started it is gone, also when that was killed."""
    parent = multiprocessing.parent_process()

    def wait() -> None:
        if parent:
            parent.join()
        os._exit(1)

    threading.Thread(target=wait, name="parent-watch", daemon=True).start()


def _limit(setup: Setup) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    # Passing the size limit of a file then raises an error in the writer instead of ending the process.
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    if setup.memory_bytes:
        resource.setrlimit(resource.RLIMIT_AS, (setup.memory_bytes, setup.memory_bytes))
    if setup.output_bytes:
        resource.setrlimit(resource.RLIMIT_FSIZE, (setup.output_bytes, setup.output_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(_NICENESS[setup.lane])


def _resident_bytes() -> int:
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE_BYTES
    except OSError:
        return 0
