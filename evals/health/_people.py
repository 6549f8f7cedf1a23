"""Simulated users, of whom it is known what they like."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from whyrec.domain import Event, Facet
from whyrec.evals.health._outcomes import Group
from whyrec.evals.simulate import Scale, Shelf

LIVES: tuple[Group, ...] = ("confirmed", "never")
"""What becomes of a planted taste."""
PHASE = 25
"""Events after which the passing tastes of a simulated user are drawn anew."""
_TASTES = 3
"""Passing tastes at a time."""
_GOOD = 0.7
"""Chance that a user is pleased with an item of a passing taste."""
_LOYAL = 0.8
"""Chance that an event of a drifting user is on the taste of the moment."""


@dataclass(frozen=True)
class Person:
    """A simulated user."""

    user_id: str
    group: Group
    events: tuple[Event, ...]
    """One a day, in time order."""
    about: str
    """The planted facet, or the two tastes, in words."""
    facet: Facet | None = None
    """What was planted."""
    planted: tuple[str, ...] = ()
    """Ids of the events that planted it."""
    planted_by: int = 0
    """Events after which all of them have happened."""


@dataclass(frozen=True)
class Simulation:
    """Makes users.

    Args:
        shelf: The catalogue.
        scale: Of ratings; None where the data set has none: users then like and dislike.
        start: Moment of the first event.
        seed: Of everything drawn.
    """

    shelf: Shelf
    scale: Scale | None
    start: datetime
    seed: int

    def planted(self, number: int, *, liked: int, updates: int, every: int) -> Iterator[Person]:
        """One user's two lives, which differ only in whether the planted taste is confirmed.

        The first events alternate between the planted facet, rated highest, and passing tastes.
        Then ``updates`` events follow on three passing tastes at a time, drawn anew every `PHASE`
        events among the common facets, seven of ten rated well. Nothing among them carries the
        planted facet, except that in the confirmed life every ``every``-th is one more item of it.

        Args:
            number: Of the user, from 0.
            liked: Events that plant the taste, ≥ 1.
            updates: Events that follow, ≥ 1.
            every: How often it is confirmed, ≥ 1.
        """
        needed = liked + updates // every
        rare = self.shelf.rare(needed) or self.shelf.rare(liked) or self.shelf.rare(1)
        facet = rare[number % len(rare)]
        for group in LIVES:
            rng = np.random.default_rng([self.seed, number])
            sure = np.random.default_rng([self.seed, number, 1])
            taken: set[str] = set()
            made: list[Event] = []
            user_id = f"sim-{group}-{number}"
            for place in range(2 * liked + updates):
                noise = self._passing(user_id, number, place, rng, taken, facet)
                since = place - 2 * liked
                confirming = group == "confirmed" and since >= 0 and (since + 1) % every == 0
                if (since < 0 and place % 2 == 0) or confirming:
                    item = self.shelf.draw(facet, sure, taken)
                    made.append(self._event(user_id, place, item, 1.0))
                else:
                    made.append(noise)
            yield Person(
                user_id=user_id,
                group=group,
                events=tuple(made),
                about=str(facet),
                facet=facet,
                planted=tuple(e.id for e in made[: 2 * liked : 2]),
                planted_by=2 * liked,
            )

    def drifting(self, number: int, events: int) -> Person:
        """A user whose taste moves from one facet to another.

        Eight of ten events are on the taste of the moment and rated well, the others anywhere and
        rated badly. The taste is the first one for two fifths of the events, then more and more
        often the second, and the second alone for the last fifth.

        Args:
            number: Of the user, from 0.
            events: How many, ≥ 1.
        """
        rng = np.random.default_rng([self.seed, number, 2])
        common = self.shelf.common()
        pairs = [(a, b) for a in common for b in common if a != b and self._apart(a, b)]
        first, second = pairs[int(rng.integers(len(pairs)))]
        user_id = f"sim-drifting-{number}"
        taken: set[str] = set()
        made: list[Event] = []
        for place in range(events):
            moved = (place / events - 0.4) / 0.4
            now, other = (second, first) if rng.random() < moved else (first, second)
            if rng.random() < _LOYAL:
                item, part = self.shelf.draw(now, rng, taken, other), rng.uniform(0.75, 1.0)
            else:
                anywhere = common[int(rng.integers(len(common)))]
                item, part = self.shelf.draw(anywhere, rng, taken), rng.uniform(0.2, 0.6)
            made.append(self._event(user_id, place, item, part))
        return Person(user_id, "drifting", tuple(made), f"{first}, then {second}")

    def _apart(self, a: Facet, b: Facet) -> bool:
        return self.shelf.has_without(a, b) and self.shelf.has_without(b, a)

    def _passing(
        self,
        user_id: str,
        number: int,
        place: int,
        rng: np.random.Generator,
        taken: set[str],
        without: Facet,
    ) -> Event:
        tastes = self._tastes(number, place // PHASE, without)
        facet = tastes[int(rng.integers(len(tastes)))]
        good = rng.random() < _GOOD
        part = rng.uniform(0.7, 0.95) if good else rng.uniform(0.15, 0.5)
        return self._event(user_id, place, self.shelf.draw(facet, rng, taken, without), part)

    def _tastes(self, number: int, phase: int, without: Facet) -> Sequence[Facet]:
        others = [
            f for f in self.shelf.common() if f != without and self.shelf.has_without(f, without)
        ]
        drawn = np.random.default_rng([self.seed, number, 3, phase]).permutation(len(others))
        return [others[int(p)] for p in drawn[:_TASTES]]

    def _event(self, user_id: str, place: int, item_id: str, part: float) -> Event:
        """An event on an item that pleases to a part of the scale."""
        at = self.start + timedelta(days=place)
        if self.scale is None:
            kind = "like" if part >= 0.6 else "dislike"
            return Event.model_validate(
                {"id": f"{user_id}-{place}", "user_id": user_id, "item_id": item_id}
                | {"kind": kind, "at": at}
            )
        return Event(
            id=f"{user_id}-{place}",
            user_id=user_id,
            item_id=item_id,
            kind="rating",
            value=self.scale.at(part),
            at=at,
        )
