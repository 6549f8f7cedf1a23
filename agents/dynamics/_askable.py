"""Which topics people can be asked about, and on which of them they differ."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from whyrec.agents.dynamics._asking import ByGroups, BySpread
from whyrec.agents.retrieve import CatalogueView, Interactions
from whyrec.domain import Facet

_FEWEST_PEOPLE = 10
"""With fewer, the catalogue alone says what separates."""
_FEWEST_TAKEN = 3
"""Items of somebody whose shares say anything."""
_MOST_TOPICS = 200
"""Looked at; the most common ones."""
_LEAST_SHARE = 0.02
"""Of the catalogue that has a topic worth asking for."""


class Askable(NamedTuple):
    """Topics that people can be asked about, m of them."""

    topics: tuple[Facet, ...]
    columns: NDArray[np.intp]
    """Of the catalogue's facets."""
    spread: NDArray[np.float64]
    """How differently people take each: the standard deviation, over people, of the share of their
    items that have it, (m,)."""
    met: NDArray[np.float64]
    """Part of the people who took any item that has it, [0, 1], (m,); 1 where there are no people
    to tell."""


def askable(view: CatalogueView, crowd: Interactions) -> Askable:
    """Find the topics that enough of the catalogue has, with how people differ on them.

    Spread as a criterion is after Rashid et al., Getting to Know You, IUI 2002.

    Args:
        view: The catalogue.
        crowd: Everybody's interactions.
    """
    carried = np.asarray(view.facets.sum(axis=0)).ravel()
    worth = carried >= max(_LEAST_SHARE * len(view), 2)
    if np.count_nonzero(worth) > _MOST_TOPICS:
        worth &= carried >= np.sort(carried)[-_MOST_TOPICS]
    columns = np.flatnonzero(worth)
    names = list(view.facet_columns)
    topics = tuple(names[column] for column in columns)
    if len(crowd.users) < _FEWEST_PEOPLE or not len(columns):
        share = carried[columns] / max(len(view), 1)
        return Askable(topics, columns, np.sqrt(share * (1 - share)), np.ones(len(columns)))
    ones = np.ones(len(crowd.item), dtype=np.float32)
    taken = sparse.csr_array((ones, (crowd.user, crowd.item)), (len(crowd.users), len(view)))
    total: NDArray[np.float32] = np.asarray(taken.sum(axis=1)).ravel()
    enough = total >= _FEWEST_TAKEN
    counts = np.asarray((taken[enough] @ view.facets[:, columns]).todense(), dtype=np.float64)
    if not len(counts):
        return Askable(topics, columns, np.zeros(len(columns)), np.ones(len(columns)))
    shares = counts / total[enough][:, None]
    return Askable(topics, columns, shares.std(axis=0), (counts > 0).mean(axis=0))


def by_spread(found: Askable) -> BySpread:
    """Ask about what people differ in most; about nothing that all take alike."""
    order = np.argsort(-found.spread, kind="stable")
    return BySpread(tuple(found.topics[place] for place in order if found.spread[place] > 0))


def by_groups(
    found: Askable,
    view: CatalogueView,
    weights: NDArray[np.floating],
    counts: NDArray[np.floating],
) -> ByGroups:
    """Ask what tells groups of people apart.

    Args:
        found: What can be asked about.
        view: The catalogue.
        weights: Part of the people in each group; sum to 1, (c,).
        counts: How often each group took each item, ≥ 0, (c, n).
    """
    total = np.maximum(np.asarray(counts.sum(axis=1), dtype=np.float64), 1e-9)
    shares = np.asarray(counts @ view.facets[:, found.columns], dtype=np.float64) / total[:, None]
    return ByGroups(found.topics, found.met, np.asarray(weights, dtype=np.float64), shares)
