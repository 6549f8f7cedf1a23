"""Files and data sets as checked items and events.

Every row comes out exactly once: as an item or event, or rejected with the reasons.
"""

from whyrec.store.readers._batch import Batch, Complaint, Rejected
from whyrec.store.readers._columns import EVENT_COLUMNS, ITEM_COLUMNS
from whyrec.store.readers._events import EventBatch, EventRules, check_events
from whyrec.store.readers._folders import Folder, FolderKind, open_folder
from whyrec.store.readers._items import ItemBatch, check_items
from whyrec.store.readers._movielens import movielens_items
from whyrec.store.readers._sample import write_movielens_sample
from whyrec.store.readers._scale import Scale, infer_scale
from whyrec.store.readers._soundness import require_sound_parquet
from whyrec.store.readers._sources import (
    PARQUET,
    Source,
    event_source,
    item_source,
    read_events,
    read_items,
)
from whyrec.store.readers._times import read_time

__all__ = [
    "EVENT_COLUMNS",
    "ITEM_COLUMNS",
    "PARQUET",
    "Batch",
    "Complaint",
    "EventBatch",
    "EventRules",
    "Folder",
    "FolderKind",
    "ItemBatch",
    "Rejected",
    "Scale",
    "Source",
    "check_events",
    "check_items",
    "event_source",
    "infer_scale",
    "item_source",
    "movielens_items",
    "open_folder",
    "read_events",
    "read_items",
    "read_time",
    "require_sound_parquet",
    "write_movielens_sample",
]
