"""Candidates from the crowd: what is taken now, and what was always taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.retrieve._source import Asked


@dataclass(frozen=True)
class Recent:
    """What was taken most in the last 7 days; the last day, then the last 30 break ties."""

    quota: int = 200
    name: str = "recent"

    def queries(self, asked: Asked) -> None:
        """It needs no vectors."""

    def propose(self, asked: Asked, neighbours: Sequence[NDArray[np.int32]]) -> NDArray[np.int32]:
        """The most taken of the window."""
        recent = asked.snapshot.statistics.recent
        return asked.best(recent[7] + 1e-3 * recent[1] + 1e-3 * recent[30], self.quota)


@dataclass(frozen=True)
class Popular:
    """What was taken most of all time."""

    quota: int = 100
    name: str = "popular"

    def queries(self, asked: Asked) -> None:
        """It needs no vectors."""

    def propose(self, asked: Asked, neighbours: Sequence[NDArray[np.int32]]) -> NDArray[np.int32]:
        """The most taken."""
        return asked.best(asked.snapshot.statistics.total, self.quota)
