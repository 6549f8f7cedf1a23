"""Accuracy metrics beside numbers worked out by hand."""

from __future__ import annotations

from math import log2

import numpy as np
import pytest
from sklearn.metrics import ndcg_score

from tests.evals.metrics.rankings import judged, lists_of
from whyrec.evals.metrics import (
    Judged,
    average_precision,
    f1,
    hit_rate,
    ndcg,
    precision,
    recall,
    reciprocal_rank,
)

# Relevant items stand at places 2 and 4; a third isn't in the list.
MIXED = judged(([10, 11, 12, 13, 14], {11, 13, 99}))


def test_a_hit_is_a_relevant_item_within_k() -> None:
    assert hit_rate(MIXED, 1).tolist() == [0]
    assert hit_rate(MIXED, 2).tolist() == [1]
    assert hit_rate(MIXED, 5).tolist() == [1]


def test_recall_divides_by_all_that_is_relevant() -> None:
    assert recall(MIXED, 2)[0] == pytest.approx(1 / 3)
    assert recall(MIXED, 5)[0] == pytest.approx(2 / 3)


def test_precision_divides_by_k_even_where_the_list_is_shorter() -> None:
    assert precision(MIXED, 4)[0] == pytest.approx(2 / 4)
    assert precision(MIXED, 10)[0] == pytest.approx(2 / 10)


def test_f1_is_the_harmonic_mean_of_precision_and_recall() -> None:
    p, r = 2 / 4, 2 / 3
    assert f1(MIXED, 4)[0] == pytest.approx(2 * p * r / (p + r))


def test_the_reciprocal_rank_is_that_of_the_first_relevant_item() -> None:
    assert reciprocal_rank(MIXED, 5).tolist() == [1 / 2]
    assert reciprocal_rank(MIXED, 1).tolist() == [0]


def test_average_precision_divides_by_all_that_is_relevant() -> None:
    assert average_precision(MIXED, 5)[0] == pytest.approx((1 / 2 + 2 / 4) / 3)
    assert average_precision(MIXED, 2)[0] == pytest.approx((1 / 2) / 3)


def test_ndcg_compares_with_the_relevant_items_in_front() -> None:
    gained = 1 / log2(3) + 1 / log2(5)
    assert ndcg(MIXED, 5)[0] == pytest.approx(gained / (1 + 1 / log2(3) + 1 / log2(4)))


def test_the_ideal_of_ndcg_is_cut_at_k() -> None:
    assert ndcg(judged(([1, 2], {1, 2, 3, 4})), 2).tolist() == [1]


def test_ndcg_of_one_target_is_that_of_its_rank() -> None:
    for rank in range(1, 21):
        relevance = np.zeros((1, 20))
        relevance[0, rank - 1] = 1
        scores = -np.arange(20.0)[None, :]
        one = Judged.of_targets(np.arange(20, dtype=np.int32)[None, :], np.array([rank - 1]))
        assert ndcg(one, 10)[0] == pytest.approx(ndcg_score(relevance, scores, k=10))


def test_only_a_list_with_all_that_is_relevant_in_front_reaches_one_everywhere() -> None:
    perfect = judged(([3, 1, 2], {1, 2, 3}))
    for metric in (hit_rate, recall, precision, f1, reciprocal_rank, average_precision, ndcg):
        assert metric(perfect, 3).tolist() == [1]


def test_an_absent_target_gains_nothing() -> None:
    absent = Judged.of_targets(lists_of([1, 2, 3]), np.array([9]))
    assert ndcg(absent, 10).tolist() == [0]
    assert hit_rate(absent, 10).tolist() == [0]
