"""What a server keeps: API keys, what is unavailable, lists that were shown, replies by key."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make keys, unavailable, shown and replies."""
    op.create_table(
        "keys",
        sa.Column("id", sa.String, nullable=False),
        sa.Column("tenant", sa.String, nullable=False),
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("scopes", sa.String, nullable=False),
        sa.Column("user_id", sa.String),
        sa.Column("created_at_us", sa.BigInteger, nullable=False),
        sa.Column("revoked_at_us", sa.BigInteger),
        sa.PrimaryKeyConstraint("id", name="pk_keys"),
    )
    op.create_index("ix_keys_tenant", "keys", ["tenant"])
    op.create_table(
        "unavailable",
        sa.Column("tenant", sa.String, nullable=False),
        sa.Column("item_id", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "item_id", name="pk_unavailable"),
    )
    op.create_table(
        "shown",
        sa.Column("tenant", sa.String, nullable=False),
        sa.Column("user_id", sa.String, nullable=False),
        sa.Column("response_id", sa.String, nullable=False),
        sa.Column("text_hash", sa.String, nullable=False),
        sa.Column("answer_json", sa.Text, nullable=False),
        sa.Column("at_us", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "user_id", "response_id", name="pk_shown"),
    )
    op.create_index("ix_shown_text", "shown", ["tenant", "user_id", "text_hash"])
    op.create_index("ix_shown_time", "shown", ["tenant", "at_us"])
    op.create_table(
        "replies",
        sa.Column("tenant", sa.String, nullable=False),
        sa.Column("user_id", sa.String, nullable=False),
        sa.Column("key_hash", sa.String, nullable=False),
        sa.Column("body_hash", sa.String, nullable=False),
        sa.Column("status", sa.Integer, nullable=False),
        sa.Column("reply_json", sa.Text, nullable=False),
        sa.Column("at_us", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "user_id", "key_hash", name="pk_replies"),
    )
    op.create_index("ix_replies_time", "replies", ["tenant", "at_us"])
