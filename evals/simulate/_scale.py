"""The rating scale of simulated users."""

from __future__ import annotations

from typing import NamedTuple, Self

from whyrec import Recommender


class Scale(NamedTuple):
    """The declared rating scale."""

    low: float
    high: float

    @classmethod
    def declared(cls, rec: Recommender) -> Self | None:
        """The one of a home, None without ratings."""
        told = rec.store.meta.get(rec.settings.tenant, "rating_scale")
        return cls(told["low"], told["high"]) if told else None

    def at(self, part: float) -> float:
        """The rating at a part of the way up, to the nearest half."""
        return round(2 * (self.low + part * (self.high - self.low))) / 2
