"""Rows of saved pipelines."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text

from ashim.db import metadata

pipelines = Table(
    "pipelines",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("description", Text),
    # A JSON array of {toolId, settings}.
    Column("steps", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    # NULL: a row without an owner, which everybody sees.
    Column("user_id", Integer, ForeignKey("users.id", ondelete="CASCADE")),
    Index(None, "user_id"),
    sqlite_autoincrement=True,
)
