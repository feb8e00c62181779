"""Pipelines: running and saving (http-api.md section 19)."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

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


def save(client: httpx.Client, steps: Any = THREE, **more: Any) -> dict[str, Any]:
    answer = client.post("/api/v1/pipeline/save", json={"name": "n", "steps": steps, **more})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def keep(client: httpx.Client, name: str = "Small", **more: Any) -> dict[str, Any]:
    new = {"toolId": "resize", "name": name, "settings": {"width": 30}, **more}
    answer = client.post("/api/v1/presets", json=new)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def run(client: httpx.Client, path: str, data: bytes | None = None, **fields: str) -> httpx.Response:
    files = {"file": ("a.png", picture(60, 40) if data is None else data)}
    return client.post(f"/api/v1/{path}", files=files, data=fields)


class TestSaved:
    def test_steps_come_back_unchanged(self, client: httpx.Client) -> None:
        new = {
            "name": "Web",
            "description": "small",
            "steps": [*THREE[:2], {"toolId": "compress", "settings": {"x": 1}}],
        }
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
        saved = save(owner)
        assert other.get("/api/v1/pipeline/list").json() == {"pipelines": []}
        assert other.delete(f"/api/v1/pipeline/{saved['id']}").status_code == 403
        assert editor.get("/api/v1/pipeline/list").json()["pipelines"] == [saved | {"mine": False}]
        assert editor.delete(f"/api/v1/pipeline/{saved['id']}").status_code == 200

    def test_settings_are_checked_when_they_are_saved(self, client: httpx.Client) -> None:
        steps = [THREE[0], {"toolId": "rotate", "settings": {"angle": "x"}}]
        answer = client.post("/api/v1/pipeline/save", json={"name": "n", "steps": steps})
        body = answer.json()
        assert (answer.status_code, body["error"], body["step"]) == (400, "Step 2 (rotate): Invalid settings", 2)
        assert [item["path"] for item in body["details"]] == ["angle"]
        compare = client.post("/api/v1/pipeline/save", json={"name": "n", "steps": [{"toolId": "compare"}]})
        assert compare.json()["error"] == "Step 1 (compare): This tool cannot be a step of a pipeline"
        long = client.post("/api/v1/pipeline/save", json={"name": "n", "steps": [THREE[0]] * 4})
        assert "maximum steps" in long.json()["details"]

    def test_it_is_run_by_its_id(self, client: httpx.Client) -> None:
        saved = save(client)
        assert saved["lastRunAt"] is None
        by_id = run(client, "pipeline/execute", pipelineId=saved["id"]).json()
        sent = execute(client, THREE).json()
        assert client.get(by_id["downloadUrl"]).content == client.get(sent["downloadUrl"]).content
        assert client.get(f"/api/v1/pipeline/{saved['id']}").json()["lastRunAt"] > saved["createdAt"]
        batch = run(client, "pipeline/batch", pipelineId=saved["id"])
        assert json.loads(batch.headers["x-file-results"]) == {"0": "a.webp"}
        missing = run(client, "pipeline/execute", pipelineId="999999")
        assert (missing.status_code, missing.json()["code"]) == (404, "NOT_FOUND")

    def test_it_can_be_changed(self, client: httpx.Client) -> None:
        saved = save(client, description="before")
        path = f"/api/v1/pipeline/{saved['id']}"
        changed = client.put(path, json={"name": "m", "steps": THREE[:1]}).json()
        assert changed | {"name": "m", "description": "before", "steps": THREE[:1]} == changed
        assert changed["updatedAt"] >= saved["updatedAt"]
        assert client.put(path, json={"description": None}).json()["description"] is None
        assert client.get(path).json()["name"] == "m"
        wrong = client.put(path, json={"steps": [{"toolId": "resize", "settings": {"width": -1}}]})
        assert (wrong.status_code, wrong.json()["error"]) == (400, "Step 1 (resize): Invalid settings")
        assert client.get(path).json()["steps"] == THREE[:1]
        assert client.put(path, json={"name": ""}).json()["details"][0]["path"] == "name"

    def test_a_step_that_is_switched_off_is_kept_and_passed_over(self, client: httpx.Client) -> None:
        steps = [THREE[0], {**THREE[1], "enabled": False}, {**THREE[2], "settings": {"format": "x"}, "enabled": False}]
        refused = client.post("/api/v1/pipeline/save", json={"name": "n", "steps": steps})
        assert refused.json()["error"] == "Step 3 (convert): Invalid settings"
        saved = save(client, steps[:2])
        assert saved["steps"] == steps[:2]
        body = run(client, "pipeline/execute", pipelineId=saved["id"]).json()
        assert [step["toolId"] for step in body["steps"]] == ["resize"]
        none = execute(client, [{**THREE[0], "enabled": False}])
        assert (none.status_code, "switched off" in none.json()["details"]) == (400, True)

    def test_it_is_shared_with_the_team_or_with_all(self, server: LiveServer) -> None:
        admin, owner, mate, other = server.sign_in(), *(server.add_user(name) for name in ("owner", "mate", "other"))
        team = admin.post("/api/v1/teams", json={"name": "Photos"}).json()["id"]
        for name in ("owner", "mate"):
            server.accounts.users.update(server.accounts.users.find(name).id, team=team)
        saved = save(owner, visibility="team")
        path = f"/api/v1/pipeline/{saved['id']}"

        assert (saved["visibility"], saved["owner"], saved["mine"], saved["editable"]) == ("team", "owner", True, True)
        (seen,) = mate.get("/api/v1/pipeline/list").json()["pipelines"]
        assert (seen["mine"], seen["editable"]) == (False, False)
        assert run(mate, "pipeline/execute", pipelineId=saved["id"]).status_code == 200
        assert mate.put(path, json={"name": "mine now"}).status_code == 403
        assert mate.delete(path).status_code == 403
        for hidden in (other.get(path), other.get(f"{path}/export"), run(other, "pipeline/batch", pipelineId=path[-1])):
            assert hidden.status_code == 404
        assert other.get("/api/v1/pipeline/list").json() == {"pipelines": []}
        refused = owner.put(path, json={"visibility": "all"})
        assert (refused.status_code, "pipelines:all" in refused.json()["error"]) == (403, True)
        assert admin.put(path, json={"visibility": "all"}).json()["owner"] == "owner"
        assert len(other.get("/api/v1/pipeline/list").json()["pipelines"]) == 1
        server.accounts.users.update(server.accounts.users.find("mate").id, team="default-team-00000000")
        owner.put(path, json={"visibility": "team"})
        assert mate.get(path).status_code == 404


class TestFiles:
    def test_it_goes_out_and_comes_in_again(self, client: httpx.Client, tmp_path: Path) -> None:
        preset = keep(client, "for the file")
        steps = [{"presetId": preset["id"]}, {**THREE[1], "enabled": False}, THREE[2]]
        saved = save(client, steps, description="Größe\nund Form")
        exported = client.get(f"/api/v1/pipeline/{saved['id']}/export")
        assert exported.headers["content-type"].startswith("application/yaml")
        assert 'filename="n.yaml"' in exported.headers["content-disposition"]
        plain = yaml.safe_load(exported.text)
        assert plain == {
            "name": "n",
            "description": "Größe\nund Form",
            "steps": [THREE[0], {**THREE[1], "enabled": False}, THREE[2]],
        }
        imported = client.post("/api/v1/pipeline/import", content=exported.content)
        assert imported.status_code == 201
        assert imported.json()["steps"] == plain["steps"]
        as_json = client.post("/api/v1/pipeline/import", json=plain, headers={"content-type": "text/plain"})
        assert as_json.json()["steps"] == plain["steps"]
        client.delete(f"/api/v1/presets/{preset['id']}")

        file = tmp_path / "n.yaml"
        file.write_bytes(exported.content)
        (tmp_path / "a.png").write_bytes(picture(60, 40))
        command = [sys.executable, "-m", "ashim", "pipeline", "run", str(file), "a.png", "-o", "out.webp", "--quiet"]
        subprocess.run(command, cwd=tmp_path, check=True)
        over_http = run(client, "pipeline/execute", pipelineId=saved["id"]).json()
        assert client.get(over_http["downloadUrl"]).content == (tmp_path / "out.webp").read_bytes()

    def test_problems_are_told_without_saving(self, client: httpx.Client) -> None:
        steps = [THREE[0], {"toolId": "nothing"}, {"toolId": "rotate", "settings": {"angle": "x"}}]
        before = client.get("/api/v1/pipeline/list").json()
        answer = client.post("/api/v1/pipeline/import", params={"check": True}, content=json.dumps({"steps": steps}))
        body = answer.json()
        assert answer.status_code == 200
        assert [(item["step"], item["toolId"], item["path"]) for item in body["problems"]] == [
            (2, "nothing", None),
            (3, "rotate", "angle"),
        ]
        assert [step["toolId"] for step in body["steps"]] == ["resize", "nothing", "rotate"]
        assert client.get("/api/v1/pipeline/list").json() == before

    @pytest.mark.parametrize(
        ("text", "details"),
        [
            ("a: [", "not YAML"),
            ("a: &x [1, 2]\nb: *x", "aliases"),
            ("steps: [{toolId: resize, settings: {width: .inf}}]", ""),
            ("steps: [{toolId: resize, settings: {when: 2020-01-01}}]", "not YAML or JSON"),
            ("[" * 5000, ""),
        ],
    )
    def test_files_that_cannot_be_read(self, client: httpx.Client, text: str, details: str) -> None:
        answer = client.post("/api/v1/pipeline/import", content=text)
        assert (answer.status_code, answer.json()["error"]) == (400, "The file cannot be read")
        assert details in answer.json()["details"]

    def test_a_file_has_a_limit(self, client: httpx.Client) -> None:
        assert client.post("/api/v1/pipeline/import", content=b" " * 300_000).status_code == 413
        wrong = client.post("/api/v1/pipeline/import", content="steps: 3")
        assert wrong.json()["details"][0]["path"] == "steps"


class TestPresets:
    def test_a_preset_is_kept_found_changed_and_deleted(self, server: LiveServer) -> None:
        owner, other = server.add_user("owner"), server.add_user("other")
        preset = keep(owner)
        path = f"/api/v1/presets/{preset['id']}"
        assert preset["settings"] == {"width": 30}
        keep(owner, "Another", toolId="rotate", settings={"angle": 90})
        listed = owner.get("/api/v1/presets").json()["presets"]
        assert [each["name"] for each in listed] == ["Another", "Small"]
        assert owner.get("/api/v1/presets", params={"toolId": "resize"}).json()["presets"] == [preset]
        assert other.get("/api/v1/presets").json() == {"presets": []}
        assert owner.put(path, json={"settings": {"width": 31}, "name": "Big"}).json()["name"] == "Big"
        for foreign in (other.put(path, json={"name": "x"}), other.delete(path)):
            assert (foreign.status_code, foreign.json()["code"]) == (404, "NOT_FOUND")
        assert owner.put(path, json={"visibility": "team"}).json()["visibility"] == "team"
        assert other.get("/api/v1/presets").json()["presets"][0]["editable"] is False
        assert other.delete(path).status_code == 403
        assert owner.delete(path).json() == {"ok": True}

    def test_names_and_settings_are_checked(self, server: LiveServer) -> None:
        owner, other = server.add_user("owner"), server.add_user("other")
        preset = keep(owner)
        keep(other)
        keep(owner, toolId="rotate", settings={})
        new = {"toolId": "resize", "name": "Small", "settings": {"width": 3}}
        assert owner.post("/api/v1/presets", json=new).status_code == 409
        keep(owner, "Tiny")
        assert owner.put(f"/api/v1/presets/{preset['id']}", json={"name": "Tiny"}).status_code == 409
        wrong = owner.post("/api/v1/presets", json={**new, "name": "n", "settings": {"width": -3}})
        assert (wrong.status_code, [item["path"] for item in wrong.json()["details"]]) == (400, ["width"])
        unknown = owner.post("/api/v1/presets", json={**new, "name": "n", "toolId": "nothing"})
        assert (unknown.status_code, "nothing" in unknown.json()["error"]) == (400, True)
        assert owner.put(f"/api/v1/presets/{preset['id']}", json={"settings": {"width": "x"}}).status_code == 400
        assert owner.post("/api/v1/presets", json={**new, "name": "n", "visibility": "all"}).status_code == 403

    def test_a_run_takes_a_preset_with_settings_over_it(self, server: LiveServer) -> None:
        owner, other = server.add_user("owner"), server.add_user("other")
        preset = keep(owner, settings={"width": 30, "height": 7, "fit": "fill"})
        body = run(owner, "tools/resize", presetId=preset["id"], settings='{"height": 9}').json()
        assert (body["width"], body["height"]) == (30, 9)
        batch = run(owner, "tools/resize/batch", presetId=preset["id"])
        job = owner.get(f"/api/v1/jobs/{batch.headers['x-job-id']}").json()
        assert (job["files"][0]["width"], job["files"][0]["height"]) == (30, 7)
        for refused in (
            run(other, "tools/resize", presetId=preset["id"]),
            run(owner, "tools/rotate", presetId=preset["id"]),
            run(owner, "tools/resize", presetId="x"),
        ):
            assert (refused.status_code, refused.json()["code"]) == (404, "NOT_FOUND")

    def test_a_step_follows_its_preset(self, server: LiveServer) -> None:
        owner, other = server.add_user("owner"), server.add_user("other")
        preset = keep(owner)
        sent = execute(owner, [{"presetId": preset["id"]}]).json()
        assert sent["width"] == 30
        unknown = execute(other, [{"presetId": preset["id"]}])
        assert (unknown.status_code, unknown.json()["error"]) == (400, "Step 1: Preset not found")

        saved = save(owner, [{"presetId": preset["id"]}])
        assert saved["steps"] == [{"presetId": preset["id"], **THREE[0]}]
        owner.put(f"/api/v1/presets/{preset['id']}", json={"settings": {"width": 20}})
        assert run(owner, "pipeline/execute", pipelineId=saved["id"]).json()["width"] == 20
        assert owner.get(f"/api/v1/pipeline/{saved['id']}").json()["steps"][0]["settings"] == {"width": 20}
        owner.delete(f"/api/v1/presets/{preset['id']}")
        assert run(owner, "pipeline/execute", pipelineId=saved["id"]).json()["width"] == 30
        assert owner.get(f"/api/v1/pipeline/{saved['id']}").json()["steps"] == THREE[:1]
