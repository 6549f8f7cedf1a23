"""Weights of a mixture by maximum likelihood."""

from __future__ import annotations

import numpy as np
import pytest

from whyrec.agents.dynamics import fit_mixture


def drawn(weights: list[float], events: int = 4_000) -> tuple[np.ndarray, np.ndarray]:
    """Parts that say something else each time, and what a mixture of them drew."""
    rng = np.random.default_rng(3)
    parts = rng.dirichlet(np.full(6, 0.3), size=(events, len(weights)))
    truth = np.einsum("c,ecm->em", weights, parts)
    chosen = (truth.cumsum(axis=1) < rng.random((events, 1))).sum(axis=1)
    return parts, np.eye(6)[np.minimum(chosen, 5)]


def test_the_weights_that_drew_are_found() -> None:
    parts, targets = drawn([0.6, 0.3, 0.1])
    assert fit_mixture(parts, targets) == pytest.approx([0.6, 0.3, 0.1], abs=0.04)


def test_no_other_weights_are_likelier() -> None:
    parts, targets = drawn([0.6, 0.3, 0.1], 400)

    def likelihood(weights: np.ndarray) -> float:
        return float((targets * np.log(np.einsum("c,ecm->em", weights, parts) + 1e-12)).sum())

    best = likelihood(fit_mixture(parts, targets))
    others = np.random.default_rng(0).dirichlet(np.ones(3), size=200)
    assert all(likelihood(other) <= best + 0.1 for other in others)


def test_events_may_count_differently() -> None:
    parts = np.array([[[1.0, 0.0], [0.5, 0.5]], [[0.0, 1.0], [0.5, 0.5]]])
    targets = np.array([[1.0, 0.0], [1.0, 0.0]])
    for_first = fit_mixture(parts, targets, np.array([1.0, 0.0]))
    for_second = fit_mixture(parts, targets, np.array([0.0, 1.0]))
    assert for_first[0] > 0.99
    assert for_second[0] < 0.01


def test_without_events_every_part_says_as_much() -> None:
    assert fit_mixture(np.zeros((0, 4, 3)), np.zeros((0, 3))) == pytest.approx([0.25] * 4)
