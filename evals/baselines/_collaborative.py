"""Collaborative filters: EASE, item-kNN, ALS."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from whyrec.agents.retrieve import Collaborative, CollaborativeSettings
from whyrec.errors import PrerequisiteError
from whyrec.evals._task import Task
from whyrec.evals.baselines._top import top_lists

_Score = Callable[[NDArray[np.int32], NDArray[np.float32]], NDArray[np.float32]]
_EASE = CollaborativeSettings()
_ITEM_KNN = CollaborativeSettings(max_ease_items=0)


@dataclass(frozen=True)
class Ease:
    """EASE (Steck 2019) on the whole history."""

    settings: CollaborativeSettings = _EASE
    name: str = "EASE"

    def recommend(self, task: Task, k: int) -> NDArray[np.int32]:
        """Lists by ``x · B``."""
        fitted = Collaborative.fit(task.catalogue, task.interactions, self.settings)
        return top_lists(task, k, lambda u: _scores(fitted.ease_scores, task.items_of(u)))


@dataclass(frozen=True)
class ItemKnn:
    """Item-kNN by shrunken cosine on the whole history."""

    settings: CollaborativeSettings = _ITEM_KNN
    name: str = "item-kNN"

    def recommend(self, task: Task, k: int) -> NDArray[np.int32]:
        """Lists by the sum of similarities."""
        fitted = Collaborative.fit(task.catalogue, task.interactions, self.settings)
        return top_lists(task, k, lambda u: _scores(fitted.item_knn_scores, task.items_of(u)))


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

    def recommend(self, task: Task, k: int) -> NDArray[np.int32]:
        """Lists by the product of factors.

        Raises:
            PrerequisiteError: ``implicit`` is not installed.
        """
        try:
            from implicit.cpu.als import AlternatingLeastSquares
        except ImportError as error:
            raise PrerequisiteError(
                "The ALS baseline needs implicit.", remedy="Run: pip install 'whyrec[dev]'"
            ) from error
        past = task.interactions
        matrix = sparse.csr_matrix(
            (np.ones(len(past.item), dtype=np.float32), (past.user, past.item)),
            shape=(len(past.users), len(task.catalogue)),
        )
        matrix.data[:] = 1.0
        model = AlternatingLeastSquares(
            factors=self.factors,
            regularization=self.regularisation,
            alpha=self.alpha,
            iterations=self.iterations,
            random_state=self.seed,
        )
        model.fit(matrix, show_progress=False)
        return top_lists(task, k, lambda u: model.item_factors @ model.user_factors[u])


def _scores(score: _Score, items: NDArray[np.int32]) -> NDArray[np.float32]:
    distinct = np.unique(items)
    return np.asarray(score(distinct, np.ones((1, len(distinct)), dtype=np.float32))[0])
