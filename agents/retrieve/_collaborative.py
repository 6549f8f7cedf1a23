"""Collaborative factors: EASE where the catalogue allows it, and item-kNN."""

from __future__ import annotations

import hashlib
from dataclasses import astuple, dataclass
from datetime import datetime
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from whyrec.agents.retrieve._catalogue import CatalogueView
from whyrec.agents.retrieve._ease import fit_ease
from whyrec.agents.retrieve._interactions import DAY_US, Interactions, microseconds
from whyrec.agents.retrieve._item_knn import fit_item_knn

_LONGEST_HISTORY = 200


@dataclass(frozen=True)
class CollaborativeSettings:
    """How the factors are fitted."""

    min_interactions: int = 3
    """Items with fewer have no factors."""
    max_ease_items: int = 20_000
    """With more items than this only item-kNN is fitted."""
    regularisation: float = 200.0
    """λ of EASE's ridge."""
    neighbours: int = 100
    """Neighbours an item keeps in item-kNN."""
    shrinkage: float = 20.0
    """Added to the denominator of item-kNN's cosine."""
    now_days: float = 60.0
    """Window of the item-kNN of now: who takes what together changes with what is new."""
    now_shrinkage: float = 5.0
    """Its shrinkage; smaller, because the window holds fewer events."""


DEFAULT_SETTINGS = CollaborativeSettings()


@dataclass(frozen=True)
class Collaborative:
    """Fitted item-to-item factors."""

    as_of: datetime
    """Newest moment whose events took part."""
    fingerprint: str
    """sha256 of the events and settings fitted on."""
    members: NDArray[np.int32]
    """Catalogue index of each row and column of the factors, −1 for an item that has left, (p,)."""
    ease: NDArray[np.float32] | None
    """EASE's B, (p, p), zero diagonal; None beyond the limit. Memory-mapped after loading."""
    item_knn: sparse.csr_array
    """Similarities of the nearest items, (p, p) float32."""
    item_knn_now: sparse.csr_array
    """The same from the last ``now_days`` alone, (p, p) float32."""
    items: int
    """Size of the catalogue the indices belong to."""

    @classmethod
    def fit(
        cls,
        catalogue: CatalogueView,
        interactions: Interactions,
        settings: CollaborativeSettings = DEFAULT_SETTINGS,
    ) -> Collaborative:
        """Fit on everything in ``interactions``; its ``as_of`` becomes the factors'."""
        pairs = _distinct_pairs(interactions, np.ones(len(interactions.item), dtype=np.bool_))
        counts = np.bincount(pairs[:, 1], minlength=len(catalogue))
        members = np.flatnonzero(counts >= settings.min_interactions).astype(np.int32)
        place = np.full(len(catalogue), -1, dtype=np.int32)
        place[members] = np.arange(len(members), dtype=np.int32)
        shape = (len(interactions.users), len(members))
        matrix = _matrix(pairs, place, shape)
        since = microseconds(interactions.as_of) - round(settings.now_days * DAY_US)
        now = _matrix(_distinct_pairs(interactions, interactions.at_us > since), place, shape)
        fits = 0 < len(members) <= settings.max_ease_items
        return cls(
            as_of=interactions.as_of,
            fingerprint=_fingerprint(catalogue, interactions, pairs, settings),
            members=members,
            ease=fit_ease(matrix, settings.regularisation) if fits else None,
            item_knn=fit_item_knn(matrix, settings.neighbours, settings.shrinkage),
            item_knn_now=fit_item_knn(now, settings.neighbours, settings.now_shrinkage),
            items=len(catalogue),
        )

    @cached_property
    def _place(self) -> NDArray[np.int32]:
        place = np.full(self.items, -1, dtype=np.int32)
        here = self.members >= 0
        place[self.members[here]] = np.flatnonzero(here)
        return place

    def ease_scores(
        self, items: NDArray[np.int32], weights: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """Scores ``w · B`` of the whole catalogue.

        Args:
            items: Item indices of a history, oldest first; the last 200 count, (h,).
            weights: One row a weighting of that history, (q, h).

        Returns:
            One row of scores a weighting, 0 for items without factors, (q, n).
        """
        if self.ease is None:
            return np.zeros((len(weights), self.items), dtype=np.float32)
        places, kept = self._places(items, weights)
        return self._spread(kept @ np.asarray(self.ease[places]))

    def item_knn_scores(
        self, items: NDArray[np.int32], weights: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """The same from item-kNN's similarities, (q, n)."""
        places, kept = self._places(items, weights)
        return self._spread(np.asarray(kept @ self.item_knn[places]))

    def item_knn_now_scores(
        self, items: NDArray[np.int32], weights: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """The same from the similarities of now, (q, n)."""
        places, kept = self._places(items, weights)
        return self._spread(np.asarray(kept @ self.item_knn_now[places]))

    def _places(
        self, items: NDArray[np.int32], weights: NDArray[np.float32]
    ) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        places = self._place[items]
        known = np.flatnonzero(places >= 0)[-_LONGEST_HISTORY:]
        return places[known], weights[:, known].astype(np.float32)

    def _spread(self, scores: NDArray[np.float32]) -> NDArray[np.float32]:
        spread = np.zeros((len(scores), self.items), dtype=np.float32)
        here = self.members >= 0
        spread[:, self.members[here]] = scores[:, here]
        return spread


def _matrix(
    pairs: NDArray[np.int64], place: NDArray[np.int32], shape: tuple[int, int]
) -> sparse.csr_array:
    kept = pairs[place[pairs[:, 1]] >= 0]
    ones = np.ones(len(kept), dtype=np.float32)
    return sparse.csr_array((ones, (kept[:, 0], place[kept[:, 1]])), shape=shape)


def _distinct_pairs(interactions: Interactions, chosen: NDArray[np.bool_]) -> NDArray[np.int64]:
    users, items = interactions.user[chosen].astype(np.int64), interactions.item[chosen]
    distinct = np.unique(users * interactions.items + items)
    return np.stack(np.divmod(distinct, max(interactions.items, 1)), axis=1)


def _fingerprint(
    catalogue: CatalogueView,
    interactions: Interactions,
    pairs: NDArray[np.int64],
    settings: CollaborativeSettings,
) -> str:
    digest = hashlib.sha256(repr(astuple(settings)).encode())
    taking_part = (interactions.users[user] for user in np.unique(interactions.user))
    for text in (*catalogue.ids, *taking_part):
        digest.update(text.encode("utf-8", "surrogatepass") + b"\0")
    digest.update(pairs.tobytes())
    digest.update(interactions.at_us.tobytes())
    return digest.hexdigest()
