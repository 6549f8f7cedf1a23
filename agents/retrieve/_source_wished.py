"""Candidates that the user asked for in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.retrieve._source import Asked


@dataclass(frozen=True)
class Wished:
    """What is about a wish for more: it carries all its facets; the most taken first.

    The neighbours of a wish's vector would not do: near the words "film noir" lie films about
    films.
    """

    quota: int = 60
    name: str = "wished"

    def queries(self, asked: Asked) -> None:
        """It needs no vectors."""

    def propose(self, asked: Asked, neighbours: Sequence[NDArray[np.int32]]) -> NDArray[np.int32]:
        """The most taken of the last 30 days, then of all time."""
        about = np.zeros(len(asked.snapshot.catalogue), dtype=np.bool_)
        for wish in asked.user.likes:
            if wish.wanted and wish.facets:
                about |= asked.snapshot.catalogue.carries_all(wish.facets)
        if not about.any():
            return np.empty(0, dtype=np.int32)
        statistics = asked.snapshot.statistics
        taken = statistics.recent[30] + 1e-3 * statistics.total + 1e-6
        return asked.best(np.where(about, taken, 0.0).astype(np.float32), self.quota)
