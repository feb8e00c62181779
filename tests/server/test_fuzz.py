"""Whatever fits, or does not fit, the OpenAPI document: every answer is one that the document tells of.

Each request is made by nobody, by a user and by an administrator.
"""

import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from ashim.config import Config
from ashim.server.app import create_app
from ashim.tools import load_registry
from tests.server.api.pictures import picture
from tests.server.live import ADMIN_PASSWORD, LiveServer, running

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
PICTURES = itertools.cycle(
    [picture(8, 6), picture(5, 5, "JPEG"), picture(3, 7, "WEBP", "RGBA"), picture(4, 4, "GIF", "L")]
)
PIPELINE = '{"steps": [{"toolId": "resize", "settings": {"width": 3}}]}'

app = create_app(Config())
document = app.openapi()
schema = schemathesis.openapi.from_dict(document)


def forms() -> Iterator[dict[str, Any]]:
    """Give the properties of every form that the document describes."""
    for operation in itertools.chain.from_iterable(each.values() for each in document["paths"].values()):
        content = operation.get("requestBody", {}).get("content", {})
        if "multipart/form-data" in content:
            yield content["multipart/form-data"]["schema"]["properties"]


FILES = {name for form in forms() for name, each in form.items() if "octet-stream" in str(each)}
EXAMPLES = {tool.id: json.dumps(dict(tool.examples[0].settings)) for tool in load_registry().all() if tool.examples}


@schema.hook
def map_body(context: schemathesis.HookContext, body: Any) -> Any:
    """Put real pictures in the place of random text, and settings that fit in that of every second one.

    Nothing would get past the readers otherwise.
    """
    if not isinstance(body, dict) or context.operation is None:
        return body
    tool = context.operation.path.removeprefix("/api/v1/tools/").removesuffix("/batch")
    return {name: _sensible(name, value, tool) for name, value in body.items()}


def _sensible(name: str, value: Any, tool: str) -> Any:
    if name in FILES and value:
        return [next(PICTURES) for _ in value[:3]] if isinstance(value, list) else next(PICTURES)
    if isinstance(value, str) and len(value) % 2:
        return {"settings": EXAMPLES.get(tool, "{}"), "pipeline": PIPELINE}.get(name, value)
    return value


@dataclass(frozen=True)
class Fuzzed:
    """A server and the credentials to send to it."""

    server: LiveServer
    user_id: int

    def callers(self) -> Iterator[dict[str, str]]:
        """Give the headers of nobody, of a user and of an administrator; their sessions are new."""
        yield {}
        for user_id in (self.user_id, 1):
            with self.server.database.write() as connection:
                token = self.server.accounts.sessions.begin(connection, user_id).token
            yield {"authorization": f"Bearer {token}"}


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fuzzed]:
    folder = tmp_path_factory.mktemp("fuzzed")
    config = Config(
        default_password=ADMIN_PASSWORD,
        skip_must_change_password=True,
        bcrypt_cost=4,
        db_path=folder / "ashim.db",
        workspace_path=folder / "workspace",
        files_storage_path=folder / "files",
        rate_limit_per_min=0,
        login_attempt_limit=100_000,
        max_upload_size_mb=2,
        max_batch_size=10,
        max_pipeline_steps=3,
        max_active_jobs_per_user=0,
    )
    with running(config) as server:
        yield Fuzzed(server, server.accounts.users.create("fuzzer", "Some-password-1").id)


# The stream of an unknown job stays open.
@(schema.exclude(path_regex="/progress$").parametrize())
@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_every_answer_is_as_documented(case: "schemathesis.Case[Any]", fuzzed: Fuzzed) -> None:
    for headers in fuzzed.callers():
        answer = case.call(base_url=fuzzed.server.url, headers=headers)
        case.validate_response(answer, checks=CHECKS)
