"""Progress on its way from workers to the process that waits.

Workers send small datagrams to a Unix socket. A datagram is written whole or not at all, and needs no lock, so a
worker that is killed in the middle of its work can neither garble nor block the reports of the others.
"""

import json
import socket
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a task is: percent is 0 to 100 of the stage's own measure, None when the stage cannot tell."""

    task_id: str
    stage: str
    percent: float | None


class ProgressReceiver:
    """Listens for the reports of all workers and hands each to a callback, on a thread of its own."""

    def __init__(self, callback: Callable[[Progress], None]) -> None:
        self._callback = callback
        self._folder = tempfile.TemporaryDirectory(prefix="ashim-")
        self.address = str(Path(self._folder.name) / "progress")
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(self.address)
        self._thread = threading.Thread(target=self._receive, name="ashim-progress", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop listening. Reports that are still under way are lost."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as farewell:
            farewell.sendto(b"", self.address)
        self._thread.join()
        self._socket.close()
        self._folder.cleanup()

    def _receive(self) -> None:
        while data := self._socket.recv(4096):
            self._callback(Progress(**json.loads(data)))


class ProgressSender:
    """The worker's end."""

    def __init__(self, address: str) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.connect(address)

    def report(self, progress: Progress) -> None:
        """Send one report. A report that finds the buffer full is dropped: the next one supersedes it."""
        message = {"task_id": progress.task_id, "stage": progress.stage, "percent": progress.percent}
        try:
            self._socket.send(json.dumps(message).encode(), socket.MSG_DONTWAIT)
        except (BlockingIOError, ConnectionRefusedError):
            return

    def close(self) -> None:
        """Stop reporting."""
        self._socket.close()

    def for_task(self, task_id: str) -> "TaskReporter":
        """Give the reporter for one task."""
        return TaskReporter(self, task_id)


class Reporter(Protocol):
    """Takes in how far a task is."""

    def __call__(self, stage: str, percent: float | None = None) -> None:
        """Report the stage, and within it the percentage if the work can tell."""


@dataclass(slots=True)
class TaskReporter:
    """Reports on one task, leaving out reports that would show nothing new."""

    sender: ProgressSender
    task_id: str
    _last: tuple[str, int] | None = None

    def __call__(self, stage: str, percent: float | None = None) -> None:
        """Report the stage, and within it the percentage if the work can tell."""
        state = (stage, -1 if percent is None else int(percent))
        if state != self._last:
            self._last = state
            self.sender.report(Progress(self.task_id, stage, percent))
