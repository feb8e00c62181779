"""`ashim pipeline run FILE IN…`."""

from pathlib import Path

import click
from pydantic import ValidationError

from ashim.cli.execute import execute
from ashim.cli.options import file_parameters
from ashim.engine import Plan, PlanError, build_plan
from ashim.pipelines import files
from ashim.pipelines.schemas import PipelineDefinition, problems_of
from ashim.tools import load_registry

_DEFINITION = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group(short_help="Run several tools in a row.")
def pipeline() -> None:
    """Pipelines: several tools in a row, decoded once and encoded once."""


def _run(definition: Path, inputs: tuple[str, ...], output: str | None, quiet: bool) -> None:
    execute(_read(definition), inputs, output, suffix=False, quiet=quiet)


pipeline.add_command(
    click.Command(
        "run",
        callback=_run,
        params=[
            click.Argument(["definition"], type=_DEFINITION, metavar="FILE"),
            *file_parameters(),
        ],
        help="Run the pipeline in FILE (YAML or JSON: `steps`, each with `toolId` and `settings`) on images.",
    )
)


def _read(path: Path) -> Plan:
    try:
        definition = PipelineDefinition.model_validate(files.read(path.read_text(encoding="utf-8")))
        steps = [(step.tool_id, step.settings) for step in definition.steps if step.enabled]
        if not steps:
            raise click.UsageError(f"{path}: every step is switched off")
        return build_plan(load_registry(), steps, pipeline=True)
    except ValidationError as error:
        faults = "; ".join(f"{item['path']}: {item['message']}" for item in problems_of(error))
        raise click.UsageError(f"{path}: {faults}") from error
    except PlanError as error:
        problems = "; ".join(map(str, error.problems))
        raise click.UsageError(f"{path}: {error}{': ' + problems if problems else ''}") from error
    except ValueError as error:
        raise click.UsageError(f"{path}: {error}") from error
