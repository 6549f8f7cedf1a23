"""Rates and their differences, with users as what is independent."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from whyrec.agents.experiments import difference, rate, totals


def of(lists: list[int], hits: list[int]) -> object:
    return rate(totals(np.array(lists, float), np.array(hits, float)))


seen = st.lists(
    st.integers(0, 6).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))), min_size=1
)


@given(seen)
def test_a_rate_lies_in_its_interval_and_both_in_0_to_1(users: list[tuple[int, int]]) -> None:
    found = of([x for x, _ in users], [y for _, y in users])
    if not any(x for x, _ in users):
        assert np.isnan(found.value)
        return
    assert 0 <= found.low <= found.value + 1e-9
    assert found.value - 1e-9 <= found.high <= 1


@given(seen)
def test_the_error_is_that_of_leaving_users_out_in_turn(users: list[tuple[int, int]]) -> None:
    kept = [(x, y) for x, y in users if x] * 12  # many: the two agree in the limit
    if not kept:
        return
    x, y = (np.array(column, float) for column in zip(*kept, strict=True))
    without = (y.sum() - y) / (x.sum() - x)
    n = len(x)
    jackknife = np.sqrt((n - 1) / n * ((without - without.mean()) ** 2).sum())
    if jackknife > 1e-6:  # else all do the same, and it is the interval's that is told
        assert rate(totals(x, y)).error == pytest.approx(jackknife, rel=0.35)


def test_with_one_list_a_user_it_is_wilsons_interval() -> None:
    found = of([1] * 400, [1] * 60 + [0] * 340)
    wilson = binomtest(60, 400).proportion_ci(method="wilson")
    assert (found.low, found.high) == pytest.approx((wilson.low, wilson.high), abs=2e-4)


def test_who_does_the_same_each_time_adds_nothing_by_coming_again() -> None:
    once = of([1] * 100, [1] * 30 + [0] * 70)
    often = of([9] * 100, [9] * 30 + [0] * 70)
    assert (often.value, often.low, often.high) == pytest.approx((once.value, once.low, once.high))


def test_no_hit_at_all_is_no_certainty() -> None:
    found = of([1] * 50, [0] * 50)
    assert (found.value, found.low) == (0, 0)
    assert 0.05 < found.high < 0.1


def test_users_who_saw_nothing_are_left_out() -> None:
    assert of([1, 0, 1], [1, 0, 0]) == of([1, 1], [1, 0])


def test_a_difference_and_its_interval_turn_round_with_the_two() -> None:
    a, b = of([1] * 90, [1] * 30 + [0] * 60), of([2] * 80, [1] * 80)
    there, back = difference(a, b), difference(b, a)
    assert (there.value, there.low, there.high) == pytest.approx(
        (-back.value, -back.high, -back.low)
    )


def test_intervals_hold_as_often_as_they_say() -> None:
    rng = np.random.default_rng(3)
    held = 0
    for _ in range(400):
        arms = []
        for p in (0.1, 0.14):
            lists = rng.integers(1, 8, 300)
            own = rng.beta(4 * p, 4 * (1 - p), 300)
            arms.append(rate(totals(lists.astype(float), rng.binomial(lists, own).astype(float))))
        apart = difference(arms[1], arms[0])
        held += apart.low <= 0.04 <= apart.high
    assert 0.925 <= held / 400 <= 0.975
