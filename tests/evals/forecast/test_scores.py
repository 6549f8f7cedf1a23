"""How well probabilities told what came."""

from __future__ import annotations

import numpy as np
import pytest

from whyrec.evals.forecast._scores import hit_rate, log_loss, scores

TOLD = np.array([[0.5, 0.3, 0.2]])


def test_log_loss_is_that_of_the_topics_that_came() -> None:
    assert log_loss(TOLD, np.array([[0.0, 1.0, 0.0]])) == pytest.approx(-np.log(0.3))
    both = log_loss(TOLD, np.array([[0.5, 0.5, 0.0]]))
    assert both == pytest.approx(-(np.log(0.5) + np.log(0.3)) / 2)


def test_no_forecast_loses_less_than_the_truth() -> None:
    truth = np.array([[0.6, 0.4, 0.0]])
    others = np.random.default_rng(0).dirichlet(np.ones(3), size=100)
    least = log_loss(truth, truth)
    assert all(log_loss(o[None, :], truth) >= least for o in others)


def test_an_event_about_two_topics_is_half_hit_by_one() -> None:
    truth = np.array([[0.5, 0.5, 0.0]])
    assert hit_rate(TOLD, truth, 1) == pytest.approx(0.5)
    assert hit_rate(TOLD, truth, 3) == pytest.approx(1.0)


def test_ties_go_by_the_topics_order_and_not_by_what_came() -> None:
    even = np.full((1, 3), 1 / 3)
    assert hit_rate(even, np.array([[0.0, 0.0, 1.0]]), 1) == pytest.approx(0.0)


def test_what_is_missing_has_no_number() -> None:
    assert np.isnan(scores(TOLD, np.full((1, 3), np.nan))).all()
