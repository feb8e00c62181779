"""Pipelines: running and saving (http-api.md section 19)."""

import json
from typing import Any

import httpx
import pytest

from tests.server.api.pictures import opened, picture
from tests.server.live import LiveServer

THREE = [
    {"toolId": "resize", "settings": {"width": 30}},
    {"toolId": "rotate", "settings": {"angle": 90}},
    {"toolId": "convert", "settings": {"format": "webp"}},
]


def execute(client: httpx.Client, steps: Any, data: bytes | None = None) -> httpx.Response:
    definition = steps if isinstance(steps, str) else json.dumps({"steps": steps})
    files = {"file": ("a.png", picture(60, 40) if data is None else data)}
    return client.post("/api/v1/pipeline/execute", files=files, data={"pipeline": definition})


def test_three_steps(client: httpx.Client) -> None:
    body = execute(client, THREE).json()
    assert body["downloadUrl"].endswith("/a.webp")
    assert body["stepsCompleted"] == 3
    assert [(step["step"], step["toolId"]) for step in body["steps"]] == [(1, "resize"), (2, "rotate"), (3, "convert")]
    assert body["steps"][-1]["size"] == body["processedSize"]
    assert opened(client.get(body["downloadUrl"]).content).size == (20, 30)


def test_a_pipeline_of_one_step_equals_the_tool(client: httpx.Client) -> None:
    data = picture(90, 70, "JPEG", quality=90)
    piped = execute(client, [{"toolId": "resize", "settings": {"width": 31}}], data).json()
    plain = client.post(
        "/api/v1/tools/resize", files={"file": ("a.jpg", data)}, data={"settings": '{"width": 31}'}
    ).json()
    assert client.get(piped["downloadUrl"]).content == client.get(plain["downloadUrl"]).content


@pytest.mark.parametrize(
    ("steps", "error", "details"),
    [
        ("", "No pipeline definition provided", ""),
        ("{", "Pipeline must be valid JSON", ""),
        ("[]", "Invalid pipeline", "object"),
        ([], "Invalid pipeline definition", "at least one step"),
        ([{"toolId": "resize", "settings": {"width": 1}}] * 4, "Invalid pipeline definition", "maximum steps"),
        ([{"toolId": "nothing"}], "Step 1 (nothing): Tool not found", ""),
        ([{"toolId": 7}], "Invalid pipeline definition", "steps.0.toolId"),
    ],
)
def test_refusals(client: httpx.Client, steps: Any, error: str, details: str) -> None:
    answer = execute(client, steps)
    assert answer.status_code == 400
    assert error in answer.json()["error"]
    assert details in answer.json().get("details", "")


def test_wrong_settings_name_step_and_field(client: httpx.Client) -> None:
    answer = execute(client, [THREE[0], {"toolId": "rotate", "settings": {"angle": "x"}}])
    assert answer.status_code == 400
    assert answer.json()["error"] == "Step 2 (rotate): Invalid settings"
    assert [item["path"] for item in answer.json()["details"]] == ["angle"]


def test_a_step_that_fails_tells_which_were_done(client: httpx.Client) -> None:
    crop = {"toolId": "crop", "settings": {"left": 29, "top": 0, "width": 5, "height": 5}}
    answer = execute(client, [THREE[0], crop])
    assert answer.status_code == 422
    assert answer.json()["error"].startswith("Step 2 (crop): ")
    assert [step["toolId"] for step in answer.json()["completedSteps"]] == ["resize"]


def test_batch(client: httpx.Client) -> None:
    parts = [("file", ("a.png", picture())), ("file", ("b.png", picture())), ("file", ("a.png", picture()))]
    answer = client.post("/api/v1/pipeline/batch", files=parts, data={"pipeline": json.dumps({"steps": THREE})})
    assert answer.status_code == 200
    assert json.loads(answer.headers["x-file-results"]) == {"0": "a.webp", "1": "b.webp", "2": "a_1.webp"}
    assert 'filename="pipeline-batch-' in answer.headers["content-disposition"]
    unknown = {"pipeline": json.dumps({"steps": [{"toolId": "nothing"}]})}
    refused = client.post("/api/v1/pipeline/batch", files=parts, data=unknown)
    assert refused.json()["error"] == 'Step 1: Tool "nothing" not found'


class TestSaved:
    def test_steps_come_back_unchanged(self, client: httpx.Client) -> None:
        new = {"name": "Web", "description": "small", "steps": [*THREE, {"toolId": "compress", "settings": {"x": 1}}]}
        saved = client.post("/api/v1/pipeline/save", json=new)
        assert saved.status_code == 201
        body = saved.json()
        assert body | new == body
        assert body in client.get("/api/v1/pipeline/list").json()["pipelines"]
        assert client.delete(f"/api/v1/pipeline/{body['id']}").json() == {"ok": True}
        gone = client.delete(f"/api/v1/pipeline/{body['id']}")
        assert (gone.status_code, gone.json()["error"]) == (404, "Pipeline not found")

    @pytest.mark.parametrize(
        ("change", "path"),
        [
            ({"name": ""}, "name"),
            ({"name": "x" * 101}, "name"),
            ({"steps": []}, "steps"),
            ({"description": 3}, "description"),
        ],
    )
    def test_shape(self, client: httpx.Client, change: dict[str, Any], path: str) -> None:
        answer = client.post("/api/v1/pipeline/save", json={"name": "n", "steps": THREE} | change)
        assert answer.status_code == 400
        assert answer.json()["error"] == "Invalid pipeline definition"
        assert [item["path"] for item in answer.json()["details"]] == [path]

    def test_an_unknown_tool_is_not_saved(self, client: httpx.Client) -> None:
        answer = client.post("/api/v1/pipeline/save", json={"name": "n", "steps": [{"toolId": "nothing"}]})
        assert (answer.status_code, answer.json()["error"]) == (400, 'Step 1: Tool "nothing" not found')

    def test_others_pipelines_are_out_of_reach(self, server: LiveServer) -> None:
        owner, other, editor = server.add_user("owner"), server.add_user("other"), server.add_user("editor", "editor")
        saved = owner.post("/api/v1/pipeline/save", json={"name": "n", "steps": THREE}).json()
        assert other.get("/api/v1/pipeline/list").json() == {"pipelines": []}
        assert other.delete(f"/api/v1/pipeline/{saved['id']}").status_code == 403
        assert editor.get("/api/v1/pipeline/list").json()["pipelines"] == [saved]
        assert editor.delete(f"/api/v1/pipeline/{saved['id']}").status_code == 200
