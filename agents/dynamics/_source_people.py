"""Candidates from people like the user."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.clusters import PRIOR_RECENT, PRIOR_TOTAL, clusters_of, divided, user_vector
from whyrec.agents.retrieve import Asked


@dataclass(frozen=True)
class People:
    """What the user's clusters take, lately and of all time, more than everybody does.

    By ``Σ_t p_t(i | u) · log(p_t(i | u) / p_t(i))``, t lately and of all time: what sets the user's
    clusters apart. What everybody takes is found by other sources.
    """

    quota: int = 150
    name: str = "people"

    def queries(self, asked: Asked) -> None:
        """It needs no neighbours."""

    def propose(self, asked: Asked, neighbours: Sequence[NDArray[np.int32]]) -> NDArray[np.int32]:
        """What sets the user's clusters apart; nothing without clusters."""
        clusters = clusters_of(asked.snapshot)
        if clusters is None or clusters.total is None or clusters.recent is None:
            return np.empty(0, dtype=np.int32)
        vector = user_vector(asked.snapshot.catalogue, asked.user, clusters.origin)
        belongs = clusters.membership(vector)
        recent = divided(clusters.recent, belongs, PRIOR_RECENT).apart
        total = divided(clusters.total, belongs, PRIOR_TOTAL).apart
        return asked.best((recent + total).astype(np.float32), self.quota)
