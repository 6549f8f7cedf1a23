"""Events that arrive one call at a time, as from a product's backend."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from whyrec.domain import MAX_EVENTS, Event, EventGiven, EventsReport, event_of, out_of_bounds
from whyrec.errors import ConflictError, InputError
from whyrec.store import Store

SCALE_KEY = "rating_scale"
ASSUMED_SCALE = (0.0, 5.0)
"""What ratings are held against while a tenant has declared nothing."""


def add_events(
    store: Store,
    tenant: str,
    user_id: str,
    events: Sequence[EventGiven],
    moment: datetime,
    rating_scale: tuple[float, float] | None = None,
) -> EventsReport:
    """Check all, then keep all, in one transaction; see `whyrec.Recommender.add_events`."""
    if not 1 <= len(events) <= MAX_EVENTS:
        raise InputError(f"There are {len(events)} events; give 1 to {MAX_EVENTS}.", field="events")
    with store.transaction():
        _check(events, _scale(store, tenant, rating_scale))
        whole = _whole(store, tenant, user_id, events, moment)
        added = store.events.add(tenant, whole)
        named = dict.fromkeys(e.item_id for e in whole if e.item_id is not None)
        known = store.items.get(tenant, named)
    return EventsReport(
        added=added.added,
        duplicates=added.unchanged,
        conflicts=tuple(c.event_id for c in added.conflicts),
        forgotten=tuple(added.forgotten_ids),
        unknown_items=tuple(i for i in named if i not in known),
        event_ids=tuple(e.id for e in whole),
    )


def add_feedback(store: Store, tenant: str, event: Event, *, timed: bool) -> tuple[Event, int]:
    """Keep one event; see `whyrec.Recommender.feedback`.

    Args:
        store: The store.
        tenant: Whose.
        event: The event.
        timed: Whether whoever told of it said when: told again, it must say so again.

    Returns:
        The event as it is kept, and how many were added.
    """
    added = store.events.add(tenant, [event])
    if added.forgotten:
        raise ConflictError(
            f"Event {event.id} was forgotten once, and stays so.", remedy="Give another event id."
        )
    if not added.conflicts:
        return event, added.added
    kept = store.events.get(tenant, [event.id])[event.id]
    if not timed and kept == event.model_copy(update={"at": kept.at}):
        return kept, 0
    raise ConflictError(
        f"Event {event.id} exists with other content.", remedy="Give another event id."
    )


def _whole(
    store: Store, tenant: str, user_id: str, events: Sequence[EventGiven], moment: datetime
) -> list[Event]:
    """The events with ids and times; one told again without a time keeps the time it has."""
    timeless = [e.id for e in events if e.id is not None and e.at is None]
    kept = store.events.get(tenant, timeless)
    batch = uuid.uuid4().hex
    whole: list[Event] = []
    for n, given in enumerate(events):
        known = kept.get(given.id or "")
        at = known.at if known is not None else moment + timedelta(microseconds=n)
        whole.append(event_of(given, user_id, f"ev-{batch}-{n}", at))
    return whole


def _scale(
    store: Store, tenant: str, given: tuple[float, float] | None
) -> tuple[float, float] | None:
    """The scale that the tenant's ratings are on, declared now if it never was."""
    kept = store.meta.get(tenant, SCALE_KEY)
    stored = None if kept is None else (float(kept["low"]), float(kept["high"]))
    if given is None:
        return stored
    from whyrec.store.readers import Scale  # polars takes a while to import

    low, high = Scale.checked(*given)
    if stored is None:
        store.meta.set(tenant, SCALE_KEY, {"low": low, "high": high})
    elif stored != given:
        raise InputError(
            f"The tenant's ratings are on a scale from {stored[0]:g} to {stored[1]:g}.",
            remedy="Leave rating_scale out, load ratings of another scale for another tenant, or "
            "change the scale by PUT /v1/tenant/rating-scale.",
            field="rating_scale",
        )
    return given


def _check(events: Sequence[EventGiven], declared: tuple[float, float] | None) -> None:
    """Refuse all events where one lies at an impossible time or off the scale."""
    now = datetime.now(UTC)
    low, high = declared or ASSUMED_SCALE
    for n, event in enumerate(events):
        wrong = None if event.at is None else out_of_bounds(event.at, now)
        if wrong:
            raise InputError(f"The time {event.at} {wrong}.", field=f"events.{n}.at")
        if event.kind == "rating" and event.value is not None and not low <= event.value <= high:
            raise InputError(
                f"The rating {event.value:g} lies outside the scale from {low:g} to {high:g}.",
                remedy=None if declared else "Declare the tenant's scale with rating_scale.",
                field=f"events.{n}.value",
            )
