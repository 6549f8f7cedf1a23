"""Tastes and how far they move."""

from __future__ import annotations

import numpy as np
import pytest

from tests.recommender.world import GENRES
from whyrec.domain import Facet
from whyrec.evals.simulate import apart, drawn, moved

FACETS = [Facet("genre", name) for name in GENRES]


def test_shares_sum_to_one() -> None:
    tastes = drawn(FACETS[:3], np.random.default_rng(0))
    assert sum(tastes.values()) == pytest.approx(1.0)
    assert set(tastes) == set(FACETS[:3])


@pytest.mark.parametrize(("least", "most"), [(0.2, 0.4), (0.5, 0.7), (0.9, 1.0)])
def test_other_tastes_are_as_far_away_as_was_asked(least: float, most: float) -> None:
    for seed in range(20):
        rng = np.random.default_rng(seed)
        before = drawn(FACETS[:3], rng)
        after = moved(before, FACETS, rng, least=least, most=most)
        assert least <= apart(before, after) <= most
        assert sum(after.values()) == pytest.approx(1.0)


def test_what_cannot_be_that_far_away_is_told() -> None:
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match="bits away"):
        moved(drawn(FACETS, rng), FACETS, rng, least=1.0)
