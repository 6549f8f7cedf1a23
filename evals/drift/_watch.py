"""Looking at users event by event, through the public API."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from whyrec import Recommender
from whyrec.domain import DriftReport, Event, Facet
from whyrec.evals.drift._outcomes import Look, Real, Watched
from whyrec.evals.drift._plan import Planned
from whyrec.evals.simulate import Shelf

NEXT = 5
"""Events that a moment of a real user is judged by."""
EVERY = 10
"""Events between two moments of a real user."""
SETTLED = 30
"""Events of a real user before the first moment."""
_EVEN = 0.1
"""Share of the even division that predictions are mixed with, so that none is impossible."""


async def watch(rec: Recommender, planned: Planned, watched: int) -> Watched:
    """Look at a simulated user after each event until the first alarm.

    Args:
        rec: Holds the user's events.
        planned: The user.
        watched: Events looked at of one who does not switch.
    """
    user = planned.user
    first = user.switches[0] if user.switches else len(user.events) - watched
    found = None
    for place in range(first, len(user.events)):
        if (await rec.drift(user.user_id, as_of=user.events[place].at)).alarm:
            found = place - first + 1
            break
    bits = user.sizes[0] if user.sizes else None
    return Watched(user.user_id, planned.size, bits, found)


async def look_at(rec: Recommender, user: str, events: Sequence[Event], shelf: Shelf) -> Real:
    """Look at a real user every few events.

    A moment stands between two of the user's events at different times, and nothing later is known
    at it.

    Args:
        rec: Holds the user's events.
        user: The user.
        events: All of theirs on items, oldest first.
        shelf: The catalogue.
    """
    looks = []
    for place in range(SETTLED, len(events) - NEXT + 1, EVERY):
        while place < len(events) and events[place].at == events[place - 1].at:
            place += 1
        following = [shelf.facets.get(e.item_id or "", frozenset()) for e in events[place:][:NEXT]]
        following = [facets for facets in following if facets]
        if following:
            report = await rec.drift(user, as_of=events[place - 1].at)
            looks.append(Look(report.alarm, gain(report, following)))
    return Real(user, tuple(looks))


def gain(report: DriftReport, following: Sequence[frozenset[Facet]]) -> float:
    """Mean over events and topics of ``log2(lately / before)``, both mixed with a tenth of even.

    Args:
        report: What was known.
        following: Topics of the events that came next, one at least each.
    """
    shares = {one.topic: (one.lately, one.before) for one in report.topics}
    even = _EVEN / max(len(shares), 1)

    def of(facet: Facet) -> float:
        lately, before = shares.get(str(facet), (0.0, 0.0))
        return float(np.log2(((1 - _EVEN) * lately + even) / ((1 - _EVEN) * before + even)))

    return float(np.mean([np.mean([of(f) for f in facets]) for facets in following]))
