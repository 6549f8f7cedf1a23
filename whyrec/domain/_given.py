"""Events as others tell of them, and what became of them."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from whyrec.domain._base import Identifier, Model, Moment, UtcDatetime
from whyrec.domain._events import Context, Event, EventKind, incomplete

MAX_EVENTS = 1_000
"""Events of one call."""


class EventGiven(Model):
    """An event of a user who is named beside it; who keeps it fills in what is not said."""

    id: Identifier | None = None
    """Idempotency key; by default a new one, and the same event told again is then another."""
    item_id: Identifier | None = None
    kind: EventKind
    value: float | None = None
    """The rating, on the tenant's declared scale; empty for the other kinds."""
    text: str | None = Field(default=None, max_length=4_000, pattern=r"^[^\x00]*$")
    at: Moment | None = None
    """When; by default the clock's moment, the events of one call in their order."""
    context: Context = Context()
    session: str | None = Field(default=None, max_length=256, pattern=r"^[^\x00]*$")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        missing = incomplete(self.kind, self.item_id, self.text, self.value)
        if missing:
            raise ValueError(missing)
        return self


class EventsReport(Model):
    """What became of the events of one call; every one is in exactly one of the first four."""

    added: int
    """Kept now, and durable."""
    duplicates: int
    """Known already, with the same content."""
    conflicts: tuple[str, ...] = ()
    """Ids that are taken by an event with other content, which stays."""
    forgotten: tuple[str, ...] = ()
    """Ids of events that a user had asked to forget: refused."""
    unknown_items: tuple[str, ...] = ()
    """Items named that are not in the catalogue: their events are kept as history."""
    event_ids: tuple[str, ...] = ()
    """The id of each event, in the order given."""


def event_of(given: EventGiven, user_id: str, event_id: str, at: UtcDatetime) -> Event:
    """The event of a user.

    Args:
        given: What was told.
        user_id: The user.
        event_id: Its id, where it came without.
        at: Its time, where it came without.
    """
    return Event(
        id=given.id or event_id,
        user_id=user_id,
        item_id=given.item_id,
        kind=given.kind,
        value=given.value,
        text=given.text,
        at=given.at or at,
        context=given.context,
        session=given.session,
    )
