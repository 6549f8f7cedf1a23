"""What whyrec remembers: items, events and profiles in SQL, item vectors in Chroma."""

from whyrec.store._archive import Manifest
from whyrec.store._backup import backup, restore
from whyrec.store._clusters import StoredCluster, StoredFit
from whyrec.store._collection import Collection, Neighbours
from whyrec.store._columns import EventColumns
from whyrec.store._content import Described
from whyrec.store._events import AddedEvents, DayOfRatings, EventConflict, UserSummary
from whyrec.store._items import UpsertCounts
from whyrec.store._keys import NewKey
from whyrec.store._latest import Latest
from whyrec.store._look import Look
from whyrec.store._memberships import StoredMembership
from whyrec.store._owner import leave_address
from whyrec.store._profiles import StoredRevision
from whyrec.store._rejects import scrub_rejects
from whyrec.store._replies import KEPT_FOR, Reply
from whyrec.store._rows import EventRow, ItemRow, facets_json, from_us, to_us
from whyrec.store._shown import Shown, ShownAnswer
from whyrec.store._sqlite_report import SqliteReport, sqlite_report
from whyrec.store._store import ErasedCounts, Store
from whyrec.store._vectors import Vectors

__all__ = [
    "KEPT_FOR",
    "AddedEvents",
    "Collection",
    "DayOfRatings",
    "Described",
    "ErasedCounts",
    "EventColumns",
    "EventConflict",
    "EventRow",
    "ItemRow",
    "Latest",
    "Look",
    "Manifest",
    "Neighbours",
    "NewKey",
    "Reply",
    "Shown",
    "ShownAnswer",
    "SqliteReport",
    "Store",
    "StoredCluster",
    "StoredFit",
    "StoredMembership",
    "StoredRevision",
    "UpsertCounts",
    "UserSummary",
    "Vectors",
    "backup",
    "facets_json",
    "from_us",
    "leave_address",
    "restore",
    "scrub_rejects",
    "sqlite_report",
    "to_us",
]
