"""What is called decided holds however often one looks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whyrec.agents.experiments import (
    LEAST_HITS,
    LEAST_USERS,
    RateEstimate,
    Sequence,
    Totals,
    difference,
    multiplier,
    observations,
    rate,
    sequence,
    totals,
)

PLANNED, ALPHA = 2_000, 0.05


def look(x: np.ndarray, y: np.ndarray, arm: np.ndarray) -> tuple[Sequence, RateEstimate]:
    b, a = (totals(np.where(arm == n, x, 0.0), y) for n in (1, 0))
    apart = difference(rate(b), rate(a))
    return sequence(apart, observations(b, a, apart), PLANNED, alpha=ALPHA), apart


def history(rng: np.random.Generator, rates: tuple[float, float], *, again: bool) -> list[bool]:
    """At each of 40 looks: decided, plainly significant, sequence missed the truth."""
    users = 400 if again else 4_000
    arm = rng.integers(0, 2, users)
    p = np.where(arm == 1, rates[1], rates[0])
    own = rng.beta(4 * p, 4 * (1 - p)) if again else p
    x, y = np.zeros(users), np.zeros(users)
    decided = plain = missed = False
    for day in range(40):
        who = rng.integers(0, users, 100) if again else np.arange(day * 100, day * 100 + 100)
        np.add.at(x, who, 1.0)
        np.add.at(y, who, rng.random(100) < own[who])
        always, apart = look(x, y, arm)
        decided |= always.p <= ALPHA
        plain |= bool(abs(apart.value) > 1.96 * apart.error > 0)
        truth = rates[1] - rates[0]
        missed |= bool(always.low > truth or always.high < truth)
    return [decided, plain, missed]


@pytest.mark.parametrize("again", [False, True], ids=["new users", "users who come again"])
def test_without_a_difference_daily_looks_hardly_ever_decide(again: bool) -> None:
    rng = np.random.default_rng(5)
    found = np.array([history(rng, (0.15, 0.15), again=again) for _ in range(200)])
    decided, plain, missed = found.mean(axis=0)
    assert decided <= 0.05
    assert missed <= 0.05
    assert plain > 0.15  # a test for a single look, looked at as often


def test_a_difference_of_a_third_is_found_and_its_sequence_holds_it() -> None:
    rng = np.random.default_rng(6)
    found = np.array([history(rng, (0.15, 0.2), again=False) for _ in range(100)])
    decided, _, missed = found.mean(axis=0)
    assert decided >= 0.8
    assert missed <= 0.05


@given(st.floats(1, 1e7), st.floats(100, 1e6), st.floats(0.001, 0.2))
def test_looking_often_costs_something_at_every_size(
    t: float, planned: float, alpha: float
) -> None:
    from scipy.stats import norm

    assert multiplier(t, planned, alpha) > norm.ppf(1 - alpha / 2)


def test_it_is_sharpest_about_where_it_was_planned() -> None:
    # Half its width at t lists is multiplier / √t: the least loss against a single look is there.
    sizes = np.geomspace(10, 1e6, 200)
    loss = [multiplier(t, 2_000, 0.05) for t in sizes]
    assert 300 < sizes[int(np.argmin(loss))] < 3_000


@given(st.floats(-5, 5), st.floats(0.01, 2), st.floats(1, 1e6), st.integers(1, 9))
def test_the_p_value_and_the_sequence_say_the_same(
    value: float, error: float, t: float, looks: int
) -> None:
    found = sequence(RateEstimate(value, error, 0, 0), t, 1_000, alpha=0.05, looks=looks)
    outside = found.low > 0 or found.high < 0
    if abs(found.p - 0.05) > 1e-9:
        assert (found.p < 0.05) is outside


def some(users: int, hits: int) -> Totals:
    return totals(np.ones(users), np.r_[np.ones(hits), np.zeros(users - hits)])


@pytest.mark.parametrize(
    ("users", "hits"),
    [(LEAST_USERS - 1, 25), (LEAST_USERS, LEAST_HITS // 2 - 1), (LEAST_USERS, LEAST_USERS)],
)
def test_of_few_nothing_is_said(users: int, hits: int) -> None:
    one = some(users, hits)
    apart = difference(rate(one), rate(one))
    assert observations(one, one, apart) == 0
    assert sequence(apart, 0, 1_000, alpha=0.05).p == 1


def test_independent_lists_count_as_what_they_are_and_repeated_ones_as_one() -> None:
    one = some(500, 100)
    apart = difference(rate(one), rate(one))
    assert observations(one, one, apart) == pytest.approx(1_000, rel=0.01)
    often = totals(np.full(500, 4.0), np.r_[np.full(100, 4.0), np.zeros(400)])
    apart = difference(rate(often), rate(often))
    assert observations(often, often, apart) == pytest.approx(1_000, rel=0.01)


def test_what_befalls_every_list_of_one_variant_and_none_of_the_other_is_seen() -> None:
    x = np.full(100, 5.0)
    all_of_them, none_of_them = totals(x, x), totals(x, np.zeros(100))
    apart = difference(rate(all_of_them), rate(none_of_them))
    seen = sequence(apart, observations(all_of_them, none_of_them, apart), PLANNED, alpha=ALPHA)
    assert seen.low > 0.5
