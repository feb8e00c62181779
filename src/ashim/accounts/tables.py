"""Rows of users, sessions, teams and API keys. Times are ISO text, except the Unix seconds of teams."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text, text

from ashim.db import metadata

DEFAULT_TEAM_ID = "default-team-00000000"

teams = Table(
    "teams",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", String(50), nullable=False, unique=True),
    Column("created_at", Integer, nullable=False),
)

users = Table(
    "users",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("username", Text, nullable=False, unique=True),
    # bcrypt; NULL for the owner of an installation without sign-in, who has no password.
    Column("password_hash", Text),
    Column("role", Text, nullable=False, server_default=text("'user'")),
    # The id of a team.
    Column("team", Text, nullable=False, server_default=text(f"'{DEFAULT_TEAM_ID}'")),
    Column("must_change_password", Integer, nullable=False, server_default=text("1")),
    Column("created_at", Text, nullable=False),
    Column("updated_at", Text, nullable=False),
    sqlite_autoincrement=True,
)

sessions = Table(
    "sessions",
    metadata,
    # SHA-256 of the token in hex.
    Column("id", Text, primary_key=True),
    Column("user_id", Integer, ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    Column("expires_at", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    Index(None, "user_id"),
    Index(None, "expires_at"),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("user_id", Integer, ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    # SHA-256 of the key in hex.
    Column("key_hash", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False, server_default=text("'Default API Key'")),
    Column("created_at", Text, nullable=False),
    Column("last_used_at", Text),
    # The scope: a JSON array of permissions; NULL leaves the key all rights of its owner's role.
    Column("permissions", Text),
    Column("expires_at", Text),
    Index(None, "user_id"),
    sqlite_autoincrement=True,
)
