"""Random order."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.retrieve import CatalogueView, Interactions
from whyrec.evals.baselines._baseline import Past, Scorer


@dataclass(frozen=True)
class Random:
    """A seeded order for each user and moment: what any system must beat."""

    seed: int = 0
    name: str = "random"

    def fit(self, catalogue: CatalogueView, past: Interactions) -> Scorer:
        """Nothing is fitted."""

        def score(user: Past) -> NDArray[np.floating]:
            key = f"{self.seed}\0{user.user_id}\0{user.as_of.isoformat()}"
            digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()
            rng = np.random.default_rng(int.from_bytes(digest[:8], "big"))
            return rng.random(len(catalogue))

        return score
