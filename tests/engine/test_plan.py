"""Plans: validation that names step and field."""

import pytest

from ashim.engine import PlanError, build_plan
from ashim.tools import load_registry

REGISTRY = load_registry()


def test_a_plan_survives_its_stored_form() -> None:
    steps = [("resize", {"width": 3, "fit": "cover"}), ("rotate", {})]
    plan = build_plan(REGISTRY, steps)
    stored = plan.to_json()
    assert stored == [{"toolId": tool, "settings": settings} for tool, settings in steps]
    assert build_plan(REGISTRY, [(step["toolId"], step["settings"]) for step in stored]) == plan


def test_unknown_settings_are_refused_or_reported() -> None:
    with pytest.raises(PlanError, match="Invalid settings"):
        build_plan(REGISTRY, [("rotate", {"colour": 1})])
    assert build_plan(REGISTRY, [("rotate", {"colour": 1})], strict=False).ignored == ("colour",)


def test_errors_name_the_step() -> None:
    with pytest.raises(PlanError) as caught:
        build_plan(REGISTRY, [("rotate", {}), ("resize", {"width": 0})])
    assert (caught.value.step, caught.value.tool_id) == (2, "resize")
    assert [problem.path for problem in caught.value.problems] == ["width"]
    with pytest.raises(PlanError, match=r"Step 1 \(nothing\): Tool not found"):
        build_plan(REGISTRY, [("nothing", {})])


def test_only_plans_whose_every_step_streams_stream() -> None:
    assert build_plan(REGISTRY, [("resize", {"width": 1}), ("convert", {"format": "png"})]).streams
    assert not build_plan(REGISTRY, [("resize", {"width": 1}), ("rotate", {})]).streams
