"""Popularity, of all time or recent."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.retrieve import CatalogueView, Interactions, microseconds
from whyrec.evals.baselines._baseline import Past, Scorer

_DAY_US = 86_400_000_000


@dataclass(frozen=True)
class Popularity:
    """How many took an item, in the last ``days`` or ever."""

    days: int | None = None

    @property
    def name(self) -> str:
        """``popularity`` or ``popularity 7d``."""
        return "popularity" if self.days is None else f"popularity {self.days}d"

    def fit(self, catalogue: CatalogueView, past: Interactions) -> Scorer:
        """Nothing is fitted: counted is up to the moment of each question."""

        def score(user: Past) -> NDArray[np.floating]:
            first = 0
            if self.days is not None:
                start = microseconds(user.as_of) - self.days * _DAY_US
                first = int(np.searchsorted(user.crowd.at_us, start, side="right"))
            recent = user.crowd.item[first:]
            return np.bincount(recent, minlength=len(catalogue)).astype(np.float64)

        return score
