"""Damaged files give a picture or a readable refusal: no other exception, no crash."""

import asyncio
import random
from pathlib import Path

import pytest
from fuzz import target
from fuzz.mutate import damaged
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ashim.engine.crew import Crew
from ashim.engine.progress import ProgressReceiver
from ashim.engine.task import Lane
from ashim.engine.worker import Setup
from tests.corpus import Sample

pytestmark = pytest.mark.usefixtures("worker")

# Small enough that a run of a few seconds tries many.
LARGEST = 60_000


@pytest.fixture(scope="session")
def contents(corpus: dict[str, Sample]) -> list[tuple[str, bytes]]:
    return [
        (name, sample.path.read_bytes())
        for name, sample in sorted(corpus.items())
        if sample.path.stat().st_size <= LARGEST
    ]


def damage(contents: list[tuple[str, bytes]], seed: int) -> tuple[str, bytes]:
    source = random.Random(seed)  # noqa: S311
    name, data = source.choice(contents)
    return name, damaged(source, data, source.choice(contents)[1])


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
@given(st.integers(0, 2**32))
@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_headers_and_metadata(contents: list[tuple[str, bytes]], tmp_path: Path, seed: int) -> None:
    name, data = damage(contents, seed)
    path = tmp_path / "damaged"
    path.write_bytes(data)
    target.look(path, name)


def test_pixels_in_a_worker(contents: list[tuple[str, bytes]], tmp_path: Path) -> None:
    async def run() -> None:
        receiver = ProgressReceiver(lambda _: None)
        crew = Crew(Setup(Lane.QUICK, receiver.address, 3 * 2**30, 0))
        path = tmp_path / "damaged"
        try:
            for seed in range(300):
                name, data = damage(contents, seed)
                path.write_bytes(data)
                await crew.run(target.decode, path, name, seconds=20)
        finally:
            crew.kill()
            receiver.close()

    asyncio.run(run())
