"""Candidates near what the user liked last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.retrieve._fusion import fuse
from whyrec.agents.retrieve._source import Asked


@dataclass(frozen=True)
class Latest:
    """Neighbours of the last items with a weight of at least 0, the newest counting most."""

    quota: int = 80
    most: int = 3
    """Items asked for."""
    name: str = "latest"

    def queries(self, asked: Asked) -> NDArray[np.float32] | None:
        """The items' vectors, newest first."""
        vectors = asked.snapshot.catalogue.vectors
        if vectors is None:
            return None
        liked = asked.user.items[asked.user.weights >= 0]
        with_vector = liked[np.any(vectors[liked] != 0, axis=1)]
        newest = list(dict.fromkeys(with_vector[::-1].tolist()))[: self.most]
        return vectors[newest] if newest else None

    def propose(self, asked: Asked, neighbours: Sequence[NDArray[np.int32]]) -> NDArray[np.int32]:
        """Neighbours of all, fused by reciprocal rank; each older item counts 20 % less."""
        weights = [0.8**place for place in range(len(neighbours))]
        return fuse(neighbours, asked.snapshot.catalogue, weights=weights).items[: self.quota]
