"""Which interest an item answers, which of the user's own events show it, what speaks against."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from whyrec._popularity import crowd, crowd_grounds
from whyrec._reading import Reading
from whyrec.agents.explain import Crowd, Ground
from whyrec.agents.profile import latest_reactions, taste_facets, unsorted
from whyrec.agents.retrieve import Snapshot, UserView, blocked
from whyrec.domain import CitedEvent, Event, Facet, Interest

GROUNDS: Mapping[str, Ground] = {
    "ease": "similar_people",
    "item_knn": "similar_people",
    "ease_recent": "similar_people",
    "recent": "popular",
    "popular": "popular",
    "forecast": "popular",
    "exploration": "exploration",
}
"""What a candidate source means to a person; ``popular`` still has to be counted."""

MAX_INTERESTS = 3
MAX_EVENTS = 3
NEAR = 0.35
"""Least cosine between an item and an interest, or an event's item, to count as a reason."""

LEAST_AGAINST = 0.05
"""Least part of the strength of all interests that a dislike has to speak against an item: one that
faded long ago is no taste that the item goes against."""

CHOSEN = -0.5
"""Least signal of a rating that may still show an interest where no event shows it better: it was
chosen, and rated not much below the user's mean. As that mean moves, old ratings change sign."""

UNLISTED: frozenset[Ground] = frozenset({"reacted", "unwanted", "to_come", "unavailable", "barred"})
"""Grounds on which an item is in no list."""


@dataclass(frozen=True)
class Reason:
    """Why one item: code's answer, before any words are found for it."""

    place: int
    """The item's index in the catalogue."""
    ground: Ground
    """What the explanation may say led to the item, or keeps it away."""
    interests: tuple[Interest, ...] = ()
    """Liked interests it answers, strongest first; empty where none does."""
    against: Interest | None = None
    """The dislike that speaks louder than any of them."""
    events: tuple[CitedEvent, ...] = ()
    """The user's own events that show the first interest or the dislike, or are nearest to it."""
    crowd: Crowd = field(default_factory=Crowd)

    @property
    def told(self) -> Interest | None:
        """The interest that the explanation is about."""
        if self.against is not None:
            return self.against
        return self.interests[0] if self.ground == "interest" else None


@dataclass(frozen=True)
class _Match:
    interest: Interest
    weight: float
    """How much of the item it speaks for, and how strong it is: comparable across polarities."""
    strong: float
    """Its part of the strength of all interests, [0, 1]."""


class Reasons:
    """Finds the reasons for any item, for one user at one moment.

    Args:
        reading: The user's events and profile.
        snapshot: The world at the same moment.
        user: The user as ranking sees them.
    """

    def __init__(self, reading: Reading, snapshot: Snapshot, user: UserView) -> None:
        self._reading = reading
        self._snapshot = snapshot
        self._catalogue = snapshot.catalogue
        self._user = user
        self._found: dict[tuple[int, tuple[str, ...]], Reason] = {}

    def of(self, place: int, sources: tuple[str, ...]) -> Reason:
        """Find the interest that an item answers and the events that show it.

        An interest answers when the item has all its facets, or, without facets, when it is near.
        Of its events those count that agree with it and still stand, by closeness to the item,
        weight and recency. What the user has reacted to or wants no more of has that for a reason,
        and a dislike that matches the item more than any like is named.

        Args:
            place: The item's index in the catalogue.
            sources: The candidate sources that proposed it, best rank first.
        """
        found = self._found.get((place, sources))
        if found is None:
            found = self._found[place, sources] = self._find(place, sources)
        return found

    def _find(self, place: int, sources: tuple[str, ...]) -> Reason:
        counted = crowd(place, self._snapshot.statistics)
        likes = self._matches(place, "like")
        dislikes = [m for m in self._matches(place, "dislike") if m.strong >= LEAST_AGAINST]
        interests = tuple(m.interest for m in likes[:MAX_INTERESTS])
        own = self._reaction(place)
        if own is not None:
            return Reason(place, "reacted", interests, events=(own,), crowd=counted)
        if not self._catalogue.entered(self._reading.as_of)[place]:
            return Reason(place, "to_come", crowd=counted)
        kept_out = self._kept_out(place)
        if kept_out is not None:
            return Reason(place, kept_out, crowd=counted)
        unwanted = self._unwanted(place)
        if unwanted is not None:
            said = self._said(unwanted)
            return Reason(place, "unwanted", (), unwanted, said, counted)
        led: Ground = "interest" if interests else self._led(place, sources)
        if dislikes and (not likes or dislikes[0].weight > likes[0].weight):
            against = dislikes[0].interest
            events = self._nearest(place, self._evidence(against), side=-1, least=-1.0)
            if events:
                return Reason(place, led, interests, against, events, counted)
        if interests:
            shown = self._evidence(interests[0])
            events = self._nearest(place, shown, least=-1.0) or self._nearest(
                place, shown, least=-1.0, lowest=CHOSEN
            )
            if events:
                return Reason(place, "interest", interests, events=events, crowd=counted)
        liked = [e for e, s in self._reading.signals.items() if s.signal > 0]
        events = self._nearest(place, liked, least=NEAR)
        if events:
            return Reason(place, "similar_items", interests, events=events, crowd=counted)
        return Reason(place, led, interests, crowd=counted)

    @cached_property
    def _standing(self) -> frozenset[str]:
        return latest_reactions(s.event for s in self._reading.signals.values())

    @cached_property
    def _by_item(self) -> dict[str, list[Event]]:
        """The user's events by their item, each in time order."""
        found: dict[str, list[Event]] = {}
        for event in self._reading.events.values():
            if event.item_id is not None:
                found.setdefault(event.item_id, []).append(event)
        return found

    @cached_property
    def _living(self) -> tuple[Interest, ...]:
        """The interests that say something."""
        return tuple(i for i in self._reading.profile.living if not unsorted(i))

    @cached_property
    def _directions(self) -> dict[str, NDArray[np.float32]]:
        """Unit vectors of the interests that have one."""
        vectors = {i.id: i.vector for i in self._user.interests if i.vector is not None}
        return {key: v / np.linalg.norm(v) for key, v in vectors.items() if v.any()}

    @cached_property
    def _blocked(self) -> dict[str, NDArray[np.bool_]]:
        """Which items each stated dislike keeps out, by its id."""
        return {
            i.id: blocked(replace(self._user, interests=(i,)), self._catalogue)
            for i in self._user.dislikes
            if i.blocks
        }

    @cached_property
    def _strength(self) -> float:
        """Of all living interests together."""
        return sum(i.strength_long for i in self._user.interests)

    def _matches(self, place: int, polarity: str) -> list[_Match]:
        facets = taste_facets(self._reading.items[self._catalogue.ids[place]])
        found = []
        for interest in self._living:
            about = interest.facet_set()
            if interest.polarity != polarity or interest.measured is None or not about <= facets:
                continue
            if not interest.covers(self._catalogue.domains[place]):
                continue
            near = self._cosine(place, interest)
            if about or near >= NEAR:
                strong = interest.measured.strength_long / (self._strength or 1.0)
                weight = _said_by(about) * (0.5 + near) * (0.1 + strong)
                found.append(_Match(interest, weight, strong))
        return sorted(found, key=lambda m: (-m.weight, m.interest.id))

    def _reaction(self, place: int) -> CitedEvent | None:
        """The user's own event on the item that still stands."""
        if self._snapshot.listing.seen_may_return and place not in self._user.refused:
            return None
        mine = self._by_item.get(self._catalogue.ids[place], [])
        # Refused ones do not stand, and it was seen all the same.
        own = next((e for e in mine if e.id in self._standing), mine[-1] if mine else None)
        return None if own is None else self._reading.cited(own.id)

    def _kept_out(self, place: int) -> Ground | None:
        """What keeps the item out of everybody's lists."""
        listing = self._snapshot.listing
        if listing.unavailable is not None and listing.unavailable[place]:
            return "unavailable"
        return "barred" if listing.barred is not None and listing.barred[place] else None

    def _unwanted(self, place: int) -> Interest | None:
        """The stated dislike that keeps the item out."""
        keeps_out = (i for i, mask in self._blocked.items() if mask[place])
        return next((self._reading.profile.interest(i) for i in keeps_out), None)

    def _said(self, interest: Interest) -> tuple[CitedEvent, ...]:
        """The user's words that an interest rests on, the latest."""
        events = self._reading.events
        words = [
            e.event_id
            for e in interest.evidence
            if e.event_id in events and events[e.event_id].kind == "state"
        ]
        newest = max(words, key=lambda e: events[e].at, default=None)
        return () if newest is None else (self._reading.cited(newest),)

    def _led(self, place: int, sources: tuple[str, ...]) -> Ground:
        """What the sources' word for an item comes to: the first claim that counting bears out."""
        counted = crowd_grounds(place, self._snapshot.statistics)
        grounds = [GROUNDS[s] for s in sources if s in GROUNDS]
        for ground in grounds:
            if ground != "popular":
                return ground
            if counted and counted[0] != "taken_before":
                return counted[0]
        return "taken_before" if grounds and counted else "none"

    @staticmethod
    def _evidence(interest: Interest) -> list[str]:
        return [e.event_id for e in interest.evidence]

    def _nearest(
        self,
        place: int,
        event_ids: Iterable[str],
        *,
        least: float,
        side: int = 1,
        lowest: float = 0.0,
    ) -> tuple[CitedEvent, ...]:
        said, shown = self._agreeing(event_ids, side, lowest)
        scored = [(2.0, event_id) for event_id in said]
        for (event_id, other, push), near in zip(shown, self._near(place, shown), strict=True):
            if other != place and near >= least:
                scored.append((near + push, event_id))
        scored.sort(key=lambda s: (-s[0], s[1]))
        return tuple(self._reading.cited(e) for _, e in scored[:MAX_EVENTS])

    def _agreeing(
        self, event_ids: Iterable[str], side: int, lowest: float
    ) -> tuple[list[str], list[tuple[str, int, float]]]:
        """The user's words among some events, and those on items: id, catalogue index, push."""
        said: list[str] = []
        shown: list[tuple[str, int, float]] = []
        for event_id in event_ids:
            found = self._reading.signals.get(event_id)
            if found is None or event_id not in self._standing:
                continue
            if found.event.kind == "state":
                said.append(event_id)
                continue
            other = self._catalogue.index.get(found.event.item_id or "")
            lowest_here = lowest if found.event.kind == "rating" else 0.0
            agrees = found.signal >= lowest_here if side > 0 else found.signal < 0
            if agrees and other is not None:
                shown.append((event_id, other, 0.3 * abs(found.signal)))
        return said, shown

    def _near(self, place: int, shown: Sequence[tuple[str, int, float]]) -> list[float]:
        """Cosines of an item with those of some events; 0 without vectors."""
        matrix = self._catalogue.vectors
        if matrix is None or not shown:
            return [0.0] * len(shown)
        return [float(c) for c in matrix[[other for _, other, _ in shown]] @ matrix[place]]

    def _cosine(self, place: int, interest: Interest) -> float:
        direction, matrix = self._directions.get(interest.id), self._catalogue.vectors
        if direction is None or matrix is None:
            return 0.0
        return float(matrix[place] @ direction)


def _said_by(about: frozenset[Facet]) -> float:
    """How much an interest says of an item by its facets: a decade, or none, half of a facet."""
    return sum(0.5 if facet.name == "decade" else 1.0 for facet in about) or 0.5
