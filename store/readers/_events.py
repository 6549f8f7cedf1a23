"""Events: cells checked column by column, then rows as the store takes them."""

from __future__ import annotations

from typing import NamedTuple, get_args

import polars as pl

from whyrec.domain import EventKind, content_id
from whyrec.store._rows import EventRow
from whyrec.store.readers._batch import Batch, Rejected
from whyrec.store.readers._cells import CONTROL_IN_TEXT, Faults, text_of
from whyrec.store.readers._scale import Scale
from whyrec.store.readers._times import read_times

KINDS: tuple[str, ...] = get_args(EventKind)
_WORDS = ("search", "state")
_TEXT_LIMIT = 4_000
_CONTEXT_LIMIT = 64
_SESSION_LIMIT = 256


class EventRules(NamedTuple):
    """What the cells of events are held against."""

    latest_us: int | None = None
    """Later events are refused as being in the future; microseconds since the epoch."""
    scale: Scale | None = None
    """Ratings outside are refused; None while the scale is unknown."""


class EventBatch(NamedTuple):
    """Checked events of a file, and those that failed."""

    file: str
    lines: list[int]
    """Where each row of the frame begins."""
    frame: pl.DataFrame
    """Columns as `EventRow` has them; ``id`` is null where the file gave none."""
    rejected: list[Rejected]

    def rows(self) -> list[EventRow]:
        """The rows for the store; those without an id get the hash of their content."""
        ids, *columns = (self.frame[name].to_list() for name in EventRow._fields)
        if None in ids:
            said = zip(*columns[:6], strict=True)
            ids = [given or content_id(*what) for given, what in zip(ids, said, strict=True)]
        return list(map(EventRow._make, zip(ids, *columns, strict=True)))

    def ratings(self) -> dict[float, int]:
        """How often each rating occurs."""
        ratings = self.frame.filter(pl.col("kind") == "rating")["value"]
        return dict(ratings.value_counts().iter_rows())


def check_events(batch: Batch, rules: EventRules, file: str) -> EventBatch:
    """Check the rows of a batch.

    Args:
        batch: Its columns are named as in `EVENT_COLUMNS`; any of them may lack.
        rules: What they are held against.
        file: The file as problems show it.

    Raises:
        InputError: A column's type cannot hold what it should.
    """
    faults = Faults(batch, file)
    text = {
        name: text_of(_column(batch.frame, name), file)
        for name in ("event_id", "user_id", "item_id", "text", "scene", "device", "session")
    }
    kind, value = _kinds_and_values(batch.frame, rules.scale, faults, file)
    words = kind.is_in(_WORDS)
    known = kind.is_in(KINDS)
    faults.add("user_id", text["user_id"].is_null(), "is missing")
    faults.identifiers("user_id", text["user_id"])
    needs_item = text["item_id"].is_null() & known & ~words
    faults.add("item_id", needs_item, "is missing; only search and state need no item")
    faults.identifiers("item_id", text["item_id"])
    faults.identifiers("event_id", text["event_id"])
    at_us = _times(batch.frame, rules.latest_us, faults, file)
    faults.add("text", text["text"].is_null() & words, "is missing; a search or statement has one")
    faults.texts("text", text["text"], _TEXT_LIMIT, CONTROL_IN_TEXT)
    faults.texts("scene", text["scene"], _CONTEXT_LIMIT)
    faults.texts("device", text["device"], _CONTEXT_LIMIT)
    faults.texts("session", text["session"], _SESSION_LIMIT)
    frame = pl.DataFrame(
        {
            "id": text["event_id"],
            "user_id": text["user_id"],
            "item_id": text["item_id"],
            "kind": kind,
            "value": value,
            "text": text["text"],
            "at_us": at_us,
            "scene": text["scene"],
            "device": text["device"],
            "session": text["session"],
        }
    )
    good = faults.good()
    if good is None:
        return EventBatch(file, batch.lines, frame, batch.rejected)
    lines = [batch.lines[index] for index in good.arg_true()]
    return EventBatch(file, lines, frame.filter(good), [*batch.rejected, *faults.rejected()])


def _kinds_and_values(
    frame: pl.DataFrame, scale: Scale | None, faults: Faults, file: str
) -> tuple[pl.Series, pl.Series]:
    """Kinds, a rating where only a value is given, and values, kept for ratings alone."""
    written = _column(frame, "value")
    if not written.dtype.is_numeric():
        written = text_of(written, file)
    kind = text_of(_column(frame, "kind"), file).str.to_lowercase()
    kind = kind.set(kind.is_null() & written.is_not_null(), "rating")
    faults.add("kind", kind.is_null(), "is missing, and there is no value that would be a rating")
    unknown = f"is no kind of event; known are {', '.join(KINDS)}"
    faults.add("kind", kind.is_not_null() & ~kind.is_in(KINDS), unknown)
    rating = kind == "rating"
    written = written.set(~rating.fill_null(False), None)
    value = written.cast(pl.Float64, strict=False)
    faults.add("value", rating & written.is_null(), "is missing; a rating needs one")
    faults.add("value", written.is_not_null() & value.is_null(), "is no number")
    faults.add("value", ~value.is_finite(), "is not a finite number")
    if scale is not None:
        outside = value.is_finite() & ~value.is_between(scale.low, scale.high)
        faults.add("value", outside, f"lies outside the rating scale, {scale}")
    # A negative zero would hash differently.
    return kind, value.set((value == 0).fill_null(False), 0.0)


def _times(frame: pl.DataFrame, latest_us: int | None, faults: Faults, file: str) -> pl.Series:
    written = _column(frame, "at")
    if not (written.dtype.is_numeric() or written.dtype in (pl.Date, pl.Datetime)):
        written = text_of(written, file)
    times = read_times(written, latest_us)
    empty = times.at_us.is_null()
    for message, rows in times.faults.items():
        faults.add("at", rows, message)
        empty = empty & ~rows
    faults.add("at", empty, "is missing")
    return times.at_us


def _column(frame: pl.DataFrame, name: str) -> pl.Series:
    if name in frame.columns:
        return frame[name]
    return pl.Series(name, [None], dtype=pl.String).new_from_index(0, frame.height)
