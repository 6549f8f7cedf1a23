"""What a request leaves out of the catalogue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.retrieve._catalogue import CatalogueView


@dataclass(frozen=True)
class Filters:
    """Conditions that every candidate meets; by default none."""

    domains: frozenset[str] | None = None
    """Only items of these domains."""
    allow: frozenset[str] | None = None
    """Only these item ids."""
    deny: frozenset[str] = frozenset()
    """Never these item ids."""
    predicate: Callable[[str], bool] | None = None
    """Only item ids for which it is true; called for ids that pass everything else."""

    def mask(self, catalogue: CatalogueView) -> NDArray[np.bool_]:
        """True for each item of the catalogue that passes, (n,)."""
        passes = np.ones(len(catalogue), dtype=np.bool_)
        if self.domains is not None:
            passes &= np.isin(catalogue.domains.astype(str), sorted(self.domains))
        if self.allow is not None:
            allowed = np.zeros_like(passes)
            allowed[catalogue.indices(self.allow)] = True
            passes &= allowed
        passes[catalogue.indices(self.deny)] = False
        if self.predicate is not None:
            for position in np.flatnonzero(passes):
                passes[position] = self.predicate(catalogue.ids[position])
        return passes
