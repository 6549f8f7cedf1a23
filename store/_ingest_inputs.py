"""What ingest was given, as batches that can be read twice."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from whyrec.domain import EARLIEST, TOO_EARLY, TOO_LATE, Event, Item
from whyrec.errors import InputError
from whyrec.store._batches import batches
from whyrec.store._rows import EventRow, to_us
from whyrec.store.readers import (
    PARQUET,
    Complaint,
    EventBatch,
    EventRules,
    ItemBatch,
    Rejected,
    Scale,
    Source,
    event_source,
    item_source,
    open_folder,
    read_events,
    read_items,
    require_sound_parquet,
)

ItemsGiven = Path | str | Sequence[Item]
EventsGiven = Path | str | Sequence[Event]

_BATCH = 50_000
_SCHEMA = {
    name: {"value": pl.Float64, "at_us": pl.Int64}.get(name, pl.String) for name in EventRow._fields
}


@dataclass(frozen=True)
class Inputs:
    """Items and events to load."""

    name: str
    """Short name for files about them."""
    files: tuple[Path, ...]
    items: Callable[[], Iterator[ItemBatch]] | None
    events: Callable[[EventRules], Iterator[EventBatch]] | None
    scale: Scale | None
    """The scale they declare their ratings to be on."""

    def fingerprint(self) -> str:
        """Twelve hexadecimal digits of a hash of what is to be loaded.

        Raises:
            InputError: A file cannot be read.
        """
        digest = hashlib.sha256()
        try:
            for path in self.files:
                with path.open("rb") as file:
                    digest.update(hashlib.file_digest(file, "sha256").digest())
        except OSError as error:
            raise InputError(f"{path} cannot be read: {error}") from error
        if not self.files:
            for batch in self.items() if self.items else ():
                digest.update("\n".join(item.id for item in batch.items).encode())
            for rows in self.events(EventRules()) if self.events else ():
                digest.update("\n".join(rows.frame["id"]).encode())
        return digest.hexdigest()[:12]


def gather(
    items: ItemsGiven | None,
    events: EventsGiven | None,
    folder: Path | str | None,
    domain: str | None,
) -> Inputs:
    """Find out what was given.

    Raises:
        InputError: Nothing, a folder together with files, or what is no readable format.
    """
    if folder is not None:
        if items is not None or events is not None:
            raise InputError("Give a folder, or items and events, not both.")
        for path in sorted(Path(folder).glob("*")):
            if path.stem in ("items", "events"):
                _require_sound(path)
        found = open_folder(folder)
        return _inputs(Path(folder).resolve().name, found.items, found.events, domain)
    if items is None and events is None:
        raise InputError("There is nothing to load.", remedy="Give items, events or a folder.")
    for given in (items, events):
        _require_sound(given)
    item_input = item_source(items) if isinstance(items, Path | str) else items
    event_input = event_source(events) if isinstance(events, Path | str) else events
    stems = [given.path.stem for given in (item_input, event_input) if isinstance(given, Source)]
    return _inputs("+".join(stems) or "objects", item_input, event_input, domain)


def _require_sound(given: object) -> None:
    if isinstance(given, Path | str) and Path(given).suffix.lower() in PARQUET:
        require_sound_parquet(Path(given))


def _inputs(
    name: str,
    items: Source | Sequence[Item] | None,
    events: Source | Sequence[Event] | None,
    domain: str | None,
) -> Inputs:
    sources = [given for given in (items, events) if isinstance(given, Source)]
    return Inputs(
        name,
        tuple(file for source in sources for file in (source.path, *source.others)),
        None if items is None else lambda: _items(items, domain),
        None if events is None else lambda rules: _events(events, rules),
        events.scale if isinstance(events, Source) else None,
    )


def _items(given: Source | Sequence[Item], domain: str | None) -> Iterator[ItemBatch]:
    if isinstance(given, Source):
        yield from read_items(given, domain)
        return
    first = 1
    for some in batches(given, _BATCH):
        yield ItemBatch("items", list(range(first, first + len(some))), some, [])
        first += len(some)


def _events(given: Source | Sequence[Event], rules: EventRules) -> Iterator[EventBatch]:
    if isinstance(given, Source):
        yield from read_events(given, rules)
        return
    for numbered in batches(enumerate(map(EventRow.of, given), 1), _BATCH):
        rejected = [bad for line, row in numbered if (bad := _rejected(line, row, rules))]
        bad_lines = {bad.line for bad in rejected}
        good = [(line, row) for line, row in numbered if line not in bad_lines]
        frame = pl.DataFrame([row for _, row in good], schema=_SCHEMA, orient="row")
        yield EventBatch("events", [line for line, _ in good], frame, rejected)


def _rejected(line: int, row: EventRow, rules: EventRules) -> Rejected | None:
    complaints = []
    if row.at_us < to_us(EARLIEST):
        complaints.append(Complaint("at", str(row.at_us), TOO_EARLY))
    if rules.latest_us is not None and row.at_us > rules.latest_us:
        complaints.append(Complaint("at", str(row.at_us), TOO_LATE))
    if rules.scale is not None and row.kind == "rating" and row.value is not None:
        low, high = rules.scale
        if not low <= row.value <= high:
            message = f"lies outside the rating scale, {rules.scale}"
            complaints.append(Complaint("value", f"{row.value:g}", message))
    if not complaints:
        return None
    told = {name: cell for name, cell in row._asdict().items() if cell is not None}
    return Rejected("events", line, tuple(complaints), told)
