"""Simulated users in clusters that are known."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple

import numpy as np
from sklearn.metrics import adjusted_rand_score

from whyrec.agents.clusters import crowd_vectors, distances, fit_clusters
from whyrec.agents.retrieve import Interactions
from whyrec.domain import Event
from whyrec.errors import InputError
from whyrec.evals._home import DataSet
from whyrec.evals.clusters._spec import ClustersSuite
from whyrec.evals.simulate import Phase, Shelf, Simulator, drawn
from whyrec.store import EventColumns

_START = datetime(2020, 1, 1, tzinfo=UTC)
_LEAST_CARRIERS = 60
_TASTES = 2
"""Of a cluster; no two clusters share one."""


class Found(NamedTuple):
    """Clusters found among planted ones."""

    alike: bool
    """Whether the users of a cluster have the same shares of its tastes, or each their own."""
    planted: int
    found: int
    agreement: float
    """Adjusted Rand index of the nearest centres with the truth, at most 1; 0 is chance."""


def planted(suite: ClustersSuite, data: DataSet, *, alike: bool) -> Found:
    """Plant clusters over a catalogue and find them again from the users' events.

    All users of a cluster have the same two tastes, and no other cluster has them.

    Args:
        suite: How many.
        data: The catalogue.
        alike: Whether they also have the same shares of them. With shares of their own, drawn flat,
            a cluster is a line between two tastes, and two halves of it are no mistake.

    Raises:
        InputError: The items carry too few facets.
    """
    shelf = Shelf.of(data.items)
    facets = [f for f, ids in shelf.carriers.items() if len(ids) >= _LEAST_CARRIERS]
    if len(facets) < _TASTES * suite.planted:
        raise InputError(
            f"{data.name} has {len(facets)} facets that {_LEAST_CARRIERS} items carry.",
            remedy=f"{suite.planted} clusters are planted where there are "
            f"{_TASTES * suite.planted}.",
        )
    simulator = Simulator(shelf, None, _START, suite.seed)
    order = simulator.rng(0).permutation(len(facets)).tolist()
    events: list[Event] = []
    truth: dict[str, int] = {}
    for cluster in range(suite.planted):
        tastes = [facets[p] for p in order[_TASTES * cluster : _TASTES * (cluster + 1)]]
        shared = drawn(tastes, simulator.rng(1_000_000 + cluster))
        for number in range(suite.each):
            user, rng = f"planted-{cluster}-{number}", simulator.rng(1 + len(truth))
            life = [Phase(shared if alike else drawn(tastes, rng), suite.events)]
            events += simulator.live(user, life, rng).events
            truth[user] = cluster
    crowd = _crowd(data, events)
    where = crowd_vectors(data.catalogue, crowd)
    found = fit_clusters(where.vectors, where.origin, seed=suite.seed)
    nearest = distances(where.vectors, found.centres).argmin(axis=1)
    true = [truth[user] for user in crowd.users]
    return Found(alike, suite.planted, len(found), float(adjusted_rand_score(true, nearest)))


def _crowd(data: DataSet, events: list[Event]) -> Interactions:
    rows = sorted(events, key=lambda event: (event.at, event.id))
    columns = EventColumns(
        user_id=np.array([e.user_id for e in rows], dtype=object),
        item_id=np.array([e.item_id for e in rows], dtype=object),
        kind=np.array([e.kind for e in rows], dtype=object),
        value=np.full(len(rows), np.nan),
        at_us=np.array([round(e.at.timestamp() * 1e6) for e in rows], dtype=np.int64),
    )
    return Interactions.from_columns(data.catalogue, columns, rows[-1].at)
