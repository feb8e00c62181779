"""Presets, and pipelines that can be changed and shared."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("pipelines", sa.Column("visibility", sa.Text(), server_default=sa.text("'own'"), nullable=False))
    op.add_column("pipelines", sa.Column("updated_at", sa.Text()))
    op.add_column("pipelines", sa.Column("last_run_at", sa.Text()))

    op.create_table(
        "presets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("tool_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("settings", sa.Text(), nullable=False),
        sa.Column("visibility", sa.Text(), server_default=sa.text("'own'"), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_presets"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_presets_user_id_users", ondelete="CASCADE"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_presets_user_id_tool_id", "presets", ["user_id", "tool_id"])
