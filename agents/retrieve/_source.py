"""What a candidate source is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.retrieve._snapshot import Snapshot
from whyrec.agents.retrieve._user import UserView

RECENT_DAYS = 30.0
"""Half-life of the history that the recent collaborative scores see, in days."""


@dataclass(frozen=True)
class Asked:
    """One user's request, as every source sees it."""

    user: UserView
    snapshot: Snapshot
    allowed: NDArray[np.bool_]
    """True for each item that may be proposed, (n,)."""

    @cached_property
    def ease(self) -> NDArray[np.float32] | None:
        """EASE on the whole history and on the recent one, (2, n); None without factors."""
        collaborative = self.snapshot.collaborative
        if collaborative is None or collaborative.ease is None or not len(self.user.items):
            return None
        return collaborative.ease_scores(self.user.items, self._weightings)

    @cached_property
    def item_knn(self) -> NDArray[np.float32] | None:
        """Item-kNN on the whole history and on the recent one, (2, n); None without factors."""
        collaborative = self.snapshot.collaborative
        if collaborative is None or not len(self.user.items):
            return None
        return collaborative.item_knn_scores(self.user.items, self._weightings)

    @cached_property
    def item_knn_now(self) -> NDArray[np.float32] | None:
        """Item-kNN of the last weeks on the recent history, (1, n); None without factors."""
        collaborative = self.snapshot.collaborative
        if collaborative is None or not len(self.user.items):
            return None
        return collaborative.item_knn_now_scores(self.user.items, self._weightings[1:])

    @cached_property
    def _weightings(self) -> NDArray[np.float32]:
        whole = self.user.pull
        recent = whole * np.exp2(-self.user.ages_days / RECENT_DAYS)
        return np.stack([whole, recent]).astype(np.float32)

    def best(self, scores: NDArray[np.float32], k: int) -> NDArray[np.int32]:
        """The ``k`` allowed items of highest score > 0, best first, ties by the id's hash."""
        usable = np.flatnonzero(self.allowed & (scores > 0))
        if len(usable) > k:
            # Everything tied with the k-th stays in, so that the hash decides and not the place.
            border = np.partition(scores[usable], len(usable) - k)[len(usable) - k]
            usable = usable[scores[usable] >= border]
        ties = self.snapshot.catalogue.tie_break[usable]
        return usable[np.lexsort((ties, -scores[usable]))][:k].astype(np.int32)


class Source(Protocol):
    """Proposes candidates. A new one is a class in a file of its own and a line in `SOURCES`."""

    @property
    def name(self) -> str:
        """Stable name, as recommendations show it."""

    @property
    def quota(self) -> int:
        """Most items it proposes."""

    def queries(self, asked: Asked) -> NDArray[np.float32] | None:
        """Vectors whose neighbours it wants, (q, d), or None. All sources' are asked at once."""

    def propose(self, asked: Asked, neighbours: Sequence[NDArray[np.int32]]) -> NDArray[np.int32]:
        """Allowed item indices, distinct, best first.

        Args:
            asked: The request.
            neighbours: For each row of `queries`, allowed item indices, nearest first.
        """
