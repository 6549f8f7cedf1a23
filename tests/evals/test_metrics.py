from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import ndcg_score

from whyrec.evals.metrics import bootstrap, hit_rate, ndcg

RANKS = np.array([1, 2, 10, 11, 0])


def test_a_hit_is_a_target_within_k() -> None:
    assert hit_rate(RANKS, 10).tolist() == [1, 1, 1, 0, 0]
    assert hit_rate(RANKS, 1).tolist() == [1, 0, 0, 0, 0]


def test_ndcg_is_that_of_an_independent_implementation() -> None:
    for rank in range(1, 21):
        relevance = np.zeros((1, 20))
        relevance[0, rank - 1] = 1
        scores = -np.arange(20.0)[None, :]
        assert ndcg(np.array([rank]), 10)[0] == pytest.approx(ndcg_score(relevance, scores, k=10))


def test_an_absent_target_gains_nothing() -> None:
    assert ndcg(np.array([0]), 10).tolist() == [0]


def test_the_interval_holds_the_mean_and_narrows_with_more_users() -> None:
    few, many = (bootstrap(np.arange(n) % 2 * 1.0) for n in (40, 4_000))
    assert few.low < few.mean < few.high
    assert many.high - many.low < few.high - few.low
    assert many.high - many.low == pytest.approx(2 * 1.96 * 0.5 / np.sqrt(4_000), rel=0.1)


def test_users_without_a_number_are_left_out() -> None:
    assert bootstrap(np.array([1.0, np.nan, 1.0])).mean == 1
    assert np.isnan(bootstrap(np.array([np.nan])).mean)


def test_the_same_seed_gives_the_same_interval() -> None:
    values = np.random.default_rng(0).random(50)
    assert bootstrap(values) == bootstrap(values)
