"""What is expected of the user in a domain they are new to."""

from __future__ import annotations

from typing import Final

import numpy as np

from whyrec.agents.rank._facts import Column, Facts
from whyrec.domain import Facet

CARRIED_OVER: Final = "carried_over"
"""Name of this part of a score."""


def carried_over(facts: Facts) -> Column | None:
    """``log(1 + Σ_k (L_k − 1) / f)`` over the carried interests that an item is about, ≥ 0.

    ``L_k`` is how many times more than usual interest k is expected to be taken (see
    `InterestView.expected`), f how many facets of the kinds that carried interests are about the
    item has: an event is about one of them. Added to the log-odds, which are fitted to choices
    without it.

    Returns:
        (c,); None without carried interests.
    """
    carried = [i for i in facts.user.likes if i.expected > 0 and i.facets]
    if not carried:
        return None
    catalogue = facts.snapshot.catalogue
    kinds = {Facet.parse(facet).name for interest in carried for facet in interest.facets}
    columns = [c for facet, c in catalogue.facet_columns.items() if facet.name in kinds]
    has = np.asarray(facts.facets[:, columns].sum(axis=1), dtype=np.float64)
    more = facts.nothing
    for interest in carried:
        about = catalogue.carries_all(interest.facets) & (catalogue.domains == interest.domain)
        more = more + np.where(about[facts.items], np.expm1(interest.expected), 0.0)
    return np.asarray(np.log1p(more / np.maximum(has, 1.0)))
