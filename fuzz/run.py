"""Open damaged pictures in a worker process until the time is up. See README.md."""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.corpus import write_corpus

from ashim.engine import RunError
from ashim.engine.crew import Crew
from ashim.engine.progress import ProgressReceiver
from ashim.engine.task import Lane
from ashim.engine.worker import Setup
from fuzz import target
from fuzz.mutate import damaged

FINDINGS = Path(__file__).parent / "findings"
SECONDS = 20
MEMORY = 3 * 1024**3


def corpus() -> dict[str, bytes]:
    """Give the files of the test corpus."""
    with tempfile.TemporaryDirectory() as name:
        write_corpus(Path(name))
        return {path.name: path.read_bytes() for path in sorted(Path(name).iterdir()) if path.is_file()}


async def attempt(crew: Crew, work: Callable[[Path, str], None], path: Path, name: str) -> None:
    """Do the work in a worker; what took too long has to do so again, or the machine was busy. Raises RunError."""
    try:
        await crew.run(work, path, name, seconds=SECONDS)
    except RunError as error:
        if error.failure.kind != "timeout":
            raise
        await crew.run(work, path, name, seconds=SECONDS)


async def run(files: dict[str, bytes], minutes: float, seed: int, only: str) -> int:
    """Try damaged files for this long; give the number of findings."""
    source = random.Random(seed)
    receiver = ProgressReceiver(lambda _: None)
    crew = Crew(Setup(Lane.QUICK, receiver.address, MEMORY, 2**30))
    found: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        chosen = [each for each in files if only in each]
        end = time.monotonic() + minutes * 60
        count = 0
        while time.monotonic() < end:
            count += 1
            which = source.choice(chosen)
            data = damaged(source, files[which], files[source.choice(list(files))])
            path = folder / "damaged"
            path.write_bytes(data)
            for work in (target.look, target.decode):
                try:
                    await attempt(crew, work, path, which)
                except RunError as error:
                    found[f"{work.__name__} {which} {error.failure.kind}"] += 1
                    _keep(count, which, data, f"{work.__name__}: {error.failure.kind}: {error.failure.message}")
    crew.kill()
    receiver.close()
    print(f"{count} damaged files, {found.total()} findings")
    for what, times in found.most_common():
        print(f"  {what}: {times}")
    return found.total()


def _keep(count: int, name: str, data: bytes, text: str) -> None:
    FINDINGS.mkdir(exist_ok=True)
    (FINDINGS / f"{count}-{name}").write_bytes(data)
    (FINDINGS / f"{count}-{name}.txt").write_text(text + "\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="part of the names of the files to damage")
    options = parser.parse_args()
    print(f"seed {options.seed}")
    sys.exit(1 if asyncio.run(run(corpus(), options.minutes, options.seed, options.only)) else 0)
