"""Rows of the settings that administrators change at run time."""

from sqlalchemy import Column, Table, Text

from ashim.db import metadata

settings = Table(
    "settings",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
    Column("updated_at", Text, nullable=False),
)
