"""What events are about, in the same terms for everybody: the catalogue's facets, by rarity."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from whyrec.agents.retrieve import CatalogueView, Interactions
from whyrec.domain import Facet

MOST_TOPICS = 200
"""The facets taken most that are told apart."""
LEAST_CARRIED = 5
"""Events that a facet must have been carried by."""
_LEAST_RARE = 0.01
"""Rarity, in nats, of what all items carry."""


@dataclass(frozen=True)
class TopicSpace:
    """The m topics of a tenant at one moment, and what every item is about."""

    topics: tuple[Facet, ...]
    """In the catalogue's order of facets, m of them."""
    rows: sparse.csr_array
    """Shares of each item's topics, by the topics' rarity: rows sum to 1, or are empty where the
    item carries none, (n, m)."""
    shelf: NDArray[np.float64]
    """Mean of the rows of the known items that carry a topic: the catalogue's own shares, (m,)."""

    def __len__(self) -> int:
        return len(self.topics)

    @classmethod
    def of(cls, catalogue: CatalogueView, crowd: Interactions) -> TopicSpace:
        """Choose the topics by what was taken, and weigh them by ``log(n / carriers)``.

        Carriers are counted among the items that are known at the crowd's moment.

        Args:
            catalogue: The items.
            crowd: What everybody took up to the moment.
        """
        taken = np.bincount(crowd.item, minlength=len(catalogue)).astype(np.float64)
        support = np.asarray(taken @ catalogue.facets)
        most = np.argsort(-support, kind="stable")[:MOST_TOPICS]
        chosen = np.sort(most[support[most] >= LEAST_CARRIED])
        known = crowd.known.astype(np.float64)
        carriers = np.asarray(known @ catalogue.facets)[chosen]
        rarity = np.log(max(known.sum(), 1.0) / np.maximum(carriers, 1.0))
        weighed = (
            catalogue.facets[:, chosen].astype(np.float64).multiply(np.maximum(rarity, _LEAST_RARE))
        )
        rows = normalised(sparse.csr_array(weighed))
        about = known * (np.diff(rows.indptr) > 0)
        names = list(catalogue.facet_columns)
        shelf = np.asarray(about @ rows) / max(about.sum(), 1.0)
        return cls(tuple(names[int(column)] for column in chosen), rows, shelf)


def normalised(rows: sparse.csr_array) -> sparse.csr_array:
    """The same with rows that sum to 1; empty ones stay empty."""
    sums = np.asarray(rows.sum(axis=1)).ravel()
    scale = np.divide(1.0, sums, out=np.zeros(len(sums)), where=sums > 0)
    return sparse.csr_array(sparse.diags_array(scale) @ rows)
