"""Novelty and popularity lift."""

from __future__ import annotations

from math import log2

import numpy as np
import pytest

from tests.evals.metrics.rankings import drawn, lists_of
from whyrec.evals.metrics import novelty, popularity_lift

COUNTS = np.array([7, 3, 0, 2])
NOTHING = np.array([], dtype=np.int32)


def test_novelty_is_the_mean_surprise_in_bits() -> None:
    # Shares (8, 4, 1, 3) / 16 after one is added to each count.
    assert novelty(lists_of([0, 1]), 2, COUNTS).tolist() == [(1 + 2) / 2]
    assert novelty(lists_of([0, 1]), 1, COUNTS).tolist() == [1]


def test_an_item_nobody_took_has_the_highest_surprise() -> None:
    assert novelty(lists_of([2]), 1, COUNTS).tolist() == [log2(16)]


def test_the_smoothed_shares_sum_to_one() -> None:
    each = novelty(np.arange(4, dtype=np.int32)[:, None], 1, COUNTS)
    assert (2**-each).sum() == pytest.approx(1)


def test_an_empty_list_has_no_novelty() -> None:
    values = novelty(lists_of([], [0]), 1, COUNTS)
    assert np.isnan(values[0])
    assert values[1] == 1


def test_novelty_is_that_of_a_plain_loop() -> None:
    counts = np.random.default_rng(0).integers(0, 100, size=40)
    lists = drawn().lists
    total = counts.sum() + 40
    for row, value in zip(lists[:, :7].tolist(), novelty(lists, 7, counts), strict=True):
        bits = [-log2((counts[item] + 1) / total) for item in row if item >= 0]
        assert value == pytest.approx(np.mean(bits) if bits else np.nan, nan_ok=True)


def test_the_lift_compares_with_what_the_user_takes() -> None:
    lists = lists_of([0, 1], [3], [0])
    histories = [np.array([1, 3, 0, 2]), np.array([0, 1]), np.array([0])]
    lift = popularity_lift(lists, 2, COUNTS, histories)
    assert lift == pytest.approx([5 / 3 - 1, 2 / 5 - 1, 0])


def test_an_item_taken_twice_counts_twice() -> None:
    lift = popularity_lift(lists_of([0]), 1, COUNTS, [np.array([1, 1, 0])])
    assert lift == pytest.approx([7 / (13 / 3) - 1])


def test_a_list_nobody_took_is_a_lift_of_minus_one() -> None:
    assert popularity_lift(lists_of([2]), 1, COUNTS, [np.array([0])]).tolist() == [-1]


@pytest.mark.parametrize(
    ("row", "history"),
    [([], np.array([0])), ([0], NOTHING), ([0], np.array([2]))],
    ids=["empty list", "empty history", "history nobody else took"],
)
def test_without_two_popularities_there_is_no_lift(row: list[int], history: np.ndarray) -> None:
    assert np.isnan(popularity_lift(lists_of(row), 3, COUNTS, [history])).all()


def test_histories_outside_the_catalogue_or_of_other_users_are_refused() -> None:
    with pytest.raises(ValueError, match="outside a catalogue of 4"):
        popularity_lift(lists_of([0]), 1, COUNTS, [np.array([4])])
    with pytest.raises(ValueError, match="outside a catalogue of 4"):
        popularity_lift(lists_of([0]), 1, COUNTS, [np.array([-1])])
    with pytest.raises(ValueError, match="1 lists, but 2 histories"):
        popularity_lift(lists_of([0]), 1, COUNTS, [NOTHING, NOTHING])


def test_negative_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="count"):
        novelty(lists_of([0]), 1, np.array([-1]))
    with pytest.raises(ValueError, match="count"):
        popularity_lift(lists_of([0]), 1, np.array([-1]), [NOTHING])
