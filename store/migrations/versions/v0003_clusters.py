"""Clusters of people: fits, their clusters as they move, and who belonged to which."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make cluster_fits, clusters and memberships."""
    op.create_table(
        "cluster_fits",
        sa.Column("tenant", sa.String, nullable=False),
        sa.Column("as_of_us", sa.BigInteger, nullable=False),
        sa.Column("embedding", sa.String, nullable=False),
        sa.Column("temperature", sa.Double, nullable=False),
        sa.Column("spread", sa.Double, nullable=False),
        sa.Column("people", sa.Integer, nullable=False),
        sa.Column("origin", sa.LargeBinary, nullable=False),
        sa.Column("moved_us", sa.BigInteger),
        sa.PrimaryKeyConstraint("tenant", "as_of_us", name="pk_cluster_fits"),
    )
    op.create_table(
        "clusters",
        sa.Column("tenant", sa.String, nullable=False),
        sa.Column("as_of_us", sa.BigInteger, nullable=False),
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("weight", sa.Double, nullable=False),
        sa.Column("centre", sa.LargeBinary, nullable=False),
        sa.Column("moved", sa.LargeBinary, nullable=False),
        sa.Column("portrait_json", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "as_of_us", "id", name="pk_clusters"),
    )
    op.create_table(
        "memberships",
        sa.Column("tenant", sa.String, nullable=False),
        sa.Column("user_id", sa.String, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("at_us", sa.BigInteger, nullable=False),
        sa.Column("fit_us", sa.BigInteger, nullable=False),
        sa.Column("members_json", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "user_id", "version", name="pk_memberships"),
    )
