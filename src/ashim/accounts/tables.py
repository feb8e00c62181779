"""Rows of users, roles, sessions, teams and API keys. Times are ISO text, except the Unix seconds of teams."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text, text

from ashim.db import metadata

DEFAULT_TEAM_ID = "default-team-00000000"
DEFAULT_TEAM = "Default"

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
    # bcrypt; NULL for users of single sign-on alone, and for the owner of an installation without sign-in.
    Column("password_hash", Text),
    Column("role", Text, nullable=False, server_default=text("'user'")),
    # The id of a team.
    Column("team", Text, nullable=False, server_default=text(f"'{DEFAULT_TEAM_ID}'")),
    Column("must_change_password", Integer, nullable=False, server_default=text("1")),
    Column("created_at", Text, nullable=False),
    Column("updated_at", Text, nullable=False),
    # 1: may not sign in, and neither sessions nor keys open anything.
    Column("disabled", Integer, nullable=False, server_default=text("0")),
    # local or oidc: where the account comes from.
    Column("auth_provider", Text, nullable=False, server_default=text("'local'")),
    # The subject at the provider of single sign-on.
    Column("external_id", Text),
    Column("email", Text),
    # The answer to a question that clients of other servers ask; nothing is ever sent. Times are Unix seconds.
    Column("analytics_enabled", Integer),
    Column("analytics_consent_shown_at", Integer),
    Column("analytics_consent_remind_at", Integer),
    Index(None, "external_id", unique=True),
    sqlite_autoincrement=True,
)

roles = Table(
    "roles",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("description", Text, nullable=False, server_default=text("''")),
    # A JSON array. Those of the built-in roles are listed only: what they may do is fixed in `permissions.py`.
    Column("permissions", Text, nullable=False),
    Column("is_builtin", Integer, nullable=False, server_default=text("0")),
    Column("created_by", Integer, ForeignKey("users.id", ondelete="SET NULL")),
    Column("created_at", Text, nullable=False),
    Column("updated_at", Text, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    # SHA-256 of the token in hex.
    Column("id", Text, primary_key=True),
    Column("user_id", Integer, ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    Column("expires_at", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    # local, oidc, or link: made at the command line.
    Column("login_method", Text, nullable=False, server_default=text("'local'")),
    # What the provider of single sign-on wants to see when the session ends.
    Column("id_token", Text),
    # Where the sign-in came from.
    Column("ip_address", Text),
    Column("user_agent", Text),
    Column("last_used_at", Text),
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
