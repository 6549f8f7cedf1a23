"""Loading items and events into a store.

Apart from `whyrec.store` because it needs polars, which most commands do without: import it where
it is used.
"""

from whyrec.store._ingest import ingest_files
from whyrec.store._ingest_inputs import EventsGiven, Inputs, ItemsGiven, gather
from whyrec.store._ingest_scale import SCALE_KEY, change_scale, keep_scale, stored_scale
from whyrec.store._ingest_survey import Survey, distinct_items, survey
from whyrec.store._progress import Progress
from whyrec.store.readers import (
    EventRules,
    Rejected,
    Scale,
    infer_scale,
    read_time,
    write_movielens_sample,
)

__all__ = [
    "SCALE_KEY",
    "EventRules",
    "EventsGiven",
    "Inputs",
    "ItemsGiven",
    "Progress",
    "Rejected",
    "Scale",
    "Survey",
    "change_scale",
    "distinct_items",
    "gather",
    "infer_scale",
    "ingest_files",
    "keep_scale",
    "read_time",
    "stored_scale",
    "survey",
    "write_movielens_sample",
]
