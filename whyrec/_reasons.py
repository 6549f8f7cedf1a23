"""Which interest an item answers, which of the user's own events show it, what speaks against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal, NamedTuple

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

_PUSH = 0.3
"""What an event's weight counts beside its item's nearness."""

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


class _Agreeing(NamedTuple):
    """The user's events that agree with an interest, or with any, and still stand; by their ids."""

    said: tuple[str, ...]
    """Their words."""
    ids: tuple[str, ...]
    """Those on n items."""
    places: NDArray[np.int32]
    """Catalogue indices of the items, (n,)."""
    push: NDArray[np.float64]
    """How much more than its nearness each counts, (n,)."""
    vectors: NDArray[np.float32] | None
    """Unit vectors of the items, (n, d)."""


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
        self._agree: dict[tuple[str | None, int, float], _Agreeing] = {}

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
            events = self._nearest(place, against, side=-1, least=-1.0)
            if events:
                return Reason(place, led, interests, against, events, counted)
        if interests:
            events = self._nearest(place, interests[0], least=-1.0) or self._nearest(
                place, interests[0], least=-1.0, lowest=CHOSEN
            )
            if events:
                return Reason(place, "interest", interests, events=events, crowd=counted)
        events = self._nearest(place, None, least=NEAR)
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

    def _nearest(
        self,
        place: int,
        interest: Interest | None,
        *,
        least: float,
        side: Literal[1, -1] = 1,
        lowest: float = 0.0,
    ) -> tuple[CitedEvent, ...]:
        """Of the evidence of an interest, or of all that was liked: words, then what is nearest."""
        shown = self._agreeing(interest, side, lowest)
        near = np.zeros(len(shown.ids))
        if shown.vectors is not None and self._catalogue.vectors is not None:
            near = shown.vectors @ self._catalogue.vectors[place]
        fits = np.flatnonzero((shown.places != place) & (near >= least))
        best = fits[np.argsort(-(near + shown.push)[fits], kind="stable")]
        chosen = (*shown.said, *(shown.ids[p] for p in best[:MAX_EVENTS].tolist()))
        return tuple(self._reading.cited(e) for e in chosen[:MAX_EVENTS])

    def _agreeing(
        self, interest: Interest | None, side: Literal[1, -1], lowest: float
    ) -> _Agreeing:
        key = (interest.id if interest else None, side, lowest)
        found = self._agree.get(key)
        if found is None:
            found = self._agree[key] = self._find_agreeing(interest, side, lowest)
        return found

    def _find_agreeing(
        self, interest: Interest | None, side: Literal[1, -1], lowest: float
    ) -> _Agreeing:
        signals, index = self._reading.signals, self._catalogue.index
        if interest is None:
            ids = [e for e, s in signals.items() if s.signal > 0]
        else:
            ids = [e.event_id for e in interest.evidence]
        said: list[str] = []
        shown: list[tuple[str, int, float]] = []
        for event_id in sorted(ids):
            found = signals.get(event_id)
            if found is None or event_id not in self._standing:
                continue
            if found.event.kind == "state":
                said.append(event_id)
                continue
            place = index.get(found.event.item_id or "")
            lowest_here = lowest if found.event.kind == "rating" else 0.0
            agrees = found.signal >= lowest_here if side > 0 else found.signal < 0
            if agrees and place is not None:
                shown.append((event_id, place, _PUSH * abs(found.signal)))
        places = np.array([place for _, place, _ in shown], dtype=np.int32)
        matrix = self._catalogue.vectors
        return _Agreeing(
            said=tuple(said),
            ids=tuple(event_id for event_id, _, _ in shown),
            places=places,
            push=np.array([push for _, _, push in shown]),
            vectors=None if matrix is None else matrix[places],
        )

    def _cosine(self, place: int, interest: Interest) -> float:
        direction, matrix = self._directions.get(interest.id), self._catalogue.vectors
        if direction is None or matrix is None:
            return 0.0
        return float(matrix[place] @ direction)


def _said_by(about: frozenset[Facet]) -> float:
    """How much an interest says of an item by its facets: a decade, or none, half of a facet."""
    return sum(0.5 if facet.name == "decade" else 1.0 for facet in about) or 0.5
