"""Events as the arrays that a crowd is counted from."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from whyrec.domain import Event
from whyrec.store import EventColumns


def columns_of(events: Sequence[Event]) -> EventColumns:
    """Events on items as arrays, by time."""
    ordered = sorted(events, key=lambda e: (e.at, e.id))
    return EventColumns(
        user_id=np.array([e.user_id for e in ordered], dtype=object),
        item_id=np.array([e.item_id for e in ordered], dtype=object),
        kind=np.array([e.kind for e in ordered], dtype=object),
        value=np.array([np.nan if e.value is None else e.value for e in ordered]),
        at_us=np.array([int(e.at.timestamp()) * 1_000_000 for e in ordered], dtype=np.int64),
    )
