"""Arithmetic on read: strength, share, trend and confidence of every interest at one moment."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from scipy.special import betaincinv

from whyrec.agents.profile._time import EventSignal, Left, decay, left_of
from whyrec.domain import Interest, Measured, Profile, Trend
from whyrec.settings import ProfileSettings

SHARE_FLOOR = 0.01
"""Least share of a living interest, so that none vanishes from a list by arithmetic alone."""

STATED_STRENGTH = 1.0
"""What the user says in words counts as one full event that does not decay for the long half-life:
people expect an instruction to hold until they take it back."""

TRANSFERRED = 0.25
"""What an event is worth for an interest that was carried over from it to another domain."""

_DAY = 86_400.0


def carried_weight(interest: Interest, as_of: datetime, settings: ProfileSettings) -> float:
    """What carried evidence counts: ``0.25 · 2^(-(as_of - born) / h)``, (0, 0.25].

    From the first event in its own domain that shows the interest, it fades no more.
    """
    if not interest.unconfirmed:
        return TRANSFERRED
    age = (as_of - interest.born_at).total_seconds() / _DAY
    return TRANSFERRED * decay(age, settings.transfer_half_life_days)


def measure(
    profile: Profile,
    signals: Mapping[str, EventSignal],
    as_of: datetime,
    settings: ProfileSettings,
) -> Profile:
    """Fill in `Interest.measured` of every living interest for the moment ``as_of``.

    An interest's long strength is ``max(0, Σ weight · s · g · 2^(-(as_of - t) / h))`` over its
    evidence, with ``s = 1`` for a like and ``-1`` for a dislike and ``g`` the event's signed
    weight. For the short strength an event loses half of its weight with every ``h`` later events
    of the user, however long they take: taste moves when people choose, not while they are away.
    What the user said in words is worth one event for ever, and no event takes it away. Evidence
    that an interest was carried over from is worth `carried_weight`. Evidence from after ``as_of``
    counts nothing.

    Args:
        profile: A stored profile.
        signals: The user's events by id, in time order; evidence missing here counts nothing.
        as_of: The moment.
        settings: Half-lives.
    """
    left = left_of(signals, as_of, settings)
    raw = {i.id: _strengths(i, signals, left, as_of, settings) for i in profile.living}
    totals: dict[str, tuple[float, float]] = {}
    for polarity in ("like", "dislike"):
        members = [raw[i.id] for i in profile.living if i.polarity == polarity]
        totals[polarity] = (sum(m.long for m in members), sum(m.short for m in members))
    newest = {
        polarity: min(raw[i.id].taken_days for i in profile.living if i.polarity == polarity)
        for polarity in {i.polarity for i in profile.living}
    }
    measured = []
    for interest in profile.interests:
        if interest.retired_at is not None:
            measured.append(interest)
            continue
        own = raw[interest.id]
        total_long, total_short = totals[interest.polarity]
        share = own.long / total_long if total_long > 0 else 0.0
        share_short = own.short / total_short if total_short > 0 else 0.0
        quiet_days = own.newest_days - newest[interest.polarity]
        measured.append(
            interest.model_copy(
                update={
                    "measured": Measured(
                        strength_long=own.long,
                        strength_short=own.short,
                        share=max(share, SHARE_FLOOR),
                        trend=_trend(interest, share, share_short, quiet_days, as_of),
                        confidence=float(betaincinv(1 + own.agree, 1 + own.contrary, 0.05)),
                        events=own.events,
                        since=own.since,
                        contexts=own.contexts,
                    )
                }
            )
        )
    return profile.model_copy(update={"interests": tuple(measured)})


def strengths(
    profile: Profile,
    signals: Mapping[str, EventSignal],
    as_of: datetime,
    settings: ProfileSettings,
) -> dict[str, float]:
    """Long and short strength of every living interest together, by its id; see `measure`."""
    left = left_of(signals, as_of, settings)
    found = {i.id: _strengths(i, signals, left, as_of, settings) for i in profile.living}
    return {interest_id: own.long + own.short for interest_id, own in found.items()}


class _Strengths(NamedTuple):
    long: float
    short: float
    agree: float
    contrary: float
    events: int
    newest_days: float
    """Age of the newest evidence; infinite without any."""
    taken_days: float
    """The same of what was done with items, not said."""
    since: datetime | None
    contexts: dict[str, float]


def _strengths(
    interest: Interest,
    signals: Mapping[str, EventSignal],
    left: Mapping[str, Left],
    as_of: datetime,
    settings: ProfileSettings,
) -> _Strengths:
    side = 1.0 if interest.polarity == "like" else -1.0
    long = short = agree = contrary = 0.0
    events, newest, taken, said = 0, math.inf, math.inf, False
    since: datetime | None = None
    scenes: dict[str, float] = {}
    carried = carried_weight(interest, as_of, settings)
    for evidence in interest.evidence:
        found, time = signals.get(evidence.event_id), left.get(evidence.event_id)
        if found is None or time is None or time.days < 0:
            continue
        if since is None or found.event.at < since:
            since = found.event.at
        events, newest = events + 1, min(newest, time.days)
        if found.event.kind == "state":
            said = True
            long += STATED_STRENGTH
            short += STATED_STRENGTH
            agree += STATED_STRENGTH
            continue
        push = side * found.signal * evidence.weight * (carried if evidence.carried else 1.0)
        long += push * time.long
        short += push * time.short
        agree, contrary = agree + max(push, 0.0), contrary + max(-push, 0.0)
        taken = min(taken, time.days)
        scene = found.event.context.scene
        if scene is not None:
            scenes[scene] = scenes.get(scene, 0.0) + evidence.weight
    total = sum(scenes.values())
    contexts = {s: w / total for s, w in sorted(scenes.items())} if total else {}
    # Events take nothing away from what the user said in words.
    least = STATED_STRENGTH if said else 0.0
    return _Strengths(
        max(long, least),
        max(short, least),
        agree,
        contrary,
        events,
        newest,
        taken,
        since,
        contexts,
    )


def _trend(
    interest: Interest, share: float, share_short: float, quiet_days: float, as_of: datetime
) -> Trend:
    """How an interest moves against the others of its polarity.

    ``quiet_days`` count from the last thing taken for one of them: what a user says, or dislikes,
    long after makes no like fade.
    """
    if (as_of - interest.born_at).total_seconds() < 14 * _DAY:
        return "new"
    # Odds, not shares: from .7 to .9 is as long a way as from .1 to .3.
    short, long = share_short * (1 - share), share * (1 - share_short)
    if quiet_days > 60 or 2 * short < long:
        return "fading"
    return "rising" if short > 2 * long else "steady"
