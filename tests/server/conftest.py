"""Fixtures of the tests over HTTP.

`server` is a server that the tests share, with a database of their own each; `anonymous` and `admin` are clients of
it. `serve` starts further servers with configurations of your own.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Table, delete, insert, select

from ashim.accounts.bootstrap import ensure_admin
from ashim.accounts.passwords import PasswordHasher
from ashim.config import Config
from ashim.db import Database, metadata
from tests.server.live import ADMIN, ADMIN_PASSWORD, LiveServer, running

Serve = Callable[..., LiveServer]

CHEAP_HASHES = 4


@pytest.fixture(scope="session")
def database_with_admin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a database with one administrator who has changed the password; tests copy it, which is quicker."""
    path = tmp_path_factory.mktemp("template") / "ashim.db"
    database = Database(path)
    database.migrate()
    ensure_admin(database, ADMIN, ADMIN_PASSWORD, hasher=PasswordHasher(CHEAP_HASHES), must_change_password=False)
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
            given = {
                "db_path": db_path,
                "workspace_path": tmp_path / "workspace",
                "files_storage_path": tmp_path / "files",
                "bcrypt_cost": CHEAP_HASHES,
                **fields,
            }
            config = Config(**given)  # type: ignore[arg-type]
            return stack.enter_context(running(config))

        yield start


@pytest.fixture(scope="session")
def _shared_server(database_with_admin: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    folder = tmp_path_factory.mktemp("server")
    shutil.copy(database_with_admin, folder / "ashim.db")
    config = Config(
        db_path=folder / "ashim.db",
        workspace_path=folder / "workspace",
        files_storage_path=folder / "files",
        bcrypt_cost=CHEAP_HASHES,
        rate_limit_per_min=0,
        login_attempt_limit=10_000,
    )
    with running(config) as server:
        yield server


@pytest.fixture(scope="session")
def _first_rows(_shared_server: LiveServer) -> dict[Table, list[dict[str, object]]]:
    with _shared_server.database.read() as connection:
        return {
            table: [dict(row) for row in connection.execute(select(table)).mappings()]
            for table in metadata.sorted_tables
        }


@pytest.fixture
def server(_shared_server: LiveServer, _first_rows: dict[Table, list[dict[str, object]]]) -> Iterator[LiveServer]:
    """Give the server that most tests share, with its database as it was at the start."""
    yield _shared_server
    for client in _shared_server.clients:
        client.close()
    _shared_server.clients.clear()
    _shared_server.accounts.maintain()
    with _shared_server.database.write() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(delete(table))
        connection.exec_driver_sql("DELETE FROM sqlite_sequence")
        for table, rows in _first_rows.items():
            if rows:
                connection.execute(insert(table), rows)


@pytest.fixture
def anonymous(server: LiveServer) -> httpx.Client:
    return server.client()


@pytest.fixture
def admin(server: LiveServer) -> httpx.Client:
    return server.sign_in()
