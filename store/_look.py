"""One look at the state of a tenant's data: what caches are held against."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select

from whyrec.store._database import Database
from whyrec.store._rows import from_us
from whyrec.store._tables import events, generations


class Look(NamedTuple):
    """Where a tenant's data stands; equal looks mean that nothing has changed."""

    items: int
    """How often the items have changed."""
    events: int
    """How often the events have changed."""
    watermark: datetime | None
    """The time of the newest event; None when there is none."""


def look(database: Database, tenant: str) -> Look:
    """Look in one query."""
    c = generations.c
    items, changes = (
        select(c.value).where(c.tenant == tenant, c.name == name).scalar_subquery()
        for name in ("items", "events")
    )
    newest = select(func.max(events.c.at_us)).where(events.c.tenant == tenant).scalar_subquery()
    with database.read() as connection:
        found = connection.execute(select(items, changes, newest)).one()
    return Look(found[0] or 0, found[1] or 0, None if found[2] is None else from_us(found[2]))
