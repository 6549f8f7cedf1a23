"""Whether an item is popular: what must be counted before anybody is told so."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.explain import Crowd, Ground
from whyrec.agents.retrieve import Statistics

LEAST_TAKEN = 3
"""Times an item must have been taken: one or two are an accident in a crowd of any size."""

TOP_PART = 0.1
"""Popular is the tenth that was taken most of the items taken at all in that time. A fixed count
would call everything popular in a large crowd and nothing in a small one."""


def crowd(place: int, statistics: Statistics) -> Crowd:
    """How often the item at a catalogue place was taken."""
    return Crowd(int(statistics.recent[7][place]), int(statistics.total[place]))


def crowd_grounds(place: int, statistics: Statistics) -> tuple[Ground, ...]:
    """What may be said of an item's popularity, the strongest claim first."""
    grounds: list[Ground] = []
    if _among_top(place, statistics.recent[7]):
        grounds.append("popular_this_week")
    if _among_top(place, statistics.total):
        grounds.append("popular")
    if statistics.total[place] > 0:
        grounds.append("taken_before")
    return tuple(grounds)


def _among_top(place: int, counts: NDArray[np.float32]) -> bool:
    """Whether at most `TOP_PART` of the items taken at all were taken as often as this one."""
    own = counts[place]
    if own < LEAST_TAKEN:
        return False
    return int(np.count_nonzero(counts >= own)) <= TOP_PART * int(np.count_nonzero(counts))
