"""What whyrec remembers: items, events and profiles in SQL, item vectors in Chroma."""

from whyrec.store._columns import EventColumns
from whyrec.store._events import AddedEvents, EventConflict, UserSummary
from whyrec.store._items import UpsertCounts
from whyrec.store._rows import EventRow, ItemRow, facets_json, from_us, to_us
from whyrec.store._store import Store

__all__ = [
    "AddedEvents",
    "EventColumns",
    "EventConflict",
    "EventRow",
    "ItemRow",
    "Store",
    "UpsertCounts",
    "UserSummary",
    "facets_json",
    "from_us",
    "to_us",
]
