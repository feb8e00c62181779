"""Whose work begins next: turns between users, places in lanes, and memory."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count

from ashim.engine.memory import TooMuchMemoryError, refusal
from ashim.engine.task import Lane

# After so many single runs of a user in a row, a file of that user's batches has its turn.
SINGLES_IN_A_ROW = 4
# So much work may begin before work whose turn it was, but whose memory was not free.
PATIENCE = 8

_moments = count()


@dataclass(frozen=True, slots=True)
class Claim:
    """Whose work it is; `task_id` is "" where nobody asks how long it will wait.

    A claim is as old as its making: work that is put off to another lane keeps its age.
    """

    task_id: str = ""
    owner: int | None = None
    batch: bool = False
    since: int = field(default_factory=lambda: next(_moments))


@dataclass(slots=True, eq=False)
class _Ticket:
    claim: Claim
    lane: Lane
    memory: int
    begins: "asyncio.Future[None]"
    blocked_at: int | None = None


@dataclass(slots=True)
class _Served:
    """When an owner had a turn last, as a number that grows with every turn, and how many single runs in a row."""

    last: int = -1
    singles: int = 0


class _Line:
    """Those who wait for a place in one lane."""

    def __init__(self, places: int) -> None:
        self.free = self._places = places
        self.waiting: list[_Ticket] = []
        self._served: dict[int | None, _Served] = {}
        self._turn = 0

    def in_turn(self) -> Iterator[_Ticket]:
        """Give those who wait in the order in which they will be served if nobody else comes."""
        served = {owner: _Served(each.last, each.singles) for owner, each in self._served.items()}
        singles, batches = self._by_owner(batch=False), self._by_owner(batch=True)
        turn = self._turn
        while owners := singles.keys() | batches.keys():
            owner = min(owners, key=lambda each: _rank(served.get(each), singles.get(each) or batches[each]))
            record = served.setdefault(owner, _Served())
            alone = owner not in batches or (owner in singles and record.singles < SINGLES_IN_A_ROW)
            queue = singles if alone else batches
            ticket = queue[owner].popleft()
            if not queue[owner]:
                del queue[owner]
            _record(record, ticket, turn)
            turn += 1
            yield ticket

    def serve(self, ticket: _Ticket) -> None:
        """Give a place to somebody who waits."""
        self.free -= 1
        self.waiting.remove(ticket)
        _record(self._served.setdefault(ticket.claim.owner, _Served()), ticket, self._turn)
        self._turn += 1

    def leave(self, ticket: _Ticket) -> bool:
        """Take somebody out of the line, or the place back; tell whether there was one."""
        if ticket in self.waiting:
            self.waiting.remove(ticket)
            return False
        self.free += 1
        if self.free == self._places and not self.waiting:
            # Nobody is there whom anybody could have gone before.
            self._served.clear()
        return True

    def _by_owner(self, *, batch: bool) -> dict[int | None, deque[_Ticket]]:
        queues: dict[int | None, deque[_Ticket]] = {}
        for ticket in sorted(self.waiting, key=lambda each: each.claim.since):
            # Who has been cancelled leaves the line a moment later.
            if ticket.claim.batch == batch and not ticket.begins.done():
                queues.setdefault(ticket.claim.owner, deque()).append(ticket)
        return queues


class Turns:
    """Hands out the places in the lanes and `memory_bytes` of memory.

    Turns go round between owners: the one whose last turn is longest ago is next. Of one owner single runs go before
    files of batches, but after four in a row a file of a batch has its turn, so nothing waits for ever.

    Work whose turn it is but whose memory is not free lets others go first, so that something huge does not hold up
    everything else. Once work has begun eight times in its place, memory is kept for it: until it begins nothing else
    begins that needs memory (which is what is beyond the quick lane), and as what runs ends, it does begin.
    """

    def __init__(self, places: Mapping[Lane, int], memory_bytes: int) -> None:
        self.memory_bytes = memory_bytes
        self._lines = {lane: _Line(number) for lane, number in places.items()}
        self._used = 0
        self._begun = 0
        self._kept_for: _Ticket | None = None

    @asynccontextmanager
    async def take(self, claim: Claim, lane: Lane, memory: int = 0) -> AsyncIterator[None]:
        """Hold a place in a lane and `memory` bytes inside the block, waiting for them first.

        Raises TooMuchMemoryError when there will never be so many.
        """
        if memory > self.memory_bytes:
            raise TooMuchMemoryError(refusal(memory, self.memory_bytes))
        ticket = _Ticket(claim, lane, memory, asyncio.get_running_loop().create_future())
        self._lines[lane].waiting.append(ticket)
        self._admit()
        try:
            await ticket.begins
            yield
        finally:
            self._leave(ticket)
            self._admit()

    def ahead(self, task_ids: Iterable[str]) -> int | None:
        """Give how much work is served before the first of these tasks that waits; None if none waits."""
        wanted = frozenset(task_ids)
        positions = (
            position
            for line in self._lines.values()
            for position, ticket in enumerate(line.in_turn())
            if ticket.claim.task_id in wanted
        )
        return min(positions, default=None)

    def _admit(self) -> None:
        for line in self._lines.values():
            while line.free > 0 and (ticket := self._next(line)):
                line.serve(ticket)
                self._used += ticket.memory
                self._begun += ticket.memory > 0
                if self._kept_for is ticket:
                    self._kept_for = None
                ticket.begins.set_result(None)

    def _next(self, line: _Line) -> _Ticket | None:
        for ticket in line.in_turn():
            if self._fits(ticket):
                return ticket
            if ticket.blocked_at is None:
                ticket.blocked_at = self._begun
            if self._kept_for is None and self._begun - ticket.blocked_at >= PATIENCE:
                self._kept_for = ticket
        return None

    def _fits(self, ticket: _Ticket) -> bool:
        if not ticket.memory:
            return True
        return self._kept_for in (None, ticket) and self._used + ticket.memory <= self.memory_bytes

    def _leave(self, ticket: _Ticket) -> None:
        if self._kept_for is ticket:
            self._kept_for = None
        if self._lines[ticket.lane].leave(ticket):
            self._used -= ticket.memory


def _rank(served: _Served | None, queue: "deque[_Ticket]") -> tuple[int, int]:
    return (served.last if served else -1, queue[0].claim.since)


def _record(served: _Served, ticket: _Ticket, turn: int) -> None:
    served.last = turn
    served.singles = 0 if ticket.claim.batch else served.singles + 1
