"""What the user opened lately and left again at once stands lower."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from whyrec.agents.rank._facts import Column, Facts

LEFT_AGAIN: Final = "left_again"
"""Name of this part of a score."""
TIMES: Final = 0.5
"""What each time multiplies an item's odds by: as one wish for less. Set and not fitted: no data
set at hand holds looks."""
MOST: Final = 3
"""Times that count: an eighth of the odds is far down any list."""


def left_again(facts: Facts) -> Column | None:
    """``n · log ½`` for an item left n times lately, three at most.

    It matters where what was seen may come back, or candidates are given: elsewhere what was seen
    is no candidate.

    Returns:
        (c,); None where no candidate was left.
    """
    if not facts.user.left:
        return None
    times = np.array([min(facts.user.left.get(int(i), 0), MOST) for i in facts.items])
    return times * math.log(TIMES) if times.any() else None
