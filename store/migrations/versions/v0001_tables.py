"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make items, events, tombstones, profiles, revisions, meta and generations."""
    op.create_table(
        "items",
        sa.Column("tenant", sa.String, nullable=False),
        sa.Column("id", sa.String, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("facets_json", sa.Text, nullable=False),
        sa.Column("domain", sa.String, nullable=False),
        sa.Column("created_at_us", sa.BigInteger),
        sa.Column("title_folded", sa.Text, nullable=False),
        sa.Column("generation", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_items"),
    )
    op.create_table(
        "events",
        sa.Column("tenant", sa.String, nullable=False),
        sa.Column("id", sa.String, nullable=False),
        sa.Column("user_id", sa.String, nullable=False),
        sa.Column("item_id", sa.String),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("value", sa.Double),
        sa.Column("text", sa.Text),
        sa.Column("at_us", sa.BigInteger, nullable=False),
        sa.Column("scene", sa.String),
        sa.Column("device", sa.String),
        sa.Column("session", sa.String),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_events"),
    )
    op.create_index("ix_items_generation", "items", ["tenant", "generation"])
    op.create_index("ix_events_user", "events", ["tenant", "user_id", "at_us"])
    op.create_index("ix_events_time", "events", ["tenant", "at_us"])
    op.create_table(
        "tombstones",
        sa.Column("tenant", sa.String, nullable=False),
        sa.Column("hash", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "hash", name="pk_tombstones"),
    )
    op.create_table(
        "profiles",
        sa.Column("tenant", sa.String, nullable=False),
        sa.Column("user_id", sa.String, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("profile_json", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "user_id", name="pk_profiles"),
    )
    op.create_table(
        "revisions",
        sa.Column("tenant", sa.String, nullable=False),
        sa.Column("user_id", sa.String, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("parent", sa.Integer),
        sa.Column("patch_json", sa.Text, nullable=False),
        sa.Column("rejected_json", sa.Text, nullable=False),
        sa.Column("created_at_us", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "user_id", "version", name="pk_revisions"),
    )
    op.create_table(
        "meta",
        sa.Column("tenant", sa.String, nullable=False),
        sa.Column("user_id", sa.String, nullable=False),
        sa.Column("key", sa.String, nullable=False),
        sa.Column("value_json", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "user_id", "key", name="pk_meta"),
    )
    op.create_table(
        "generations",
        sa.Column("tenant", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("value", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "name", name="pk_generations"),
    )
