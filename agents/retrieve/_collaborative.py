"""Collaborative factors as an artifact: EASE where the catalogue allows it, and item-kNN."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from whyrec.agents.retrieve._catalogue import CatalogueView
from whyrec.agents.retrieve._interactions import Interactions


@dataclass(frozen=True)
class CollaborativeSettings:
    """How the factors are fitted."""

    min_interactions: int = 3
    """Items with fewer have no factors."""
    max_ease_items: int = 20_000
    """With more items than this only item-kNN is fitted."""
    regularisation: float = 200.0
    """λ of EASE's ridge."""
    neighbours: int = 100
    """Neighbours an item keeps in item-kNN."""
    shrinkage: float = 20.0
    """Added to the denominator of item-kNN's cosine."""


@dataclass(frozen=True)
class Collaborative:
    """Fitted item-to-item factors."""

    as_of: datetime
    """Newest moment whose events took part."""
    fingerprint: str
    """sha256 of the events and settings fitted on."""
    members: NDArray[np.int32]
    """Catalogue index of each row and column of the factors, (p,)."""
    ease: NDArray[np.float32] | None
    """EASE's B, (p, p), zero diagonal; None beyond the limit. Memory-mapped after `load`."""
    item_knn: sparse.csr_array
    """Similarities of the nearest items, (p, p) float32."""
    items: int
    """Size of the catalogue the indices belong to."""

    @classmethod
    def fit(
        cls,
        catalogue: CatalogueView,
        interactions: Interactions,
        settings: CollaborativeSettings = CollaborativeSettings(),
    ) -> Collaborative:
        """Fit on everything in ``interactions``; its ``as_of`` becomes the artifact's."""
        raise NotImplementedError

    def save(self, folder: Path, catalogue: CatalogueView) -> None:
        """Write ``ease.npy``, ``item_knn.npz`` and ``collaborative.json``, whole or not at all."""
        raise NotImplementedError

    @classmethod
    def load(cls, folder: Path, catalogue: CatalogueView, as_of: datetime) -> Collaborative | None:
        """Open the newest artifact that knows nothing later than ``as_of``, or None."""
        raise NotImplementedError

    def ease_scores(
        self, items: NDArray[np.int32], weights: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """``w · B``: one row of catalogue scores for each row of ``weights``, (q, n)."""
        raise NotImplementedError

    def item_knn_scores(
        self, items: NDArray[np.int32], weights: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """The same from item-kNN's similarities, (q, n)."""
        raise NotImplementedError
