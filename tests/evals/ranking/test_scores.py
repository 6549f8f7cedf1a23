"""A system's numbers, worked out by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.evals.crowds import item
from tests.evals.ranking.answers import at_ranks, scores, world
from whyrec.agents.models import Usage
from whyrec.evals._kept import Kept
from whyrec.evals.ranking._outcomes import Outcome
from whyrec.evals.ranking._scores import METRICS, Scores
from whyrec.evals.systems import Answer


def test_ranks_and_metrics_of_one_target_each() -> None:
    found = at_ranks("s", world(4), [1, 3, 11, 0])
    assert found.ranks.tolist() == [1, 3, 11, 0]
    assert found.metric("HR@1").tolist() == [1, 0, 0, 0]
    assert found.metric("HR@10").tolist() == [1, 1, 0, 0]
    np.testing.assert_allclose(found.metric("NDCG@10"), [1, 0.5, 0, 0])
    np.testing.assert_allclose(found.metric("MRR@50"), [1, 1 / 3, 1 / 11, 0])
    np.testing.assert_allclose(found.metric("recall@10"), [1, 1, 0, 0])
    np.testing.assert_allclose(found.metric("precision@10"), [0.1, 0.1, 0, 0])


def test_of_several_targets_the_rank_is_that_of_the_first() -> None:
    found = scores("s", world(1), [[5, 6, 7]], [[7, 5]])
    assert found.ranks.tolist() == [3]
    assert found.metric("recall@2").tolist() == [0.5]


def test_lists_of_different_lengths_stand_side_by_side() -> None:
    found = scores("s", world(3), [[5], [], [6, 7, 8]], [[5], [6], [8]])
    assert found.judged.lists.tolist() == [[5, -1, -1], [-1, -1, -1], [6, 7, 8]]
    assert found.metric("HR@10").tolist() == [1, 0, 1]
    assert found.ranks.tolist() == [1, 0, 3]


def test_nothing_answered_at_all_is_a_miss_and_no_error() -> None:
    found = scores("s", world(2), [[], []], [[5], [6]])
    assert found.metric("NDCG@10").tolist() == [0, 0]
    assert found.ranks.tolist() == [0, 0]


@pytest.mark.parametrize("name", ["HR", "HR@", "HR@x", "HR@0", "hits@10", "@10", ""])
def test_a_metric_that_is_none_is_refused(name: str) -> None:
    with pytest.raises((KeyError, ValueError)):
        at_ranks("s", world(1), [1]).metric(name)


def test_every_metric_is_between_0_and_1() -> None:
    found = at_ranks("s", world(4), [1, 3, 11, 0])
    for name in METRICS:
        values = found.metric(f"{name}@10")
        assert ((values >= 0) & (values <= 1)).all()


def test_calibration_joins_what_was_shown_with_what_was_taken() -> None:
    shown = scores(
        "s", world(2), [[5, 6], [7, 8]], [[6], [9]], probabilities=[[0.9, 0.4], [0.3, 0.2]]
    )
    probabilities, taken = shown.calibration
    assert probabilities.tolist() == [0.9, 0.4, 0.3, 0.2]
    assert taken.tolist() == [False, True, False, False]
    silent = scores("s", world(2), [[5, 6], [7, 8]], [[6], [9]])
    assert [len(part) for part in silent.calibration] == [0, 0]


def test_costs_are_sums_and_seconds_the_median() -> None:
    found = scores(
        "s",
        world(3),
        [[5], [6], [7]],
        [[5], [5], [5]],
        usage=Usage(10, 4, 2),
        seconds=[0.1, 9.0, 0.3],
        degraded=2,
    )
    assert found.usage == Usage(30, 12, 6)
    assert found.seconds == 0.3
    assert found.degraded == 2


def test_outcomes_are_gathered_in_the_plans_order(tmp_path: Path) -> None:
    cases = at_ranks("s", world(3), [1, 1, 1]).cases
    with Kept(tmp_path / "o.jsonl", Outcome, {}) as outcomes:
        for case in reversed(cases):
            outcomes.add(Outcome("s", case.id, Answer((item(int(case.user_id[1:])),)), 0.1))
        found = Scores.of("s", cases, outcomes, world(3))
    assert [one.answer.items for one in found.outcomes] == [(item(0),), (item(1),), (item(2),)]
