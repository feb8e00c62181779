"""What the library needs to list and to trace its files; nothing was stored in it before."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.drop_table("user_files")
    op.create_table(
        "user_files",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Integer()),
        sa.Column("original_name", sa.Text(), nullable=False),
        sa.Column("stored_name", sa.Text(), nullable=False),
        sa.Column("mime_type", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer()),
        sa.Column("height", sa.Integer()),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("parent_id", sa.Text()),
        sa.Column("tool_chain", sa.Text()),
        sa.Column("created_at", sa.Integer(), nullable=False),
        sa.Column("chain_settings", sa.Text()),
        sa.Column("root_id", sa.Text(), nullable=False),
        sa.Column("is_leaf", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_user_files"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_user_files_user_id_users", ondelete="CASCADE"),
    )
    op.create_index("ix_user_files_parent_id", "user_files", ["parent_id"])
    op.create_index("ix_user_files_root_id", "user_files", ["root_id"])
    op.create_index("ix_user_files_stored_name", "user_files", ["stored_name"])
    op.create_index(
        "ix_user_files_user_id_is_leaf_created_at_id", "user_files", ["user_id", "is_leaf", "created_at", "id"]
    )
    op.create_index("ix_user_files_is_leaf_created_at_id", "user_files", ["is_leaf", "created_at", "id"])
