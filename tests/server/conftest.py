"""Fixtures of the tests over HTTP.

`serve` starts servers with configurations of your own, `server` is one with the defaults of the tests, `anonymous`
and `admin` are clients of that one.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from ashim.accounts.bootstrap import ensure_admin
from ashim.config import Config
from ashim.db import Database
from tests.server.live import ADMIN, ADMIN_PASSWORD, LiveServer, running

Serve = Callable[..., LiveServer]


@pytest.fixture(scope="session")
def database_with_admin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a database with one administrator who has changed the password; tests copy it, which is quicker."""
    path = tmp_path_factory.mktemp("template") / "ashim.db"
    database = Database(path)
    database.migrate()
    ensure_admin(database, ADMIN, ADMIN_PASSWORD, must_change_password=False)
    database.close()
    return path


@pytest.fixture
def serve(tmp_path: Path, database_with_admin: Path) -> Iterator[Serve]:
    """Start a server with these fields of `Config`; `fresh=True` starts it with no database."""
    with ExitStack() as stack:

        def start(*, fresh: bool = False, **fields: object) -> LiveServer:
            db_path = tmp_path / "data" / "ashim.db"
            if not fresh and not db_path.exists():
                db_path.parent.mkdir()
                shutil.copy(database_with_admin, db_path)
            config = Config(**{"db_path": db_path, "workspace_path": tmp_path / "workspace", **fields})  # type: ignore[arg-type]
            return stack.enter_context(running(config))

        yield start


@pytest.fixture
def server(serve: Serve) -> LiveServer:
    return serve()


@pytest.fixture
def anonymous(server: LiveServer) -> httpx.Client:
    return server.client()


@pytest.fixture
def admin(server: LiveServer) -> httpx.Client:
    return server.sign_in()
