"""Rules that tell feedback from mere noise: pure functions of one user's events, one a rule.

Each takes events in the order of their times and says which are no evidence of taste, as their ids
with the reason. None reads a clock, a catalogue or another user.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from whyrec.domain import Event

Refused = dict[str, str]
"""Reasons by event id, each a sentence without its subject."""

LOOKS: Final = frozenset({"view", "click"})
"""Kinds that say no more than that an item was opened."""
UNPACED: Final = frozenset({"state", "search", "purchase"})
"""Kinds that no rule of pace looks at: words are nobody's reflex and searches come with every key
that is typed, and a basket of twenty purchases is paid for in one go."""

TOGETHER_S: Final = 0.25
"""Events less than this apart are of one moment. No hand opens one thing and the next within a
quarter of a second: what one call or turn tells of, or a form sends, came together, and how long
each was looked at is not known."""
SESSION_S: Final = 30 * 60.0
"""A pause that ends a session where no session is named, in seconds: the half-hour that web
analytics has used since Catledge and Pitkow (1995) measured 25.5 minutes."""

PERSON_10_S: Final = 12
"""Distinct moments within ten seconds that a person reaches: 9 is the most of 200,836 ratings of
MovieLens and MovieTweetings."""
PERSON_60_S: Final = 40
"""The same within a minute, where 33 is the most."""


def burst(
    events: Sequence[Event], most_in_10_s: int = PERSON_10_S, most_in_60_s: int = PERSON_60_S
) -> Refused:
    """More events in a window than a person makes: all in it are refused.

    Moments of a quarter of a second are counted, not events: MovieLens stamps up to 392 ratings
    with times of the same ten seconds, but of no more than nine different ones, and a history with
    dates alone has one moment a day.

    Args:
        events: In time order.
        most_in_10_s: Moments within ten seconds that are still a person's.
        most_in_60_s: The same within a minute.
    """
    times: list[float] = []
    moments: list[list[str]] = []
    for event in events:
        if event.kind in UNPACED:
            continue
        at = event.at.timestamp()
        if times and at - times[-1] < TOGETHER_S:
            moments[-1].append(event.id)
        else:
            times.append(at)
            moments.append([event.id])
    found: Refused = {}
    for window_s, most in ((10, most_in_10_s), (60, most_in_60_s)):
        if all(later - at >= window_s for at, later in zip(times, times[most:], strict=False)):
            continue  # nearly everybody's history
        first = marked = 0
        for place, at in enumerate(times):
            while at - times[first] >= window_s:
                first += 1
            if place - first >= most:
                for ids in moments[max(first, marked) : place + 1]:
                    for event_id in ids:
                        found.setdefault(event_id, f"one of more than {most} in {window_s} seconds")
                marked = place + 1
    return found


def bounce(events: Sequence[Event], within_s: float = 5.0) -> Refused:
    """A look at an item that was left again within a few seconds.

    A look (view, click) was left when, less than ``within_s`` seconds later, the user skipped or
    dismissed the same item, or opened another one or searched. It was not when within that time
    the user did anything else with the item. Events hold no dwell time, so what follows must
    tell: the last look of a session is never a bounce. Another session or device tells nothing.

    Args:
        events: In time order.
        within_s: Five seconds by default: what a title and a picture take to be seen and found
            wanting. Set by use and not fitted; neither data set has looks. 0 refuses nothing.
    """
    found: Refused = {}
    times = [event.at.timestamp() for event in events]
    for place, look in enumerate(events):
        if look.kind in LOOKS:
            # A whole catalogue may be looked at in one moment: what is of it is passed over.
            after = bisect_left(times, times[place] + TOGETHER_S, place + 1)
            how = _left(look, events, after, within_s)
            if how is not None:
                found[look.id] = how
    return found


def _left(look: Event, events: Sequence[Event], after: int, within_s: float) -> str | None:
    how: str | None = None
    for place in range(after, len(events)):
        other = events[place]
        gap = _seconds(look.at, other.at)
        if gap >= within_s:
            break
        if not _same_visit(look, other):
            continue
        if other.item_id == look.item_id:
            if other.kind in ("skip", "dismiss"):
                return f"left again after {gap:.1f} seconds: {other.kind}"
            if other.kind not in LOOKS:
                return None
        elif other.kind in LOOKS or other.kind == "search":
            how = how or f"left again after {gap:.1f} seconds"
    return how


def _same_visit(a: Event, b: Event) -> bool:
    sessions = a.session is None or b.session is None or a.session == b.session
    devices = (a.context.device, b.context.device)
    return sessions and (None in devices or devices[0] == devices[1])


_THUMBS: Final = {"like": "like", "dislike": "dislike", "dismiss": "dislike"}


def contradiction(events: Sequence[Event]) -> Refused:
    """Opposite reactions to one item within a session.

    One change of mind is a correction, as after a slip of the finger: only the last reaction
    counts. Two or more leave nobody knowing what is meant: none counts. A rating given again is
    set right, however often: the last one counts. A dismissal is a dislike; skips and looks are
    no opinions. In another session people may think otherwise, and both reactions stand.
    """
    thumbs: dict[tuple[str, str], list[Event]] = {}
    ratings: dict[tuple[str, str], list[Event]] = {}
    said_of = Counter(e.item_id for e in events if e.kind in _THUMBS or e.kind == "rating")
    if not said_of or max(said_of.values()) < 2:
        return {}
    for session, event in _with_sessions(events):
        if event.item_id is None or said_of[event.item_id] < 2:
            continue
        if event.kind in _THUMBS:
            thumbs.setdefault((session, event.item_id), []).append(event)
        elif event.kind == "rating":
            ratings.setdefault((session, event.item_id), []).append(event)
    found: Refused = {}
    for said in thumbs.values():
        sides = [_THUMBS[e.kind] for e in said]
        changes = [n for n in range(1, len(said)) if sides[n] != sides[n - 1]]
        if len(changes) == 1:
            reason = f"taken back in the same session: {said[-1].kind}"
            found |= {e.id: reason for e in said[: changes[0]]}
        elif changes:
            reason = f"its opposite, and back, in the same session: {len(changes)} changes"
            found |= {e.id: reason for e in said}
    for rated in ratings.values():
        if len({e.value for e in rated}) > 1:
            found |= {e.id: "rated again in the same session" for e in rated[:-1]}
    return found


def _with_sessions(events: Sequence[Event]) -> Iterator[tuple[str, Event]]:
    """Each event with its session: the named one, else what lies between two long pauses."""
    number, last = 0, math.inf
    for event in events:
        at = event.at.timestamp()
        number += at - last > SESSION_S
        last = at
        # Two sorts of names that cannot meet.
        yield f"#{number}" if event.session is None else f"={event.session}", event


def _seconds(earlier: datetime, later: datetime) -> float:
    return (later - earlier).total_seconds()
