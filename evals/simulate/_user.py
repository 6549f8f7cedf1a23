"""A simulated user and the truth about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

import numpy as np

from whyrec.domain import Event, EventKind, Facet
from whyrec.evals.simulate._scale import Scale
from whyrec.evals.simulate._shelf import Shelf
from whyrec.evals.simulate._tastes import Tastes, apart

NOISE = 0.1
"""Share of a simulated user's choices that are anything, and mostly disappoint."""
_A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Phase:
    """A stretch of a user's life with the same tastes."""

    tastes: Tastes
    events: int
    """How many, ≥ 1."""


@dataclass(frozen=True)
class SimulatedUser:
    """A user's events, and what is true of each."""

    user_id: str
    phases: tuple[Phase, ...]
    events: tuple[Event, ...]
    """In time order."""
    drawn_for: tuple[Facet | None, ...]
    """The taste that each event was drawn for; None where it was anything."""

    @property
    def switches(self) -> tuple[int, ...]:
        """Places of the first events of all phases but the first."""
        ends = np.cumsum([phase.events for phase in self.phases])
        return tuple(ends[:-1].tolist())

    @property
    def sizes(self) -> tuple[float, ...]:
        """How far the tastes moved at each switch, in bits, [0, 1]."""
        return tuple(apart(a.tastes, b.tastes) for a, b in pairwise(self.phases))


@dataclass(frozen=True)
class Simulator:
    """Makes users over a catalogue; the same seed makes the same users.

    Args:
        shelf: The catalogue.
        scale: Of ratings; None makes likes and dislikes.
        start: Nobody's first event is before.
        seed: Of everything drawn.
    """

    shelf: Shelf
    scale: Scale | None
    start: datetime
    seed: int

    def rng(self, number: int) -> np.random.Generator:
        """What draws for one user."""
        return np.random.default_rng([self.seed, number])

    def live(
        self, user_id: str, phases: Sequence[Phase], rng: np.random.Generator
    ) -> SimulatedUser:
        """Let a user live through phases.

        An event's taste is drawn by the shares of the phase, its item among those that carry the
        taste and were not taken. Nine of ten please: they are rated in the upper quarter of the
        scale. The others are drawn from anything and rated in the lower half. Gaps between events
        are exponential with a mean of a day.

        Args:
            user_id: The user's.
            phases: In their order.
            rng: Draws.
        """
        every = list(self.shelf.facets)
        taken: set[str] = set()
        events: list[Event] = []
        about: list[Facet | None] = []
        at = self.start
        for phase in phases:
            tastes, shares = list(phase.tastes), np.array(list(phase.tastes.values()))
            for _ in range(phase.events):
                at += _A_DAY * rng.exponential()
                taste: Facet | None = None
                if rng.random() < NOISE:
                    item, part = every[int(rng.integers(len(every)))], rng.uniform(0.0, 0.5)
                    taken.add(item)
                else:
                    taste = tastes[int(rng.choice(len(tastes), p=shares))]
                    item, part = self.shelf.draw(taste, rng, taken), rng.uniform(0.75, 1.0)
                events.append(self.event(user_id, len(events), item, part, at))
                about.append(taste)
        return SimulatedUser(user_id, tuple(phases), tuple(events), tuple(about))

    def event(self, user_id: str, place: int, item: str, part: float, at: datetime) -> Event:
        """An event on an item that pleases to a part of the scale."""
        name = f"{user_id}-{place}"
        if self.scale is None:
            kind: EventKind = "like" if part >= 0.5 else "dislike"
            return Event(id=name, user_id=user_id, item_id=item, kind=kind, at=at)
        value = self.scale.at(part)
        return Event(id=name, user_id=user_id, item_id=item, kind="rating", value=value, at=at)
