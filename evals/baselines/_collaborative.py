"""Collaborative filters: EASE, item-kNN, ALS."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from threadpoolctl import threadpool_limits

from whyrec.agents.retrieve import (
    CatalogueView,
    Collaborative,
    CollaborativeSettings,
    Interactions,
)
from whyrec.errors import PrerequisiteError
from whyrec.evals.baselines._baseline import Past, Scorer

_EASE = CollaborativeSettings()
_ITEM_KNN = CollaborativeSettings(max_ease_items=0)


@dataclass(frozen=True)
class Ease:
    """EASE (Steck 2019) on the whole history."""

    settings: CollaborativeSettings = _EASE
    name: str = "EASE"

    def fit(self, catalogue: CatalogueView, past: Interactions) -> Scorer:
        """Scores are ``x · B``."""
        fitted = Collaborative.fit(catalogue, past, self.settings)
        return lambda user: _plain(fitted.ease_scores(*_history(user)))


@dataclass(frozen=True)
class ItemKnn:
    """Item-kNN by shrunken cosine on the whole history."""

    settings: CollaborativeSettings = _ITEM_KNN
    name: str = "item-kNN"

    def fit(self, catalogue: CatalogueView, past: Interactions) -> Scorer:
        """Scores are sums of similarities."""
        fitted = Collaborative.fit(catalogue, past, self.settings)
        return lambda user: _plain(fitted.item_knn_scores(*_history(user)))


@dataclass(frozen=True)
class Als:
    """Weighted matrix factorisation (Hu, Koren and Volinsky 2008) of ``implicit``.

    Factors and alpha are the best of a small grid on MovieTweetings' training windows.
    """

    factors: int = 16
    regularisation: float = 0.05
    alpha: float = 5.0
    iterations: int = 15
    seed: int = 0
    name: str = "ALS"

    def fit(self, catalogue: CatalogueView, past: Interactions) -> Scorer:
        """Scores are products of factors, the user's made anew from what they took so far.

        Raises:
            PrerequisiteError: ``implicit`` is not installed.
        """
        try:
            from implicit.cpu.als import AlternatingLeastSquares
        except ImportError as error:
            raise PrerequisiteError(
                "The ALS baseline needs implicit.", remedy="Run: pip install 'whyrec[evals]'"
            ) from error
        items = len(catalogue)
        if not len(past.item):
            return lambda user: np.zeros(items)
        # Only those who did something so far: each row draws from the generator, so that whoever
        # comes later would change the factors.
        present, user_row = np.unique(past.user, return_inverse=True)
        taken = _ones(user_row.astype(np.int32), past.item, (len(present), items))
        # The library's own advice: BLAS threads would fight with its own.
        with threadpool_limits(1, "blas"):
            model = AlternatingLeastSquares(
                factors=self.factors,
                regularization=self.regularisation,
                alpha=self.alpha,
                iterations=self.iterations,
                random_state=self.seed,
            )
            model.fit(taken, show_progress=False)

        def score(user: Past) -> NDArray[np.floating]:
            row = _ones(np.zeros(len(user.items), dtype=np.int32), user.items, (1, items))
            vector = model.recalculate_user(0, row)
            return np.asarray(model.item_factors @ np.ravel(vector))

        return score


def _ones(
    rows: NDArray[np.int32], columns: NDArray[np.int32], shape: tuple[int, int]
) -> sparse.csr_matrix:
    matrix = sparse.csr_matrix((np.ones(len(rows), dtype=np.float32), (rows, columns)), shape=shape)
    matrix.data[:] = 1.0
    return matrix


def _history(user: Past) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    distinct = np.unique(user.items)
    return distinct, np.ones((1, len(distinct)), dtype=np.float32)


def _plain(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(scores[0])
