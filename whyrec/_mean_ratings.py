"""What people rated on average, up to any day."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from whyrec.store import DayOfRatings


class MeanRatings:
    """Means of all ratings before a day, from one reading of the store.

    Args:
        days: The ratings by day, oldest first.
    """

    def __init__(self, days: Sequence[DayOfRatings]) -> None:
        self._days = [one.day for one in days]
        self._sums = [0.0, *accumulate(one.total for one in days)]
        self._counts = [0, *accumulate(one.ratings for one in days)]
        self._read_at = datetime.now(UTC)

    def knows(self, day: datetime) -> bool:
        """Whether all ratings before ``day`` had come when the store was read."""
        return day <= self._read_at

    def older_than(self, age: timedelta) -> bool:
        """Whether the store was read longer ago than that."""
        return datetime.now(UTC) - self._read_at > age

    def before(self, day: datetime) -> float | None:
        """Mean of the ratings before ``day``, on the tenant's scale; None without any."""
        place = bisect_left(self._days, day)
        return self._sums[place] / self._counts[place] if self._counts[place] else None
