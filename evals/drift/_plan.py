"""The simulated users of a suite."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from whyrec.domain import Facet
from whyrec.errors import InputError
from whyrec.evals._home import DataSet
from whyrec.evals._suite import DriftSuite
from whyrec.evals.simulate import Phase, Scale, Shelf, SimulatedUser, Simulator, drawn, moved

START = datetime(2020, 1, 1, tzinfo=UTC)
_SETTLING = 40
"""Events of a steady user before those that are looked at."""
_LEAST_CARRIERS = 60
"""Items a taste must have, so that nobody takes them all."""
_TASTES = (2, 6)
"""Tastes at a time: from, up to but not."""


class Planned(NamedTuple):
    """A simulated user and what they are there for."""

    user: SimulatedUser
    size: int | None
    """Which of the suite's sizes their switch has; None: they do not switch."""


@dataclass(frozen=True)
class Plan:
    """Makes the users; the same seed makes the same ones."""

    suite: DriftSuite
    shelf: Shelf
    scale: Scale | None

    @classmethod
    def of(cls, suite: DriftSuite, data: DataSet, scale: Scale | None) -> Plan:
        """Plan for a data set.

        Raises:
            InputError: Its items carry too few facets.
        """
        shelf = Shelf.of(data.items)
        plan = cls(suite, shelf, scale)
        if len(plan._facets) < 2 * _TASTES[1]:
            raise InputError(
                f"{data.name} has {len(plan._facets)} facets that {_LEAST_CARRIERS} items carry.",
                remedy=f"Drift is measured where there are {2 * _TASTES[1]}.",
            )
        return plan

    @property
    def _facets(self) -> list[Facet]:
        return [f for f, ids in self.shelf.carriers.items() if len(ids) >= _LEAST_CARRIERS]

    def all(self) -> Iterator[Planned]:
        """Those who stay the same, then those who switch, by size."""
        suite, facets = self.suite, self._facets
        simulator = Simulator(self.shelf, self.scale, START, suite.seed)
        for number in range(suite.steady):
            rng = simulator.rng(number)
            some = [facets[int(p)] for p in rng.permutation(len(facets))]
            tastes = drawn(some[: int(rng.integers(*_TASTES))], rng)
            phases = [Phase(tastes, _SETTLING + suite.watched)]
            yield Planned(simulator.live(f"steady-{number}", phases, rng), None)
        for place, size in enumerate(suite.sizes):
            for number in range(suite.moving):
                rng = simulator.rng(1_000_000 * (place + 1) + number)
                some = [facets[int(p)] for p in rng.permutation(len(facets))]
                before = drawn(some[: int(rng.integers(*_TASTES))], rng)
                after = moved(before, facets, rng, least=size.least, most=size.most)
                phases = [Phase(before, suite.before), Phase(after, suite.after)]
                yield Planned(simulator.live(f"moving-{place}-{number}", phases, rng), place)
