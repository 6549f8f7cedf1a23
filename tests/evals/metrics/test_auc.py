from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score, roc_auc_score

from whyrec.evals.metrics import accuracy, auc


def test_auc_is_the_share_of_pairs_in_the_right_order_with_half_for_ties() -> None:
    scores, labels = np.array([3.0, 1.0, 2.0, 1.0]), np.array([1, 1, 0, 0], dtype=bool)
    assert auc(scores, labels) == (1 + 1 + 0 + 0.5) / 4


@pytest.mark.parametrize("levels", [3, 10_000])
def test_auc_is_scikit_learns(levels: int) -> None:
    rng = np.random.default_rng(levels)
    labels = rng.random(500) < 0.3
    scores = rng.integers(0, levels, size=500) + 0.3 * levels * labels
    assert auc(scores, labels) == pytest.approx(roc_auc_score(labels, scores), abs=1e-12)


@pytest.mark.parametrize("labels", [[True, True], [False, False], []])
def test_auc_of_one_class_is_no_number(labels: list[bool]) -> None:
    assert np.isnan(auc(np.zeros(len(labels)), np.array(labels, dtype=bool)))


def test_infinite_scores_have_their_place() -> None:
    assert auc(np.array([np.inf, 0.0, -np.inf]), np.array([True, True, False])) == 1


pairs = st.lists(st.tuples(st.integers(-5, 5), st.booleans()), max_size=30)


@given(pairs)
def test_turning_the_scores_turns_auc(drawn: list[tuple[int, bool]]) -> None:
    scores = np.array([score for score, _ in drawn], dtype=np.float64)
    labels = np.array([label for _, label in drawn], dtype=bool)
    assert auc(-scores, labels) == pytest.approx(1 - auc(scores, labels), nan_ok=True)
    assert auc(np.exp(scores), labels) == pytest.approx(auc(scores, labels), nan_ok=True)


def test_accuracy_is_scikit_learns_where_every_item_has_a_sign() -> None:
    rng = np.random.default_rng(0)
    signs, labels = rng.normal(size=200), rng.random(200) < 0.6
    assert accuracy(signs, labels) == pytest.approx(accuracy_score(labels, signs > 0))


def test_saying_nothing_is_worth_half() -> None:
    assert accuracy(np.array([0.0, 2.0, -1.0]), np.array([True, True, True])) == 1.5 / 3


def test_accuracy_of_nothing_is_no_number() -> None:
    assert np.isnan(accuracy(np.array([]), np.array([], dtype=bool)))


@pytest.mark.parametrize("metric", [auc, accuracy], ids=lambda m: m.__name__)
@pytest.mark.parametrize(
    ("scores", "labels", "said"),
    [([0.5], [True, False], "one label a value"), ([np.nan], [True], "not a number")],
)
def test_what_cannot_be_scored_is_refused(
    metric: object, scores: list[float], labels: list[bool], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        metric(np.array(scores), np.array(labels))


def test_labels_of_plus_and_minus_one_are_refused() -> None:
    with pytest.raises(ValueError, match="a label is 1"):
        auc(np.array([0.1, 0.2]), np.array([1, -1]))
