"""Rankings to measure, and the metrics they are measured by."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from whyrec.evals.metrics import (
    Judged,
    average_precision,
    f1,
    hit_rate,
    ndcg,
    precision,
    recall,
    reciprocal_rank,
)

Metric = Callable[[Judged, int], NDArray[np.float64]]
METRICS: tuple[Metric, ...] = (
    hit_rate,
    ndcg,
    recall,
    precision,
    f1,
    reciprocal_rank,
    average_precision,
)
LENGTHS = (1, 3, 10, 25)
"""Shorter and longer than the lists of `drawn`."""


def lists_of(*rows: Sequence[int]) -> NDArray[np.int32]:
    """The rows, filled up with −1."""
    lists = np.full((len(rows), max(map(len, rows), default=0)), -1, dtype=np.int32)
    for place, row in enumerate(rows):
        lists[place, : len(row)] = row
    return lists


def judged(*users: tuple[Sequence[int], set[int]]) -> Judged:
    """A list and what is relevant, user by user."""
    return Judged(lists_of(*(row for row, _ in users)), tuple(frozenset(r) for _, r in users))


def drawn(seed: int = 0, users: int = 300, items: int = 40, width: int = 20) -> Judged:
    """Lists of 0 to ``width`` items by scores full of ties, 0 to 8 relevant items a user."""
    rng = np.random.default_rng(seed)
    ties = rng.permutation(items)
    rows, relevant = [], []
    for _ in range(users):
        scores = rng.integers(0, 5, size=items)
        rows.append(np.lexsort((ties, -scores))[: rng.integers(0, width + 1)].tolist())
        chosen = rng.choice(items, size=rng.integers(0, 9), replace=False)
        relevant.append(frozenset(chosen.tolist()))
    return Judged(lists_of(*rows), tuple(relevant))


def as_qrels(measured: Judged) -> dict[str, dict[str, int]]:
    """What is relevant, in TREC's form; a user without anything isn't in it."""
    return {
        f"u{user}": {f"i{item}": 1 for item in items}
        for user, items in enumerate(measured.relevant)
        if items
    }


def as_run(measured: Judged) -> dict[str, dict[str, float]]:
    """The lists of the same users in TREC's form: a score that falls from place to place."""
    return {
        f"u{user}": {f"i{item}": -float(place) for place, item in enumerate(row) if item >= 0}
        for user, row in enumerate(measured.lists.tolist())
        if measured.relevant[user]
    }
