"""Whose next events are forecast: the data set's users, and simulated ones of known truth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from whyrec.agents.dynamics import Everybody
from whyrec.agents.retrieve import CatalogueView, Interactions
from whyrec.domain import Facet
from whyrec.errors import InputError
from whyrec.evals._home import DataSet
from whyrec.evals.forecast._moments import Floats, Histories, Moment, Truth
from whyrec.evals.forecast._spec import ForecastSuite
from whyrec.evals.simulate import (
    MovingUser,
    Scale,
    Shelf,
    Simulator,
    chained,
    columns_of,
    drawn,
    follow,
    seasonal,
    steady,
)
from whyrec.evals.simulate._moving import TasteAt
from whyrec.evals.simulate._user import NOISE

START = datetime(2020, 1, 1, tzinfo=UTC)
REAL = "the data set's users"
SIMULATED = ("steady", "seasonal", "chained")
_LEAST_CARRIERS = 60
"""Items a taste must have, so that nobody takes them all."""
_TASTES = 3
"""Of a steady user, and of each half of the year."""
_RING = 8
_SCALE = Scale(0.5, 5.0)
"""Rated, whatever the data set has: a dislike would be no interaction, and the truth is of all."""
_EVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Crowd:
    """Users with the moments at which they are asked about."""

    name: str
    histories: Histories
    moments: tuple[Moment, ...]
    block_days: float
    truth: Truth | None = None


def real(suite: ForecastSuite, data: DataSet) -> Crowd:
    """The users of the data set with enough events on enough days.

    Raises:
        InputError: There are none.
    """
    histories = Histories(data.crowd)
    users = histories.active(suite.least_events, suite.least_days)
    if not users:
        raise InputError(
            f"{data.name} has no user with {suite.least_events} events on {suite.least_days} days.",
            remedy="Lower least_events and least_days in the suite.",
        )
    moments = [m for u in users for m in histories.moments(u, suite.settled, suite.moments)]
    return Crowd(REAL, histories, tuple(moments), suite.block_days)


def simulated(kind: str, suite: ForecastSuite, data: DataSet) -> Crowd:
    """Users of one kind, who are each other's crowd.

    Raises:
        InputError: The catalogue's items carry too few facets.
    """
    shelf = Shelf.of(data.items)
    facets = [f for f, ids in shelf.carriers.items() if len(ids) >= _LEAST_CARRIERS]
    if len(facets) < _RING:
        raise InputError(
            f"{data.name} has {len(facets)} facets that {_LEAST_CARRIERS} items carry.",
            remedy=f"Forecasts are measured where there are {_RING}; or set simulated: 0.",
        )
    simulator = Simulator(shelf, _SCALE, START, suite.seed)
    ring = [facets[int(p)] for p in simulator.rng(0).permutation(len(facets))[:_RING]]
    lives: dict[str, MovingUser] = {}
    for number in range(suite.simulated):
        rng = simulator.rng(1_000 * (1 + SIMULATED.index(kind)) + number)
        some = [facets[int(p)] for p in rng.permutation(len(facets))]
        tastes = _tastes(kind, some, ring, rng)
        name = f"{kind}-{number:04d}"
        lives[name] = follow(simulator, name, suite.lived, tastes, rng, gap_days=suite.gap_days)
    events = [event for life in lives.values() for event in life.events]
    view, columns = data.catalogue, columns_of(events)
    histories = Histories(Interactions.from_columns(view, columns, _EVER))
    moments = [
        m
        for user in range(len(histories.crowd.users))
        for m in histories.moments(user, suite.settled, 4 * suite.moments)
    ]
    truth = _Truth(view, histories, lives)
    return Crowd(kind, histories, tuple(moments), 6 * suite.gap_days, truth)


def _tastes(kind: str, some: list[Facet], ring: list[Facet], rng: np.random.Generator) -> TasteAt:
    match kind:
        case "steady":
            return steady(drawn(some[:_TASTES], rng))
        case "seasonal":
            summer, winter = drawn(some[:_TASTES], rng), drawn(some[_TASTES : 2 * _TASTES], rng)
            return seasonal(summer, winter, shift_days=float(rng.uniform(0, 365)))
        case _:
            return chained(ring)


class _Truth:
    """What a simulated user's next event is drawn from, in topics.

    An event for a taste is any item that carries it, so that the truth is the mean of those items'
    topics, mixed by the tastes and with the noise. That items are taken once is left out of it.
    """

    def __init__(
        self, view: CatalogueView, histories: Histories, lives: Mapping[str, MovingUser]
    ) -> None:
        self._view, self._histories, self._lives = view, histories, lives
        self._means: tuple[Everybody | None, dict[Facet | None, Floats]] = (None, {})

    def __call__(self, moment: Moment, everybody: Everybody) -> Floats:
        life = self._lives[self._histories.crowd.users[moment.user]]
        if self._means[0] is not everybody:
            self._means = (everybody, {})
        tastes = life.truth[moment.place]
        told = NOISE * self._mean(None) + sum(
            (1 - NOISE) * share * self._mean(facet) for facet, share in tastes.items()
        )
        return np.asarray(told / told.sum())

    def _mean(self, facet: Facet | None) -> Floats:
        """Mean topics of the items that carry a facet; of all items for None."""
        everybody, known = self._means
        assert everybody is not None
        if facet not in known:
            rows = everybody.space.rows
            if facet is not None:
                rows = rows[np.flatnonzero(self._view.carries(facet))]
            mean = np.asarray(rows.mean(axis=0)).ravel()
            known[facet] = mean / max(float(mean.sum()), 1e-12)
        return known[facet]
