"""Rows of the library: one for each version of a file. `created_at` is in Unix seconds."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text, text

from ashim.db import metadata

user_files = Table(
    "user_files",
    metadata,
    Column("id", Text, primary_key=True),
    Column("user_id", Integer, ForeignKey("users.id", ondelete="CASCADE")),
    Column("original_name", Text, nullable=False),
    Column("stored_name", Text, nullable=False),
    Column("mime_type", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("width", Integer),
    Column("height", Integer),
    Column("version", Integer, nullable=False, server_default=text("1")),
    # The version that this one was made from.
    Column("parent_id", Text),
    # The ids of the tools that led here: a JSON array.
    Column("tool_chain", Text),
    Column("created_at", Integer, nullable=False),
    # The list shows leaves, newest first: the rows of a user that no other row names as its parent.
    Index(None, "user_id", "created_at"),
    Index(None, "parent_id"),
)
