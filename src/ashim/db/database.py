"""Access to the database: short reads, serialised writes, schema brought up to date on start."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from ashim.db.lookup import Lookup
from ashim.db.migrate import upgrade

_BUSY_TIMEOUT_MS = 10_000


class Database:
    """A SQLite file or a PostgreSQL server, used through SQLAlchemy Core.

    Reads and writes have separate connections: those for reading refuse to write, and writes of one process
    follow one another, so that SQLite never answers "database is locked" to ourselves.
    """

    def __init__(self, url_or_path: str | Path) -> None:
        self.url = parse_url(url_or_path)
        self._sqlite = self.url.get_backend_name() == "sqlite"
        if self._sqlite and self.url.database:
            Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
        self._reads = self._engine_for_reads()
        self._writes = self._engine_for_writes()
        self._write_lock = threading.Lock()
        self._home = threading.get_ident()
        self._reads_at_home: Connection | None = None

    def migrate(self) -> None:
        """Bring the schema up to date. Safe when several processes start at the same moment."""
        engine = self._migration_engine()
        try:
            upgrade(engine)
        finally:
            engine.dispose()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection for reading, each statement for itself; fit for short reads on the event loop.

        The thread that made the database, which is that of the event loop, keeps one connection: taking one from the
        pool and giving it back costs as much as a lookup by key.
        """
        if threading.get_ident() != self._home:
            with self._reads.connect() as connection:
                yield connection
            return
        if self._reads_at_home is None:
            self._reads_at_home = self._reads.connect()
        yield self._reads_at_home

    def look_up(self, lookup: Lookup, **parameters: object) -> tuple[Any, ...] | None:
        """Give the row that the lookup finds, or None; fit for the event loop."""
        with self.read() as connection:
            try:
                return lookup.run(connection, **parameters)
            except self._reads.dialect.loaded_dbapi.Error:
                # The server may have closed the connection; a fresh one shows whether that was all.
                connection.invalidate()
                return lookup.run(connection, **parameters)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Give a connection in a transaction: committed at the end of the block, rolled back on an error.

        On SQLite the transaction takes the write lock at its start, so what it reads stays true until it commits.
        """
        with self._write_lock, self._writes.begin() as connection:
            yield connection

    def close(self) -> None:
        """Close all connections."""
        if self._reads_at_home is not None:
            self._reads_at_home.close()
            self._reads_at_home = None
        self._reads.dispose()
        self._writes.dispose()

    def _engine_for_reads(self) -> Engine:
        options = {} if self._sqlite else {"options": "-c default_transaction_read_only=on"}
        engine = create_engine(
            self.url,
            isolation_level="AUTOCOMMIT",
            skip_autocommit_rollback=True,
            pool_size=10,
            max_overflow=-1,
            connect_args=options,
        )
        if self._sqlite:
            _on_connect(engine, "PRAGMA query_only = ON")
        return engine

    def _engine_for_writes(self) -> Engine:
        engine = create_engine(self.url, pool_size=1, max_overflow=0)
        if self._sqlite:
            _on_connect(engine, "PRAGMA foreign_keys = ON")
            _begin_immediately(engine)
        return engine

    def _migration_engine(self) -> Engine:
        # Rebuilding a table on SQLite must not cascade into the tables that refer to it, so foreign keys stay off here.
        engine = create_engine(self.url, poolclass=NullPool)
        if self._sqlite:
            _on_connect(engine, "PRAGMA journal_mode = WAL")
            _begin_immediately(engine)
        return engine


def parse_url(url_or_path: str | Path) -> URL:
    """Give the URL of a SQLite file or of a server; PostgreSQL is reached through psycopg."""
    if isinstance(url_or_path, Path) or "://" not in url_or_path:
        return URL.create("sqlite", database=str(url_or_path))
    url = make_url(url_or_path)
    if url.drivername in ("postgres", "postgresql"):
        return url.set(drivername="postgresql+psycopg")
    return url


def _on_connect(engine: Engine, *statements: str) -> None:
    @event.listens_for(engine, "connect")
    def prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        for statement in (f"PRAGMA busy_timeout = {_BUSY_TIMEOUT_MS}", "PRAGMA synchronous = NORMAL", *statements):
            cursor.execute(statement)
        cursor.close()


def _begin_immediately(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def leave_transactions_to_us(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        # The sqlite3 module would otherwise begin a deferred transaction of its own before the first change.
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
