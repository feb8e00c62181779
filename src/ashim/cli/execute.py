"""Running a plan over files from the command line, with the same engine as the server."""

import asyncio
import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from ashim.administration.limits import engine_limits
from ashim.cli.files import Destination, Input, find_inputs
from ashim.config import load_config
from ashim.engine import Outcome, Output, Plan, RunError, SourceFile, Task, WorkerPool, safe_name
from ashim.tools import Gives


def execute(
    plan: Plan,
    patterns: Sequence[str],
    output: str | None,
    *,
    named: Mapping[str, Path] | None = None,
    suffix: bool,
    quiet: bool,
) -> None:
    """Run the plan over everything that `patterns` stand for and put the results in place.

    `named` are the second pictures of the first step. A tool that takes several files at once gets them all in one run.
    One bad file does not stop the others; the exit code is 1 if any failed.
    """
    tool = plan.steps[0].tool
    with tempfile.TemporaryDirectory(prefix="ashim-") as scratch:
        try:
            inputs = find_inputs(patterns, Path(scratch))
            if len(inputs) < tool.at_least:
                raise click.UsageError(f"{tool.id} takes at least {tool.at_least} images")
            together = tool.signature.several or not inputs
            units = [_Unit(tuple(inputs))] if together else [_Unit((item,)) for item in inputs]
            # A tool that may give one result or several gets a folder unless a file is named.
            gives = plan.steps[-1].tool.signature
            named_file = output is not None and Path(output).suffix != ""
            folder = (Gives.SEVERAL in gives.gives and (gives.fans_out or not named_file)) or (
                not together and any(Path(pattern).is_dir() for pattern in patterns)
            )
            destination = Destination(output, inputs, results=len(units), folder=folder)
            seconds = {name: SourceFile(path, safe_name(path.name)) for name, path in (named or {}).items()}
            run = _Run(plan, units, seconds, destination, Path(scratch), suffix=suffix, quiet=quiet)
            failed = asyncio.run(run.all())
        except KeyboardInterrupt:
            click.echo("ashim: interrupted", err=True)
            sys.exit(130)
    if failed:
        sys.exit(1)


@dataclass(frozen=True, slots=True)
class _Unit:
    """The inputs of one run."""

    inputs: tuple[Input, ...]

    def __str__(self) -> str:
        return ", ".join(map(str, self.inputs[:3])) + (" …" if len(self.inputs) > 3 else "")


class _Run:
    def __init__(
        self,
        plan: Plan,
        units: list[_Unit],
        named: Mapping[str, SourceFile],
        destination: Destination,
        scratch: Path,
        *,
        suffix: bool,
        quiet: bool,
    ) -> None:
        self._plan = plan
        self._steps = tuple((step["toolId"], step["settings"]) for step in plan.to_json())
        self._units = units
        self._named = named
        self._destination = destination
        self._scratch = scratch
        self._suffix = suffix
        self._quiet = quiet
        self._console = Console(stderr=True)

    async def all(self) -> int:
        """Run every unit and give the number of failures. Results are put in place in the order of the inputs."""
        config = load_config()
        pool = WorkerPool(engine_limits(config), workers=config.max_worker_threads, on_progress=lambda _: None)
        bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=self._console,
            transient=True,
            disable=self._quiet or len(self._units) == 1 or not self._console.is_terminal,
        )
        try:
            with bar:
                shown = bar.add_task("Working", total=len(self._units))
                work = [asyncio.create_task(self._one(pool, index)) for index in range(len(self._units))]
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
            sources=tuple(item.source for item in self._units[index].inputs),
            output_folder=self._scratch / str(index),
            limits=pool.limits,
            named=self._named,
            suffix=self._suffix,
        )
        try:
            return await pool.run(task)
        except RunError as error:
            return error

    def _deliver(self, index: int, result: Outcome | RunError) -> bool:
        unit = self._units[index]
        name = str(unit) or self._plan.steps[0].name
        if isinstance(result, RunError):
            click.echo(f"ashim: {self._blamed(unit, result) or name}: {result}", err=True)
            return False
        if len(result.outputs) > 1 and self._destination.file:
            click.echo(f"ashim: {name}: several results need a folder: end -o with a slash", err=True)
            return False
        if result.report is not None:
            self._print(result.report)
        for output in result.outputs:
            try:
                result_file = self._scratch / str(index) / output.name
                place = self._destination.put(result_file, next(iter(unit.inputs), None), output.entry)
            except OSError as error:
                click.echo(f"ashim: {name}: the result cannot be written: {_reason(error)}", err=True)
                return False
            if not self._quiet:
                click.echo(f"{place}{_size(output)}  {output.bytes:,} bytes{_effort(output)}", err=True)
        if not self._quiet:
            for warning in result.warnings:
                click.echo(f"  {warning}", err=True)
        return True

    def _blamed(self, unit: _Unit, error: RunError) -> str | None:
        """Name the one of several inputs that could not be opened."""
        which = error.failure.input
        if error.failure.kind != "invalid":
            return None
        if isinstance(which, str):
            return self._named[which].name
        return str(unit.inputs[which]) if unit.inputs else None

    def _print(self, report: Mapping[str, object]) -> None:
        """Print a report: laid out when it is the only one, else on a line of its own."""
        indent = 2 if len(self._units) == 1 else None
        click.echo(json.dumps(report, indent=indent, ensure_ascii=False), err=self._destination.pipe)


def _size(output: Output) -> str:
    return "" if output.width is None else f"  {output.width}x{output.height}"


def _effort(output: Output) -> str:
    """Say how a size or a visual quality was met; nothing when none was asked for."""
    if output.encodes == 1 and output.score is None:
        return ""
    quality = "" if output.quality is None else f"  quality {output.quality:g}"
    score = "" if output.score is None else f"  visual quality {output.score:.1f}"
    return f"{quality}{score}  {output.encodes} encodes"


def _reason(error: OSError) -> str:
    return f"{error.filename}: {error.strerror}" if error.filename else str(error.strerror)
