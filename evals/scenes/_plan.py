"""The simulated users of a suite."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import numpy as np

from whyrec.domain import Facet
from whyrec.errors import InputError
from whyrec.evals._home import DataSet
from whyrec.evals.scenes._outcomes import World
from whyrec.evals.scenes._spec import ContextSuite
from whyrec.evals.simulate import (
    PLACES,
    Scale,
    SceneUser,
    Shelf,
    Simulator,
    Tastes,
    apart,
    drawn,
    live_in_scenes,
    moved,
    shuffled,
)

START: Final = datetime(2020, 1, 1, tzinfo=UTC)
END: Final = datetime(2021, 1, 1, tzinfo=UTC)
"""When lists are asked for: the same moment for all, at which all that happened is known."""
WORLDS: Final[tuple[World, ...]] = ("planted", "shared", "shuffled")
_LEAST_CARRIERS = 60
"""Items a taste must have, so that nobody takes them all."""
_TASTES = (2, 5)
"""Tastes in a scene: from, up to but not."""
_LEAST_FACETS = 10


@dataclass(frozen=True)
class Plan:
    """Makes the users; the same seed makes the same ones."""

    suite: ContextSuite
    shelf: Shelf
    scale: Scale | None

    @classmethod
    def of(cls, suite: ContextSuite, data: DataSet, scale: Scale | None) -> Plan:
        """Plan for a data set.

        Raises:
            InputError: Its items carry too few facets.
        """
        plan = cls(suite, Shelf.of(data.items), scale)
        if len(plan.facets) < _LEAST_FACETS:
            raise InputError(
                f"{data.name} has {len(plan.facets)} facets that {_LEAST_CARRIERS} items carry.",
                remedy=f"Contexts are measured where there are {_LEAST_FACETS}.",
            )
        return plan

    @property
    def facets(self) -> list[Facet]:
        """What tastes are drawn from."""
        return [f for f, ids in self.shelf.carriers.items() if len(ids) >= _LEAST_CARRIERS]

    def users(self, world: World) -> list[SceneUser]:
        """The users of one world: each as often as lists are asked for, with so many events.

        Those of planted and shuffled are the same people.
        """
        simulator = Simulator(self.shelf, self.scale, START, self.suite.seed)
        found = []
        for number in range(self.suite.users):
            rng = simulator.rng(number + (1_000_000 if world == "shared" else 0))
            tastes = self._leaning(rng) if world == "shared" else self._own(rng)
            whole = live_in_scenes(simulator, f"{world}-{number}", tastes, max(self.suite.at), rng)
            for after in self.suite.at:
                user = whole.beginning(after, f"{world}-{number}-{after}")
                found.append(shuffled(user, rng) if world == "shuffled" else user)
        return found

    def _own(self, rng: np.random.Generator) -> Mapping[str, Tastes]:
        """Anything at work, and something that far away at home."""
        facets = self.facets
        some = [facets[int(p)] for p in rng.permutation(len(facets))]
        work = drawn(some[: int(rng.integers(*_TASTES))], rng)
        far = self.suite.apart
        home = moved(work, facets, rng, least=far.least, most=far.most)
        return {place.scene: tastes for place, tastes in zip(PLACES, (work, home), strict=True)}

    def _leaning(self, rng: np.random.Generator) -> Mapping[str, Tastes]:
        """At work one half of what there is, at home the other: the same halves for everybody."""
        halves = np.random.default_rng(self.suite.seed).permutation(len(self.facets))
        tastes: dict[str, Tastes] = {}
        for place, half in zip(PLACES, np.array_split(halves, 2), strict=True):
            some = [self.facets[int(p)] for p in rng.permutation(half)]
            tastes[place.scene] = drawn(some[: int(rng.integers(*_TASTES))], rng)
        assert apart(*tastes.values()) > 0
        return tastes
