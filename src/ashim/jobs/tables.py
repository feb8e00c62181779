"""Rows of jobs: what was asked, how far it is, what came of it."""

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, Table, Text, text

from ashim.db import metadata

jobs = Table(
    "jobs",
    metadata,
    Column("id", Text, primary_key=True),
    # The tool or pipeline.
    Column("type", Text, nullable=False),
    # queued, processing, completed, failed or cancelled.
    Column("status", Text, nullable=False, server_default=text("'queued'")),
    # 0 to 1.
    Column("progress", Float, nullable=False, server_default=text("0")),
    Column("input_files", Text, nullable=False),
    Column("output_path", Text),
    Column("settings", Text),
    Column("error", Text),
    Column("created_at", Text, nullable=False),
    Column("completed_at", Text),
    Column("user_id", Integer, ForeignKey("users.id", ondelete="SET NULL")),
    Column("result", Text),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Index(None, "user_id", "created_at"),
    Index(None, "status"),
)
