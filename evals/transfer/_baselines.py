"""What whyrec is compared with: popularity in the domain, and the mapping of topics alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.dynamics import Learned, Mapping, likeness
from whyrec.agents.retrieve import CatalogueView, Interactions, Snapshot, Statistics
from whyrec.domain import Event
from whyrec.evals.transfer._outcomes import K
from whyrec.evals.transfer._worlds import Asked, DomainsWorld

_HALF_LIFE_DAYS = 180.0
_DAY = 86_400.0


@dataclass(frozen=True)
class Baselines:
    """Ranks the second domain's items; what is learned is learned once a block."""

    world: DomainsWorld
    catalogue: CatalogueView
    crowd: Interactions
    """Everybody's, of all time."""
    learned_at: Asked
    """The first of the block: nothing later is learned from."""

    @cached_property
    def _snapshot(self) -> Snapshot:
        crowd = self.crowd.until(self.learned_at.as_of)
        return Snapshot(self.catalogue, Statistics.from_interactions(crowd), crowd=crowd)

    @cached_property
    def _mappings(self) -> dict[str, Mapping]:
        of = Learned(self.world.first, self.world.second)
        return {
            "learned mapping": self._snapshot.once(of),
            "likeness of topics": likeness(self._snapshot, of.source, of.target),
        }

    @cached_property
    def _second(self) -> NDArray[np.bool_]:
        return np.asarray(self.catalogue.domains == self.world.second)

    def ranks(self, asked: Asked, history: Sequence[Event]) -> dict[str, int | None]:
        """Where the target stands, by baseline; popularity is that of the moment."""
        statistics = Statistics.from_interactions(self.crowd.until(asked.as_of))
        places = self.catalogue.indices(e.item_id or "" for e in history)
        ages = [
            (asked.as_of - e.at).total_seconds() / _DAY
            for e in history
            if e.item_id in self.catalogue.index
        ]
        weights = np.exp2(-np.array(ages) / _HALF_LIFE_DAYS)
        lately = statistics.recent[30].astype(np.float64)
        ever = statistics.total.astype(np.float64)
        scores = {"popularity": ever, "popularity 30d": lately + 1e-6 * ever}
        for name, mapping in self._mappings.items():
            lifts = mapping.lifts(mapping.source.counts(places, weights))
            expected = np.asarray(mapping.target.about @ lifts)
            told = np.asarray(mapping.target.about.sum(axis=1)) > 0
            scores[name] = (lately + 0.1 * ever + 1e-3) * np.where(told, expected, 1.0)
        target = self.catalogue.index[asked.target]
        allowed = self._second.copy()
        allowed[places] = False
        return {name: self._rank(one, allowed, target) for name, one in scores.items()}

    def _rank(
        self, scores: NDArray[np.float64], allowed: NDArray[np.bool_], target: int
    ) -> int | None:
        some = np.flatnonzero(allowed)
        order = some[np.lexsort((self.catalogue.tie_break[some], -scores[some]))][:K]
        found = np.flatnonzero(order == target)
        return int(found[0]) + 1 if len(found) else None
