import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError, OperationalError

from ashim.accounts.tables import DEFAULT_TEAM_ID, teams
from ashim.db import Database, Lookup
from ashim.db.database import parse_url


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path / "ashim.db")
    database.migrate()
    yield database
    database.close()


def count(database: Database) -> int:
    with database.read() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM settings").scalar_one())


def add(database: Database, key: str) -> None:
    with database.write() as connection:
        connection.exec_driver_sql("INSERT INTO settings VALUES (?, 'v', 't')", (key,))


def test_sqlite_is_set_up_for_a_server(database: Database) -> None:
    def pragma(name: str) -> object:
        with database.write() as connection:
            return connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()

    assert pragma("journal_mode") == "wal"
    assert pragma("synchronous") == 1
    assert pragma("busy_timeout") == 10_000
    assert pragma("foreign_keys") == 1


def test_a_block_that_ends_well_is_committed(database: Database) -> None:
    add(database, "a")

    assert count(database) == 1


def test_a_block_that_fails_leaves_nothing(database: Database) -> None:
    def fail() -> None:
        with database.write() as connection:
            connection.exec_driver_sql("INSERT INTO settings VALUES ('a', 'v', 't')")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert count(database) == 0


def test_connections_for_reading_refuse_to_write(database: Database) -> None:
    with database.read() as connection, pytest.raises(OperationalError, match="readonly"):
        connection.exec_driver_sql("DELETE FROM settings")


def test_a_read_sees_the_last_commit_while_a_write_goes_on(database: Database) -> None:
    with database.write() as connection:
        connection.exec_driver_sql("INSERT INTO settings VALUES ('a', 'v', 't')")
        assert count(database) == 0
    assert count(database) == 1


def test_foreign_keys_are_enforced(database: Database) -> None:
    with pytest.raises(IntegrityError), database.write() as connection:
        connection.exec_driver_sql(
            "INSERT INTO sessions (id, user_id, expires_at, created_at) VALUES ('s', 99, 'x', 'x')"
        )


def test_writes_of_many_threads_and_of_another_process_follow_one_another(database: Database, tmp_path: Path) -> None:
    other = Database(tmp_path / "ashim.db")

    def work(target: Database, name: str) -> None:
        for number in range(20):
            add(target, f"{name}-{number}")

    threads = [threading.Thread(target=work, args=(database, f"own-{n}")) for n in range(3)]
    threads += [threading.Thread(target=work, args=(other, f"other-{n}")) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.close()

    assert count(database) == 100


@pytest.mark.parametrize(
    ("given", "driver"),
    [
        ("data/x.db", "sqlite"),
        ("sqlite:///data/x.db", "sqlite"),
        ("postgresql://u@h/d", "postgresql+psycopg"),
        ("postgres://u@h/d", "postgresql+psycopg"),
    ],
)
def test_a_path_or_a_url_names_the_database(given: str, driver: str) -> None:
    assert parse_url(given).drivername == driver


FIND_TEAM = Lookup(select(teams.c.name, teams.c.created_at).where(teams.c.id == bindparam("wanted")))


def test_a_lookup_gives_what_a_select_gives_on_every_thread(database: Database) -> None:
    with database.read() as connection:
        expected = tuple(connection.execute(select(teams.c.name, teams.c.created_at)).one())

    with ThreadPoolExecutor(1) as pool:
        elsewhere = pool.submit(lambda: database.look_up(FIND_TEAM, wanted=DEFAULT_TEAM_ID)).result()
    assert database.look_up(FIND_TEAM, wanted=DEFAULT_TEAM_ID) == elsewhere == expected
    assert database.look_up(FIND_TEAM, wanted="' OR 1=1 --") is None


def test_a_lookup_outlives_a_connection_that_was_cut(database: Database) -> None:
    with database.read() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.close()

    assert database.look_up(FIND_TEAM, wanted=DEFAULT_TEAM_ID)
