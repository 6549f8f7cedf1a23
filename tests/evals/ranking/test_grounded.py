"""Explanations of lists, judged beside their accuracy."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.evals.ranking.answers import at_ranks, world
from whyrec import Recommender
from whyrec.evals._home import DataSet
from whyrec.evals._suite import GROUNDED, Threshold
from whyrec.evals.protocols import sampled
from whyrec.evals.ranking._checks import checks, require
from whyrec.evals.ranking._grounded import Grounded
from whyrec.evals.ranking._scores import Scores
from whyrec.evals.ranking._tables import grounded_table
from whyrec.evals.systems import Whyrec


def explaining(name: str, *told: tuple[bool, ...]) -> Scores:
    """A system whose explanations of each case were judged so."""
    one = at_ranks(name, world(len(told)), [1] * len(told))
    outcomes = [
        replace(outcome, answer=outcome.answer._replace(grounded=grounded))
        for outcome, grounded in zip(one.outcomes, told, strict=True)
    ]
    return replace(one, outcomes=outcomes)


def test_the_metric_is_the_share_of_a_cases_explanations_and_missing_without_any() -> None:
    found = explaining("ours", (True, False), (True, True), ()).metric(GROUNDED)
    assert found[:2].tolist() == [0.5, 1.0]
    assert np.isnan(found[2])


def test_explanations_that_are_less_grounded_miss_the_threshold() -> None:
    good, bad = explaining("good", *[(True, True)] * 40), explaining("bad", *[(True, False)] * 40)
    claim = Threshold(system="bad", metric=GROUNDED, not_below="good", margin=0.01)
    turned = claim.model_copy(update={"system": "good", "not_below": "bad"})
    require([claim, turned], ["good", "bad"])
    found = checks([claim, turned], {"good": good, "bad": bad})
    assert [one.passed for one in found] == [False, True]


def test_the_table_has_the_systems_that_explain() -> None:
    silent = at_ranks("silent", world(2), [1, 1])
    table = grounded_table([explaining("ours", (True, False), (True, True)), silent])
    assert table is not None
    assert [(row[0], row[2]) for row in table.rows] == [("ours", 4)]
    assert grounded_table([silent]) is None


@pytest.mark.parametrize("honest", [True, False])
async def test_the_first_items_of_a_list_are_explained_and_the_texts_judged(
    few_data: DataSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, honest: bool
) -> None:
    if not honest:
        why = Recommender.why

        async def boasting(self: Recommender, *args: Any, **told: Any) -> Any:
            explanation = await why(self, *args, **told)
            return explanation.model_copy(update={"text": "It won 11 Oscars in 1950."})

        monkeypatch.setattr(Recommender, "why", boasting)
    plan = sampled(few_data.crowd, few_data.catalogue.ids, n=10, users=3)
    system = Whyrec(
        "w", few_data, tmp_path, plan.protocol, settings={}, explained=Grounded(few_data, 2)
    )
    await system.open()
    try:
        answers = [await system.answer(case) for case in plan.cases]
    finally:
        await system.close()
    assert [answer.grounded for answer in answers] == [(honest, honest)] * 3
