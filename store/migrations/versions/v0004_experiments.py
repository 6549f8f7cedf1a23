"""Experiments: what is tried on whom, and what they were shown."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make experiments and exposures."""
    op.create_table(
        "experiments",
        sa.Column("tenant", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("experiment_json", sa.Text, nullable=False),
        sa.Column("starts_at_us", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "name", name="pk_experiments"),
    )
    op.create_table(
        "exposures",
        sa.Column("tenant", sa.String, nullable=False),
        sa.Column("user_id", sa.String, nullable=False),
        sa.Column("experiment", sa.String, nullable=False),
        sa.Column("response_id", sa.String, nullable=False),
        sa.Column("variant", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("items_json", sa.Text, nullable=False),
        sa.Column("at_us", sa.BigInteger, nullable=False),
        sa.Column("made_at_us", sa.BigInteger, nullable=False),
        sa.Column("seconds", sa.Double, nullable=False),
        sa.Column("degraded", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint(
            "tenant", "user_id", "experiment", "response_id", name="pk_exposures"
        ),
    )
    op.create_index("ix_exposures_experiment", "exposures", ["tenant", "experiment"])
    op.create_index("ix_exposures_time", "exposures", ["tenant", "made_at_us"])
