"""Which items a list may hold."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.chat._memory import Asked
from whyrec.agents.chat._shelf import Shelf
from whyrec.domain import Facet

NEAREST = 40
"""Items that count as being like another."""
_ENOUGH = 15
"""With so many items that share half of its facets, no others are like an item."""
_FAR = 120
"""Items that count as being like one that is not wanted."""


def allowed(asked: Asked, shelf: Shelf) -> NDArray[np.bool_]:
    """True for each item of the catalogue that a list so asked may hold, (n,)."""
    view = shelf.view
    passes = np.ones(len(view), dtype=np.bool_)
    for group in asked.any_of:
        some = np.zeros(len(view), dtype=np.bool_)
        for facet in group:
            some |= view.carries(Facet.parse(facet))
        passes &= some
    for name in asked.none_of:
        passes &= ~view.carries(Facet.parse(name))
    if asked.domains:
        passes &= np.isin(view.domains.astype(str), asked.domains)
    if asked.first_year is not None:
        passes &= view.year >= asked.first_year
    if asked.last_year is not None:
        passes &= view.year <= asked.last_year
    if asked.like:
        near = np.zeros(len(view), dtype=np.bool_)
        near[_nearest(asked.like, shelf, passes, NEAREST)] = True
        passes &= near
    if asked.unlike:
        passes[_nearest(asked.unlike, shelf, np.ones(len(view), dtype=np.bool_), _FAR)] = False
        passes[view.indices(asked.unlike)] = False
    passes[view.indices(asked.like)] = False
    return passes


def _nearest(
    ids: Iterable[str], shelf: Shelf, passes: NDArray[np.bool_], many: int
) -> NDArray[np.intp]:
    """The items nearest to any of the given ones by vector and shared facets, among ``passes``."""
    view = shelf.view
    places = view.indices(ids)
    if not len(places):
        return np.empty(0, dtype=np.intp)
    own = view.facets[places]
    shared = np.asarray((view.facets @ own.T).max(axis=1).todense()).ravel()
    most = max(float(own.sum(axis=1).max()), 1.0)
    score = 0.5 * shared / most
    if view.vectors is not None:
        score = score + (view.vectors @ view.vectors[places].T).max(axis=1)
    may = passes.copy()
    may[places] = False
    kin = may & (shared >= most / 2)
    score = np.where(kin if np.count_nonzero(kin) >= _ENOUGH else may, score, -np.inf)
    best = np.argsort(-score, kind="stable")[:many]
    return best[np.isfinite(score[best])]
