"""What items are about: their features, and the words that wait to enter the vocabulary."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make content, content_proposed and content_terms."""
    op.create_table(
        "content",
        sa.Column("tenant", sa.String, nullable=False),
        sa.Column("item_id", sa.String, nullable=False),
        sa.Column("text_hash", sa.String, nullable=False),
        sa.Column("made_by", sa.String, nullable=False),
        sa.Column("written_by", sa.String, nullable=False),
        sa.Column("features_json", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "item_id", name="pk_content"),
    )
    op.create_table(
        "content_proposed",
        sa.Column("tenant", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("term", sa.String, nullable=False),
        sa.Column("item_id", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "kind", "term", "item_id", name="pk_content_proposed"),
    )
    op.create_index("ix_content_proposed_item", "content_proposed", ["tenant", "item_id"])
    op.create_table(
        "content_terms",
        sa.Column("tenant", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("term", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "kind", "term", name="pk_content_terms"),
    )
