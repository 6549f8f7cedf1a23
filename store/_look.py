"""One look at the state of a tenant's data: what caches are held against."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ScalarSelect, bindparam, func, select

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
    rules: int = 0
    """How often availability and the rules of the lists have changed."""
    experiments: int = 0
    """How often an experiment was started or stopped."""
    clusters: int = 0
    """How often clusters of people were fitted."""


def _counter(name: str) -> ScalarSelect[int]:
    c = generations.c
    return select(c.value).where(c.tenant == bindparam("of"), c.name == name).scalar_subquery()


# Asked for with every request, so written once.
_LOOK = select(
    _counter("items"),
    _counter("events"),
    select(func.max(events.c.at_us)).where(events.c.tenant == bindparam("of")).scalar_subquery(),
    _counter("rules"),
    _counter("experiments"),
    _counter("clusters"),
)


def look(database: Database, tenant: str) -> Look:
    """Look in one query."""
    with database.read() as connection:
        found = connection.execute(_LOOK, {"of": tenant}).one()
    newest = None if found[2] is None else from_us(found[2])
    return Look(found[0] or 0, found[1] or 0, newest, *(count or 0 for count in found[3:]))
