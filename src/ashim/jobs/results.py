"""Equal work is done once: results by what they were made of."""

import asyncio
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ashim.engine import Outcome, Output, PlanError, StepSize, Task, build_plan, code_fingerprint
from ashim.jobs.model import JobFile
from ashim.storage import CacheFolder
from ashim.tools import Registry


@dataclass(frozen=True, slots=True)
class ResultCache:
    """Outcomes with their files, found by the contents and names of all inputs, the steps and the code.

    Only what succeeded is kept. `registry` knows the defaults of settings: to give one or to leave it out is the same.
    """

    folder: CacheFolder
    registry: Registry

    async def key(self, task: Task, item: JobFile) -> str | None:
        """Give what the result of a task will be found by; None if there can be none."""
        return await asyncio.to_thread(self._key, task, item)

    async def take(self, key: str, task: Task) -> Outcome | None:
        """Put the files of an earlier result where the task would have written them; give the outcome, if any."""
        facts = await asyncio.to_thread(self.folder.take, key, task.output_folder)
        return None if facts is None else _outcome(facts)

    async def keep(self, key: str, task: Task, outcome: Outcome) -> None:
        """Keep what came of a task."""
        names = [name for output in outcome.outputs for name in (output.name, output.preview) if name]
        files = {name: task.output_folder / name for name in names}
        await asyncio.to_thread(self.folder.keep, key, files, asdict(outcome))

    def _key(self, task: Task, item: JobFile) -> str | None:
        try:
            plan = build_plan(self.registry, task.steps)
            inputs = list(_inputs(task, item))
        except (PlanError, OSError):
            # The run itself will say what is wrong.
            return None
        recipe = {
            "code": code_fingerprint(),
            "inputs": inputs,
            "steps": [[step.name, step.settings.model_dump(mode="json", by_alias=True)] for step in plan.steps],
            "task": [task.suffix, task.preview, task.pack],
            "limits": [asdict(task.limits.image), task.limits.output_bytes],
        }
        return hashlib.sha256(json.dumps(recipe, sort_keys=True).encode()).hexdigest()


def _inputs(task: Task, item: JobFile) -> Iterator[tuple[str, str, str]]:
    """Give part, name and SHA-256 of each input, those in order first that have no part."""
    known = iter([*([item.digest] if item.stored else []), *(each.digest for each in item.companions if not each.part)])
    for source, digest in zip(task.sources, known, strict=True):
        yield "", source.name, digest or _digest(source.path)
    parts = {each.part: each.digest for each in item.companions if each.part}
    for part in sorted(parts):
        yield part, task.named[part].name, parts[part] or _digest(task.named[part].path)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _outcome(facts: Mapping[str, Any]) -> Outcome:
    def made(kind: Any, values: Iterable[Mapping[str, Any]]) -> tuple[Any, ...]:
        return tuple(kind(**each) for each in values)

    return Outcome(
        **{
            **facts,
            "outputs": made(Output, facts["outputs"]),
            "steps": made(StepSize, facts["steps"]),
            "warnings": tuple(facts["warnings"]),
        }
    )
