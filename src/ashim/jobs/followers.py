"""Those who follow jobs: they are woken when something changes, and told what is new to them."""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

HEARTBEAT_SECONDS = 15.0
# A stream for an id that nobody has used yet ends after this many heartbeats.
UNKNOWN_JOB_HEARTBEATS = 40


@dataclass(frozen=True, slots=True)
class Event:
    """The state of a job. Equal states have the same id; `last` says that nothing will follow."""

    body: dict[str, Any]
    last: bool

    @property
    def id(self) -> str:
        """Give what tells this state from others."""
        return hashlib.blake2b(json.dumps(self.body).encode(), digest_size=8).hexdigest()


class Followers:
    """Everybody who follows a job. Belongs to one event loop."""

    def __init__(self) -> None:
        self._signals: dict[str, set[asyncio.Event]] = {}
        self._open = True

    def notify(self, job_id: str) -> None:
        """Say that the state of a job has changed."""
        for signal in self._signals.get(job_id, ()):
            signal.set()

    def close(self) -> None:
        """End all streams."""
        self._open = False
        for job_id in list(self._signals):
            self.notify(job_id)

    async def events(
        self, job_id: str, state: Callable[[], Event | None], known: str | None = None
    ) -> AsyncIterator[Event | None]:
        """Give the state of a job now and whenever it has changed, up to the last one; None is a heartbeat.

        `state` gives None as long as there is no such job. The state with the id `known` is not given.
        """
        signal = asyncio.Event()
        self._signals.setdefault(job_id, set()).add(signal)
        silence = 0
        try:
            while self._open:
                signal.clear()
                event = state()
                if event and event.id != known:
                    known = event.id
                    yield event
                if event.last if event else silence > UNKNOWN_JOB_HEARTBEATS:
                    return
                try:
                    await asyncio.wait_for(signal.wait(), HEARTBEAT_SECONDS)
                except TimeoutError:
                    silence += 1
                    yield None
        finally:
            signals = self._signals[job_id]
            signals.discard(signal)
            if not signals:
                del self._signals[job_id]
