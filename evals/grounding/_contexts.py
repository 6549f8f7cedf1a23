"""What counting says of the contexts in which a user takes what an interest is about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from scipy.stats import fisher_exact

from whyrec.domain import Dimension, Event, Interest

CLEAR = 0.05
"""Most chance that an interest's events lie in a context that often, were it of no matter."""


class Circumstance(NamedTuple):
    """A context in which an interest is taken more often than what else the user takes."""

    dimension: Dimension
    value: str
    there: int
    """The interest's events in it."""
    of: int
    """The interest's events of which that is known."""


def circumstances(
    interest: Interest,
    events: Iterable[Event],
    timezone: str | None = None,
    least_rating: float | None = None,
) -> frozenset[Circumstance]:
    """Count where and when a user takes what an interest is about.

    Args:
        interest: With the events that show it.
        events: All of the user's that count, up to the moment of the list.
        timezone: The user's; without one no time of day is known.
        least_rating: Ratings up to it show no liking; by default all ratings show it.

    Returns:
        The contexts in which more of the interest's events lie than chance would put there, by
        Fisher's exact test on the four counts.
    """
    zone = None if timezone is None else ZoneInfo(timezone)
    own = {evidence.event_id for evidence in interest.evidence}
    taken = [event for event in events if event.item_id is not None]
    own -= {event.id for event in taken if _against(event, least_rating)}
    found = set()
    for dimension, read in _READ.items():
        told = {e.id: value for e in taken if (value := read(e, zone)) is not None}
        for value in set(told.values()):
            there, elsewhere = [0, 0], [0, 0]
            for event_id, other in told.items():
                (there if other == value else elsewhere)[event_id in own] += 1
            table = np.array([[there[1], there[0]], [elsewhere[1], elsewhere[0]]])
            if fisher_exact(table, alternative="greater").pvalue <= CLEAR:
                found.add(Circumstance(dimension, value, there[1], there[1] + elsewhere[1]))
    return frozenset(found)


def _against(event: Event, least_rating: float | None) -> bool:
    low = event.value is not None and least_rating is not None and event.value <= least_rating
    return event.kind in ("dislike", "dismiss", "skip") or (event.kind == "rating" and low)


def _part_of_day(event: Event, zone: ZoneInfo | None) -> str | None:
    if zone is None:
        return None
    hour = event.at.astimezone(zone).hour
    if hour < 12:
        return "night" if hour < 6 else "morning"
    return "afternoon" if hour < 18 else "evening"


def _part_of_week(event: Event, zone: ZoneInfo | None) -> str | None:
    if zone is None:
        return None
    return "weekend" if f"{event.at.astimezone(zone):%a}" in ("Sat", "Sun") else "weekday"


_READ: Mapping[Dimension, Callable[[Event, ZoneInfo | None], str | None]] = {
    "scene": lambda event, _: event.context.scene or None,
    "device": lambda event, _: event.context.device or None,
    "daypart": _part_of_day,
    "weekend": _part_of_week,
}
