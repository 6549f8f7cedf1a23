"""The forecast and what it has to beat: mixtures whose weights are fitted on earlier moments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.dynamics import COMPONENTS, fit_mixture
from whyrec.agents.retrieve import DAY_US
from whyrec.evals.forecast._moments import Floats, Moments

FORECAST: Final = "forecast"
SAME_AS_LAST: Final = "same as last"
LONG_SHARE: Final = "long share"
UNIFORM: Final = "uniform"
_ALL: Final = tuple(COMPONENTS)


class Rival(NamedTuple):
    """A row of the tables."""

    name: str
    parts: tuple[str, ...]
    """What is mixed; none: every topic alike."""


RIVALS: Final[tuple[Rival, ...]] = (
    Rival(FORECAST, _ALL),
    Rival(UNIFORM, ()),
    Rival("everybody's shares", ("everybody",)),
    Rival("everybody's shares of late", ("everybody_lately",)),
    Rival(SAME_AS_LAST, ("last", "everybody")),
    Rival(LONG_SHARE, ("long", "everybody")),
    Rival("short share", ("short", "everybody")),
    Rival("season alone", ("season", "everybody")),
    Rival("attention alone", ("attention", "everybody")),
    Rival("transitions alone", ("transitions", "everybody")),
    Rival("paths alone", ("paths", "everybody")),
    *(
        Rival(f"forecast without {left_out}", tuple(p for p in _ALL if p != left_out))
        for left_out in ("everybody_lately", "season", "attention", "transitions", "paths")
    ),
)
"""Every rule is smoothed with everybody's shares, as much as is best for it: a topic that it does
not know would else cost it the whole game."""


def weights_by_block(
    told: Moments, parts: Sequence[str], starts: Sequence[int]
) -> list[NDArray[np.float64]]:
    """For each block of time the weights fitted on all moments that were over before it began.

    Args:
        told: Answers at all moments.
        parts: What is mixed.
        starts: When each block begins, ascending, in microseconds.
    """
    places = [_ALL.index(part) for part in parts]
    found = []
    for start in starts:
        some = told.before(start)
        found.append(fit_mixture(told.parts[some][:, places], told.following[some]))
    return found


def block_starts(first_us: int, last_us: int, warm_us: int, block_days: float) -> list[int]:
    """Beginnings of the blocks after the first moments, in microseconds."""
    length = int(block_days * DAY_US)
    count = (last_us - first_us) // length + 1
    return [s for s in (first_us + n * length for n in range(count)) if s >= warm_us]


def said(told: Moments, rival: Rival, starts: Sequence[int]) -> Floats:
    """What a rival says at each moment, by the weights of the block it lies in, (e, m).

    Rows of moments before the first block are NaN.
    """
    at = np.array([moment.at_us for moment in told.moments], dtype=np.int64)
    block = np.searchsorted(np.asarray(starts), at, side="right") - 1
    found = np.full(told.following.shape, np.nan)
    if not rival.parts:
        for place in np.flatnonzero(block >= 0):
            m = told.topics[place]
            found[place] = 0.0
            found[place, :m] = 1.0 / m
        return found
    places = [_ALL.index(part) for part in rival.parts]
    for number, weights in enumerate(weights_by_block(told, rival.parts, starts)):
        some = block == number
        found[some] = np.einsum("c,ecm->em", weights, told.parts[some][:, places])
    return found
