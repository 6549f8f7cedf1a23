"""Candidates that interests carried over from another domain lead to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.retrieve._source import Asked


@dataclass(frozen=True)
class CarriedOver:
    """What is about a carried interest, the most taken first, by what is expected of it."""

    quota: int = 60
    name: str = "carried_over"

    def queries(self, asked: Asked) -> None:
        """It needs no vectors: topics are what is carried over."""

    def propose(self, asked: Asked, neighbours: Sequence[NDArray[np.int32]]) -> NDArray[np.int32]:
        """Items by how often they were taken times how much more is expected of their topic."""
        catalogue = asked.snapshot.catalogue
        more = np.zeros(len(catalogue))
        for interest in asked.user.likes:
            if interest.expected > 0:
                about = catalogue.carries_all(interest.facets)
                about &= catalogue.domains == interest.domain
                more = np.maximum(more, np.where(about, np.expm1(interest.expected), 0.0))
        if not more.any():
            return np.empty(0, dtype=np.int32)
        statistics = asked.snapshot.statistics
        taken = statistics.recent[30] + 0.1 * statistics.total + 1e-3
        return asked.best((more * taken).astype(np.float32), self.quota)
