"""What the answers of somebody without events say."""

from __future__ import annotations

from typing import Final

import numpy as np

from whyrec.agents.dynamics import groups_of
from whyrec.agents.rank._facts import Column, Facts

ANSWERED: Final = "answers"
"""Name of this part of a score."""


def answered(facts: Facts) -> Column | None:
    """``log P(i | answers) − log P(i)``, in nats: how much likelier the answers make an item.

    By Bayes' rule it is what has to be added to log-odds that know of everybody alone. It is set
    and not fitted: nobody whom weights are fitted on has answers and no events.

    Returns:
        (c,); None without answers, for who has events, and where there are no groups of people.
    """
    groups = groups_of(facts.snapshot) if facts.user.answers else None
    if groups is None:
        return None
    expected = groups.expected(facts.user.answers)[facts.items]
    return np.asarray(np.log(expected + 1e-9) - np.log(facts.of_items(groups.everybody) + 1e-9))
