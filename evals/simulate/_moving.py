"""Users whose tastes depend on the time of the year, or on what they took last."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from whyrec.domain import Event, Facet
from whyrec.evals.simulate._tastes import Tastes
from whyrec.evals.simulate._user import NOISE, Simulator

TasteAt = Callable[[datetime, Facet | None], Tastes]
"""Tastes at a moment, after an event that was drawn for a taste."""
_YEAR_DAYS = 365.2425


@dataclass(frozen=True)
class MovingUser:
    """A user's events, each with the tastes that it was drawn from."""

    user_id: str
    events: tuple[Event, ...]
    """In time order."""
    truth: tuple[Tastes, ...]
    """Of each event; a share `NOISE` of the events was drawn from anything all the same."""


def follow(
    simulator: Simulator,
    user_id: str,
    events: int,
    tastes: TasteAt,
    rng: np.random.Generator,
    *,
    gap_days: float = 1.0,
) -> MovingUser:
    """Let a user take things as `Simulator.live` does, with tastes that move all the time.

    Args:
        simulator: The catalogue, the scale and the start.
        user_id: The user's.
        events: How many.
        tastes: What is liked when.
        rng: Draws.
        gap_days: Mean of the exponential gaps between events.
    """
    every = list(simulator.shelf.facets)
    taken: set[str] = set()
    made: list[Event] = []
    truth: list[Tastes] = []
    at, last = simulator.start, None
    for _ in range(events):
        at += timedelta(days=gap_days * rng.exponential())
        now = tastes(at, last)
        truth.append(now)
        if rng.random() < NOISE:
            item, part = every[int(rng.integers(len(every)))], rng.uniform(0.0, 0.5)
            taken.add(item)
        else:
            facets = list(now)
            last = facets[int(rng.choice(len(facets), p=np.array(list(now.values()))))]
            item, part = simulator.shelf.draw(last, rng, taken), rng.uniform(0.75, 1.0)
        made.append(simulator.event(user_id, len(made), item, part, at))
    return MovingUser(user_id, tuple(made), tuple(truth))


def steady(tastes: Tastes) -> TasteAt:
    """The same at every moment."""
    return lambda at, last: tastes


def seasonal(
    summer: Tastes, winter: Tastes, *, shift_days: float = 0.0, depth: float = 0.95
) -> TasteAt:
    """Two tastes that come and go with the year: the first has ``½ (1 + depth · cos φ)``.

    Args:
        summer: Tastes at the one turn of the year.
        winter: Those half a year later.
        shift_days: When the first turn is, in days of the epoch.
        depth: 0 mixes both evenly all the year, 1 leaves one alone at each turn.
    """

    def at_time(at: datetime, last: Facet | None) -> Tastes:
        angle = 2 * np.pi * (at.timestamp() / 86_400.0 - shift_days) / _YEAR_DAYS
        part = 0.5 * (1.0 + depth * float(np.cos(angle)))
        mixed = {facet: part * share for facet, share in summer.items()}
        for facet, share in winter.items():
            mixed[facet] = mixed.get(facet, 0.0) + (1.0 - part) * share
        return mixed

    return at_time


def chained(order: Sequence[Facet], *, sure: float = 0.7) -> TasteAt:
    """After each taste mostly the next of a ring, else any of the ring's.

    Args:
        order: The ring, the same for all who follow it.
        sure: Chance of going on in it.
    """
    following: Mapping[Facet, Facet] = dict(zip(order, [*order[1:], order[0]], strict=True))
    even = {facet: 1.0 / len(order) for facet in order}

    def after(at: datetime, last: Facet | None) -> Tastes:
        if last is None:
            return even
        mixed = {facet: (1.0 - sure) * share for facet, share in even.items()}
        mixed[following[last]] += sure
        return mixed

    return after
