"""Content: titles as words, titles as vectors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whyrec.errors import PrerequisiteError
from whyrec.evals._task import Task
from whyrec.evals.baselines._top import top_lists


@dataclass(frozen=True)
class TfIdf:
    """Cosine of TF-IDF vectors of titles with the mean of the user's last ``recent`` items."""

    recent: int = 10
    name: str = "TF-IDF of titles"

    def recommend(self, task: Task, k: int) -> NDArray[np.int32]:
        """Lists by the best-matching words."""
        from sklearn.feature_extraction.text import TfidfVectorizer

        words = TfidfVectorizer(sublinear_tf=True).fit_transform(task.catalogue.titles)

        def scores(user: int) -> NDArray[np.float64]:
            centre = np.asarray(words[task.items_of(user)[-self.recent :]].mean(axis=0)).ravel()
            return np.asarray(words @ centre)

        return top_lists(task, k, scores)


@dataclass(frozen=True)
class Embedding:
    """Cosine with the mean vector of the user's last ``recent`` items."""

    recent: int = 10

    @property
    def name(self) -> str:
        """``embedding``, or ``last item`` when only that one counts."""
        return "last item" if self.recent == 1 else "embedding"

    def recommend(self, task: Task, k: int) -> NDArray[np.int32]:
        """Lists by similarity.

        Raises:
            PrerequisiteError: The catalogue has no vectors.
        """
        vectors = task.catalogue.vectors
        if vectors is None:
            raise PrerequisiteError(f"The baseline '{self.name}' needs the items' vectors.")

        def scores(user: int) -> NDArray[np.float32]:
            return np.asarray(vectors @ vectors[task.items_of(user)[-self.recent :]].mean(axis=0))

        return top_lists(task, k, scores)
