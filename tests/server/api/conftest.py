"""A client of the server that the tests of a session share."""

import httpx
import pytest

from tests.server.live import LiveServer


@pytest.fixture
def client(open_server: LiveServer) -> httpx.Client:
    return open_server.client()
