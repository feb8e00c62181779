"""Whatever fits, or does not fit, the OpenAPI document: no request may be answered with a server error."""

from typing import Any

import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error

from ashim.config import Config
from ashim.server.app import create_app
from tests.server.live import LiveServer

schema = schemathesis.openapi.from_dict(create_app(Config()).openapi())


# The stream of an unknown job stays open, and signing in is made slow on purpose.
@(schema.exclude(path_regex="/progress$").exclude(path="/api/auth/login").parametrize())
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_no_request_breaks_the_server(case: "schemathesis.Case[Any]", open_server: LiveServer) -> None:
    answer = case.call(base_url=open_server.url)
    case.validate_response(answer, checks=[not_a_server_error])
