"""Plain rows as the tables hold them, and their way to and from the domain types."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, TypeVar

from pydantic import TypeAdapter, ValidationError

from whyrec.domain import Event, Item, Model, as_utc

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_EVENTS = TypeAdapter(list[Event])
_ITEMS = TypeAdapter(list[Item])
M = TypeVar("M", bound=Model)


class EventRow(NamedTuple):
    """An event as it is stored.

    Whoever makes one has validated it as `whyrec.domain.Event` would.
    """

    id: str
    user_id: str
    item_id: str | None
    kind: str
    value: float | None
    text: str | None
    at_us: int
    """Microseconds since the epoch, UTC."""
    scene: str | None
    device: str | None
    session: str | None

    @classmethod
    def of(cls, event: Event) -> EventRow:
        """The row of a domain event."""
        return cls(
            event.id,
            event.user_id,
            event.item_id,
            event.kind,
            event.value,
            event.text,
            to_us(event.at),
            event.context.scene,
            event.context.device,
            event.session,
        )


class ItemRow(NamedTuple):
    """An item as it is stored.

    Whoever makes one has validated it as `whyrec.domain.Item` would.
    """

    id: str
    title: str
    text: str
    facets_json: str
    """As `facets_json` writes it, so that equal facets are equal text."""
    domain: str
    created_at_us: int | None
    """Microseconds since the epoch, UTC."""

    @classmethod
    def of(cls, item: Item) -> ItemRow:
        """The row of a domain item."""
        return cls(
            item.id,
            item.title,
            item.text,
            facets_json(item.facets),
            item.domain,
            None if item.created_at is None else to_us(item.created_at),
        )


def to_us(moment: datetime) -> int:
    """Microseconds since the epoch; exact, and a naive datetime is UTC."""
    return (as_utc(moment) - _EPOCH) // _MICROSECOND


def from_us(at_us: int) -> datetime:
    """The UTC datetime of that many microseconds since the epoch."""
    return _EPOCH + timedelta(microseconds=at_us)


def facets_json(facets: Mapping[str, Sequence[str]]) -> str:
    """Facets as canonical JSON: names sorted, values in their order, no white space."""
    return json.dumps(
        {name: list(facets[name]) for name in sorted(facets)},
        ensure_ascii=False,
        separators=(",", ":"),
    )


def fold(text: str) -> str:
    """``text`` without case, accents and width, as titles are searched."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in apart if not unicodedata.combining(c))


def to_events(rows: Iterable[Sequence[Any]]) -> list[Event]:
    """The domain events of rows in `EventRow`'s order."""
    return _read(
        _EVENTS,
        [
            {
                "id": row[0],
                "user_id": row[1],
                "item_id": row[2],
                "kind": row[3],
                "value": row[4],
                "text": row[5],
                "at": from_us(row[6]),
                "context": {"scene": row[7], "device": row[8]},
                "session": row[9],
            }
            for row in rows
        ],
        ("id", "user_id", "item_id"),
    )


def to_items(rows: Iterable[Sequence[Any]]) -> list[Item]:
    """The domain items of rows in `ItemRow`'s order."""
    return _read(
        _ITEMS,
        [
            {
                "id": row[0],
                "title": row[1],
                "text": row[2],
                "facets": json.loads(row[3]),
                "domain": row[4],
                "created_at": None if row[5] is None else from_us(row[5]),
            }
            for row in rows
        ],
        ("id",),
    )


def _read(many: TypeAdapter[list[M]], rows: list[dict[str, Any]], ids: Sequence[str]) -> list[M]:
    # Validating a whole list at once is twice as fast as constructing each without validation.
    try:
        return many.validate_python(rows)
    except ValidationError:
        # Kept before "." and ".." were refused as ids: those stay readable, to be forgotten.
        odd = [{name: row[name] for name in ids if row[name] in (".", "..")} for row in rows]
        stood_in = [
            {**row, **dict.fromkeys(kept, "-")} for row, kept in zip(rows, odd, strict=True)
        ]
        read = many.validate_python(stood_in)
        return [
            one.model_copy(update=kept) if kept else one
            for one, kept in zip(read, odd, strict=True)
        ]
