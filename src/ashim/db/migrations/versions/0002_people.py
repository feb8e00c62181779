"""Roles, the audit log, identities of single sign-on, disabled users, and where sessions come from."""

import json

import sqlalchemy as sa
from alembic import op

from ashim.db.clock import utc_now

revision = "0002"
down_revision = "0001"

_USER = ["tools:use", "files:own", "apikeys:own", "pipelines:own", "settings:read"]
_EDITOR = [
    "tools:use",
    "files:own",
    "files:all",
    "apikeys:own",
    "pipelines:own",
    "pipelines:all",
    "settings:read",
]
_ADMIN = [
    "tools:use",
    "files:own",
    "files:all",
    "apikeys:own",
    "apikeys:all",
    "pipelines:own",
    "pipelines:all",
    "settings:read",
    "settings:write",
    "users:manage",
    "teams:manage",
    "branding:manage",
    "features:manage",
    "system:health",
    "audit:read",
]
_BUILT_IN = (
    ("builtin-admin", "admin", "May do everything", _ADMIN),
    ("builtin-editor", "editor", "Works with everybody's files and pipelines", _EDITOR),
    ("builtin-user", "user", "Works with their own files and pipelines", _USER),
)


def upgrade() -> None:
    op.add_column("users", sa.Column("disabled", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.add_column("users", sa.Column("auth_provider", sa.Text(), server_default=sa.text("'local'"), nullable=False))
    op.add_column("users", sa.Column("external_id", sa.Text()))
    op.add_column("users", sa.Column("email", sa.Text()))
    op.add_column("users", sa.Column("analytics_enabled", sa.Integer()))
    op.add_column("users", sa.Column("analytics_consent_shown_at", sa.Integer()))
    op.add_column("users", sa.Column("analytics_consent_remind_at", sa.Integer()))
    op.create_index("ix_users_external_id", "users", ["external_id"], unique=True)

    op.add_column("sessions", sa.Column("login_method", sa.Text(), server_default=sa.text("'local'"), nullable=False))
    op.add_column("sessions", sa.Column("id_token", sa.Text()))
    op.add_column("sessions", sa.Column("ip_address", sa.Text()))
    op.add_column("sessions", sa.Column("user_agent", sa.Text()))
    op.add_column("sessions", sa.Column("last_used_at", sa.Text()))

    roles = op.create_table(
        "roles",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("permissions", sa.Text(), nullable=False),
        sa.Column("is_builtin", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("created_by", sa.Integer()),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_roles"),
        sa.UniqueConstraint("name", name="uq_roles_name"),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name="fk_roles_created_by_users", ondelete="SET NULL"),
    )
    now = utc_now()
    op.bulk_insert(
        roles,
        [
            {
                "id": id,
                "name": name,
                "description": description,
                "permissions": json.dumps(permissions),
                "is_builtin": 1,
                "created_at": now,
                "updated_at": now,
            }
            for id, name, description, permissions in _BUILT_IN
        ],
    )

    op.create_table(
        "audit_log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer()),
        sa.Column("actor_username", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("target_type", sa.Text()),
        sa.Column("target_id", sa.Text()),
        sa.Column("target_name", sa.Text()),
        sa.Column("details", sa.Text()),
        sa.Column("ip_address", sa.Text()),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_log"),
        sa.ForeignKeyConstraint(["actor_id"], ["users.id"], name="fk_audit_log_actor_id_users", ondelete="SET NULL"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_audit_log_action", "audit_log", ["action"])
    op.create_index("ix_audit_log_actor_id", "audit_log", ["actor_id"])
    op.create_index("ix_audit_log_created_at", "audit_log", ["created_at"])
