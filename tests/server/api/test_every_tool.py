"""Every tool over HTTP gives what the engine gives: alone, in a batch and in a pipeline."""

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import pikepdf
import pytest

from ashim.engine import Failure, Limits, Outcome, SourceFile, Task
from ashim.engine.runner import prepare, run
from ashim.engine.task import Lane
from ashim.imaging import ImageLimits
from ashim.tools import Gives, Tool, load_registry
from tests.server.api.pictures import picture

TOOLS = load_registry().all()
BATCHABLE = [tool for tool in TOOLS if tool.batchable]
STEPS = [tool for tool in TOOLS if tool.pipelineable]
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><circle cx="20" cy="15" r="12"/></svg>'
NAMES = {"svg": "a.svg", "pdf": "a.pdf"}


def document() -> bytes:
    pages = pikepdf.new()
    pages.add_blank_page(page_size=(120, 80))
    buffer = io.BytesIO()
    pages.save(buffer)
    return buffer.getvalue()


def data_for(tool: Tool) -> tuple[str, bytes]:
    name = NAMES.get(tool.accepts, "a.png")
    return name, {"svg": SVG, "pdf": document()}.get(tool.accepts, picture(120, 80))


def settings_of(tool: Tool) -> Mapping[str, object]:
    return tool.examples[0].settings if tool.examples else {}


def by_engine(tool: Tool, folder: Path, steps: tuple[tuple[str, dict[str, Any]], ...] | None = None) -> Outcome:
    """Run the tool as a worker does, on the same files."""
    prepare()
    name, data = data_for(tool)
    (folder / name).write_bytes(data)
    (folder / "second.png").write_bytes(picture(30, 20))
    count = 2 if tool.most is None else tool.most
    named = {each.name: SourceFile(folder / "second.png", "second.png") for each in tool.signature.inputs}
    given = steps or ((tool.id, dict(settings_of(tool))),)
    source = SourceFile(folder / name, name)
    task = Task("", given, (source,) * count, folder / "out", Limits(ImageLimits()), {} if steps else named, not steps)
    outcome = run(task, Lane.HEAVY, lambda stage, percent=None: None)
    assert not isinstance(outcome, Failure), outcome
    assert isinstance(outcome, Outcome)
    return outcome


def sent(client: httpx.Client, tool: Tool) -> httpx.Response:
    name, data = data_for(tool)
    count = 2 if tool.most is None else tool.most
    parts = [("file", (name, data)) for _ in range(count)]
    parts += [(each.field, ("second.png", picture(30, 20))) for each in tool.signature.inputs]
    headers = {"accept": "application/json", "prefer": "wait"}
    path, settings = f"/api/v1/tools/{tool.id}", json.dumps(dict(settings_of(tool)))
    if not parts:
        return client.post(path, content=settings, headers={**headers, "content-type": "application/json"})
    return client.post(path, files=parts, data={"settings": settings}, headers=headers)


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.id)
def test_alone(tool: Tool, client: httpx.Client, tmp_path: Path) -> None:
    answer = sent(client, tool)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    outcome = by_engine(tool, tmp_path)
    links = [item["downloadUrl"] for item in body.get("outputs", [])] or [body.get("downloadUrl")] * len(
        outcome.outputs
    )
    assert len(links) == len(outcome.outputs)
    for output, link in zip(outcome.outputs, links, strict=True):
        assert client.get(link).content == (tmp_path / "out" / output.name).read_bytes(), output.name
    for key, value in (outcome.report or {}).items():
        if "output" not in json.dumps(value):
            assert body[key] == value, key


@pytest.mark.parametrize("tool", BATCHABLE, ids=lambda tool: tool.id)
def test_in_a_batch(tool: Tool, client: httpx.Client, tmp_path: Path) -> None:
    _, data = data_for(tool)
    names = [NAMES.get(tool.accepts, "a.png").replace("a.", f"{letter}.") for letter in "ab"]
    form = {"settings": json.dumps(dict(settings_of(tool)))}
    files = [("file", (name, data)) for name in names]
    answer = client.post(f"/api/v1/tools/{tool.id}/batch", files=files, data=form)
    assert answer.status_code == 200, answer.text
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert len(archive.namelist()) == len(json.loads(answer.headers["x-file-results"])) == 2
        first = archive.read(archive.namelist()[0])
    if tool.signature.gives != {Gives.SEVERAL} and not tool.signature.inputs:
        outcome = by_engine(tool, tmp_path)
        assert first == (tmp_path / "out" / outcome.output.name).read_bytes()


@pytest.mark.parametrize("tool", STEPS, ids=lambda tool: tool.id)
def test_in_a_pipeline(tool: Tool, client: httpx.Client, tmp_path: Path) -> None:
    """Behind another step, and before one where more can follow."""
    steps: list[dict[str, Any]] = [
        {"toolId": "rotate", "settings": {"angle": 90}},
        {"toolId": tool.id, "settings": dict(settings_of(tool))},
    ]
    if tool.signature.gives != {Gives.SEVERAL}:
        steps.append({"toolId": "rotate", "settings": {"horizontal": True}})
    form = {"pipeline": json.dumps({"steps": steps})}
    answer = client.post("/api/v1/pipeline/execute", files={"file": ("a.png", data_for(tool)[1])}, data=form)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body["stepsCompleted"] == len(steps)
    assert [step["toolId"] for step in body["steps"]] == [step["toolId"] for step in steps]
    outcome = by_engine(tool, tmp_path, tuple((step["toolId"], step["settings"]) for step in steps))
    link = body["outputs"][0]["downloadUrl"] if "outputs" in body else body["downloadUrl"]
    assert client.get(link).content == (tmp_path / "out" / outcome.outputs[0].name).read_bytes()
