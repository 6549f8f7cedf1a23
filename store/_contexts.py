"""Where, on what and when everybody took things, as arrays."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select

from whyrec.store._database import Database
from whyrec.store._rows import to_us
from whyrec.store._tables import events

_ROWS = 20_000
"""Read at once."""


class ContextColumns(NamedTuple):
    """Events with items, ordered by time, then event id; e of each."""

    user_id: list[str]
    item_id: list[str]
    kind: list[str]
    at_us: list[int]
    """Microseconds since the epoch, UTC."""
    scene: list[str | None]
    device: list[str | None]


def read_values(database: Database, tenant: str) -> tuple[list[str], list[str]]:
    """Scenes and devices of a tenant's events, each the most frequent first."""

    def of(column: ColumnElement[str | None]) -> list[str]:
        wanted = (
            select(column)
            .where(events.c.tenant == tenant, column.is_not(None), column != "")
            .group_by(column)
            .order_by(func.count().desc(), column)
        )
        with database.read() as connection:
            return [str(value) for value in connection.scalars(wanted)]

    return of(events.c.scene), of(events.c.device)


def read_contexts(database: Database, tenant: str, until: datetime) -> ContextColumns:
    """The contexts of a tenant's events with items, ``until`` included."""
    c = events.c
    wanted = (
        select(c.user_id, c.item_id, c.kind, c.at_us, c.scene, c.device)
        .where(c.tenant == tenant, c.item_id.is_not(None), c.at_us <= to_us(until))
        .where(c.kind.not_in(("search", "state")))
        .order_by(c.at_us, c.id)
    )
    columns = ContextColumns([], [], [], [], [], [])
    same: dict[str, str] = {}
    with database.read() as connection:
        cursor = connection.execute(wanted).cursor
        assert cursor is not None
        while rows := cursor.fetchmany(_ROWS):
            for user, item, kind, at_us, scene, device in rows:
                # Of each text only one is kept.
                columns.user_id.append(same.setdefault(user, user))
                columns.item_id.append(same.setdefault(item, item))
                columns.kind.append(same.setdefault(kind, kind))
                columns.at_us.append(at_us)
                columns.scene.append(None if scene is None else same.setdefault(scene, scene))
                columns.device.append(None if device is None else same.setdefault(device, device))
    return columns
