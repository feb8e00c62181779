"""Reads by key that run with every request: compiled once, then given to the driver without further ado."""

from typing import Any

from sqlalchemy import Connection, Dialect, Select
from sqlalchemy.sql.compiler import SQLCompiler


class Lookup:
    """A SELECT with named parameters that gives one row or none.

    Through SQLAlchemy such a read takes three times as long, nearly all of it spent on the way to the driver and
    back. Its columns must be of types that the driver gives as they are: text and numbers.
    """

    def __init__(self, statement: Select[Any]) -> None:
        self._statement = statement
        self._compiled: dict[str, SQLCompiler] = {}

    def run(self, connection: Connection, **parameters: object) -> tuple[Any, ...] | None:
        """Give the row, or None."""
        dialect = connection.dialect
        compiled = self._compiled.get(dialect.name) or self._compile(dialect)
        values: dict[str, object] = {**compiled.params, **parameters}
        order = compiled.positiontup
        driver: Any = connection.connection.driver_connection
        cursor = driver.cursor()
        try:
            cursor.execute(compiled.string, values if order is None else [values[name] for name in order])
            row: tuple[Any, ...] | None = cursor.fetchone()
            return row
        finally:
            cursor.close()

    def _compile(self, dialect: Dialect) -> SQLCompiler:
        compiled = self._statement.compile(dialect=dialect)
        assert isinstance(compiled, SQLCompiler)  # noqa: S101 -- a SELECT is never compiled to anything else
        return self._compiled.setdefault(dialect.name, compiled)
