"""Feedback is judged before it counts: what is no evidence is told apart, with rule and reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Final, NamedTuple

from whyrec.agents.dynamics._feedback_rules import Refused, bounce, burst, contradiction
from whyrec.agents.dynamics._scripted import scripted
from whyrec.domain import Event, FeedbackRule, RefusedEvent
from whyrec.settings import FeedbackSettings

LATELY: Final = timedelta(days=7)
"""How long refused feedback changes what is tried."""
LOOKED_BACK: Final = 50
"""Of so many latest events the refused ones are counted."""
MANY: Final = 10
"""So many of them, a fifth, are many."""


class Judged(NamedTuple):
    """One user's events, each in exactly one of the two, both in time order."""

    valid: tuple[Event, ...]
    """Evidence."""
    refused: tuple[RefusedEvent, ...]
    """None: kept, seen, exported, forgettable, and no sign of taste."""


@dataclass(frozen=True)
class Strategy:
    """What refused feedback changes in how the next list is found."""

    explore: int = 1
    """How many times the usual number of exploration's candidates are asked for."""
    left: Mapping[str, int] = field(default_factory=dict)
    """How often each item was left again lately."""


def judge(events: Sequence[Event], settings: FeedbackSettings) -> Judged:
    """Tell evidence from noise: a pure function of one user's events up to a moment.

    The rules are asked in turn, and each sees only what the ones before left: what a script did
    between a person's look and the next makes that look no bounce. So the answer is the same
    however the events came in; a later event can still show an earlier one to be none.

    Args:
        events: One user's, by time, then id.
        settings: Whether anything is judged, and the thresholds a product sets.
    """
    if not settings.judged or not events:
        return Judged(tuple(events), ())
    rules: tuple[tuple[FeedbackRule, Callable[[Sequence[Event]], Refused]], ...] = (
        (
            "burst",
            partial(burst, most_in_10_s=settings.most_in_10_s, most_in_60_s=settings.most_in_60_s),
        ),
        ("scripted", scripted),
        ("bounce", partial(bounce, within_s=settings.bounce_s)),
        ("contradiction", contradiction),
    )
    left: Sequence[Event] = events
    why: dict[str, tuple[FeedbackRule, str]] = {}
    for name, rule in rules:
        found = rule(left)
        if found:
            why |= {event_id: (name, reason) for event_id, reason in found.items()}
            left = [e for e in left if e.id not in found]
    refused = (
        RefusedEvent(event=e, rule=why[e.id][0], reason=why[e.id][1]) for e in events if e.id in why
    )
    return Judged(tuple(left), tuple(refused))


def strategy(
    judged: Judged, as_of: datetime, settings: FeedbackSettings, *, latest: Sequence[Event]
) -> Strategy:
    """What else is tried with somebody whose feedback says little.

    Twice as much is explored when of the latest `LOOKED_BACK` events `MANY` or more were refused
    within the last week. Items left again within that week are counted, to stand lower.

    Args:
        judged: The user's events up to the moment.
        as_of: The moment.
        settings: Whether anything adapts.
        latest: All events of the user up to the moment, in time order.
    """
    recent = [r for r in judged.refused if as_of - r.event.at <= LATELY]
    if not settings.adapts or not recent:
        return Strategy()
    ids = {e.id for e in latest[-LOOKED_BACK:]}
    many = sum(r.event.id in ids for r in recent) >= MANY
    bounced = [r.event.item_id for r in recent if r.rule == "bounce" and r.event.item_id]
    return Strategy(2 if many else 1, Counter(bounced))
