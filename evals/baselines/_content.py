"""Content: titles as words, titles as vectors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.retrieve import CatalogueView, Interactions
from whyrec.errors import PrerequisiteError
from whyrec.evals.baselines._baseline import Past, Scorer


@dataclass(frozen=True)
class TfIdf:
    """Cosine of TF-IDF vectors of titles with the mean of the user's last ``recent`` items."""

    recent: int = 10
    name: str = "TF-IDF of titles"

    def fit(self, catalogue: CatalogueView, past: Interactions) -> Scorer:
        """Scores are the best-matching words'."""
        from sklearn.feature_extraction.text import TfidfVectorizer

        try:
            words = TfidfVectorizer(sublinear_tf=True).fit_transform(catalogue.titles)
        except ValueError:  # no title has a word, as where ids stand for titles
            return lambda user: np.zeros(len(catalogue))

        def score(user: Past) -> NDArray[np.floating]:
            if not len(user.items):
                return np.zeros(len(catalogue))
            centre = np.asarray(words[user.items[-self.recent :]].mean(axis=0)).ravel()
            return np.asarray(words @ centre)

        return score


@dataclass(frozen=True)
class Embedding:
    """Cosine with the mean vector of the user's last ``recent`` items."""

    recent: int = 10

    @property
    def name(self) -> str:
        """``embedding``, or ``same as last`` when only the last item counts."""
        return "same as last" if self.recent == 1 else f"embedding, last {self.recent}"

    def fit(self, catalogue: CatalogueView, past: Interactions) -> Scorer:
        """Scores are similarities.

        Raises:
            PrerequisiteError: The catalogue has no vectors.
        """
        vectors = catalogue.vectors
        if vectors is None:
            raise PrerequisiteError(f"The baseline '{self.name}' needs the items' vectors.")

        def score(user: Past) -> NDArray[np.floating]:
            if not len(user.items):
                return np.zeros(len(catalogue))
            return np.asarray(vectors @ vectors[user.items[-self.recent :]].mean(axis=0))

        return score
