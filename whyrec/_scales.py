"""The rating scales of tenants, with what people rate on average."""

from __future__ import annotations

from datetime import datetime, timedelta

from whyrec._mean_ratings import MeanRatings
from whyrec.agents.profile import RatingScale
from whyrec.store import Store

LIVE_STEP = timedelta(minutes=10)
"""How far apart the moments are for which a live clock counts the crowd and its ratings anew."""


class Scales:
    """Rating scales, kept by tenant and day.

    Args:
        store: Where the ratings are.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._scales: dict[tuple[str, datetime], RatingScale] = {}
        self._means: dict[str, MeanRatings] = {}

    def at(self, tenant: str, as_of: datetime) -> RatingScale:
        """The tenant's rating scale, its prior the mean of the ratings up to the day before.

        Reads all ratings where it is not `fresh`: every ten minutes, for other processes add
        ratings too.
        """
        day = _day(as_of)
        means = self._known(tenant, day)
        if means is None:
            means = MeanRatings(self._store.events.ratings_by_day(tenant))
            self._means[tenant] = means
            self._drop(tenant)
        if (tenant, day) not in self._scales:
            declared = self._store.meta.get(tenant, "rating_scale")
            low, high = (declared["low"], declared["high"]) if declared else (0.0, 5.0)
            made = RatingScale.declared(low, high, means.before(day))
            if declared is None:
                return made
            self._scales[tenant, day] = made
        return self._scales[tenant, day]

    def fresh(self, tenant: str, as_of: datetime) -> bool:
        """Whether asking for the scale reads no ratings."""
        return self._known(tenant, _day(as_of)) is not None

    def forget(self, tenant: str) -> None:
        """Read a tenant's scale and ratings anew."""
        self._means.pop(tenant, None)
        self._drop(tenant)

    def _known(self, tenant: str, day: datetime) -> MeanRatings | None:
        known = self._means.get(tenant)
        stale = known is None or not known.knows(day) or known.older_than(LIVE_STEP)
        return None if stale else known

    def _drop(self, tenant: str) -> None:
        self._scales = {key: one for key, one in list(self._scales.items()) if key[0] != tenant}


def _day(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)
