"""What the crowd did up to a moment: popularity, ratings, age of items."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.retrieve._interactions import DAY_US, Interactions, microseconds, moments

WINDOWS_DAYS: Final = (1, 3, 7, 14, 30)
"""Trailing windows in which popularity is counted."""
_PRIOR_RATINGS: Final = 5.0


@dataclass(frozen=True)
class Statistics:
    """Counts by item index, all (n,), from interactions up to ``as_of`` and nothing later."""

    as_of: datetime
    recent: dict[int, NDArray[np.float32]]
    """Window in days (`WINDOWS_DAYS`) to the interactions in it."""
    week_before: NDArray[np.float32]
    """Interactions from 14 to 7 days before ``as_of``."""
    total: NDArray[np.float32]
    """Interactions of all time."""
    mean_rating: NDArray[np.float32]
    """Mean rating, shrunk to the mean of all ratings with the weight of 5 ratings; 0 everywhere
    where nothing is rated."""
    age_days: NDArray[np.float32]
    """Days since an item's first interaction; NaN without one."""
    known: NDArray[np.bool_]
    """`Interactions.known`: the items that shares and medians of the catalogue are taken over."""
    moments: NDArray[np.int64]
    """`Interactions.moments`; may hold later events, which `popularity_before` never counts."""

    @classmethod
    def from_interactions(cls, interactions: Interactions) -> Statistics:
        """Count. O(events)."""
        now = microseconds(interactions.as_of)
        n = interactions.items
        longest = (max(WINDOWS_DAYS) + 1) * DAY_US
        late = int(np.searchsorted(interactions.at_us, now - longest))
        ages = (now - interactions.at_us[late:]) / DAY_US

        def count(chosen: NDArray[np.bool_]) -> NDArray[np.float32]:
            return np.bincount(interactions.item[late:][chosen], minlength=n).astype(np.float32)

        taken = interactions.first_us <= now
        first = np.full(n, np.nan, dtype=np.float64)
        first[taken] = (now - interactions.first_us[taken]) / DAY_US
        return cls(
            as_of=interactions.as_of,
            recent={days: count(ages < days) for days in WINDOWS_DAYS},
            week_before=count((ages >= 7) & (ages < 14)),
            total=np.bincount(interactions.item, minlength=n).astype(np.float32),
            mean_rating=_mean_rating(interactions),
            age_days=first.astype(np.float32),
            known=interactions.known,
            moments=interactions.moments,
        )

    @cached_property
    def known_items(self) -> int:
        """How many items are known."""
        return int(np.count_nonzero(self.known))

    @cached_property
    def typical_total(self) -> float:
        """Median of ``total`` over the known items."""
        return float(np.median(self.total[self.known])) if self.known.any() else 0.0

    def popularity_before(
        self, items: NDArray[np.int32], ages_days: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """How popular items were when somebody took them.

        Args:
            items: Item indices, (h,).
            ages_days: When, in days before ``as_of``, ≥ 0, (h,).

        Returns:
            Interactions of each item in the 7 days before that moment, (h,).
        """
        then_us = microseconds(self.as_of) - (ages_days.astype(np.float64) * DAY_US).astype(
            np.int64
        )
        before = np.searchsorted(self.moments, moments(items, then_us), side="left")
        earlier = np.searchsorted(self.moments, moments(items, then_us - 7 * DAY_US), side="left")
        return (before - earlier).astype(np.float32)


def _mean_rating(interactions: Interactions) -> NDArray[np.float32]:
    _, items, values = interactions.ratings
    if not len(items):
        return np.zeros(interactions.items, dtype=np.float32)
    sums = np.bincount(items, weights=values, minlength=interactions.items)
    counts = np.bincount(items, minlength=interactions.items)
    shrunk = (sums + _PRIOR_RATINGS * values.mean()) / (counts + _PRIOR_RATINGS)
    return np.asarray(shrunk, dtype=np.float32)
