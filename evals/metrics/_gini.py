"""Gini coefficient of exposure."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from whyrec.evals.metrics._lists import first


def gini(lists: NDArray[np.int32], k: int, items: int) -> float:
    """How unequally the places of the users' first ``k`` are shared out over the catalogue.

    ``Σ (2 i − n − 1) xᵢ / (n Σ xᵢ)`` with xᵢ the number of lists that hold item i, ascending, over
    all n items, those never shown among them. Every place counts the same. Source: Fleder &
    Hosanagar 2009, *Blockbuster culture's next rise or fall*, Management Science 55(5).

    Args:
        lists: Item indices, best first, −1 where a list has no more, (u, width).
        k: Length of the list looked at, ≥ 1.
        items: Size of the whole catalogue, ≥ 1.

    Returns:
        0 (all shown equally often) to ``1 − 1 / items`` (one item in every place), NaN when
        nothing is shown.

    Raises:
        ValueError: ``k`` or ``items`` below 1, an index past the catalogue, or malformed lists.
    """
    top = first(lists, k, items)
    shown = np.sort(np.bincount(top[top >= 0], minlength=items))
    total = int(shown.sum())
    if not total:
        return float("nan")
    weights = 2 * np.arange(1, items + 1) - items - 1
    return int((weights * shown).sum()) / (items * total)
