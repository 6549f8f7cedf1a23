"""Tastes that move all the time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from tests.recommender.world import GENRES, catalogue
from whyrec.domain import Facet
from whyrec.evals.simulate import Shelf, Simulator, chained, follow, seasonal, steady

START = datetime(2020, 1, 1, tzinfo=UTC)
FACETS = [Facet("genre", name) for name in GENRES]
SIMULATOR = Simulator(Shelf.of(catalogue()), None, START, 0)


def test_seasons_come_and_go_with_the_year() -> None:
    summer, winter = {FACETS[0]: 1.0}, {FACETS[1]: 1.0}
    tastes = seasonal(summer, winter, depth=1.0, shift_days=START.timestamp() / 86_400)
    assert tastes(START, None)[FACETS[0]] == pytest.approx(1.0)
    assert tastes(START + timedelta(days=365.2425 / 2), None)[FACETS[0]] == pytest.approx(0.0)
    assert tastes(START + timedelta(days=365.2425), None)[FACETS[0]] == pytest.approx(1.0)


def test_tastes_sum_to_one_at_every_moment() -> None:
    both = {FACETS[0]: 0.5, FACETS[1]: 0.5}
    for tastes in (seasonal(both, both), chained(FACETS), steady(both)):
        for days in range(0, 400, 37):
            told = tastes(START + timedelta(days=days), FACETS[0])
            assert sum(told.values()) == pytest.approx(1.0)


def test_a_ring_goes_on_with_the_chance_it_has() -> None:
    told = chained(FACETS, sure=0.7)(START, FACETS[-1])
    assert told[FACETS[0]] == pytest.approx(0.7 + 0.3 / len(FACETS))


def test_events_are_drawn_from_the_truth_that_is_told() -> None:
    life = follow(SIMULATOR, "ann", 60, chained(FACETS), np.random.default_rng(0))
    assert len(life.events) == len(life.truth) == 60
    facets = [next(iter(SIMULATOR.shelf.facets[e.item_id or ""])) for e in life.events]
    likely = np.mean([truth.get(f, 0.0) > 0.5 for f, truth in zip(facets, life.truth, strict=True)])
    assert likely > 0.4


def test_the_same_seed_makes_the_same_user() -> None:
    one, two = (
        follow(SIMULATOR, "ann", 20, steady({FACETS[0]: 1.0}), np.random.default_rng(1))
        for _ in range(2)
    )
    assert one == two
