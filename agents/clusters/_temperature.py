"""How soft membership is: as soft as tells best what people take next."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.clusters._clusters import Clusters
from whyrec.agents.clusters._members import with_members
from whyrec.agents.clusters._taken import likelihoods
from whyrec.agents.clusters._vectors import HALF_LIFE_DAYS, Crowd, crowd_vectors
from whyrec.agents.retrieve import CatalogueView, Interactions, microseconds, one_thread

RATIOS = (0.1, 0.2, 0.3, 0.45, 0.7, 1.0, 1.5)
"""Temperatures tried, as parts of the mean squared distance to the nearest centre."""
HELD_OUT = 0.1
"""Part of the events, the latest, that temperatures are tried on."""
LEAST_HELD_OUT = 100
"""With fewer people who took something then, the temperature stays what it was."""
_MOST_HELD_OUT = 5_000


class HeldOut(NamedTuple):
    """The first item that each of k known people took after a moment."""

    past: Interactions
    """What was known at that moment."""
    where: Crowd
    """Everybody's vectors then."""
    rows: NDArray[np.intp]
    """Who took it: rows of the vectors, (k,)."""
    items: NDArray[np.int32]
    """What, (k,); only items that could be known then."""


@one_thread
def tempered(
    clusters: Clusters,
    catalogue: CatalogueView,
    crowd: Interactions,
    *,
    half_life_days: float = HALF_LIFE_DAYS,
) -> Clusters:
    """The same clusters at the temperature at which they tell best what people took next.

    Args:
        clusters: As fitted.
        catalogue: With its vectors loaded.
        crowd: What they were fitted on.
        half_life_days: Of an event.
    """
    if len(clusters) < 2 or not len(crowd.item):
        return clusters
    moment = crowd.at_us[int((1 - HELD_OUT) * (len(crowd.at_us) - 1))]
    held = held_out(
        catalogue, crowd, datetime.fromtimestamp(moment / 1e6, UTC), half_life_days=half_life_days
    )
    if len(held.rows) < LEAST_HELD_OUT:
        return clusters
    tried = [replace(clusters, temperature=ratio * clusters.spread) for ratio in RATIOS]
    gains = [gain(one, catalogue, held).mean() for one in tried]
    return tried[int(np.argmax(gains))]


def held_out(
    catalogue: CatalogueView,
    crowd: Interactions,
    moment: datetime,
    *,
    half_life_days: float = HALF_LIFE_DAYS,
) -> HeldOut:
    """What people took next after a moment."""
    past = crowd.until(moment)
    where = crowd_vectors(catalogue, past, half_life_days=half_life_days)
    after = np.flatnonzero(crowd.at_us > microseconds(moment))
    after = after[(where.amounts > 0)[crowd.user[after]] & past.known[crowd.item[after]]]
    _, first = np.unique(crowd.user[after], return_index=True)
    chosen = np.sort(first)[:_MOST_HELD_OUT]
    rows = crowd.user[after[chosen]].astype(np.intp)
    return HeldOut(past, where, rows, crowd.item[after[chosen]])


def gain(clusters: Clusters, catalogue: CatalogueView, held: HeldOut) -> NDArray[np.float64]:
    """How much better clusters tell each held-out item than popularity does, in nats, (k,)."""
    known = with_members(clusters, catalogue, held.past, held.where)
    return likelihoods(known, held.where.vectors[held.rows], held.items)
