"""Features that know the crowd: the same for every user."""

from __future__ import annotations

import numpy as np

from whyrec.agents.rank._facts import Column, Facts


def pop_1d(facts: Facts) -> Column:
    """``log(1 + interactions of the last day)``, ≥ 0."""
    return _recent(facts, 1)


def pop_3d(facts: Facts) -> Column:
    """``log(1 + interactions of the last 3 days)``, ≥ 0."""
    return _recent(facts, 3)


def pop_7d(facts: Facts) -> Column:
    """``log(1 + interactions of the last 7 days)``, ≥ 0."""
    return _recent(facts, 7)


def pop_14d(facts: Facts) -> Column:
    """``log(1 + interactions of the last 14 days)``, ≥ 0."""
    return _recent(facts, 14)


def pop_30d(facts: Facts) -> Column:
    """``log(1 + interactions of the last 30 days)``, ≥ 0."""
    return _recent(facts, 30)


def pop_trend(facts: Facts) -> Column:
    """``log(1 + last 7 days) − log(1 + the 7 days before)``: above 0 where demand rises."""
    return pop_7d(facts) - np.log1p(facts.of_items(facts.snapshot.statistics.week_before))


def novelty(facts: Facts) -> Column:
    """``−log₂`` of the item's share of all interactions, each counted once more, ≥ 0."""
    statistics = facts.snapshot.statistics
    everything = max(statistics.total.sum(dtype=np.float64) + statistics.known_items, 1.0)
    return np.asarray(-np.log2((facts.of_items(statistics.total) + 1.0) / everything))


def mean_rating(facts: Facts) -> Column:
    """Mean rating, shrunk, on the tenant's scale."""
    return facts.of_items(facts.snapshot.statistics.mean_rating)


def item_age(facts: Facts) -> Column:
    """``log(1 + days since the first interaction)``, ≥ 0; NaN without one."""
    return np.log1p(facts.of_items(facts.snapshot.statistics.age_days))


def _recent(facts: Facts, days: int) -> Column:
    return np.log1p(facts.of_items(facts.snapshot.statistics.recent[days]))
