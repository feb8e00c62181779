"""Fixtures that tests of several parts share."""

from collections.abc import Iterator

import pytest

from ashim.config import Config
from tests.server.live import LiveServer, running


@pytest.fixture(scope="session")
def open_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """Run a server without sign-in and with small limits."""
    folder = tmp_path_factory.mktemp("server")
    config = Config(
        auth_enabled=False,
        db_path=folder / "ashim.db",
        workspace_path=folder / "workspace",
        files_storage_path=folder / "files",
        rate_limit_per_min=0,
        max_upload_size_mb=2,
        max_batch_size=10,
        max_pipeline_steps=3,
        max_active_jobs_per_user=0,
    )
    with running(config) as server:
        yield server
