"""One task in this process: decoded once, encoded once, named as the contract has it."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from ashim.engine import Failure, Limits, Outcome, Progress, SourceFile, Task, build_plan, inputs, results
from ashim.engine import runner as runner_module
from ashim.engine.memory import BASE_BYTES, to_decode
from ashim.engine.progress import ProgressReceiver, ProgressSender
from ashim.engine.task import Deferred, Lane
from ashim.imaging import ImageLimits, read_facts

Steps = list[tuple[str, dict[str, Any]]]
Run = Callable[..., Outcome | Failure | Deferred]


@pytest.fixture
def reports() -> list[Progress]:
    return []


@pytest.fixture
def run(tmp_path: Path, reports: list[Progress]) -> Iterator[Run]:
    receiver = ProgressReceiver(reports.append)
    sender = ProgressSender(receiver.address)

    def run_task(data: bytes, name: str, steps: Steps, lane: Lane = Lane.HEAVY, **fields: Any) -> Any:
        path = tmp_path / "input"
        path.write_bytes(data)
        limits = Limits(ImageLimits())
        task = Task("t/0", tuple(steps), (SourceFile(path, name),), tmp_path / "out", limits, **fields)
        return runner_module.run(task, lane, sender.for_task(task.id))

    yield run_task
    sender.close()
    receiver.close()


def jpeg(width: int = 64, height: int = 48) -> bytes:
    noise = np.random.default_rng(3).integers(0, 256, (height, width, 3), dtype=np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(noise).save(buffer, "JPEG", quality=70)
    return buffer.getvalue()


def test_steps_lose_nothing_between_them(run: Run, tmp_path: Path) -> None:
    data = jpeg()
    steps: Steps = [
        ("rotate", {"angle": 90}),
        ("crop", {"left": 8, "top": 0, "width": 40, "height": 64}),
        ("rotate", {"angle": -90, "horizontal": True}),
        ("rotate", {"vertical": True}),
        ("convert", {"format": "png"}),
    ]
    outcome = run(data, "a.jpg", steps, suffix=False)
    assert isinstance(outcome, Outcome)
    pixels = np.asarray(Image.open(io.BytesIO(data)))
    expected = np.rot90(np.fliplr(np.rot90(pixels, -1)[:, 8:48]))[::-1]
    result = np.asarray(Image.open(tmp_path / "out" / "a.png"))
    # Two JPEG decoders may differ by a little; a second JPEG generation of this noise would differ by dozens.
    assert np.abs(result.astype(int) - expected.astype(int)).max() <= 3


def test_a_pipeline_decodes_once_and_encodes_once(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    for module, name in ((inputs, "open_image"), (results, "encode")):
        original = getattr(module, name)

        def counted(*args: Any, _name: str = name, _original: Any = original, **kwargs: Any) -> Any:
            calls.append(_name)
            return _original(*args, **kwargs)

        monkeypatch.setattr(module, name, counted)
    steps: Steps = [("rotate", {"angle": 90 * turn}) for turn in range(1, 10)] + [("convert", {"format": "webp"})]
    assert isinstance(run(jpeg(), "a.jpg", steps), Outcome)
    assert calls == ["open_image", "encode"]


@pytest.mark.parametrize(
    ("name", "steps", "suffix", "result"),
    [
        ("a.jpeg", [("rotate", {})], True, "a_rotate.jpg"),
        ("a.jpg", [("convert", {"format": "webp"})], True, "a.webp"),
        ("a.jpg", [("convert", {"format": "jpg"})], True, "a_convert.jpg"),
        ("a.jpeg", [("convert", {"format": "jpg"})], True, "a.jpg"),
        ("a.jpg", [("convert", {"format": "heif"})], True, "a.heif"),
        ("a.jpg", [("rotate", {}), ("convert", {"format": "webp"})], False, "a.webp"),
        ("a.jpg", [("rotate", {})], False, "a.jpg"),
        ("misnamed.png", [("rotate", {})], True, "misnamed_rotate.jpg"),
    ],
)
def test_names(run: Run, name: str, steps: Steps, suffix: bool, result: str) -> None:
    outcome = run(jpeg(), name, steps, suffix=suffix)
    assert isinstance(outcome, Outcome)
    assert outcome.output.name == result


def lane_of(result: Outcome | Failure | Deferred) -> Lane:
    assert isinstance(result, Deferred)
    assert result.memory > 0
    return result.lane


def test_nothing_is_decoded_in_a_lane_that_is_too_small(run: Run, tmp_path: Path) -> None:
    big = io.BytesIO()
    Image.new("RGB", (2000, 1000)).save(big, "PNG")
    assert lane_of(run(big.getvalue(), "a.png", [("rotate", {})], Lane.QUICK)) == Lane.CPU
    enlarged = run(jpeg(), "a.jpg", [("resize", {"width": 4000})], Lane.QUICK)
    assert lane_of(enlarged) == Lane.CPU
    heavy = run(jpeg(), "a.jpg", [("resize", {"width": 3600}), ("convert", {"format": "avif"})], Lane.CPU)
    assert lane_of(heavy) == Lane.HEAVY
    assert not list((tmp_path / "out").glob("*"))


def test_a_failing_step_is_named(run: Run) -> None:
    crop = ("crop", {"left": 60, "top": 0, "width": 10, "height": 10})
    failure = run(jpeg(), "a.jpg", [("rotate", {}), crop])
    assert isinstance(failure, Failure)
    assert (failure.kind, failure.step, [step.tool_id for step in failure.completed]) == ("processing", 2, ["rotate"])


def test_a_failed_write_leaves_nothing_behind(run: Run, tmp_path: Path) -> None:
    data = jpeg(400, 400)
    failure = run(data[: len(data) // 2], "a.jpg", [("rotate", {"angle": 90})])
    assert isinstance(failure, Failure)
    assert failure.kind == "processing"
    assert not list((tmp_path / "out").glob("*"))


def test_facts_of_source_and_result(run: Run) -> None:
    outcome = run(jpeg(64, 48), "a.jpg", [("rotate", {"angle": 90}), ("convert", {"format": "png"})])
    assert isinstance(outcome, Outcome)
    assert (outcome.source_width, outcome.source_height) == (64, 48)
    assert (outcome.output.width, outcome.output.height) == (48, 64)
    assert [step.bytes for step in outcome.steps] == [64 * 48 * 3, outcome.output.bytes]


def test_progress_is_what_the_work_reports(run: Run, reports: list[Progress], tmp_path: Path) -> None:
    run(jpeg(600, 600), "a.jpg", [("rotate", {"angle": 30}), ("convert", {"format": "png"})])
    percents = [report.percent for report in reports if report.percent is not None]
    assert percents == sorted(percents)
    assert percents[0] == 0
    assert percents[-1] > 50


def test_a_tool_that_is_no_longer_there_is_named(run: Run) -> None:
    failure = run(jpeg(), "a.jpg", [("rotate", {}), ("gone", {})])
    assert isinstance(failure, Failure)
    assert (failure.kind, failure.message, failure.step) == ("processing", "Tool not found", 2)


@pytest.mark.parametrize(("tool", "held"), [("image-to-pdf", 1), ("stitch", 3)])
def test_files_that_a_tool_opens_itself_are_not_held_together(tmp_path: Path, tool: str, held: int) -> None:
    Image.new("RGB", (500, 400)).save(tmp_path / "a.gif")
    source = SourceFile(tmp_path / "a.gif", "a.gif")
    one = to_decode(read_facts(source.path, source.name, ImageLimits()), streams=False) - BASE_BYTES
    plan = build_plan(runner_module.registry(), [(tool, {})])
    task = Task("", ((tool, {}),), (source,) * 3, tmp_path / "out", Limits(ImageLimits()))
    found = inputs.look(task, plan)
    assert found.memory == BASE_BYTES + held * one
