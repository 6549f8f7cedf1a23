"""Every accuracy metric beside trec_eval's, by way of ir-measures."""

from __future__ import annotations

from typing import Any

import ir_measures
import numpy as np
import pytest
from ir_measures import AP, RR, P, R, Success, nDCG

from tests.evals.metrics.rankings import LENGTHS, Metric, as_qrels, as_run, drawn
from whyrec.evals.metrics import (
    Judged,
    average_precision,
    f1,
    hit_rate,
    ndcg,
    precision,
    recall,
    reciprocal_rank,
)

PAIRS: tuple[tuple[Metric, Any], ...] = (
    (hit_rate, Success),
    (ndcg, nDCG),
    (recall, R),
    (precision, P),
    (reciprocal_rank, RR),
    (average_precision, AP),
)


def theirs(measure: Any, measured: Judged) -> list[float]:
    """One number a user, as ours."""
    found = {
        value.query_id: value.value
        for value in ir_measures.iter_calc([measure], as_qrels(measured), as_run(measured))
    }
    return [found.get(f"u{user}", np.nan) for user in range(len(measured.relevant))]


@pytest.mark.parametrize("k", LENGTHS)
@pytest.mark.parametrize(("ours", "measure"), PAIRS, ids=lambda m: getattr(m, "__name__", ""))
def test_every_user_has_the_number_of_trec_eval(ours: Metric, measure: Any, k: int) -> None:
    measured = drawn()
    np.testing.assert_allclose(ours(measured, k), theirs(measure @ k, measured), atol=1e-6)


@pytest.mark.parametrize("k", LENGTHS)
def test_f1_is_made_of_trec_evals_precision_and_recall(k: int) -> None:
    measured = drawn()
    p, r = (np.array(theirs(measure @ k, measured)) for measure in (P, R))
    harmonic = 2 * p * r / np.where(p + r == 0, 1, p + r)
    np.testing.assert_allclose(f1(measured, k), harmonic, atol=1e-6)


def test_the_drawn_rankings_hold_every_case() -> None:
    measured = drawn()
    lengths = (measured.lists >= 0).sum(axis=1)
    relevant = measured.relevant_counts
    assert ((lengths == 0) & (relevant > 0)).any()
    assert ((lengths == 0) & (relevant == 0)).any()
    assert {0, 1, 8} <= set(relevant.tolist())
    assert lengths.min() < 10 < lengths.max() < max(LENGTHS)
