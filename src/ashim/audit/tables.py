"""Rows of the audit log. `created_at` is ISO text; ids grow, so that they order events of one moment."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text

from ashim.db import metadata

audit_log = Table(
    "audit_log",
    metadata,
    Column("id", Integer, primary_key=True),
    # NULL for the command line, for strangers, and once the user is deleted; the name stays.
    Column("actor_id", Integer, ForeignKey("users.id", ondelete="SET NULL")),
    Column("actor_username", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("target_type", Text),
    Column("target_id", Text),
    Column("target_name", Text),
    # A JSON object.
    Column("details", Text),
    Column("ip_address", Text),
    Column("created_at", Text, nullable=False),
    Index(None, "action"),
    Index(None, "actor_id"),
    Index(None, "created_at"),
    sqlite_autoincrement=True,
)
