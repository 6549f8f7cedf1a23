"""Candidates from collaborative factors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.retrieve._source import Asked

_NONE = np.empty(0, dtype=np.int32)


@dataclass(frozen=True)
class Ease:
    """EASE on the whole history."""

    quota: int = 150
    name: str = "ease"

    def queries(self, asked: Asked) -> None:
        """It needs no vectors."""

    def propose(self, asked: Asked, neighbours: Sequence[NDArray[np.int32]]) -> NDArray[np.int32]:
        """The best scores of ``w · B``."""
        return _NONE if asked.ease is None else asked.best(asked.ease[0], self.quota)


@dataclass(frozen=True)
class EaseRecent:
    """EASE on the history with a half-life of 30 days."""

    quota: int = 150
    name: str = "ease_recent"

    def queries(self, asked: Asked) -> None:
        """It needs no vectors."""

    def propose(self, asked: Asked, neighbours: Sequence[NDArray[np.int32]]) -> NDArray[np.int32]:
        """The best scores of ``w · B``."""
        return _NONE if asked.ease is None else asked.best(asked.ease[1], self.quota)


@dataclass(frozen=True)
class ItemKnn:
    """Items taken by the same people, from the recent history."""

    quota: int = 100
    name: str = "item_knn"

    def queries(self, asked: Asked) -> None:
        """It needs no vectors."""

    def propose(self, asked: Asked, neighbours: Sequence[NDArray[np.int32]]) -> NDArray[np.int32]:
        """The best sums of similarities."""
        return _NONE if asked.item_knn is None else asked.best(asked.item_knn[1], self.quota)
