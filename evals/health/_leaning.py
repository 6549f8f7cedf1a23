"""Which way the evidence of an interest leans."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from whyrec.agents.profile import EventSignal
from whyrec.domain import Interest
from whyrec.settings import ProfileSettings

_DAY_S = 86_400.0
_ROUNDING = 1e-9

Halvings = Mapping[str, float]
"""How often the weight of each of a user's events was halved, by its id."""


def by_age(signals: Mapping[str, EventSignal], as_of: datetime, half_life_days: float) -> Halvings:
    """Halvings by the time that passed."""
    return {
        key: (as_of - found.event.at).total_seconds() / _DAY_S / half_life_days
        for key, found in signals.items()
    }


def by_events(signals: Mapping[str, EventSignal], half_life_events: float) -> Halvings:
    """Halvings by the events on items that followed.

    Args:
        signals: In time order.
        half_life_events: Events after which half is left.
    """
    ids = [key for key, found in signals.items() if found.event.kind != "state"]
    return {key: later / half_life_events for later, key in enumerate(reversed(ids))}


def leaning(interest: Interest, signals: Mapping[str, EventSignal], halvings: Halvings) -> float:
    """``s · Σ weight · g · 2^(−halvings)`` over the evidence, s 1 for a like and −1 for a dislike.

    Below 0 the events speak against the interest. What the user said in words counts 1 for it and
    does not age.

    Args:
        interest: Of a stored profile.
        signals: The user's events up to the moment with their signed weights g.
        halvings: Of the events.
    """
    side = 1.0 if interest.polarity == "like" else -1.0
    total = 0.0
    for evidence in interest.evidence:
        found = signals.get(evidence.event_id)
        if found is None:
            continue
        if found.event.kind == "state":
            total += 1.0
            continue
        left: float = 2.0 ** -halvings[evidence.event_id]
        total += side * found.signal * evidence.weight * left
    return total


def speaks_against(
    interest: Interest,
    signals: Mapping[str, EventSignal],
    as_of: datetime,
    settings: ProfileSettings,
) -> bool:
    """Whether an interest's evidence leans the other way, of late and in the long run.

    One of the two alone is a change of taste on its way. Where the user said it in words, events
    cannot take it back, so nothing speaks against it.
    """
    if interest.origin == "stated":
        return False
    long = by_age(signals, as_of, settings.half_life_long_days)
    short = by_events(signals, settings.half_life_short_events)
    return all(leaning(interest, signals, halvings) < -_ROUNDING for halvings in (long, short))
