import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

import ashim.accounts.tables
import ashim.administration.tables
import ashim.audit.tables
import ashim.jobs.tables
import ashim.library.tables
import ashim.pipelines.tables
from ashim.accounts.users import OWNED
from ashim.db import Database, metadata
from ashim.db.migrate import HEAD, SCRIPTS

TABLE_MODULES = (
    ashim.accounts.tables,
    ashim.administration.tables,
    ashim.audit.tables,
    ashim.jobs.tables,
    ashim.library.tables,
    ashim.pipelines.tables,
)
"""Their import fills the metadata."""

MIGRATE = "import sys; from ashim.db import Database; d = Database(sys.argv[1]); d.migrate(); d.close()"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path / "folder" / "ashim.db")
    yield database
    database.close()


def test_the_migrations_make_what_the_tables_declare(database: Database) -> None:
    database.migrate()

    with database.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []


def test_the_eight_given_tables_exist(database: Database) -> None:
    database.migrate()

    given = {"users", "sessions", "teams", "api_keys", "pipelines", "user_files", "jobs", "settings"}
    assert given <= set(metadata.tables)
    with database.read() as connection:
        found = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars().all()
    assert given <= set(found)


def test_the_newest_script_is_the_head() -> None:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))

    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


def test_a_second_run_changes_nothing(database: Database) -> None:
    database.migrate()
    with database.write() as connection:
        connection.exec_driver_sql("INSERT INTO settings VALUES ('a', 'b', 'c')")
    database.migrate()

    with database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM settings").scalar_one() == 1
        assert connection.exec_driver_sql("SELECT name FROM teams").scalars().all() == ["Default"]


def test_processes_that_start_together_migrate_once(tmp_path: Path) -> None:
    path = tmp_path / "ashim.db"
    starts = [
        subprocess.Popen([sys.executable, "-c", MIGRATE, str(path)], stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]

    for start in starts:
        _, errors = start.communicate()
        assert start.returncode == 0, errors
    database = Database(path)
    with database.read() as connection:
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars().all() == [HEAD]
        assert connection.exec_driver_sql("SELECT count(*) FROM teams").scalar_one() == 1
    database.close()


def test_whatever_belongs_to_a_user_can_be_handed_over() -> None:
    """Sessions and keys are credentials: they end with their user."""
    belonging = {
        table.name
        for table in metadata.sorted_tables
        if any(
            key.column.table.name == "users"
            for column in table.c
            if column.name == "user_id"
            for key in column.foreign_keys
        )
    }

    assert belonging == {*OWNED, "sessions", "api_keys"}
