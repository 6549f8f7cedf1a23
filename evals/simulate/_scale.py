"""The rating scale of simulated users."""

from __future__ import annotations

from typing import NamedTuple


class Scale(NamedTuple):
    """The declared rating scale."""

    low: float
    high: float

    def at(self, part: float) -> float:
        """The rating at a part of the way up, to the nearest half."""
        return round(2 * (self.low + part * (self.high - self.low))) / 2
