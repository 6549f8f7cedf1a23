"""What a user last said of each item."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from whyrec.domain import Event

JUDGEMENTS: Final = frozenset({"rating", "like", "dislike", "dismiss", "skip"})
"""Event kinds that say what the user thinks of an item. A later look takes none of them back."""


def latest_reactions(events: Iterable[Event]) -> frozenset[str]:
    """Ids of the events that still stand.

    Of each item that is its latest judgement, or, where it was never judged, its latest event.
    Words without an item all stand.

    Args:
        events: One user's events in any order; of the same moment the later in the row counts.
    """
    standing: dict[str, Event] = {}
    words = set()
    for event in events:
        if event.item_id is None:
            words.add(event.id)
            continue
        before = standing.get(event.item_id)
        if before is None or _rank(event) >= _rank(before):
            standing[event.item_id] = event
    return frozenset(words | {e.id for e in standing.values()})


def _rank(event: Event) -> tuple[bool, float]:
    return event.kind in JUDGEMENTS, event.at.timestamp()
