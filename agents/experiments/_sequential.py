"""Intervals and p-values that hold however often one looks."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from whyrec.agents.experiments._rate import RateEstimate
from whyrec.agents.experiments._totals import Totals

LEAST_USERS: Final = 50
"""Users that each of two variants must have: what follows is true of many."""
LEAST_HITS: Final = 20
"""Lists of both together that must have been hit, and as many that must not."""


class Sequence(NamedTuple):
    """One member of a confidence sequence."""

    low: float
    high: float
    p: float
    """Always-valid p-value of "no difference", (0, 1]."""


UNKNOWN = Sequence(np.nan, np.nan, 1.0)


def multiplier(t: float, planned: float, alpha: float) -> float:
    """What to multiply a standard error with, where 1.96 would serve for a single look.

    ``√((1 + 1/(t ρ²)) · (2 log(1/α) + log(1 + t ρ²)))``, with t independent observations: the
    asymptotic confidence sequence of Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas 2024
    (*Time-uniform central limit theory and asymptotic confidence sequences*, eq. 2.2), after the
    normal mixture of Robbins 1970 and Howard, Ramdas, McAuliffe & Sekhon 2021; inverting the
    mixture sequential probability ratio test of Johari, Koomen, Pekelis & Walsh 2017 gives the
    same. ``ρ² = (2 log(1/α) + log(1 + 2 log(1/α))) / planned`` makes it sharpest near ``planned``.

    Args:
        t: Independent observations, > 0.
        planned: How many are expected.
        alpha: Chance of ever being wrong, (0, 1).
    """
    doubt = -2 * np.log(alpha)
    mixed = t * (doubt + np.log(1 + doubt)) / planned
    return float(np.sqrt((1 + 1 / mixed) * (doubt + np.log(1 + mixed))))


def sequence(
    estimate: RateEstimate, t: float, planned: float, *, alpha: float, looks: int = 1
) -> Sequence:
    """The confidence sequence around an estimate, and the p-value that goes with it.

    The p-value is one over the mixture's likelihood ratio, ``√(1 + m) · exp(−z²/2 · m/(1 + m))``
    with ``m = t ρ²``, times the number of comparisons.

    Args:
        estimate: A rate, or a difference of rates.
        t: Independent observations it rests on; 0 where nothing can be said.
        planned: How many are expected.
        alpha: Chance of ever being wrong in any of the comparisons, (0, 1).
        looks: Comparisons that share it (Bonferroni).
    """
    if not t > 0 or not estimate.error > 0:
        return UNKNOWN
    half = multiplier(t, planned, alpha / looks) * estimate.error
    doubt = -2 * np.log(alpha / looks)
    m = t * (doubt + np.log(1 + doubt)) / planned
    z = estimate.value / estimate.error
    p = np.sqrt(1 + m) * np.exp(-z * z / 2 * m / (1 + m)) * looks
    return Sequence(estimate.value - half, estimate.value + half, float(min(1.0, p)))


def observations(variant: Totals, control: Totals, estimate: RateEstimate) -> float:
    """Independent lists that a difference of two rates rests on; 0 while too little is known.

    As many as would leave the same doubt were all lists independent and the rates the same:
    ``p (1 − p) (1/w + 1/(1 − w)) / error²`` with p the common rate and w the variant's part of all
    lists. Who comes again and always does the same adds little to it.
    """
    users = min(variant.users, control.users)
    lists, hits = variant.lists + control.lists, variant.hits + control.hits
    if users < LEAST_USERS or not LEAST_HITS <= hits <= lists - LEAST_HITS:
        return 0.0
    if not estimate.error > 0:
        return 0.0
    p, w = hits / lists, variant.lists / lists
    return p * (1 - p) / (w * (1 - w)) / estimate.variance
