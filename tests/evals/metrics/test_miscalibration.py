"""How far a list is from the user's shares."""

from __future__ import annotations

from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import entropy

from tests.evals.metrics.rankings import lists_of
from whyrec.evals.metrics import miscalibration, shares_of

HALVES = np.array([[0.5, 0.5]])
PARTS = np.array([[1.0, 0.0], [0.0, 1.0], [0.5, 0.5], [0.0, 0.0]])


def test_a_list_in_the_users_own_shares_is_not_off() -> None:
    assert miscalibration(HALVES, HALVES) == pytest.approx([0], abs=1e-12)


def test_a_list_with_nothing_of_the_users_is_off_by_the_logarithm_of_the_smoothing() -> None:
    assert miscalibration(HALVES, np.zeros((1, 2))) == pytest.approx([log(100)])
    assert miscalibration(HALVES, np.zeros((1, 2)), smoothing=0.1) == pytest.approx([log(10)])


def test_it_is_the_divergence_by_hand() -> None:
    by_hand = 0.7 * log(0.7 / (0.99 * 1.0 + 0.007)) + 0.3 * log(0.3 / 0.003)
    found = miscalibration(np.array([[0.7, 0.3]]), np.array([[1.0, 0.0]]))
    assert found == pytest.approx([by_hand])


def test_shares_count_in_proportion_and_missing_groups_are_none() -> None:
    padded = miscalibration(np.array([[6.0, 3.0, 0.0]]), np.array([[1.0, 0.0, 0.0]]))
    assert padded == pytest.approx(miscalibration(np.array([[2.0, 1.0]]), np.array([[1.0, 0.0]])))


def test_a_user_without_shares_has_no_number() -> None:
    found = miscalibration(np.array([[0.0, 0.0], [1.0, 0.0]]), np.array([[1.0, 0.0], [1.0, 0.0]]))
    assert np.isnan(found).tolist() == [True, False]


@given(st.lists(st.floats(0.01, 1), min_size=2, max_size=6), st.data())
def test_it_is_scipys_divergence_from_the_mixture(some: list[float], data: st.DataObject) -> None:
    p = np.array([some]) / sum(some)
    other = data.draw(st.lists(st.floats(0.01, 1), min_size=len(some), max_size=len(some)))
    q = np.array([other]) / sum(other)
    expected = entropy(p[0], 0.99 * q[0] + 0.01 * p[0])
    assert miscalibration(p, q) == pytest.approx([expected], abs=1e-12)


@pytest.mark.parametrize(
    ("wanted", "shown", "smoothing"),
    [
        (HALVES, np.array([[0.5]]), 0.01),
        (-HALVES, HALVES, 0.01),
        (HALVES, -HALVES, 0.01),
        (HALVES, 2 * HALVES, 0.01),
        (HALVES, HALVES, 0.0),
        (HALVES, HALVES, 1.5),
    ],
)
def test_what_are_no_shares_is_refused(
    wanted: np.ndarray, shown: np.ndarray, smoothing: float
) -> None:
    with pytest.raises(ValueError, match=r"share|α"):
        miscalibration(wanted, shown, smoothing=smoothing)


def test_the_shares_of_a_list_are_the_mean_of_its_items() -> None:
    assert shares_of(lists_of([0, 1, 2]), 3, PARTS).tolist() == [[0.5, 0.5]]
    assert shares_of(lists_of([0, 1, 2]), 1, PARTS).tolist() == [[1.0, 0.0]]


def test_an_item_of_no_group_leaves_its_place_to_none() -> None:
    assert shares_of(lists_of([0, 3]), 2, PARTS).tolist() == [[0.5, 0.0]]


def test_a_short_list_is_held_against_its_own_length() -> None:
    found = shares_of(lists_of([0, 1, 2], [1], []), 3, PARTS)
    assert found.tolist() == [[0.5, 0.5], [0.0, 1.0], [0.0, 0.0]]
