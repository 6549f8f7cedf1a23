"""Rates with intervals, and their differences, where users and not lists are independent."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.stats import norm

from whyrec.agents.experiments._totals import Totals

Z = float(norm.ppf(0.975))
"""Of a two-sided interval of 95 %."""


_ROUNDING = 1e-12


class RateEstimate(NamedTuple):
    """A number with its standard error and 95 % interval; NaN where it was not measured."""

    value: float
    error: float
    low: float
    high: float

    @property
    def variance(self) -> float:
        """The error's square."""
        return self.error**2

    @property
    def effective(self) -> float:
        """How many independent lists would leave as much doubt: ``p (1 − p) / error²``."""
        return self.value * (1 - self.value) / self.variance if self.error > 0 else 0.0


NOTHING = RateEstimate(np.nan, np.nan, np.nan, np.nan)


def rate(of: Totals) -> RateEstimate:
    """Share of lists that were hits, ``R = Σy / Σx``.

    Its variance by the delta method is ``n/(n−1) · Σ (y − R x)² / (Σ x)²`` (Deng, Knoblich & Lu
    2018, *Applying the Delta Method in Metric Analytics*, §3.1). The interval is Wilson's (1927)
    with the effective number of lists ``R (1 − R) / variance`` (Korn & Graubard 1998), which stays
    in [0, 1] and is no point where nothing was hit: there each user counts as one list.
    """
    if of.lists == 0:
        return NOTHING
    r = of.hits / of.lists
    spread = of.yy - 2 * r * of.xy + r * r * of.xx
    if spread < _ROUNDING * of.xx:  # all do the same, but for what subtracting left over
        spread = 0.0
    variance = of.users / max(of.users - 1, 1) * spread / of.lists**2
    n = r * (1 - r) / variance if variance > 0 else float(of.users)
    middle = (r + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z / (1 + Z * Z / n) * np.sqrt(r * (1 - r) / n + Z * Z / (4 * n * n))
    low = max(float(middle - half), 0.0) if of.hits else 0.0
    high = min(float(middle + half), 1.0) if of.hits < of.lists else 1.0
    # Where all lists are hits, or none is, nobody who differs was seen yet: that is not certain.
    error = float(np.sqrt(variance)) if variance > 0 else (high - low) / (2 * Z)
    return RateEstimate(float(r), error, low, high)


def difference(variant: RateEstimate, control: RateEstimate) -> RateEstimate:
    """The first less the second.

    The interval is Newcombe's hybrid of both (1998, method 10), which needs no symmetry.
    """
    d = variant.value - control.value
    below = np.hypot(variant.value - variant.low, control.high - control.value)
    above = np.hypot(variant.high - variant.value, control.value - control.low)
    error = float(np.hypot(variant.error, control.error))
    return RateEstimate(d, error, float(d - below), float(d + above))
