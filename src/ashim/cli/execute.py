"""Running a plan over files from the command line, with the same engine as the server."""

import asyncio
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from ashim.administration.limits import engine_limits
from ashim.cli.files import Destination, Input, find_inputs
from ashim.config import load_config
from ashim.engine import Outcome, Output, Plan, RunError, Task, WorkerPool


def execute(plan: Plan, patterns: Sequence[str], output: str | None, *, suffix: bool, quiet: bool) -> None:
    """Run the plan over everything that `patterns` stand for and put the results in place.

    One bad file does not stop the others; the exit code is 1 if any failed.
    """
    with tempfile.TemporaryDirectory(prefix="ashim-") as scratch:
        try:
            inputs = find_inputs(patterns, Path(scratch))
            destination = Destination(output, patterns, inputs)
            failed = asyncio.run(_Run(plan, inputs, destination, Path(scratch), suffix=suffix, quiet=quiet).all())
        except KeyboardInterrupt:
            click.echo("ashim: interrupted", err=True)
            sys.exit(130)
    if failed:
        sys.exit(1)


class _Run:
    def __init__(
        self,
        plan: Plan,
        inputs: list[Input],
        destination: Destination,
        scratch: Path,
        *,
        suffix: bool,
        quiet: bool,
    ) -> None:
        self._steps = tuple((step["toolId"], step["settings"]) for step in plan.to_json())
        self._inputs = inputs
        self._destination = destination
        self._scratch = scratch
        self._suffix = suffix
        self._quiet = quiet
        self._console = Console(stderr=True)

    async def all(self) -> int:
        """Run every file and give the number of failures. Results are put in place in the order of the inputs."""
        config = load_config()
        pool = WorkerPool(engine_limits(config), workers=config.max_worker_threads, on_progress=lambda _: None)
        bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=self._console,
            transient=True,
            disable=self._quiet or len(self._inputs) == 1 or not self._console.is_terminal,
        )
        try:
            with bar:
                shown = bar.add_task("Working", total=len(self._inputs))
                work = [asyncio.create_task(self._one(pool, index)) for index in range(len(self._inputs))]
                failed = 0
                for index, task in enumerate(work):
                    failed += not self._deliver(index, await task)
                    bar.advance(shown)
                return failed
        finally:
            pool.close()

    async def _one(self, pool: WorkerPool, index: int) -> Outcome | RunError:
        task = Task(
            id=f"cli/{index}",
            steps=self._steps,
            source=self._inputs[index].source,
            output_folder=self._scratch / str(index),
            limits=pool.limits,
            suffix=self._suffix,
        )
        try:
            return await pool.run(task)
        except RunError as error:
            return error

    def _deliver(self, index: int, result: Outcome | RunError) -> bool:
        item = self._inputs[index]
        if isinstance(result, RunError):
            click.echo(f"ashim: {item}: {result}", err=True)
            return False
        written = self._scratch / str(index) / result.output.name
        try:
            place = self._destination.put(written, item)
        except OSError as error:
            click.echo(f"ashim: {item}: the result cannot be written: {_reason(error)}", err=True)
            return False
        if not self._quiet:
            output = result.output
            click.echo(f"{place}  {output.width}x{output.height}  {output.bytes:,} bytes{_effort(output)}", err=True)
            for warning in result.warnings:
                click.echo(f"  {warning}", err=True)
        return True


def _effort(output: Output) -> str:
    """Say how a size or a visual quality was met; nothing when none was asked for."""
    if output.encodes == 1 and output.score is None:
        return ""
    quality = "" if output.quality is None else f"  quality {output.quality:g}"
    score = "" if output.score is None else f"  visual quality {output.score:.1f}"
    return f"{quality}{score}  {output.encodes} encodes"


def _reason(error: OSError) -> str:
    return f"{error.filename}: {error.strerror}" if error.filename else str(error.strerror)
