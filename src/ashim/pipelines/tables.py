"""Rows of saved pipelines and presets."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text, text

from ashim.db import metadata

pipelines = Table(
    "pipelines",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("description", Text),
    # A JSON array of {toolId, settings}, with `presetId` for a step that follows a preset and `enabled` for one that
    # is passed over.
    Column("steps", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    # NULL: a row without an owner, which everybody sees.
    Column("user_id", Integer, ForeignKey("users.id", ondelete="CASCADE")),
    # own, team or all: who else sees it.
    Column("visibility", Text, nullable=False, server_default=text("'own'")),
    Column("updated_at", Text),
    Column("last_run_at", Text),
    Index(None, "user_id"),
    sqlite_autoincrement=True,
)

presets = Table(
    "presets",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("user_id", Integer, ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    Column("tool_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    # A JSON object.
    Column("settings", Text, nullable=False),
    # own, team or all: who else sees it.
    Column("visibility", Text, nullable=False, server_default=text("'own'")),
    Column("created_at", Text, nullable=False),
    Column("updated_at", Text, nullable=False),
    Index(None, "user_id", "tool_id"),
    sqlite_autoincrement=True,
)
