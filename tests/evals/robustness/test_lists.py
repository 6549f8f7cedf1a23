"""Whatever a hostile model answers, the user's list is whole."""

from __future__ import annotations

import numpy as np

from tests.fakes.scripted_model import ScriptedModel
from whyrec.agents.models import Judge
from whyrec.agents.rank import LikelihoodJudge
from whyrec.evals.robustness import (
    BEHAVIOURS,
    NUMBER_BEHAVIOURS,
    ListsResult,
    OpenRecommender,
    measure_hostile_lists,
)

CANDIDATES = [f"f{n}" for n in range(0, 120, 6)]


BROKEN = {"all_huge", "huge_both_ways", "sinks_all_but_orders"}


async def test_huge_numbers_cost_nobody_their_list(opened: OpenRecommender) -> None:
    result = await _lists(opened, "likelihood", BROKEN)
    assert result.broken == ()


async def test_no_other_number_costs_anybody_their_list(opened: OpenRecommender) -> None:
    result = await _lists(opened, "likelihood", set(NUMBER_BEHAVIOURS[::3]) - BROKEN)
    assert result.lists >= 30
    assert result.degraded > 0
    assert result.broken == ()


async def test_hostile_rankings_of_labels_cost_nobody_their_list(opened: OpenRecommender) -> None:
    result = await _lists(opened, "listwise", set(BEHAVIOURS[::9]))
    assert result.lists >= 8
    assert result.broken == ()


async def _lists(opened: OpenRecommender, judge: Judge, behaviours: set[str]) -> ListsResult:
    return await measure_hostile_lists(
        opened, "u0", CANDIDATES, judges=(judge,), behaviours=sorted(behaviours)
    )


async def test_one_bad_answer_about_a_title_does_not_last() -> None:
    remembered: dict[str, float] = {}
    titles = ["Heat", "Ran"]
    bad = ScriptedModel(answers=[[-1.0, -1.0], [float("nan"), -1.0]])
    await LikelihoodJudge(bad, "told", "bare", remembered)(titles)
    good = ScriptedModel(on_likelihood=lambda call: [-1.0] * len(call.continuations))
    assert np.isfinite(await LikelihoodJudge(good, "told", "bare", remembered)(titles)).all()
