"""Habits: contexts in which an interest is taken clearly more often than everything else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import hypergeom

from whyrec.agents.dynamics._context import OwnContext
from whyrec.domain import Dimension, Habit

LEVEL = 0.05
"""Chance that anything at all is said of a user for whom contexts make no difference."""


class _Clear(NamedTuple):
    chance: float
    interest: str
    habit: Habit


def habits(
    contexts: Mapping[Dimension, OwnContext], shown: Mapping[str, NDArray[np.float64]]
) -> dict[str, tuple[Habit, ...]]:
    """What clearly differs, by interest, the clearest first.

    Were the context of no matter, an interest's k events would be any k of the user's n: how many
    of them lie in a context that K of the n have is hypergeometric (Fisher's exact test). What is
    said has at most the chance `LEVEL` divided by the number of comparisons (Bonferroni), counted
    over all interests and values of the user. Events count as independent: ten episodes in one
    evening are ten events, so that of users who take much at once more is said than that.

    Args:
        contexts: The user's events by dimension.
        shown: How much each event shows an interest, ≥ 0, by its id, (h,).
    """
    found: list[_Clear] = []
    compared = 0
    for dimension, own in contexts.items():
        known = own.codes >= 0
        everywhere = np.bincount(own.codes[known], minlength=len(own.values))
        n = int(known.sum())
        for interest, weights in shown.items():
            of_it = known & (weights > 0)
            k = int(of_it.sum())
            if not 0 < k < n:
                continue
            # What the user was never in is no habit; a value that all events have says nothing.
            told = np.flatnonzero((everywhere > 0) & (everywhere < n))
            both = np.bincount(own.codes[of_it], minlength=len(own.values))[told]
            chances = np.asarray(hypergeom.sf(both - 1, n, everywhere[told], k), dtype=np.float64)
            shares = own.shares(weights)
            compared += len(told)
            found += [
                _Clear(
                    float(chance),
                    interest,
                    Habit(
                        dimension=dimension,
                        value=own.values[place],
                        share=float(shares[place]),
                        usual=float(own.usual[place]),
                        events=int(count),
                        of=k,
                    ),
                )
                for place, count, chance in zip(told.tolist(), both, chances, strict=True)
                if chance <= LEVEL  # the others are never said, however many are compared
            ]
    clear = [
        one
        for one in sorted(found, key=lambda one: one.chance)
        if one.chance * compared <= LEVEL and one.habit.share > one.habit.usual
    ]
    return {i: tuple(one.habit for one in clear if one.interest == i) for i in shown}
