"""What to ask somebody of whom nothing is known: what separates people most."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from whyrec.agents.retrieve import CatalogueView, Interactions
from whyrec.domain import Facet

FACETS = 5
ITEMS = 5
_FEWEST_PEOPLE = 10
"""With fewer, the catalogue alone says what separates."""
_MOST_FACETS = 200
"""Looked at; the most common ones."""
_LEAST_SHARE = 0.02
"""Of the catalogue that has a facet worth asking for."""
_KNOWN = 0.02
"""The part of the items, taken most, that people can be expected to know."""


class Separating(NamedTuple):
    """What a new user is asked."""

    facets: tuple[Facet, ...]
    items: tuple[str, ...]


def separating(view: CatalogueView, crowd: Interactions, as_of: float) -> Separating:
    """Choose facets and items on which people differ.

    A facet separates by the standard deviation, over people, of the share of their items that have
    it. An item does by ``log(1 + n) · H``, with n how often it was taken and H the entropy of
    ratings above the mean against those below (1 where nothing is rated); of those chosen no two
    have the same facets. After Rashid et al., Getting to Know You, IUI 2002.

    Args:
        view: The catalogue.
        crowd: Everybody's interactions.
        as_of: Unix seconds; items that enter later are left out.
    """
    entered = view.since <= as_of
    spread = _spread(view, crowd)
    order = np.argsort(-spread, kind="stable")
    names = list(view.facet_columns)
    facets = tuple(names[column] for column in order[:FACETS] if spread[column] > 0)
    return Separating(facets, _items(view, crowd, entered))


def _spread(view: CatalogueView, crowd: Interactions) -> NDArray[np.float64]:
    """How differently people take each facet, 0 for those not worth asking for, (m,)."""
    carried = np.asarray(view.facets.sum(axis=0)).ravel()
    worth = carried >= max(_LEAST_SHARE * len(view), 2)
    if np.count_nonzero(worth) > _MOST_FACETS:
        worth &= carried >= np.sort(carried)[-_MOST_FACETS]
    share = carried / max(len(view), 1)
    if len(crowd.users) < _FEWEST_PEOPLE:
        return np.where(worth, np.sqrt(share * (1 - share)), 0.0)
    ones = np.ones(len(crowd.item), dtype=np.float32)
    taken = sparse.csr_array((ones, (crowd.user, crowd.item)), (len(crowd.users), len(view)))
    total: NDArray[np.float32] = np.asarray(taken.sum(axis=1)).ravel()
    enough = total >= 3
    columns = np.flatnonzero(worth)
    shares = (taken[enough] @ view.facets[:, columns]).todense() / total[enough][:, None]
    spread = np.zeros(len(carried))
    spread[columns] = np.asarray(shares).std(axis=0)
    return spread


def _items(view: CatalogueView, crowd: Interactions, entered: NDArray[np.bool_]) -> tuple[str, ...]:
    taken = np.bincount(crowd.item, minlength=len(view)).astype(np.float64)
    _, rated, values = crowd.ratings
    split = np.ones(len(view))
    if len(rated):
        above = np.bincount(rated, weights=values > values.mean(), minlength=len(view))
        part = (above + 1) / (np.bincount(rated, minlength=len(view)) + 2)
        split = -(part * np.log2(part) + (1 - part) * np.log2(1 - part))
    score = np.where(entered, np.log1p(taken) * split, -1.0)
    known = np.argsort(-taken, kind="stable")[: max(int(_KNOWN * len(view)), 4 * ITEMS)]
    chosen: list[int] = []
    seen: set[bytes] = set()
    for place in known[np.argsort(-score[known], kind="stable")]:
        facets = view.facets[[place]].indices.tobytes()
        if score[place] >= 0 and facets not in seen:
            seen.add(facets)
            chosen.append(int(place))
    return tuple(view.ids[place] for place in chosen[:ITEMS])
