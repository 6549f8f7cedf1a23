"""What events and days are about, as shares of the catalogue's facets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.dynamics._drift import Drift, drift
from whyrec.agents.retrieve import CatalogueView, Interactions
from whyrec.domain import Facet

LATELY_DAYS = 7.0
"""Half-life of what everybody takes of late, in days."""
_DAY_US = 86_400_000_000
_REACH = 4
"""Half-lives of the long shares after which a day is not read."""


@dataclass(frozen=True)
class TopicDrift:
    """Drift over the facets that were met."""

    topics: tuple[Facet, ...]
    """m of them."""
    drift: Drift
    gains: NDArray[np.float64]
    """How much each event speaks for what is taken more of late, ≥ 0, (n,); 0 for events that say
    nothing of it. For everybody's drift empty."""


def user_drift(
    catalogue: CatalogueView,
    items: NDArray[np.int32],
    weights: NDArray[np.float32],
    ages_days: NDArray[np.float64],
    *,
    half_life_days: float,
    half_life_events: float,
) -> TopicDrift:
    """Whether a user's taste has moved.

    Events count for the facets of their items, years left out, in equal parts; those with a weight
    below 0, or on an item without facets, not at all. Facets and not interests are compared:
    interests are founded on the latest events, so that their shares move by being founded.

    Args:
        catalogue: The items.
        items: Index of each event's item, oldest first, (n,).
        weights: Signed weight of each event, (n,).
        ages_days: Age of each event, (n,).
        half_life_days: Of the long shares.
        half_life_events: Of the short shares: an event counts half after so many later ones.
    """
    counts = np.asarray(catalogue.facets[items].sum(axis=1)).ravel()
    used = np.flatnonzero((weights >= 0) & (counts > 0))
    rows, topics = _met(catalogue, catalogue.facets[items[used]].toarray())
    long = np.exp2(-ages_days[used] / half_life_days)
    short = np.exp2(-np.arange(len(used))[::-1] / half_life_events)
    found = _drift(rows, long, short)
    gains = np.zeros(len(items))
    gains[used] = short * (rows @ np.maximum(found.excess, 0.0))
    return TopicDrift(topics, found, gains)


def population_drift(
    catalogue: CatalogueView, crowd: Interactions, *, half_life_days: float
) -> TopicDrift:
    """Whether what everybody takes has moved; its events are the days on which anything was taken.

    Days count alike, whatever their number of events: a day is what could have come in another
    order, not an event, since people follow each other.

    Args:
        catalogue: The items.
        crowd: What was taken.
        half_life_days: Of the long shares; of the short ones it is `LATELY_DAYS`.
    """
    end = int(crowd.as_of.timestamp() * 1e6)
    ages = (end - crowd.at_us) // _DAY_US
    recent = ages < _REACH * half_life_days
    days, place = np.unique(-ages[recent], return_inverse=True)
    facets = catalogue.facets[crowd.item[recent]]
    sums = np.zeros((len(days), facets.shape[1]))
    coordinates = facets.tocoo()
    sizes = np.asarray(facets.sum(axis=1)).ravel()
    np.add.at(sums, (place[coordinates.row], coordinates.col), 1.0 / sizes[coordinates.row])
    kept = sums.sum(axis=1) > 0
    rows, topics = _met(catalogue, sums[kept])
    age = -days[kept].astype(np.float64)
    found = _drift(rows, np.exp2(-age / half_life_days), np.exp2(-age / LATELY_DAYS))
    return TopicDrift(topics, found, np.zeros(0))


def _met(
    catalogue: CatalogueView, counts: NDArray[np.floating]
) -> tuple[NDArray[np.float64], tuple[Facet, ...]]:
    """Shares of the facets that were met at all."""
    met = np.flatnonzero(counts.sum(axis=0))
    names: Sequence[Facet] = list(catalogue.facet_columns)
    some = counts[:, met].astype(np.float64)
    return some / some.sum(axis=1, keepdims=True), tuple(names[int(column)] for column in met)


def _drift(
    rows: NDArray[np.float64], long: NDArray[np.float64], short: NDArray[np.float64]
) -> Drift:
    if not len(rows):
        none = np.zeros(rows.shape[1])
        return Drift(none, none, 0.0, float("inf"))
    return drift(rows, long / long.sum(), short / short.sum())
