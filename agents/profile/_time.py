"""What time leaves of events."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

import numpy as np

from whyrec.domain import Event
from whyrec.settings import ProfileSettings

_DAY = 86_400.0
_FORGOTTEN = 20
"""Half-lives after which an event counts nothing for the short strength: a millionth is left."""


class EventSignal(NamedTuple):
    """An event as arithmetic sees it."""

    event: Event
    signal: float
    domain: str | None = None


class Left(NamedTuple):
    """What is left of an event at a moment."""

    days: float
    """Its age; below 0 where it is yet to come."""
    long: float
    """Of its weight after that time, (0, 1]."""
    short: float
    """Of its weight after the events on items that followed, [0, 1]; 0 of words."""


def decay(age: float, half_life: float) -> float:
    """``2^(-age / h)``: 1 for an event of this moment, ½ after one half-life. Age below 0 is 0."""
    return float(2.0 ** (-max(age, 0.0) / half_life))


def left_of(
    signals: Mapping[str, EventSignal], as_of: datetime, settings: ProfileSettings
) -> dict[str, Left]:
    """What is left of each event by its id: `decay` by days and by later events on items.

    Args:
        signals: A user's events by id, in time order.
        as_of: The moment; what comes after it is nobody's later event, and has no short weight.
        settings: Half-lives.
    """
    found = signals.values()
    days = np.array([(as_of - s.event.at).total_seconds() for s in found]) / _DAY
    half_lives = {domain: settings.half_life_long(domain) for domain in {s.domain for s in found}}
    long = np.exp2(-np.maximum(days, 0.0) / np.array([half_lives[s.domain] for s in found]))
    on_items = np.array([s.event.kind != "state" for s in found], dtype=np.bool_) & (days >= 0)
    later = np.cumsum(on_items[::-1])[::-1] - 1
    weighs = on_items & (later < math.ceil(_FORGOTTEN * settings.half_life_short_events))
    short = np.where(weighs, np.exp2(-np.maximum(later, 0) / settings.half_life_short_events), 0.0)
    rows = zip(days.tolist(), long.tolist(), short.tolist(), strict=True)
    return dict(zip(signals, map(Left._make, rows), strict=True))
