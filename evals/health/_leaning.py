"""Which way the evidence of an interest leans."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from whyrec.agents.profile import EventSignal, decay
from whyrec.domain import Interest
from whyrec.settings import ProfileSettings

_DAY_S = 86_400.0
_ROUNDING = 1e-9


def leaning(
    interest: Interest, signals: Mapping[str, EventSignal], as_of: datetime, half_life_days: float
) -> float:
    """``s · Σ weight · g · 2^(−age / h)`` over the evidence, s 1 for a like and −1 for a dislike.

    Below 0 the events speak against the interest. What the user said in words counts 1 for it and
    does not age.

    Args:
        interest: Of a stored profile.
        signals: The user's events up to ``as_of`` with their signed weights g.
        as_of: The moment.
        half_life_days: Of the long strength.
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
        age = (as_of - found.event.at).total_seconds() / _DAY_S
        total += side * found.signal * evidence.weight * decay(age, half_life_days)
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
    half_lives = (settings.half_life_long_days, settings.half_life_short_days)
    return interest.origin != "stated" and all(
        leaning(interest, signals, as_of, half_life) < -_ROUNDING for half_life in half_lives
    )
