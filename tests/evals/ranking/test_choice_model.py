"""Fitting: which candidate was taken, and how probable that was."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit

from whyrec.errors import InputError
from whyrec.evals.ranking._choice_model import Choice, calibrate, fit_choice

FREE = (None, None)


def choices(
    weights: list[float], n: int = 400, candidates: int = 12, seed: int = 0
) -> list[Choice]:
    """Choices that follow ``exp(w · x)``."""
    rng = np.random.default_rng(seed)
    made = []
    for _ in range(n):
        columns = rng.normal(size=(candidates, len(weights))).astype(np.float32)
        share = np.exp(columns @ np.array(weights))
        made.append(Choice(columns, int(rng.choice(candidates, p=share / share.sum()))))
    return made


def test_weights_that_made_the_choices_are_found() -> None:
    wanted = [1.0, -0.5, 0.0]
    found = fit_choice(choices(wanted, 3_000), [FREE] * 3, ridge=1e-6)
    np.testing.assert_allclose(found, wanted, atol=0.08)


def test_bounds_hold() -> None:
    told = choices([1.0, -0.5, 0.0])
    found = fit_choice(told, [(None, 0.2), (0.0, None), (0.05, None)], ridge=1e-3)
    assert found[0] == pytest.approx(0.2)
    assert found[1] == pytest.approx(0.0, abs=1e-9)
    assert found[2] >= 0.05


def test_choices_without_their_target_say_nothing_about_the_order() -> None:
    told = choices([1.0, -0.5])
    strangers = [c._replace(taken=-1) for c in choices([-9.0, 9.0], seed=1)]
    one = fit_choice(told, [FREE] * 2, ridge=1e-3)
    two = fit_choice([*told, *strangers], [FREE] * 2, ridge=1e-3)
    assert one.tobytes() == two.tobytes()


def test_lists_may_differ_in_length() -> None:
    told = choices([1.0], 200, candidates=5) + choices([1.0], 200, candidates=30, seed=1)
    assert fit_choice(told, [FREE], ridge=1e-6)[0] == pytest.approx(1.0, abs=0.2)


def test_the_slope_is_that_of_the_loss() -> None:
    told = choices([0.5, -0.5], 50)
    found = fit_choice(told, [FREE] * 2, ridge=0.1)

    def loss(w: np.ndarray) -> float:
        parts = [
            -(c.columns[c.taken] @ w) + np.log(np.exp(c.columns.astype(np.float64) @ w).sum())
            for c in told
        ]
        return float(np.mean(parts) + 0.05 * w @ w)

    for step in ([0.01, 0], [-0.01, 0], [0, 0.01], [0, -0.01]):
        assert loss(found + step) > loss(found)


def test_large_numbers_do_not_overflow() -> None:
    told = [c._replace(columns=c.columns * 1_000) for c in choices([1.0], 50)]
    assert np.isfinite(fit_choice(told, [FREE], ridge=1e-6)).all()


def test_without_any_target_among_candidates_the_remedy_is_told() -> None:
    told = [c._replace(taken=-1) for c in choices([1.0], 3)]
    with pytest.raises(InputError, match="among the candidates"):
        fit_choice(told, [FREE], ridge=1e-3)
    with pytest.raises(InputError, match="among the candidates"):
        fit_choice([], [FREE], ridge=1e-3)


def test_calibrated_probabilities_add_up_to_what_was_taken() -> None:
    weights = np.array([1.0, -0.5])
    told = choices(weights.tolist(), 500)
    told += [c._replace(taken=-1) for c in choices([0.0, 0.0], 500, seed=1)]
    scale, bias = calibrate(told, weights)
    p = expit(scale * np.concatenate([c.columns @ weights for c in told]) + bias)
    assert scale > 0
    assert p.sum() == pytest.approx(500, rel=0.01)


def test_a_ranking_that_is_the_wrong_way_round_is_never_turned() -> None:
    scale, _ = calibrate(choices([1.0], 100), np.array([-1.0]))
    assert scale > 0
