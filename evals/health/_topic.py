"""What a user is asked to want more or less of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from whyrec.domain import Event, Facet, Profile
from whyrec.evals.simulate import Shelf

CLEAR = 2
"""Of the first ten, a clear taste is about at least so many."""
KNOWN = 50
"""Items a topic must have in the catalogue to be asked for, or a twentieth of the catalogue."""


def share(listed: Sequence[str], topic: Facet, facets: Mapping[str, frozenset[Facet]]) -> float:
    """Share of a list's items that carry a topic; 0 for an empty list."""
    return sum(topic in facets[i] for i in listed) / len(listed) if listed else 0.0


def clear_taste(profile: Profile, listed: Sequence[str], shelf: Shelf) -> Facet | None:
    """The topic that a user's likes are most about, where the list shows it.

    Likes count by their long strength, each for every facet it is about except decades. None where
    fewer than `CLEAR` of the listed items carry the strongest.

    Args:
        profile: Measured.
        listed: Ids of the first ten items.
        shelf: The catalogue.
    """
    strength: dict[Facet, float] = {}
    for interest in profile.living:
        if interest.polarity == "like" and interest.measured is not None:
            for facet in interest.facet_set() & shelf.carriers.keys():
                strength[facet] = strength.get(facet, 0.0) + interest.measured.strength_long
    if not strength:
        return None
    topic = max(sorted(strength), key=lambda f: strength[f])
    return topic if sum(topic in shelf.facets[i] for i in listed) >= CLEAR else None


def little_known(events: Sequence[Event], shelf: Shelf, turn: int) -> Facet | None:
    """A topic that few or none of a user's items carry, though the catalogue has enough of it.

    Args:
        events: All of the user's.
        shelf: The catalogue.
        turn: Chooses among the three least known, so that not everybody asks for the same.
    """
    least = min(KNOWN, len(shelf.facets) // 20)
    taken = [shelf.facets[e.item_id] for e in events if e.item_id and e.item_id in shelf.facets]
    counts = {
        topic: sum(topic in facets for facets in taken)
        for topic, carriers in shelf.carriers.items()
        if len(carriers) >= least
    }
    order = sorted(counts, key=lambda f: (counts[f] / len(shelf.carriers[f]), f))
    return order[turn % min(3, len(order))] if order else None
