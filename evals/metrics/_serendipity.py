"""Serendipity."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from whyrec.evals.metrics._judged import Judged
from whyrec.evals.metrics._lists import check_lists, found_in, ratio


def serendipity(judged: Judged, k: int, expected_lists: NDArray[np.int32]) -> NDArray[np.float64]:
    """Share of each user's hits that a primitive list would not have shown.

    ``|hits ∖ expected| / |hits|`` among the first ``k``, the primitive list (popularity, say) being
    cut to as many items as the user was shown. It says nothing of how many hits there are: read it
    beside `hit_rate`. Sources: Murakami, Mori & Orihara 2008, *Metrics for evaluating the
    serendipity of recommendation lists*; Ge, Delgado-Battenfeld & Jannach 2010 (who divide by the
    list's length).

    Args:
        judged: Lists and relevant items of u users.
        k: Length of the list looked at, ≥ 1.
        expected_lists: The primitive method's items for each user, best first, −1 where it has no
            more, (u, at least as many as are looked at).

    Returns:
        0 to 1 a user, NaN for a user without a hit, so without any relevant item too, (u,).

    Raises:
        ValueError: ``k`` below 1, malformed expected lists, another number of them, or shorter
            ones.
    """
    top = judged.top(k)
    check_lists(expected_lists)
    if len(expected_lists) != len(top) or expected_lists.shape[1] < top.shape[1]:
        raise ValueError(f"expected lists of {expected_lists.shape} beside lists of {top.shape}")
    expected = expected_lists[:, : top.shape[1]]
    same_length = (top >= 0) & (expected >= 0)
    rows, places = np.nonzero(same_length)
    hits = judged.hits(k)
    unexpected = hits & ~found_in(top, rows, expected[rows, places].astype(np.int64))
    return ratio(unexpected.sum(axis=1, dtype=np.float64), hits.sum(axis=1))
