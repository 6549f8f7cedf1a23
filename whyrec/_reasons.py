"""Which interest an item answers, and which of the user's own events show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from whyrec._reading import Reading
from whyrec.agents.explain import Ground
from whyrec.agents.profile import taste_facets, unsorted
from whyrec.agents.retrieve import CatalogueView, UserView
from whyrec.domain import CitedEvent, Interest

GROUNDS: Mapping[str, Ground] = {
    "ease": "similar_people",
    "item_knn": "similar_people",
    "ease_recent": "similar_people",
    "recent": "popular",
    "popular": "popular",
    "exploration": "exploration",
}
"""What a candidate source means to a person."""

MAX_INTERESTS = 3
MAX_EVENTS = 3
NEAR = 0.35
"""Least cosine between an item and an interest, or an event's item, to count as a reason."""


@dataclass(frozen=True)
class Reason:
    """Why one item: code's answer, before any words are found for it."""

    place: int
    """The item's index in the catalogue."""
    interests: tuple[Interest, ...]
    """Interests it answers, strongest first; empty where none does."""
    events: tuple[CitedEvent, ...]
    """The user's own events that show the first interest, or that are nearest to the item."""
    sources: tuple[str, ...]
    """The candidate sources that proposed it."""

    @property
    def ground(self) -> Ground:
        """What the explanation may say led to the item."""
        if self.interests:
            return "interest"
        if self.events:
            return "similar_items"
        return next((GROUNDS[s] for s in self.sources if s in GROUNDS), "none")


def reason_for(
    place: int,
    sources: tuple[str, ...],
    reading: Reading,
    catalogue: CatalogueView,
    user: UserView,
) -> Reason:
    """Find the interest that an item answers and the events that show it.

    An interest answers when the item has all its facets, or, without facets, when it is near. Of
    its events those count that agree with it, by closeness to the item, weight and recency.
    """
    item = reading.items[catalogue.ids[place]]
    facets = taste_facets(item)
    vectors = {i.id: i.vector for i in user.interests}
    scored = []
    for interest in reading.profile.living:
        if interest.polarity != "like" or interest.measured is None or unsorted(interest):
            continue
        about = interest.facet_set()
        near = _cosine(place, vectors.get(interest.id), catalogue)
        if (about and about <= facets) or (not about and near >= NEAR):
            share = interest.measured.share
            scored.append((len(about) * (0.5 + near) * (0.1 + share), interest))
    scored.sort(key=lambda s: (-s[0], s[1].id))
    interests = tuple(i for _, i in scored[:MAX_INTERESTS])
    if interests:
        ids = [e.event_id for e in interests[0].evidence]
        events = _nearest(place, ids, reading, catalogue, least=-1.0)
        if events:
            return Reason(place, interests, events, sources)
    history = [e for e, s in reading.signals.items() if s.signal > 0]
    return Reason(place, (), _nearest(place, history, reading, catalogue, least=NEAR), sources)


def _nearest(
    place: int, event_ids: list[str], reading: Reading, catalogue: CatalogueView, least: float
) -> tuple[CitedEvent, ...]:
    scored = []
    for event_id in event_ids:
        found = reading.signals.get(event_id)
        if found is None:
            continue
        if found.event.kind == "state":
            scored.append((2.0, event_id))
            continue
        other = catalogue.index.get(found.event.item_id or "")
        if found.signal <= 0 or other is None or other == place:
            continue
        matrix = catalogue.vectors
        near = float(matrix[place] @ matrix[other]) if matrix is not None else 0.0
        if near >= least:
            scored.append((near + 0.3 * found.signal, event_id))
    scored.sort(key=lambda s: (-s[0], s[1]))
    return tuple(reading.cited(e) for _, e in scored[:MAX_EVENTS])


def _cosine(
    place: int,
    vector: np.ndarray[tuple[int], np.dtype[np.float32]] | None,
    catalogue: CatalogueView,
) -> float:
    if vector is None or catalogue.vectors is None:
        return 0.0
    length = float(np.linalg.norm(vector))
    return float(catalogue.vectors[place] @ vector) / length if length else 0.0
