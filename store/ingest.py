"""Loading items and events into a store.

Apart from `whyrec.store` because it needs polars, which most commands do without: import it where
it is used.
"""

from whyrec.store._ingest import ingest_files
from whyrec.store._ingest_inputs import EventsGiven, ItemsGiven
from whyrec.store._ingest_scale import SCALE_KEY, keep_scale, stored_scale
from whyrec.store._progress import Progress
from whyrec.store.readers import Scale, read_time, write_movielens_sample

__all__ = [
    "SCALE_KEY",
    "EventsGiven",
    "ItemsGiven",
    "Progress",
    "Scale",
    "ingest_files",
    "keep_scale",
    "read_time",
    "stored_scale",
    "write_movielens_sample",
]
