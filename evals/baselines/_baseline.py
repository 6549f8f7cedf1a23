"""What a baseline is: something fitted on the past that scores the catalogue for a user."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.retrieve import CatalogueView, Interactions


@dataclass(frozen=True)
class Past:
    """What may be known of one user and of everybody at a moment."""

    as_of: datetime
    user_id: str
    items: NDArray[np.int32]
    """Catalogue indices of what the user took, oldest first, (h,)."""
    ages_days: NDArray[np.float64]
    """How long ago, (h,)."""
    crowd: Interactions
    """Everybody's interactions up to ``as_of``."""


Scorer = Callable[[Past], NDArray[np.floating]]
"""Scores of the whole catalogue for a user, (n,); higher is better, −inf is "never"."""


class Baseline(Protocol):
    """A recommender that everything is compared with. A new one is a class in a file of its own."""

    @property
    def name(self) -> str:
        """As tables show it."""

    def fit(self, catalogue: CatalogueView, past: Interactions) -> Scorer:
        """Learn from what happened up to ``past.as_of``.

        The scorer is then asked at that moment or later: what it reads of `Past` is newer than
        what was fitted, what was fitted stays.
        """
