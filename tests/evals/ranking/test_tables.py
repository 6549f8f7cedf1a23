"""The tables of a run, from answers whose numbers can be worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from tests.evals.ranking.answers import at_ranks, scores, world
from whyrec.agents.models import Usage
from whyrec.evals.metrics import holm, paired_bootstrap
from whyrec.evals.ranking._tables import (
    accuracy_table,
    beyond_table,
    calibration_table,
    cost_table,
    difference_table,
)
from whyrec.evals.report import Cell, Table, Value


def cells(table: Table, row: int = 0) -> dict[str, Cell]:
    return {c.name: cell for c, cell in zip(table.columns, table.rows[row], strict=True)}


def mean(cell: Cell) -> float:
    assert isinstance(cell, Value)
    assert cell.mean is not None
    assert cell.low is not None
    assert cell.high is not None
    assert cell.low <= cell.mean <= cell.high
    return cell.mean


def test_accuracy_has_a_row_a_system_with_means_inside_their_intervals() -> None:
    table = accuracy_table(
        [at_ranks("a", world(4), [1, 3, 11, 0]), at_ranks("b", world(4), [0] * 4)]
    )
    assert [row[0] for row in table.rows] == ["a", "b"]
    first = cells(table)
    assert mean(first["HR@1"]) == 0.25
    assert mean(first["HR@10"]) == 0.5
    assert mean(first["NDCG@10"]) == 0.375
    assert mean(first["MRR@50"]) == pytest.approx((1 + 1 / 3 + 1 / 11) / 4)
    assert mean(first["HR@50"]) == 0.75
    assert mean(cells(table, 1)["HR@10"]) == 0
    assert "4 cases" in table.note


def test_only_a_whole_catalogue_has_a_hit_rate_at_50_and_only_several_targets_recall() -> None:
    few = scores("a", world(1), [[5, 6]], [[5]], candidates=True)
    assert "HR@50" not in cells(accuracy_table([few]))
    assert "recall@10" not in cells(accuracy_table([few]))
    several = scores("a", world(1), [[5, 6, 7]], [[5, 8]])
    found = cells(accuracy_table([several]))
    assert mean(found["recall@10"]) == 0.5
    assert mean(found["precision@10"]) == pytest.approx(0.1)


def test_differences_are_paired_and_corrected_over_their_column() -> None:
    main = at_ranks("ours", world(20), [1] * 15 + [0] * 5)
    others = [at_ranks(f"o{n}", world(20), [1] * n + [0] * (20 - n)) for n in (2, 12, 15)]
    table = difference_table(main, others)
    assert [row[0] for row in table.rows] == ["o2", "o12", "o15"]
    plain = [paired_bootstrap(main.metric("HR@10"), o.metric("HR@10")).p for o in others]
    for row, (p, corrected) in enumerate(zip(plain, holm(plain), strict=True)):
        found = cells(table, row)
        assert found["p (HR@10)"] == p
        assert found["Holm (HR@10)"] == corrected
    assert mean(cells(table, 0)["HR@10"]) == pytest.approx(0.65)
    assert mean(cells(table, 2)["HR@10"]) == 0


def test_beyond_accuracy_looks_at_the_first_ten_and_the_crowd_before() -> None:
    data = world(4)  # item 0 was taken four times, items 1 to 4 once each
    popular = scores("popular", data, [[0], [0]], [[9], [9]])
    rare = scores("rare", data, [[20], [21]], [[9], [9]])
    table = beyond_table([popular, rare])
    first, second = cells(table, 0), cells(table, 1)
    assert first["coverage"] == pytest.approx(1 / 30)
    assert second["coverage"] == pytest.approx(2 / 30)
    assert isinstance(first["novelty"], float)
    assert isinstance(second["novelty"], float)
    assert first["novelty"] < second["novelty"]
    assert isinstance(first["popularity lift"], float)
    assert first["popularity lift"] > 0
    assert isinstance(first["Gini"], float)
    assert first["Gini"] > cells(table, 1)["Gini"]  # type: ignore[operator]


def test_what_cannot_be_computed_is_empty_and_no_error() -> None:
    found = cells(beyond_table([scores("none", world(2), [[], []], [[9], [9]])]))
    assert found["coverage"] == 0
    assert found["diversity"] is None or np.isnan(float(found["diversity"]))  # type: ignore[arg-type]


def test_calibration_is_told_of_those_that_predict() -> None:
    silent = at_ranks("silent", world(2), [1, 1])
    assert calibration_table([silent]) is None
    sure = scores(
        "sure", world(2), [[5, 6], [5, 6]], [[5], [5]], probabilities=[[1.0, 0.0], [1.0, 0.0]]
    )
    table = calibration_table([silent, sure])
    assert table is not None
    assert len(table.rows) == 1
    assert cells(table) == {
        "system": "sure",
        "ECE": 0.0,
        "Brier": 0.0,
        "predicted": 0.5,
        "observed": 0.5,
        "shown": 4,
    }
    wrong = scores("wrong", world(2), [[5], [5]], [[6], [6]], probabilities=[[0.5], [0.5]])
    assert calibration_table([wrong]) is None


def test_costs_are_a_case() -> None:
    one = scores(
        "s",
        world(2),
        [[5], [6]],
        [[5], [5]],
        usage=Usage(100, 40, 7),
        seconds=[0.5, 1.5],
        degraded=1,
    )
    assert cells(cost_table([one])) == {
        "system": "s",
        "prompt tokens": 100.0,
        "of them cached": 40.0,
        "generated tokens": 7.0,
        "seconds": 1.0,
        "degraded": 1,
    }
