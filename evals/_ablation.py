"""What each feature adds: the ranker with one feature's contribution taken away."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.rank import Weights, rank
from whyrec.evals._fused import candidates_of, snapshot_of
from whyrec.evals._table import Row, measure
from whyrec.evals._task import Split


def ablate(split: Split, weights: Weights, *, limit: int = 500) -> Iterator[Row]:
    """One row a feature with weight, without refitting the others; the whole ranker first.

    Correlated features stand in for each other, so a small loss doesn't mean a useless feature.
    """
    snapshot = snapshot_of(split.task)
    names = [name for name, weight in weights.without_model.weights.items() if weight]
    ranks: dict[str, list[int]] = {name: [] for name in ("all features", *names)}
    pairs = zip(split.targets.tolist(), candidates_of(split.task, snapshot, limit), strict=True)
    for target, (view, candidates) in pairs:
        ranked = rank(view, candidates, snapshot, weights)
        whole = ranked.contributions.sum(axis=1)
        places = np.flatnonzero(ranked.items == target)
        for name, found in ranks.items():
            if not len(places):
                found.append(0)
                continue
            scores = whole
            if name in ranked.features:
                scores = whole - ranked.contributions[:, ranked.features.index(name)]
            ties = snapshot.catalogue.tie_break[ranked.items]
            found.append(_rank_of(int(places[0]), scores, ties))
    for name, found in ranks.items():
        label = name if name == "all features" else f"without {name}"
        yield measure(label, np.array(found, dtype=np.int64))


def _rank_of(place: int, scores: NDArray[np.float64], ties: NDArray[np.uint64]) -> int:
    ahead = scores > scores[place]
    level = (scores == scores[place]) & (ties < ties[place])
    return 1 + int((ahead | level).sum())
