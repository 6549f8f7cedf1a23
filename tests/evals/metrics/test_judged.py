from __future__ import annotations

import numpy as np
import pytest

from tests.evals.metrics.rankings import METRICS, Metric, judged, lists_of
from whyrec.evals.metrics import Judged


def test_hits_are_the_places_of_relevant_items() -> None:
    found = judged(([4, 2, 9], {9, 4}), ([7], {2}))
    assert found.hits(3).tolist() == [[True, False, True], [False, False, False]]
    assert found.relevant_counts.tolist() == [2, 1]


def test_an_item_relevant_to_another_user_is_no_hit() -> None:
    assert not judged(([0, 1], {5}), ([5, 6], {0})).hits(2).any()


def test_longer_lists_are_cut_at_k() -> None:
    found = judged(
        ([4, 2, 9], {9}),
    )
    assert found.top(2).tolist() == [[4, 2]]
    assert found.hits(2).tolist() == [[False, False]]


def test_a_target_is_the_one_relevant_item_and_minus_one_is_none() -> None:
    found = Judged.of_targets(lists_of([3, 1], [1, 2]), np.array([3, -1]))
    assert found.relevant == (frozenset({3}), frozenset())


@pytest.mark.parametrize(
    "lists",
    [
        np.array([1, 2], dtype=np.int32),
        np.array([[1.0, 2.0]]),
        lists_of([5, 3, 5]),
        np.array([[1, -1, 2]], dtype=np.int32),
        np.array([[-2, 1]], dtype=np.int32),
    ],
    ids=["one list", "scores", "item twice", "gap", "below -1"],
)
def test_malformed_lists_are_refused(lists: np.ndarray) -> None:
    with pytest.raises(ValueError, match=r"list|index"):
        Judged(lists, (frozenset({1}),))


def test_an_item_twice_is_reported_with_its_user() -> None:
    with pytest.raises(ValueError, match="user 1 holds an item twice"):
        Judged(lists_of([1, 2], [3, 3]), (frozenset(), frozenset()))


def test_lists_and_sets_are_of_the_same_users() -> None:
    with pytest.raises(ValueError, match="2 lists, but 1 sets"):
        Judged(lists_of([1], [2]), (frozenset({1}),))


def test_a_negative_relevant_item_is_refused() -> None:
    with pytest.raises(ValueError, match="relevant item"):
        Judged(lists_of([1]), (frozenset({-1}),))


@pytest.mark.parametrize("metric", METRICS, ids=lambda m: m.__name__)
class TestEveryMetric:
    def test_a_user_without_anything_relevant_has_no_number(self, metric: Metric) -> None:
        values = metric(judged(([1, 2], set()), ([1, 2], {1})), 2)
        assert np.isnan(values[0])
        assert values[1] > 0

    def test_an_empty_list_is_worth_nothing(self, metric: Metric) -> None:
        assert metric(judged(([], {1}), ([2], {1})), 5).tolist() == [0, 0]
        assert metric(judged(([], {1})), 5).tolist() == [0]

    def test_without_users_there_are_no_numbers(self, metric: Metric) -> None:
        assert metric(Judged(np.zeros((0, 3), dtype=np.int32), ()), 2).shape == (0,)

    def test_a_length_below_one_is_refused(self, metric: Metric) -> None:
        with pytest.raises(ValueError, match="k is at least 1"):
            metric(judged(([1], {1})), 0)
