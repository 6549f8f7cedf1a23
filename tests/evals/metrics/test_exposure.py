"""Coverage and Gini: how the catalogue is shown."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.evals.metrics.rankings import drawn, lists_of
from whyrec.evals.metrics import coverage, gini


def test_coverage_is_the_share_of_items_shown_to_somebody() -> None:
    lists = lists_of([0, 1, 2], [0, 3])
    assert coverage(lists, 3, 10) == 4 / 10
    assert coverage(lists, 1, 10) == 1 / 10


def test_coverage_of_empty_lists_is_nothing() -> None:
    assert coverage(lists_of([], []), 5, 10) == 0


def test_gini_is_0_when_all_are_shown_equally_often() -> None:
    assert gini(lists_of([0, 1], [2, 3], [1, 0], [3, 2]), 2, 4) == 0


def test_gini_counts_the_items_never_shown() -> None:
    assert gini(lists_of([0], [0]), 1, 10) == pytest.approx(1 - 1 / 10)


def test_gini_by_hand() -> None:
    # Exposures 0, 1, 3: (−2·0 + 0·1 + 2·3) / (3·4).
    assert gini(lists_of([1], [2], [2], [2]), 1, 3) == 6 / 12


def test_gini_is_half_the_relative_mean_difference() -> None:
    lists = drawn().lists
    shown = np.bincount(lists[:, :5][lists[:, :5] >= 0], minlength=40).astype(np.float64)
    apart = np.abs(shown[:, None] - shown[None, :]).mean()
    assert gini(lists, 5, 40) == pytest.approx(apart / (2 * shown.mean()))


def test_gini_of_nothing_shown_is_no_number() -> None:
    assert np.isnan(gini(lists_of([], []), 5, 10))


@pytest.mark.parametrize("metric", [coverage, gini], ids=lambda m: m.__name__)
@pytest.mark.parametrize(
    ("lists", "k", "items", "said"),
    [
        (lists_of([3]), 1, 3, "item 3 of a catalogue of 3"),
        (lists_of([0]), 0, 3, "k is at least 1"),
        (lists_of([]), 1, 0, "catalogue is empty"),
        (lists_of([1, 1]), 2, 3, "twice"),
    ],
    ids=["past the catalogue", "no length", "no catalogue", "item twice"],
)
def test_what_cannot_be_counted_is_refused(
    metric: object, lists: np.ndarray, k: int, items: int, said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        metric(lists, k, items)


@given(
    st.lists(st.lists(st.integers(0, 7), unique=True), min_size=1, max_size=8), st.integers(1, 9)
)
def test_exposure_keeps_its_ranges_whatever_the_users_order(rows: list[list[int]], k: int) -> None:
    lists = lists_of(*rows)
    shared = coverage(lists, k, 8)
    assert 0 <= shared <= min(1, len(rows) * k / 8)
    assert coverage(lists[::-1], k, 8) == shared
    unequal = gini(lists, k, 8)
    assert np.isnan(unequal) == (shared == 0)
    assert np.isnan(unequal) or 0 <= unequal <= 1 - 1 / 8
    np.testing.assert_equal(gini(lists[::-1], k, 8), unequal)
