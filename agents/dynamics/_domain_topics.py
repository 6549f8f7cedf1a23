"""What the items of one domain are about, as shares of their facets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from whyrec.agents.retrieve import CatalogueView, Interactions, Snapshot
from whyrec.domain import Facet

LEAST_ITEMS = 5
"""Items of a domain that must carry a facet for it to be a topic there."""
MOST_TOPICS = 200
"""The facets carried by most events that are topics."""
PRIOR_EVENTS = 20.0
"""Events that the shares of the catalogue are worth beside those of what was taken."""
_LEAST_RARE = 0.01
"""Rarity, in nats, of what all items carry."""


@dataclass(frozen=True)
class DomainTopics:
    """The topics of a domain; m of them."""

    domain: str
    facets: tuple[Facet, ...]
    """What each topic is."""
    about: sparse.csr_array
    """What each item of the catalogue is about, rows summing to 1, or to 0 for items of other
    domains and without topics, (n, m)."""
    usual: NDArray[np.float64]
    """Shares of the topics in what everybody takes of the domain, summing to 1, (m,)."""

    @classmethod
    def of(cls, snapshot: Snapshot, domain: str) -> DomainTopics:
        """Look at a domain.

        An item counts for its facets, years left out, by their rarity ``log(n / carriers)`` among
        the n items of the domain: that a film is a drama says little.
        """
        catalogue, crowd = snapshot.catalogue, snapshot.crowd
        statistics = snapshot.statistics
        own = (catalogue.domains == domain) & catalogue.entered(statistics.as_of)
        rows = catalogue.facets * own.astype(np.float32)[:, None]
        carriers = np.asarray(rows.sum(axis=0), dtype=np.float64)
        taken = np.zeros(len(catalogue)) if crowd is None else _taken(crowd)
        support = carriers * 1e-3 + taken @ rows
        most = np.argsort(-support, kind="stable")[:MOST_TOPICS]
        columns = np.sort(most[carriers[most] >= LEAST_ITEMS])
        rarity = np.log(max(float(own.sum()), 1.0) / np.maximum(carriers[columns], 1.0))
        weighed = sparse.csr_array(rows)[:, columns] * np.maximum(rarity, _LEAST_RARE)
        sums = np.asarray(weighed.sum(axis=1))
        about = sparse.csr_array(sparse.diags_array(1.0 / np.where(sums > 0, sums, 1.0)) @ weighed)
        names = list(catalogue.facet_columns)
        catalogued = np.asarray(about.sum(axis=0), dtype=np.float64)
        catalogued /= max(catalogued.sum(), 1e-9)
        counts = taken @ about + PRIOR_EVENTS * catalogued
        facets = tuple(names[int(column)] for column in columns)
        return cls(domain, facets, about, counts / max(counts.sum(), 1e-9))

    @cached_property
    def column(self) -> dict[Facet, int]:
        """Each topic's place."""
        return {facet: place for place, facet in enumerate(self.facets)}

    def counts(self, items: NDArray[np.int32], weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """How much of some events each topic has: their weights divided among topics, (m,)."""
        return np.asarray(weights @ self.about[items])

    def centroids(self, catalogue: CatalogueView) -> NDArray[np.float64] | None:
        """Unit vectors of what carries each topic, less the domain's mean, (m, d); None without."""
        if catalogue.vectors is None:
            return None
        carried = sparse.csr_array(self.about.T)
        sums = np.asarray(carried.sum(axis=1))
        means = (carried @ catalogue.vectors) / np.maximum(sums, 1e-9)[:, None]
        members = np.flatnonzero(np.asarray(self.about.sum(axis=1)) > 0)
        means = means - catalogue.vectors[members].mean(axis=0) if len(members) else means
        lengths = np.linalg.norm(means, axis=1, keepdims=True)
        return np.asarray(means / np.maximum(lengths, 1e-9), dtype=np.float64)


def of_users(
    crowd: Interactions, topics: Sequence[DomainTopics]
) -> tuple[NDArray[np.intp], list[NDArray[np.float64]]]:
    """Users with events in every one of some domains, and what they took of each.

    Returns:
        Their indices, (u,), and counts by topic for each domain, (u, m).
    """
    ones = np.ones(len(crowd.item))
    shape = (len(crowd.users), crowd.items)
    taken = sparse.csr_array((ones, (crowd.user, crowd.item)), shape=shape)
    parts = [sparse.csr_array(taken @ one.about) for one in topics]
    both = np.all([np.asarray(part.sum(axis=1)) > 0 for part in parts], axis=0)
    users = np.flatnonzero(both)
    return users, [part[users].toarray() for part in parts]


def _taken(crowd: Interactions) -> NDArray[np.float64]:
    return np.bincount(crowd.item, minlength=crowd.items).astype(np.float64)
