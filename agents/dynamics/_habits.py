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
    over all interests and values of the user.

    Args:
        contexts: The user's events by dimension.
        shown: How much each event shows an interest, ≥ 0, by its id, (h,).
    """
    found: list[_Clear] = []
    compared = 0
    for dimension, own in contexts.items():
        known = own.codes >= 0
        for interest, weights in shown.items():
            of_it = known & (weights > 0)
            shares = own.shares(weights)
            # What the user was never in is no habit, and a value that all events have says nothing.
            for place in np.unique(own.codes[known]).tolist():
                there = own.codes == place
                n, k, everywhere = int(known.sum()), int(of_it.sum()), int(there.sum())
                if not 0 < k < n or everywhere == n:
                    continue
                compared += 1
                both = int((there & of_it).sum())
                found.append(
                    _Clear(
                        float(hypergeom.sf(both - 1, n, everywhere, k)),
                        interest,
                        Habit(
                            dimension=dimension,
                            value=own.values[place],
                            share=float(shares[place]),
                            usual=float(own.usual[place]),
                            events=both,
                            of=k,
                        ),
                    )
                )
    clear = [
        one
        for one in sorted(found, key=lambda one: one.chance)
        if one.chance * compared <= LEVEL and one.habit.share > one.habit.usual
    ]
    return {i: tuple(one.habit for one in clear if one.interest == i) for i in shown}
