"""Events as arrays, for everything that counts and multiplies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import select

from whyrec.store._database import Database
from whyrec.store._rows import to_us
from whyrec.store._tables import events

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_ROWS = 20_000
"""Read at once."""


class EventColumns(NamedTuple):
    """Events with items, ordered by time, then event id; n of each."""

    user_id: NDArray[np.object_]
    item_id: NDArray[np.object_]
    kind: NDArray[np.object_]
    value: NDArray[np.float64]
    """NaN where the event has no value."""
    at_us: NDArray[np.int64]
    """Microseconds since the epoch, UTC."""


def read_columns(
    database: Database, tenant: str, since: datetime | None, until: datetime | None
) -> EventColumns:
    """The columns of a tenant's events with items, ``since`` and ``until`` included."""
    import numpy as np

    c = events.c
    rules = [c.tenant == tenant, c.item_id.is_not(None), c.kind.not_in(("search", "state"))]
    if since is not None:
        rules.append(c.at_us >= to_us(since))
    if until is not None:
        rules.append(c.at_us <= to_us(until))
    wanted = select(c.user_id, c.item_id, c.kind, c.value, c.at_us).where(*rules)
    with database.read() as connection:
        # The driver's own tuples: none of these columns needs converting, and it halves the time.
        cursor = connection.execute(wanted.order_by(c.at_us, c.id)).cursor
        assert cursor is not None
        seen: dict[str, str] = {}
        # In pieces, and of each id only one string: all rows at once are ten times the memory.
        pieces = [_columns((), seen)]
        while rows := cursor.fetchmany(_ROWS):
            pieces.append(_columns(rows, seen))
    return EventColumns(*(np.concatenate(column) for column in zip(*pieces, strict=True)))


def _columns(rows: Sequence[Any], seen: dict[str, str]) -> EventColumns:
    import numpy as np

    users, items, kinds, values, times = zip(*rows, strict=True) if rows else ((),) * 5

    def shared(texts: tuple[Any, ...]) -> NDArray[np.object_]:
        return np.array([seen.setdefault(text, text) for text in texts], dtype=object)

    return EventColumns(
        user_id=shared(users),
        item_id=shared(items),
        kind=shared(kinds),
        value=np.array(values, dtype=np.float64),
        at_us=np.array(times, dtype=np.int64),
    )
