"""Which list an event answers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Final

from whyrec.domain import Event, EventKind, Exposure

Answered = frozenset[str]
"""How a list was answered: metrics' names, of `whyrec.domain.Feedback` and ``Guarded``."""

FEEDBACK_OF: Final[Mapping[EventKind, str]] = {
    "view": "click",
    "click": "click",
    "like": "like",
    "purchase": "conversion",
    "dislike": "dislikes",
    "dismiss": "dislikes",
}
"""What a kind of event counts as; other kinds answer no list."""


def attribute(
    lists: Sequence[Exposure],
    events: Sequence[Event],
    refused: Collection[str],
    window: timedelta,
) -> list[Answered]:
    """How each of a user's lists was answered.

    An event counts once, for the latest list before it that held the item, where that is no longer
    ago than the window. Refused feedback counts as that and as nothing else.

    Args:
        lists: What one user was shown in one experiment, in time order.
        events: The user's, in any order.
        refused: Ids of events that are no evidence.
        window: How long a list can be answered.

    Returns:
        One a list, in their order.
    """
    found: list[set[str]] = [set() for _ in lists]
    holding: dict[str, list[int]] = {}
    for place, shown in enumerate(lists):
        for item in shown.items:
            holding.setdefault(item, []).append(place)
    for event in events:
        meant = "refused" if event.id in refused else FEEDBACK_OF.get(event.kind)
        if meant is None:
            continue
        for place in reversed(holding.get(event.item_id or "", ())):
            if lists[place].at <= event.at:
                if event.at - lists[place].at <= window:
                    found[place].add(meant)
                break
    return [frozenset(how) for how in found]
