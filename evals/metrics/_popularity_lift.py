"""Popularity lift."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from whyrec.evals.metrics._lists import first, mean_of, ratio


def popularity_lift(
    lists: NDArray[np.int32],
    k: int,
    counts: NDArray[np.integer],
    histories: Sequence[NDArray[np.integer]],
) -> NDArray[np.float64]:
    """How much more popular a user's first ``k`` are than what the user takes anyway.

    ``mean count of the list / mean count of the history − 1``: 0 follows the user's taste, 1 shows
    things twice as popular, −½ half as popular. Source: Abdollahpouri et al. 2020, *The connection
    between popularity bias, calibration, and fairness in recommendation*, there for groups of
    users, here for each.

    Args:
        lists: Item indices, best first, −1 where a list has no more, (u, width).
        k: Length of the list looked at, ≥ 1.
        counts: How often each item was taken before the moment of prediction, ≥ 0, (n,).
        histories: Items each user took before it; one taken twice counts twice, u of (h,).

    Returns:
        −1 or more a user; NaN for an empty list, or a history that is empty or of items nobody
        took, (u,).

    Raises:
        ValueError: ``k`` below 1, a negative count, an index past the catalogue, malformed lists,
            or another number of histories than of lists.
    """
    top = first(lists, k, len(counts))
    if (counts < 0).any():
        raise ValueError("a count is ≥ 0")
    if len(histories) != len(lists):
        raise ValueError(f"{len(lists)} lists, but {len(histories)} histories")
    usual = np.array([_mean_count(counts, items) for items in histories], dtype=np.float64)
    return ratio(mean_of(counts.astype(np.float64), top), usual) - 1.0


def _mean_count(counts: NDArray[np.integer], items: NDArray[np.integer]) -> float:
    if not len(items):
        return 0.0
    if items.min() < 0 or items.max() >= len(counts):
        raise ValueError(f"a history holds an item outside a catalogue of {len(counts)}")
    return float(counts[items].mean())
