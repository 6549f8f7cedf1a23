"""Candidates near what the profile says the user likes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.retrieve._fusion import fuse
from whyrec.agents.retrieve._source import Asked
from whyrec.agents.retrieve._user import InterestView


@dataclass(frozen=True)
class Interests:
    """One query a liked interest, weighted by its share; not for what is only expected."""

    quota: int = 100
    most: int = 6
    """Interests asked for, strongest first."""
    name: str = "interests"

    def queries(self, asked: Asked) -> NDArray[np.float32] | None:
        """The interests' vectors."""
        vectors = [i.vector for i in self._asked_for(asked) if i.vector is not None]
        return np.stack(vectors).astype(np.float32) if vectors else None

    def propose(self, asked: Asked, neighbours: Sequence[NDArray[np.int32]]) -> NDArray[np.int32]:
        """Neighbours of all interests, fused by reciprocal rank times share."""
        shares = [max(i.share, 0.02) for i in self._asked_for(asked)]
        return fuse(neighbours, asked.snapshot.catalogue, weights=shares).items[: self.quota]

    def _asked_for(self, asked: Asked) -> list[InterestView]:
        shown = [i for i in asked.user.likes if i.share > 0 or not i.expected]
        return [i for i in shown if i.vector is not None][: self.most]
