"""Loading items and events: check all, then write what is good."""

from __future__ import annotations

import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from whyrec._counted import counted
from whyrec.domain import AHEAD, IngestReport, RowProblem
from whyrec.store._batches import batches
from whyrec.store._ingest_inputs import EventsGiven, Inputs, ItemsGiven, gather
from whyrec.store._ingest_rejects import RejectsFile
from whyrec.store._ingest_scale import Settled, keep_scale, settle
from whyrec.store._ingest_survey import distinct_items
from whyrec.store._progress import Progress
from whyrec.store._rows import EventRow, to_us
from whyrec.store._store import Store
from whyrec.store.readers import Complaint, Rejected

_PROBLEMS = 100
_STEP = 10_000
"""Rows between two reports of progress."""


def ingest_files(
    store: Store,
    tenant: str,
    *,
    items: ItemsGiven | None = None,
    events: EventsGiven | None = None,
    folder: Path | str | None = None,
    strict: bool = False,
    rating_scale: tuple[float, float] | None = None,
    domain: str | None = None,
    rejects_dir: Path | None = None,
    progress: Progress | None = None,
    now: datetime | None = None,
) -> IngestReport:
    """Load items and events from files, a data set's folder, or as domain objects.

    Everything is read twice: once to check it, so that a file that cannot be read to its end, or
    that ``strict`` refuses, leaves nothing behind; once to load it. Loading the same again
    changes nothing. An event without an id gets the hash of its content as one.

    Args:
        store: Where to.
        tenant: Whose.
        items: A CSV, Parquet or JSON Lines file, or items.
        events: The same for events.
        folder: A data set (MovieLens, MovieTweetings, RecBole, whyrec's own) instead of the two.
        strict: Refuse everything where there is one bad row.
        rating_scale: The lowest and highest possible rating. By default what the data set
            declares, else what the tenant has, else 0 to 5, 10 or 100 by the ratings' range.
        domain: The domain of items that name none, such as "books".
        rejects_dir: Where bad rows are written, as ``<source>-<hash>.jsonl``; None: nowhere.
        progress: Told the stage, rows done and rows in all (None in the first pass).
        now: Events more than a day later are refused; by default the clock's time.

    Returns:
        What was done: every row read is in one of the counts.

    Raises:
        InputError: A file as a whole cannot be read, the scale cannot be told or contradicts the
            tenant's, or ``strict`` and a bad row.
    """
    started = time.perf_counter()
    told: Progress = progress or (lambda stage, done, total: None)
    inputs = gather(items, events, folder, domain)
    latest_us = to_us((now or datetime.now(UTC)) + AHEAD)
    settled = settle(store, tenant, inputs, latest_us, rating_scale, told)
    if strict:
        settled.found.refuse()
    keep_scale(store, tenant, settled.scale)
    with RejectsFile(rejects_dir, inputs.name, inputs.fingerprint()) as rejects:
        load = _Load(store, tenant, rejects)
        load.items(inputs, settled, told)
        load.events(inputs, settled, told)
        written = rejects.finish()
    unknown = load.unknown_items()
    return IngestReport(
        **load.counts,
        problems=tuple(load.problems[:_PROBLEMS]),
        rejects_file=None if written is None else str(written),
        rating_scale=settled.scale,
        unknown_items=unknown,
        notes=(*settled.note(), *_unknown_note(unknown)),
        seconds=time.perf_counter() - started,
    )


class _Load:
    """The second pass."""

    def __init__(self, store: Store, tenant: str, rejects: RejectsFile) -> None:
        self._store = store
        self._tenant = tenant
        self._rejects = rejects
        self._named: set[str] = set()
        self.counts: Counter[str] = Counter()
        self.problems: list[RowProblem] = []

    def items(self, inputs: Inputs, settled: Settled, progress: Progress) -> None:
        done = 0
        for batch in distinct_items(inputs):
            for some in batches(batch.items, _STEP):
                did = self._store.items.upsert(self._tenant, some)
                self.counts["items_added"] += did.added
                self.counts["items_updated"] += did.updated
                self.counts["items_unchanged"] += did.unchanged
                done += len(some)
                progress("loading items", done, settled.found.items)
            self._refuse(batch.rejected)
            done += len(batch.rejected)
            progress("loading items", done, settled.found.items)

    def events(self, inputs: Inputs, settled: Settled, progress: Progress) -> None:
        done = 0
        for batch in inputs.events(settled.rules) if inputs.events else ():
            # In the order of ids, a transaction touches few pages of their index: half the writing.
            numbered = sorted(
                zip(batch.lines, batch.rows(), strict=True), key=lambda pair: pair[1].id
            )
            for some in batches(numbered, _STEP):
                did = self._store.events.add(self._tenant, (row for _, row in some))
                self.counts["events_added"] += did.added
                self.counts["events_unchanged"] += did.unchanged
                self.counts["events_forgotten"] += did.forgotten
                self.counts["conflicts"] += len(did.conflicts)
                self._note([_conflict(batch.file, *some[c.row_index]) for c in did.conflicts])
                done += len(some)
                progress("loading events", done, settled.found.events)
            self._named.update(batch.frame["item_id"].drop_nulls().unique())
            self._refuse(batch.rejected)
            done += len(batch.rejected)
            progress("loading events", done, settled.found.events)

    def unknown_items(self) -> int:
        """How many of the items that the events name the catalogue does not have."""
        return sum(
            len(some) - len(self._store.items.get(self._tenant, some))
            for some in batches(self._named, _STEP)
        )

    def _refuse(self, rejected: list[Rejected]) -> None:
        self.counts["rejected"] += len(rejected)
        self._note(rejected)

    def _note(self, rejected: list[Rejected]) -> None:
        self._rejects.write(rejected)
        for row in rejected:
            if len(self.problems) >= _PROBLEMS:
                return
            self.problems += row.problems()


def _conflict(file: str, line: int, row: EventRow) -> Rejected:
    message = "is the id of a stored event with other content; the stored one stays"
    told = {name: cell for name, cell in row._asdict().items() if cell is not None}
    return Rejected(file, line, (Complaint("event_id", row.id, message),), told)


def _unknown_note(unknown: int) -> list[str]:
    if not unknown:
        return []
    are, they = ("is", "it is") if unknown == 1 else ("are", "they are")
    return [
        f"{counted(unknown, 'item')} that events name {are} not in the catalogue: {they} kept as "
        "history, but cannot be recommended or named."
    ]
