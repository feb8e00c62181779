"""Who is served next, and who waits for memory."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from ashim.engine.memory import TooMuchMemoryError
from ashim.engine.task import Lane
from ashim.engine.turns import PATIENCE, SINGLES_IN_A_ROW, Claim, Turns

A, B, C = 1, 2, 3


class Stage:
    """Work by name that begins when its turn comes, and ends when the test says so."""

    def __init__(self, places: int = 1, memory: int = 100) -> None:
        self.turns = Turns({Lane.QUICK: 1, Lane.CPU: places, Lane.HEAVY: 1}, memory)
        self.begun: list[str] = []
        self._ends: dict[str, asyncio.Event] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}

    async def ask(
        self, name: str, owner: int = A, *, batch: bool = False, memory: int = 1, lane: Lane = Lane.CPU
    ) -> None:
        claim = Claim(name, owner, batch)
        self._ends[name] = asyncio.Event()
        self._tasks[name] = asyncio.create_task(self._work(claim, lane, memory))
        await settle()

    async def _work(self, claim: Claim, lane: Lane, memory: int) -> None:
        async with self.turns.take(claim, lane, memory):
            self.begun.append(claim.task_id)
            await self._ends[claim.task_id].wait()

    async def end(self, name: str) -> None:
        self._ends[name].set()
        await self._tasks[name]
        await settle()

    async def cancel(self, name: str) -> None:
        self._tasks[name].cancel()
        with pytest.raises(asyncio.CancelledError):
            await self._tasks[name]
        await settle()

    async def end_all(self) -> list[str]:
        """End what runs, one after the other, until nothing is left; give the order in which all began."""
        ended = 0
        while ended < len(self.begun):
            await self.end(self.begun[ended])
            ended += 1
        assert all(task.done() for task in self._tasks.values())
        return self.begun


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def play(scene: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(scene())


def test_turns_go_round_between_users() -> None:
    async def scene() -> None:
        stage = Stage()
        await stage.ask("running")
        for number in range(4):
            await stage.ask(f"a{number}", A)
        for number in range(3):
            await stage.ask(f"b{number}", B)
        await stage.ask("c", C)
        assert await stage.end_all() == ["running", "b0", "c", "a0", "b1", "a1", "b2", "a2", "a3"]

    play(scene)


def test_a_newcomer_is_next_however_much_others_have_asked_for() -> None:
    async def scene() -> None:
        stage = Stage()
        for number in range(50):
            await stage.ask(f"a{number}", A, batch=True)
        await stage.end("a0")
        await stage.ask("b", B)
        await stage.end("a1")
        assert stage.begun == ["a0", "a1", "b"]
        await stage.end_all()

    play(scene)


def test_single_runs_go_before_batches_of_the_same_user_but_do_not_starve_them() -> None:
    async def scene() -> None:
        stage = Stage()
        await stage.ask("running", B)
        for number in range(2):
            await stage.ask(f"file{number}", A, batch=True)
        for number in range(2 * SINGLES_IN_A_ROW):
            await stage.ask(f"s{number}", A)
        order = await stage.end_all()
        half = SINGLES_IN_A_ROW + 1
        assert order[1 : half + 1] == [*(f"s{number}" for number in range(SINGLES_IN_A_ROW)), "file0"]
        assert order[-1] == "file1"

    play(scene)


def test_work_that_is_put_off_keeps_its_age() -> None:
    async def scene() -> None:
        turns, order = Turns({Lane.QUICK: 1, Lane.CPU: 1}, 100), []
        old, young = Claim("old", A), Claim("young", A)

        async def work(claim: Claim) -> None:
            async with turns.take(claim, Lane.CPU):
                order.append(claim.task_id)

        async with turns.take(Claim("running", A), Lane.CPU):
            tasks = [asyncio.create_task(work(claim)) for claim in (young, old)]
            await settle()
        await asyncio.gather(*tasks)
        assert order == ["old", "young"]

    play(scene)


def test_lanes_do_not_wait_for_each_other() -> None:
    async def scene() -> None:
        stage = Stage()
        await stage.ask("heavy", lane=Lane.HEAVY)
        await stage.ask("cpu", lane=Lane.CPU)
        await stage.ask("quick", lane=Lane.QUICK, memory=0)
        assert stage.begun == ["heavy", "cpu", "quick"]
        await stage.end_all()

    play(scene)


def test_the_position_is_what_is_served_before() -> None:
    async def scene() -> None:
        stage = Stage()
        for number in range(4):
            await stage.ask(f"a{number}", A, batch=True)
        await stage.ask("b", B)
        ahead = stage.turns.ahead
        assert [ahead([name]) for name in ("a0", "b", "a1", "a2", "a3")] == [None, 0, 1, 2, 3]
        assert ahead(["a3", "a2"]) == 2
        await stage.cancel("a1")
        assert ahead(["a2"]) == 1
        # Telling the order does not change it.
        assert await stage.end_all() == ["a0", "b", "a2", "a3"]

    play(scene)


def test_small_work_goes_before_huge_work_that_waits_for_memory() -> None:
    async def scene() -> None:
        stage = Stage(places=3)
        await stage.ask("half", A, memory=50)
        await stage.ask("huge", B, memory=90)
        await stage.ask("small", C, memory=20)
        assert stage.begun == ["half", "small"]
        await stage.end("half")
        assert stage.begun == ["half", "small"]
        await stage.end("small")
        assert stage.begun == ["half", "small", "huge"]
        await stage.end_all()

    play(scene)


@pytest.mark.parametrize("lane", [Lane.CPU, Lane.HEAVY])
def test_huge_work_is_not_starved_by_small_work(lane: Lane) -> None:
    async def scene() -> None:
        stage = Stage(places=2)
        await stage.ask("first", A, memory=20)
        await stage.ask("huge", B, memory=90, lane=lane)
        # There is always some small work in hand, so the memory is never free by itself.
        last = "first"
        for number in range(3 * PATIENCE):
            await stage.ask(f"small{number}", A, memory=20)
            await stage.end(last)
            last = stage.begun[-1]
            if last == "huge":
                break
        assert stage.begun.index("huge") <= PATIENCE + 2
        await stage.end_all()

    play(scene)


def test_memory_is_kept_no_longer_than_somebody_waits_for_it() -> None:
    async def scene() -> None:
        stage = Stage(places=2)
        await stage.ask("long", A, memory=20)
        await stage.ask("huge", B, memory=90)
        number = 0
        while stage.begun[-1] in ("long", f"small{number - 1}"):
            await stage.ask(f"small{number}", A, memory=20)
            if stage.begun[-1] != f"small{number}":
                break
            await stage.end(f"small{number}")
            number += 1
        # Quick work needs no memory, so it goes on.
        await stage.ask("quick", C, lane=Lane.QUICK, memory=0)
        assert stage.begun[-1] == "quick"
        await stage.cancel("huge")
        assert stage.begun[-1] == f"small{number}"
        await stage.end("quick")
        await stage.end("long")
        await stage.end(f"small{number}")

    play(scene)


def test_what_is_cancelled_holds_nothing() -> None:
    async def scene() -> None:
        stage = Stage(places=2)
        await stage.ask("running", memory=80)
        await stage.ask("waiting", memory=50)
        await stage.cancel("waiting")
        await stage.cancel("running")
        await stage.ask("all", memory=100)
        assert stage.begun == ["running", "all"]
        await stage.end("all")
        with pytest.raises(TooMuchMemoryError, match="at most"):
            await stage.turns.take(Claim(), Lane.CPU, 101).__aenter__()

    play(scene)


def test_a_place_given_to_who_is_cancelled_at_that_moment_goes_on() -> None:
    async def scene() -> None:
        stage = Stage()
        for name in ("running", "next", "last"):
            await stage.ask(name)
        ending = asyncio.create_task(stage.end("running"))
        stage._tasks["next"].cancel()
        await ending
        assert stage.begun == ["running", "last"]
        await stage.end("last")

    play(scene)
