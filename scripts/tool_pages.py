"""A page for every tool: what it does, its settings, how to run it, and what came of a run.

Run by itself, it makes the pictures of the tools that are named, or of those that have none yet; scripts/docs.py writes
the pages.
"""

import json
import math
import shlex
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyvips

from ashim.engine import Failure, Limits, Outcome, SourceFile, Task
from ashim.engine.runner import prepare
from ashim.engine.runner import run as run_task
from ashim.engine.task import Lane
from ashim.imaging import FORMATS, ImageLimits
from ashim.tools import Example, Tool, load_registry

FOLDER = Path("docs/tools")
PICTURES = "pictures"
SIDE = 480
# What the examples are run on: the tools' first file, and every second picture.
SAMPLE, SECOND = "sample.svg", "logo.svg"


def pages() -> dict[str, str]:
    """Give the text of every page by its path."""
    tools = load_registry().all()
    return {str(FOLDER / "README.md"): index(tools), **{str(FOLDER / f"{tool.id}.md"): page(tool) for tool in tools}}


def index(tools: Iterable[Tool]) -> str:
    """List all tools by category."""
    lines = ["# Tools", ""]
    for category in load_registry().categories:
        members = [tool for tool in tools if tool.category == category.id]
        if members:
            rows = [f"- [{tool.name}]({tool.id}.md): {tool.summary[0].lower()}{tool.summary[1:]}" for tool in members]
            lines += [f"## {category.name}", "", *rows, ""]
    return "\n".join(lines)


def page(tool: Tool) -> str:
    """Describe one tool."""
    schema = tool.schema()
    required = schema.get("required", ())
    rows = [
        (f"`{name}`", kind(field), "required" if name in required else shown(field), field.get("description", ""))
        for name, field in schema["properties"].items()
    ]
    example = tool.examples[0] if tool.examples else Example("With the defaults", {})
    parts = [f"# {tool.name}", tool.description]
    if rows:
        parts += ["## Settings", table(("Setting", "Type", "Default", "Meaning"), rows)]
    parts += ["## Examples", *(f"- {each.title}: `{json.dumps(dict(each.settings))}`" for each in tool.examples)]
    parts += [f"### {example.title}", *runs(tool, example), *outcome(tool)]
    return "\n\n".join(parts).replace("`\n\n- ", "`\n- ") + "\n"


def runs(tool: Tool, example: Example) -> list[str]:
    """Say how the example is run from the command line, over HTTP and from Python."""
    only = {"svg": "drawing.svg", "pdf": "document.pdf"}.get(tool.accepts, "photo.jpg")
    files = [only][: tool.most] if tool.most is not None else ["a.jpg", "b.jpg"]
    named = [(each.name, each.field) for each in tool.signature.inputs if each.required]
    command = [
        "ashim",
        "run",
        tool.id,
        *files,
        *(word for name, field in named for word in (f"--{name.replace('_', '-')}", f"{field}.png")),
    ]
    command += [word for name, value in example.settings.items() for word in option(name, value)]
    request = ["curl", "-H", "Authorization: Bearer $KEY"]
    request += [word for name in files for word in ("-F", f"file=@{name}")]
    request += [word for _, field in named for word in ("-F", f"{field}=@{field}.png")]
    request += ["-F", f"settings={json.dumps(dict(example.settings))}", f"$SERVER/api/v1/tools/{tool.id}"]
    lines = [shlex.join(command), "", " ".join(quoted(word) for word in request)]
    return ["```sh\n" + "\n".join(lines) + "\n```"]


def option(name: str, value: object) -> list[str]:
    """Give a setting as a command-line option."""
    flag = "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name)
    if isinstance(value, bool):
        return [f"--{flag}" if value else f"--no-{flag}"]
    return [f"--{flag}", value if isinstance(value, str) else json.dumps(value)]


def quoted(word: str) -> str:
    """Quote for the shell, leaving variables to it."""
    return f'"{word}"' if word.startswith(("Authorization", "$")) else shlex.quote(word)


def outcome(tool: Tool) -> list[str]:
    """Show what the example gave: the pictures beside each other, or the report."""
    made = FOLDER / PICTURES / f"{tool.id}.webp"
    report = FOLDER / PICTURES / f"{tool.id}.json"
    parts = []
    if made.exists():
        before = f"{PICTURES}/before.webp"
        cells = [f"![Before]({before})"] if tool.most != 0 and tool.accepts != "pdf" else []
        parts.append(" ".join([*cells, f"![After]({PICTURES}/{tool.id}.webp)"]))
    if report.exists():
        parts.append(f"```json\n{report.read_text(encoding='utf-8')}```")
    return parts


def missing() -> list[str]:
    """Name the tools whose example was not run yet."""
    folder = FOLDER / PICTURES
    made = {path.stem for path in folder.iterdir()}
    return [tool.id for tool in load_registry().all() if tool.id not in made]


def make_pictures(root: Path, tools: Iterable[Tool]) -> None:
    """Run the first example of each tool on the sample and keep what came of it, small."""
    prepare()
    folder = root / FOLDER / PICTURES
    folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        sources = _sources(root, Path(scratch))
        _small(Path(sources["image"].path)).write_to_file(str(folder / "before.webp"), Q=80)
        for tool in tools:
            _run(tool, sources, root / FOLDER / SECOND, Path(scratch) / tool.id, folder)


def _sources(root: Path, scratch: Path) -> dict[str, SourceFile]:
    """Give the sample as a photo, as the drawing that it is, and as a document."""
    drawing = root / FOLDER / SAMPLE
    photo = scratch / "photo.png"
    pyvips.Image.new_from_file(str(drawing)).flatten().write_to_file(str(photo))
    image = SourceFile(photo, photo.name)
    sources = {"image": image, "any": image, "svg": SourceFile(drawing, SAMPLE)}
    to_pdf = load_registry().get("image-to-pdf")
    if to_pdf:
        outcome = _task(to_pdf, {}, (image, image), {}, scratch / "pdf")
        sources["pdf"] = SourceFile(scratch / "pdf" / outcome.output.name, outcome.output.name)
    return sources


def _run(tool: Tool, sources: Mapping[str, SourceFile], second: Path, scratch: Path, folder: Path) -> None:
    example = tool.examples[0].settings if tool.examples else {}
    source = sources[tool.accepts]
    given = (source,) * (tool.most if tool.most is not None else 4)
    named = {each.name: SourceFile(second, second.name) for each in tool.signature.inputs if each.required}
    outcome = _task(tool, example, given, named, scratch)
    told = tool.accepts == "any"
    pictures = [scratch / each.name for each in outcome.outputs if each.format in FORMATS and not told]
    if pictures:
        shown = [_small(path) for path in pictures[:12]]
        across = math.ceil(math.sqrt(len(shown)))
        sheet = shown[0] if len(shown) == 1 else pyvips.Image.arrayjoin(shown, across=across, shim=8, background=255)
        scale = min(1.0, SIDE / max(sheet.width, sheet.height))
        sheet.resize(scale).write_to_file(str(folder / f"{tool.id}.webp"), Q=80)
    if outcome.report is not None or not pictures:
        names = [each.name for each in outcome.outputs]
        report = outcome.report if outcome.report is not None else {"files": names}
        text = json.dumps(_shortened(report), indent=2, ensure_ascii=False)
        (folder / f"{tool.id}.json").write_text(f"{text}\n", encoding="utf-8")


def _task(
    tool: Tool,
    settings: Mapping[str, object],
    sources: tuple[SourceFile, ...],
    named: Mapping[str, SourceFile],
    output: Path,
) -> Outcome:
    task = Task("", ((tool.id, dict(settings)),), sources, output, Limits(ImageLimits()), named)
    outcome = run_task(task, Lane.HEAVY, lambda stage, percent=None: None)
    if isinstance(outcome, Failure):
        sys.exit(f"{tool.id}: {outcome.message}")
    if not isinstance(outcome, Outcome):
        sys.exit(f"{tool.id}: not run")
    return outcome


def _small(path: Path) -> pyvips.Image:
    image = pyvips.Image.thumbnail(str(path), SIDE, size="down", export_profile="srgb")
    return image.flatten(background=255) if image.hasalpha() else image


def _shortened(value: Any) -> Any:
    """Cut long texts and long lists, which only fill the page."""
    if isinstance(value, str):
        return value if len(value) <= 80 else f"{value[:60]}…"
    if isinstance(value, dict):
        return {key: _shortened(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_shortened(item) for item in value[:4]]
    return value


def kind(field: Mapping[str, Any]) -> str:
    """Give the type of a setting in words."""
    values = field.get("enum")
    return ", ".join(f"`{value}`" for value in values) if isinstance(values, list) else str(field.get("type", "any"))


def shown(field: Mapping[str, Any]) -> str:
    """Give the default of a setting."""
    default = field.get("default")
    return "" if default is None else f"`{str(default).lower() if isinstance(default, bool) else json.dumps(default)}`"


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Give a Markdown table."""
    head = list(head)
    lines = [head, ["---"] * len(head), *map(list, rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    asked = sys.argv[1:] or missing()
    make_pictures(Path.cwd(), [tool for tool in load_registry().all() if tool.id in asked])
