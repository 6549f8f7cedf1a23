from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import ttest_1samp

from whyrec.evals.metrics import holm, not_inferior


def losing(loss: float, users: int = 400) -> tuple[np.ndarray, np.ndarray]:
    """A system that loses this much on average, and the one it loses to."""
    rng = np.random.default_rng(0)
    other = rng.random(users)
    noise = 0.2 * rng.normal(size=users)
    return other - loss + noise - noise.mean(), other


def test_a_loss_well_within_the_margin_is_not_inferior() -> None:
    found = not_inferior(*losing(0.01), margin=0.05)
    assert found.difference == pytest.approx(-0.01)
    assert -0.05 < found.low < found.difference
    assert found.p < 0.01


def test_a_loss_of_the_margin_is_not_shown_to_be_less() -> None:
    found = not_inferior(*losing(0.05), margin=0.05)
    assert found.low < -0.05
    assert found.p == pytest.approx(0.5, abs=0.05)


def test_too_few_users_show_nothing_even_when_level() -> None:
    found = not_inferior(*losing(0.0, users=20), margin=0.02)
    assert found.low < -0.02
    assert found.p > 0.05


@pytest.mark.parametrize("loss", [0.0, 0.01, 0.02, 0.03])
def test_the_p_value_is_near_that_of_a_t_test(loss: float) -> None:
    a, b = losing(loss)
    expected = ttest_1samp(a - b, -0.03, alternative="greater").pvalue
    assert not_inferior(a, b, margin=0.03).p == pytest.approx(expected, abs=0.02)


@given(
    st.lists(st.sampled_from([-1.0, 0.0, 1.0]), min_size=2, max_size=30),
    st.floats(0, 1),
    st.integers(0, 9),
)
def test_a_small_p_value_means_a_bound_above_the_margin(
    gains: list[float], margin: float, seed: int
) -> None:
    a = np.array(gains)
    found = not_inferior(a, np.zeros(len(a)), margin, draws=500, seed=seed)
    if found.p < 0.05:
        assert found.low > -margin


def test_several_claims_are_corrected_together() -> None:
    a, b = losing(0.01)
    tests = [not_inferior(a, b, margin) for margin in (0.05, 0.03)]
    adjusted = holm([test.p for test in tests])
    assert (adjusted >= [test.p for test in tests]).all()


def test_users_without_a_number_are_left_out() -> None:
    found = not_inferior(np.array([1.0, np.nan, 0.0]), np.array([1.0, 1.0, 0.0]), 0.1)
    assert found.n == 2


@pytest.mark.parametrize("values", [[], [1.0]])
def test_fewer_than_two_users_show_nothing(values: list[float]) -> None:
    found = not_inferior(np.array(values), np.array(values), 0.1)
    assert found.p == 1
    assert np.isnan(found.low)


@pytest.mark.parametrize("margin", [-0.1, np.nan])
def test_a_margin_that_is_no_loss_is_refused(margin: float) -> None:
    with pytest.raises(ValueError, match="margin"):
        not_inferior(np.ones(3), np.ones(3), margin)
