"""What whyrec remembers: items, events and profiles in SQL, item vectors in Chroma."""

from whyrec.store._columns import EventColumns
from whyrec.store._events import AddedEvents, EventConflict, UserSummary
from whyrec.store._items import UpsertCounts
from whyrec.store._profiles import StoredRevision
from whyrec.store._rejects import scrub_rejects
from whyrec.store._rows import EventRow, ItemRow, facets_json, from_us, to_us
from whyrec.store._sqlite_report import SqliteReport, sqlite_report
from whyrec.store._store import ErasedCounts, Store

__all__ = [
    "AddedEvents",
    "ErasedCounts",
    "EventColumns",
    "EventConflict",
    "EventRow",
    "ItemRow",
    "SqliteReport",
    "Store",
    "StoredRevision",
    "UpsertCounts",
    "UserSummary",
    "facets_json",
    "from_us",
    "scrub_rejects",
    "sqlite_report",
    "to_us",
]
