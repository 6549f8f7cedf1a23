"""What events and days are about, as shares of the catalogue's facets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from whyrec.agents.dynamics._drift import Drift, drift
from whyrec.agents.retrieve import CatalogueView, Interactions
from whyrec.domain import Facet

LATELY_DAYS = 7.0
"""Half-life of what everybody takes of late, in days."""
LEAST_CARRIED = 5
"""Events that a facet must have been carried by: who takes books of eighty authors has no share of
an author that could move, and eighty such shares would hide that of a genre."""
MOST_TOPICS = 200
"""The facets carried most that are looked at."""
MOST_EVENTS = 2_000
"""The latest events that are looked at."""
_LEAST_RARE = 0.01
"""Rarity, in nats, of what all items carry."""
_DAY_US = 86_400_000_000
_REACH = 4
"""Half-lives of the shares of before after which a day is not read."""


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
    as_of: datetime,
    *,
    half_life_days: float,
    half_life_events: float,
) -> TopicDrift:
    """Whether a user's taste has moved.

    Events count for the facets of their items, years left out, by the facets' rarity ``log(n /
    carriers)``: that a film is a drama says little. Facets that fewer than `LEAST_CARRIED` events
    carry are left out, events with a weight below 0 count not at all. Facets and not interests are
    compared: interests are founded on the latest events, so that their shares move by being
    founded. Before and lately share no event: what one counts lately, it does not count before.

    Args:
        catalogue: The items.
        items: Index of each event's item, oldest first, (n,).
        weights: Signed weight of each event, (n,).
        ages_days: Age of each event, (n,).
        as_of: The moment: items that enter later make no facet less rare.
        half_life_days: Of what was taken before.
        half_life_events: Of what is taken lately: an event counts half after so many later ones.
    """
    liked = np.flatnonzero(weights >= 0)[-MOST_EVENTS:]
    rows, topics, some = _shares(catalogue, catalogue.facets[items[liked]], as_of)
    used = liked[some]
    ages = ages_days[used]
    lately = _of_one_moment(np.exp2(-np.arange(len(used))[::-1] / half_life_events), ages)
    found = _drift(rows, (1.0 - lately) * _decay(ages, half_life_days), lately)
    gains = np.zeros(len(items))
    gains[used] = lately * (rows @ np.maximum(found.excess, 0.0))
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
        half_life_days: Of what was taken before; of what is taken lately it is `LATELY_DAYS`.
    """
    end = int(crowd.as_of.timestamp() * 1e6)
    ages = (end - crowd.at_us) // _DAY_US
    recent = ages < _REACH * half_life_days
    days, place = np.unique(-ages[recent], return_inverse=True)
    taken = catalogue.facets[crowd.item[recent]]
    shared = sparse.diags_array(1.0 / np.maximum(np.asarray(taken.sum(axis=1)), 1.0)) @ taken
    of_day = sparse.csr_array(
        (np.ones(len(place)), (place, np.arange(len(place)))), shape=(len(days), len(place))
    )
    rows, topics, some = _shares(catalogue, of_day @ shared, crowd.as_of)
    age = -days[some].astype(np.float64)
    lately = _decay(age, LATELY_DAYS)
    found = _drift(rows, (1.0 - lately) * _decay(age, half_life_days), lately)
    return TopicDrift(topics, found, np.zeros(0))


def _shares(
    catalogue: CatalogueView, counts: sparse.csr_array, as_of: datetime
) -> tuple[NDArray[np.float64], tuple[Facet, ...], NDArray[np.intp]]:
    """What rows are about, by the facets' rarity; the facets; and which rows are about any."""
    support = np.bincount(counts.indices, minlength=counts.shape[1])
    most = np.argsort(-support, kind="stable")[:MOST_TOPICS]
    met = np.sort(most[support[most] >= LEAST_CARRIED])
    entered = catalogue.entered(as_of).astype(np.float64)
    carriers = (entered @ catalogue.facets)[met]
    rarity = np.maximum(np.log(max(entered.sum(), 1.0) / np.maximum(carriers, 1.0)), _LEAST_RARE)
    weighed = counts[:, met].toarray().astype(np.float64) * rarity
    some = np.flatnonzero(weighed.sum(axis=1))
    rows = weighed[some]
    names = list(catalogue.facet_columns)
    topics = tuple(names[int(column)] for column in met)
    return rows / rows.sum(axis=1, keepdims=True), topics, some


def _decay(ages: NDArray[np.float64], half_life: float) -> NDArray[np.float64]:
    """Weights by age, that of the newest 1: shares are the same, and none vanishes by rounding."""
    return np.asarray(np.exp2(-(ages - ages.min(initial=np.inf)) / half_life))


def _of_one_moment(weights: NDArray[np.float64], ages: NDArray[np.float64]) -> NDArray[np.float64]:
    """The mean weight for events of the same time: which of them comes first is nobody's choice."""
    _, place = np.unique(ages, return_inverse=True)
    return np.asarray((np.bincount(place, weights) / np.bincount(place))[place])


def _drift(
    rows: NDArray[np.float64], before: NDArray[np.float64], lately: NDArray[np.float64]
) -> Drift:
    if len(rows) < 2 or not before.sum():
        none = np.zeros(rows.shape[1])
        return Drift(none, none, 0.0, float("inf"))
    return drift(rows, before / before.sum(), lately / lately.sum())
