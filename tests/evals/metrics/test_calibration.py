from __future__ import annotations

from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from sklearn.calibration import calibration_curve
from sklearn.metrics import brier_score_loss

from whyrec.evals.metrics import Binning, brier, expected_calibration_error, reliability

BINNINGS: tuple[Binning, ...] = get_args(Binning)
THEIRS = {"mass": "quantile", "width": "uniform"}


def forecasts(seed: int, n: int = 2_000) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Too bold by half, with many equal ones."""
    rng = np.random.default_rng(seed)
    chance = np.round(rng.beta(2, 3, size=n), 2)
    return np.clip(chance * 1.5 - 0.25, 0, 1), rng.random(n) < chance


def test_the_brier_score_is_scikit_learns() -> None:
    probabilities, happened = forecasts(0)
    assert brier(probabilities, happened) == pytest.approx(
        brier_score_loss(happened, probabilities)
    )


def test_the_brier_score_of_the_base_rate_is_its_variance() -> None:
    assert brier(np.full(4, 0.25), np.array([True, False, False, False])) == 0.25 * 0.75


@pytest.mark.parametrize("binning", BINNINGS)
@pytest.mark.parametrize("bins", [1, 5, 15])
def test_the_diagram_is_scikit_learns(binning: Binning, bins: int) -> None:
    probabilities, happened = forecasts(bins)
    found = reliability(probabilities, happened, bins, binning=binning)
    observed, predicted = calibration_curve(
        happened, probabilities, n_bins=bins, strategy=THEIRS[binning]
    )
    np.testing.assert_allclose(found.predicted, predicted)
    np.testing.assert_allclose(found.observed, observed)
    assert found.counts.sum() == len(probabilities)


@pytest.mark.parametrize("binning", BINNINGS)
def test_the_calibration_error_is_that_of_a_plain_loop(binning: Binning) -> None:
    probabilities, happened = forecasts(3)
    at = np.linspace(0, 1, 11)
    edges = np.quantile(probabilities, at) if binning == "mass" else at
    error = 0.0
    for low, high in zip([-np.inf, *edges[1:-1]], [*edges[1:-1], np.inf], strict=True):
        held = (probabilities > low) & (probabilities <= high)
        if held.any():
            error += held.mean() * abs(probabilities[held].mean() - happened[held].mean())
    ours = expected_calibration_error(probabilities, happened, 10, binning=binning)
    assert ours == pytest.approx(error)


def test_the_calibration_error_of_two_groups_by_hand() -> None:
    probabilities = np.array([0.1] * 10 + [0.8] * 10)
    happened = np.array([True] * 2 + [False] * 8 + [True] * 5 + [False] * 5)
    for binning in BINNINGS:
        error = expected_calibration_error(probabilities, happened, binning=binning)
        assert error == pytest.approx((0.1 + 0.3) / 2)


def test_bins_of_equal_mass_hold_equally_many_different_predictions() -> None:
    probabilities = np.random.default_rng(0).random(150) ** 3
    assert reliability(probabilities, probabilities > 0.5).counts.tolist() == [10] * 15


def test_equal_predictions_share_a_bin() -> None:
    found = reliability(np.full(30, 0.4), np.arange(30) < 12)
    assert found.counts.tolist() == [30]
    assert found.predicted == pytest.approx([0.4])
    assert found.observed == pytest.approx([0.4])


@pytest.mark.parametrize("binning", BINNINGS)
def test_without_events_there_is_no_number(binning: Binning) -> None:
    nothing = np.array([]), np.array([], dtype=bool)
    assert np.isnan(brier(*nothing))
    assert np.isnan(expected_calibration_error(*nothing, binning=binning))
    assert reliability(*nothing, binning=binning).counts.tolist() == []


@pytest.mark.parametrize("wrong", [-0.1, 1.1, np.nan])
def test_what_is_no_probability_is_refused(wrong: float) -> None:
    with pytest.raises(ValueError, match=r"between 0 and 1|not a number"):
        brier(np.array([wrong]), np.array([True]))


def test_bins_below_one_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one bin"):
        reliability(np.array([0.5]), np.array([True]), 0)


@given(
    drawn=st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=40),
    bins=st.integers(1, 20),
    binning=st.sampled_from(BINNINGS),
    data=st.data(),
)
def test_the_order_of_events_does_not_matter(
    drawn: list[tuple[float, bool]], bins: int, binning: Binning, data: st.DataObject
) -> None:
    probabilities = np.array([p for p, _ in drawn])
    happened = np.array([label for _, label in drawn])
    order = data.draw(st.permutations(range(len(drawn))))
    error = expected_calibration_error(probabilities, happened, bins, binning=binning)
    turned = expected_calibration_error(
        probabilities[order], happened[order], bins, binning=binning
    )
    assert turned == pytest.approx(error, abs=1e-12)
    assert 0 <= error <= 1
    assert brier(probabilities[order], happened[order]) == pytest.approx(
        brier(probabilities, happened)
    )
