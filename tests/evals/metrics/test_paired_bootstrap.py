from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import ttest_rel

from whyrec.evals.metrics import bootstrap, paired_bootstrap


def two_systems(lead: float, users: int = 400) -> tuple[np.ndarray, np.ndarray]:
    """Users differ much, the systems by ``lead`` on average."""
    rng = np.random.default_rng(0)
    ease = rng.random(users)
    return ease + lead + 0.1 * rng.normal(size=users), ease + 0.1 * rng.normal(size=users)


def test_a_lead_over_the_same_users_is_found_where_the_intervals_overlap() -> None:
    a, b = two_systems(0.03)
    assert bootstrap(a).low < bootstrap(b).high
    found = paired_bootstrap(a, b)
    assert found.difference == pytest.approx((a - b).mean())
    assert 0 < found.low < found.difference < found.high
    assert found.p < 0.01


@pytest.mark.parametrize("lead", [0.0, 0.005, 0.01, 0.015])
def test_the_p_value_is_near_that_of_a_paired_t_test(lead: float) -> None:
    a, b = two_systems(lead)
    assert paired_bootstrap(a, b).p == pytest.approx(ttest_rel(a, b).pvalue, abs=0.02)


def test_systems_alike_are_told_apart_as_seldom_as_they_should() -> None:
    rng = np.random.default_rng(1)
    p = [paired_bootstrap(*rng.random((2, 60)), draws=400).p for _ in range(300)]
    assert np.mean(np.array(p) < 0.05) == pytest.approx(0.05, abs=0.035)


def test_the_same_numbers_differ_by_nothing() -> None:
    a, _ = two_systems(0)
    assert paired_bootstrap(a, a) == (0, 0, 0, 1, 400)


def test_turning_the_systems_round_turns_the_difference() -> None:
    a, b = two_systems(0.01)
    there, back = paired_bootstrap(a, b), paired_bootstrap(b, a)
    assert back.difference == pytest.approx(-there.difference)
    assert (back.low, back.high) == pytest.approx((-there.high, -there.low))
    assert back.p == there.p


def test_a_user_without_a_number_in_either_is_left_out_of_both() -> None:
    a = np.array([1.0, np.nan, 1.0, 0.0])
    b = np.array([0.0, 1.0, np.nan, 0.0])
    found = paired_bootstrap(a, b)
    assert found.n == 2
    assert found.difference == 0.5


@pytest.mark.parametrize(("values", "n"), [([], 0), ([np.nan], 0), ([1.0], 1)])
def test_fewer_than_two_users_show_nothing(values: list[float], n: int) -> None:
    found = paired_bootstrap(np.array(values), np.zeros(len(values)))
    assert found.p == 1
    assert found.n == n
    assert np.isnan([found.low, found.high]).all()


def test_p_is_never_zero() -> None:
    found = paired_bootstrap(np.ones(30), np.zeros(30), draws=99)
    assert found.p == 1 / 100


def test_systems_over_other_users_are_refused() -> None:
    with pytest.raises(ValueError, match="same users"):
        paired_bootstrap(np.ones(3), np.ones(4))
