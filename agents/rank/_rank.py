"""From candidates to scores."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.rank._judge import Judge
from whyrec.agents.rank._weights import Weights
from whyrec.agents.retrieve import Candidates, Snapshot, UserView


@dataclass(frozen=True)
class Ranked:
    """All candidates with their scores, best first. Exactly the candidates: none added or lost."""

    items: NDArray[np.int32]
    """Catalogue indices, (c,)."""
    scores: NDArray[np.float64]
    """Calibrated probability that the item is what the user takes next, [0, 1], descending, (c,)."""
    features: tuple[str, ...]
    contributions: NDArray[np.float64]
    """Weight × standardised feature; a row sums to the log-odds less the bias, (c, f)."""
    sources: tuple[tuple[str, ...], ...]
    """The sources that proposed each item."""
    degraded: bool
    """True when a judge was asked and failed, so that the set without the model was used."""

    def __len__(self) -> int:
        return len(self.items)

    def parts(self, position: int) -> dict[str, float]:
        """Each feature's contribution to the log-odds of the item at ``position``."""
        row = self.contributions[position]
        return {name: float(part) for name, part in zip(self.features, row, strict=True)}

    def rank_of(self, item: int) -> int | None:
        """Rank from 1 of a catalogue index, or None when it is no candidate."""
        found = np.flatnonzero(self.items == item)
        return int(found[0]) + 1 if len(found) else None


def rank(user: UserView, candidates: Candidates, snapshot: Snapshot, weights: Weights) -> Ranked:
    """Score the candidates without a model."""
    raise NotImplementedError


async def rank_with_model(
    user: UserView,
    candidates: Candidates,
    snapshot: Snapshot,
    weights: Weights,
    judge: Judge,
    *,
    judged: int = 50,
) -> Ranked:
    """Score the candidates, the best ``judged`` of them with the language model's judgement.

    Whatever fails in the model's part leads to the scores of `rank`, marked ``degraded``.
    Cancellation passes through.
    """
    raise NotImplementedError


def select(ranked: Ranked, snapshot: Snapshot, k: int, *, diversity: float = 0.2) -> list[int]:
    """Build the list greedily by ``score(i) · (1 − max_sim(i, chosen))^λ``.

    Args:
        ranked: The scored candidates.
        snapshot: Where the items' vectors are; without vectors their facets say how alike two are.
        k: Length of the list.
        diversity: λ ≥ 0; 0 keeps the order of the scores.

    Returns:
        Positions in ``ranked``, in the order to show, at most ``k``.
    """
    raise NotImplementedError
