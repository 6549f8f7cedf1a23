"""The rating scale of a home, and what ratings were usual at a moment."""

from __future__ import annotations

from datetime import datetime

import numpy as np

from whyrec.agents.profile import RatingScale
from whyrec.evals.simulate import Scale
from whyrec.store import EventColumns

_UNDECLARED = (0.0, 5.0)


class Ratings:
    """The scale with the crowd's mean as its prior, as whyrec itself reads events.

    Args:
        scale: The declared one, None without.
        columns: All events on items, by time.
    """

    def __init__(self, scale: Scale | None, columns: EventColumns) -> None:
        self.scale = scale
        rated = np.asarray(columns.kind == "rating") & ~np.isnan(columns.value)
        self._at_us = columns.at_us[rated]
        self._sums = np.cumsum(columns.value[rated])

    def at(self, moment: datetime) -> RatingScale:
        """The scale whose prior is the mean of all ratings before that day."""
        low, high = self.scale or _UNDECLARED
        day = moment.replace(hour=0, minute=0, second=0, microsecond=0)
        known = int(np.searchsorted(self._at_us, int(day.timestamp()) * 1_000_000, side="left"))
        prior = float(self._sums[known - 1]) / known if known else None
        return RatingScale.declared(low, high, prior)
