"""Tools that are not one picture in, one picture out, over HTTP."""

import io
import json
import zipfile
from typing import Any

import httpx
import pytest

from tests.server.api.pictures import opened, picture


def post(
    client: httpx.Client, tool: str, *files: tuple[str, str, bytes], settings: object = None, **headers: str
) -> Any:
    parts = [(part, (name, data)) for part, name, data in files]
    form = {} if settings is None else {"settings": json.dumps(settings)}
    return client.post(f"/api/v1/tools/{tool}", files=parts, data=form, headers=headers)


def entries(answer: httpx.Response) -> dict[str, bytes]:
    assert answer.status_code == 200, answer.text
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


class TestSeveralResults:
    def test_they_come_as_a_zip(self, client: httpx.Client) -> None:
        answer = post(client, "split", ("file", "a.png", picture(60, 40)), settings={"columns": 2, "rows": 1})
        assert answer.headers["content-type"] == "application/zip"
        job = answer.headers["x-job-id"]
        assert f'filename="split-{job[:8]}.zip"' in answer.headers["content-disposition"]
        found = entries(answer)
        assert list(found) == ["a_r1_c1.png", "a_r1_c2.png"]
        assert [opened(data).size for data in found.values()] == [(30, 40), (30, 40)]

    def test_or_one_by_one_to_who_asks_for_json(self, client: httpx.Client) -> None:
        answer = post(
            client,
            "split",
            ("file", "a.png", picture(60, 40)),
            settings={"columns": 2, "rows": 1},
            accept="application/json",
        )
        body = answer.json()
        assert [each["filename"] for each in body["outputs"]] == ["a_r1_c1.png", "a_r1_c2.png"]
        for each in body["outputs"]:
            assert len(client.get(each["downloadUrl"]).content) == each["size"]
        archive = client.get(body["downloadUrl"])
        assert len(archive.content) == body["zipSize"]
        assert list(entries(archive)) == ["a_r1_c1.png", "a_r1_c2.png"]

    def test_in_a_batch_each_file_has_a_zip_of_its_own(self, client: httpx.Client) -> None:
        files = [("file", "a.png", picture(60, 40)), ("file", "b.png", picture(20, 20))]
        found = entries(post(client, "split/batch", *files, settings={"columns": 2, "rows": 1}))
        assert list(found) == ["a_split.zip", "b_split.zip"]
        with zipfile.ZipFile(io.BytesIO(found["b_split.zip"])) as inner:
            assert inner.namelist() == ["b_r1_c1.png", "b_r1_c2.png"]

    def test_in_a_pipeline_they_come_last(self, client: httpx.Client) -> None:
        steps = [{"toolId": "resize", "settings": {"width": 30}}, {"toolId": "split", "settings": {"rows": 1}}]
        for order, status in ((steps, 200), (steps[::-1], 422)):
            form = {"pipeline": json.dumps({"steps": order})}
            answer = client.post("/api/v1/pipeline/execute", files={"file": ("a.png", picture(60, 40))}, data=form)
            assert answer.status_code == status
        assert "Step 1 (split)" in answer.json()["error"]
        assert "has to be the last" in answer.json()["error"]


class TestManyFiles:
    def test_files_of_any_type_are_taken(self, client: httpx.Client) -> None:
        found = entries(post(client, "bulk-rename", ("file", "a.txt", b"words"), ("file", "b.png", picture())))
        assert found == {"image-1.txt": b"words", "image-2.png": picture()}

    def test_equal_names_are_numbered(self, client: httpx.Client) -> None:
        files = [("file", "a.txt", b"1"), ("file", "b.txt", b"2")]
        assert entries(post(client, "bulk-rename", *files, settings={"pattern": "x/../y"})) == {
            "y.txt": b"1",
            "y_1.txt": b"2",
        }

    def test_none_is_too_few(self, client: httpx.Client) -> None:
        answer = client.post("/api/v1/tools/bulk-rename", files={"settings": (None, "{}")})
        assert (answer.status_code, answer.json()["error"]) == (400, "No files provided")

    @pytest.mark.parametrize("tool", ["bulk-rename", "split"])
    def test_settings_may_be_fields_of_their_own(self, client: httpx.Client, tool: str) -> None:
        fields = {"pattern": "7", "columns": "2", "rows": "1"}
        answer = client.post(f"/api/v1/tools/{tool}", files={"file": ("a.png", picture())}, data=fields)
        assert list(entries(answer)) == {"bulk-rename": ["7.png"], "split": ["a_r1_c1.png", "a_r1_c2.png"]}[tool]


def test_a_tool_that_cannot_be_a_step_is_refused_by_name(client: httpx.Client) -> None:
    form = {"pipeline": json.dumps({"steps": [{"toolId": "bulk-rename"}]})}
    answer = client.post("/api/v1/pipeline/execute", files={"file": ("a.png", picture())}, data=form)
    assert answer.status_code == 400
    assert "bulk-rename" in answer.json()["error"]
