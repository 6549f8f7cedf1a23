"""Drift: whether what somebody takes of late is still what they took before."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import gamma

from whyrec.agents.dynamics._divergence import divergence

FALSE_ALARM = 0.0025
"""Nominal chance that one look at a user whose taste does not move gives an alarm. Looks after each
of 160 events see much the same events: about one such user in twenty has an alarm at any of them
(``whyrec eval run drift``)."""
LEAST_EVENTS = 20
"""With fewer there is no "before" that the latest events could differ from."""
_NOTHING = 1e-9
"""Bits that are rounding."""
_FAINT = 1e-3
"""Added to shares that are divided by."""


@dataclass(frozen=True)
class Drift:
    """Shares of m things before and lately, and how far they are from each other."""

    before: NDArray[np.float64]
    """Shares of what was taken before; sum to 1, (m,)."""
    lately: NDArray[np.float64]
    """The same of what was taken lately, (m,)."""
    divergence: float
    """Between the two, in bits, [0, 1]."""
    threshold: float
    """What is beyond it is no chance; infinite where too little is known."""

    @property
    def alarm(self) -> bool:
        """Whether it has moved."""
        return self.divergence > self.threshold

    @property
    def excess(self) -> NDArray[np.float64]:
        """What of late is taken more than before, (m,); negative where less."""
        return self.lately - self.before


def drift(
    rows: NDArray[np.float64],
    before: NDArray[np.float64],
    lately: NDArray[np.float64],
    *,
    false_alarm: float = FALSE_ALARM,
    least: int = LEAST_EVENTS,
) -> Drift:
    """Compare what the latest of a series of events are about with what the others are.

    The threshold is the divergence that chance alone exceeds with probability ``false_alarm``. Were
    the taste the same all the time, the events could as well have come in any other order. Over all
    orders, the difference of the two shares ``Σ_i d_i x_i`` with ``d = lately − before`` has mean 0
    and covariance ``Σ d_i² · S``, S being the events' own covariance: exactly, since ``Σ d_i = 0``.
    Near equality the divergence is ``Σ_j (lately_j − before_j)² / (8 ln 2 · middle_j)`` bits with
    the mean of both as the middle: a quadratic form, whose tail is near that of the gamma
    distribution with the same mean, ``tr A``, and variance, ``2 tr A²`` (Satterthwaite 1946; Box
    1954).

    Args:
        rows: What each event is about, oldest first: shares that sum to 1, (n, m).
        before: Weights of the events, ≥ 0, that sum to 1, (n,).
        lately: Likewise.
        false_alarm: Chance of an alarm where nothing moved, (0, 1).
        least: Fewer events give no alarm.
    """
    then, now = before @ rows, lately @ rows
    limit = np.inf
    if len(rows) >= least:
        limit = _threshold(rows, lately - before, (then + now) / 2, false_alarm)
    return Drift(then, now, divergence(then, now), limit)


def _threshold(
    rows: NDArray[np.float64],
    differences: NDArray[np.float64],
    middle: NDArray[np.float64],
    false_alarm: float,
) -> float:
    scaled = (rows - rows.mean(axis=0)) / np.sqrt(middle + _FAINT)
    # The smaller of the two products: their traces are the same.
    product = scaled @ scaled.T if len(scaled) < scaled.shape[1] else scaled.T @ scaled
    form = product * (float(differences @ differences) / (len(rows) - 1) / (8 * np.log(2)))
    mean, variance = float(np.trace(form)), 2 * float((form**2).sum())
    if mean < _NOTHING:
        return 1.0  # all events are about the same, but for rounding: nothing is beyond that
    return float(gamma.ppf(1 - false_alarm, mean**2 / variance, scale=variance / mean))
