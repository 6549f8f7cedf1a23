"""What ingest says it did."""

from __future__ import annotations

from whyrec.domain._base import Model


class RowProblem(Model):
    """A row that could not be loaded, and why."""

    file: str
    line: int
    """Line in a text file (from 1, the header counted), row in a Parquet file."""
    column: str
    value: str
    """The offending value, cut to 200 characters."""
    message: str


class IngestReport(Model):
    """Counts of one ingest; every row read is in exactly one of them."""

    items_added: int = 0
    items_updated: int = 0
    items_unchanged: int = 0
    events_added: int = 0
    events_unchanged: int = 0
    events_forgotten: int = 0
    """Events a user had asked to forget: refused by their tombstone."""
    conflicts: int = 0
    """Same event id, other content: the stored one stays."""
    rejected: int = 0
    problems: tuple[RowProblem, ...] = ()
    """The first 100 problems, conflicts included."""
    rejects_file: str | None = None
    """Where all rows that were left out, conflicts included, were written as JSON Lines."""
    rating_scale: tuple[float, float] | None = None
    """The lowest and the highest possible rating that the ratings were held against."""
    unknown_items: int = 0
    """How many items the loaded events name that are not in the catalogue."""
    notes: tuple[str, ...] = ()
    """What was assumed, and what the reader should know; one sentence each."""
    seconds: float = 0.0
