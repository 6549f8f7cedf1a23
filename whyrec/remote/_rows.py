"""Rows of files in the shape and the portions in which they are sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple

import polars as pl

from whyrec.domain import AHEAD
from whyrec.remote._wire import encoded
from whyrec.store import from_us, to_us
from whyrec.store.ingest import (
    EventRules,
    Inputs,
    Progress,
    Rejected,
    Scale,
    Survey,
    infer_scale,
    survey,
)

MOST_ROWS = 1_000
"""Items or events of one request."""
MOST_BYTES = 1_000_000
"""A request is not made larger than this, if it can be made smaller."""
_SENT = ("id", "item_id", "kind", "value", "text", "session")


Origin = Literal["as given", "as the data set declares", "assumed from their range"]


class Settled(NamedTuple):
    """What the input was found to be."""

    found: Survey
    rules: EventRules
    origin: Origin
    """Where the scale in the rules comes from; one that is assumed may give way to the server's."""


def settle(inputs: Inputs, given: tuple[float, float] | None, progress: Progress) -> Settled:
    """Check everything on the scale that is given, declared or told from the ratings."""
    scale: Scale | None
    origin: Origin
    latest_us = to_us(datetime.now(UTC) + AHEAD)
    if given is not None:
        scale, origin = Scale.checked(*given), "as given"
    elif inputs.scale is not None:
        scale, origin = inputs.scale, "as the data set declares"
    else:
        scale, origin = None, "assumed from their range"
    found = survey(inputs, EventRules(latest_us, scale), progress)
    if scale is None:
        scale = infer_scale(found.ratings)
        if scale is not None and any(not scale.low <= r <= scale.high for r in found.ratings):
            found = survey(inputs, EventRules(latest_us, scale), progress)
    return Settled(found, EventRules(latest_us, scale), origin)


def by_user(
    inputs: Inputs, rules: EventRules, refuse: Callable[[Sequence[Rejected]], None]
) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Each user and their rows, with ``file`` and ``line``, in the order of time.

    Args:
        inputs: Where they are.
        rules: What they are held against.
        refuse: Told of rows that break them.
    """
    frames = []
    for batch in inputs.events(rules) if inputs.events else ():
        refuse(batch.rejected)
        rows = pl.DataFrame(batch.rows(), schema=batch.frame.schema, orient="row")
        place = (pl.lit(batch.file).alias("file"), pl.Series("line", batch.lines, pl.Int64))
        frames.append(rows.with_columns(*place))
    if not frames:
        return
    whole = pl.concat(frames).sort("user_id", "at_us", maintain_order=True)
    for theirs in whole.partition_by("user_id", maintain_order=True):
        yield str(theirs["user_id"][0]), theirs.to_dicts()


def event_given(row: dict[str, Any]) -> dict[str, Any]:
    """A row as REST takes an event; what is empty is left out."""
    said = {name: row[name] for name in _SENT if row[name] is not None}
    context = {name: row[name] for name in ("scene", "device") if row[name] is not None}
    return {**said, "at": from_us(row["at_us"]), **({"context": context} if context else {})}


def item_given(row: dict[str, Any]) -> dict[str, Any]:
    """A row as REST takes an item."""
    return {name: value for name, value in row.items() if name not in ("file", "line")}


def portions(rows: Sequence[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Rows in lists of at most `MOST_ROWS`, and of `MOST_BYTES` where one alone is not more."""
    some: list[dict[str, Any]] = []
    size = 0
    for row in rows:
        more = len(encoded(row))
        if some and (len(some) == MOST_ROWS or size + more > MOST_BYTES):
            yield some
            some, size = [], 0
        some.append(row)
        size += more
    if some:
        yield some
