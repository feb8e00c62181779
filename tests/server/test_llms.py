"""The API as plain text."""

import re

import httpx

from tests.server.live import LiveServer


def test_the_overview_names_sections_and_how_to_authenticate(anonymous: httpx.Client) -> None:
    answer = anonymous.get("/llms.txt")

    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.text.startswith("# ashim\n")
    assert "Authorization: Bearer" in answer.text
    assert "/api/v1/openapi.yaml" in answer.text
    names = re.findall(r"^- ([\w ]+): (\d+) endpoints?$", answer.text, re.MULTILINE)
    assert [name for name, _ in names][:4] == ["Tools", "Batch", "Pipelines", "Files"]
    assert dict(names)["Teams"] == "4"


def test_every_operation_is_told_with_its_access(server: LiveServer, anonymous: httpx.Client) -> None:
    text = anonymous.get("/llms-full.txt").text
    told = set(re.findall(r"^### ([A-Z]+) (\S+) \((public|auth required)\)$", text, re.MULTILINE))
    document = anonymous.get("/api/v1/openapi.json").json()

    assert told == {
        (method.upper(), path, "public" if operation["security"] == [] else "auth required")
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    }
    assert ("POST", "/api/auth/login", "public") in told
    resize = text[text.index("### POST /api/v1/tools/resize (") :].split("###")[1]
    assert "`file` (string)" in resize
    assert "  - `width` (integer" in resize or "  - `width` (number" in resize
    assert "- responses: 200 The result" in resize
    assert "`username` (string, required)" in text
