"""Which tenants there are: those of whom anything is kept."""

from __future__ import annotations

from sqlalchemy import select, union

from whyrec.store._database import Database
from whyrec.store._tables import (
    events,
    experiments,
    exposures,
    items,
    keys,
    meta,
    replies,
    shown,
)


def tenants(database: Database) -> list[str]:
    """Every tenant with items, events, keys, rules, lists, replies or experiments, by name."""
    every = (items, events, keys, meta, shown, replies, experiments, exposures)
    each = [select(table.c.tenant).distinct() for table in every]
    with database.read() as connection:
        return sorted(t for t in connection.scalars(union(*each)) if t)
