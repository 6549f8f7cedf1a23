"""Weights that are fitted for each block of cases on earlier choices alone."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from tests.evals.crowds import INSTANT, day
from whyrec.agents.rank import FEATURES, load_weights
from whyrec.agents.retrieve import microseconds
from whyrec.evals._home import DataSet
from whyrec.evals.protocols import Block, Case
from whyrec.evals.protocols._users import moment
from whyrec.evals.ranking import Training
from whyrec.evals.ranking._choice_model import Choice
from whyrec.evals.ranking._fitted import (
    LEAST_CHOICES,
    FittedWhyrec,
    fit_by_block,
    in_words,
    learnt_from,
)
from whyrec.evals.ranking._lambdamart import LambdaMart

NAMES = tuple(feature.name for feature in FEATURES)
DEFAULT = load_weights()


def made(days: int, *, wanted: int = 0, from_day: int = 0, seed: int = 0) -> Training:
    """One choice a day among five, by the feature ``wanted`` from ``from_day`` on, else by rrf."""
    rng = np.random.default_rng(seed)
    choices = []
    for number in range(days):
        columns = rng.normal(size=(5, len(NAMES))).astype(np.float32)
        by = wanted if number >= from_day else 0
        choices.append(Choice(columns, int(columns[:, by].argmax())))
    at_us = np.array([microseconds(day(number)) for number in range(days)])
    return Training(NAMES, choices, at_us, "made up")


def blocks(*days: float) -> tuple[Block, ...]:
    return tuple(
        Block(day(at), (Case(f"u@{at}", "u00", day(at), ("f00",), None, 1),)) for at in days
    )


def middle(data: DataSet) -> datetime:
    return moment(int(data.crowd.at_us[len(data.crowd.at_us) // 2]))


def test_each_block_knows_the_choices_up_to_its_moment_and_no_others(few_data: DataSet) -> None:
    early, late = LEAST_CHOICES + 10, LEAST_CHOICES + 200
    plan = blocks(early, late)
    one = fit_by_block(made(500), plan, few_data, DEFAULT)
    other = fit_by_block(made(500, wanted=3, from_day=early + 1), plan, few_data, DEFAULT)
    assert one[0] == other[0]
    assert one[1] != other[1]
    assert [fitted.moment for fitted in one] == [day(early), day(late)]


def test_a_choice_right_at_the_moment_is_known_and_one_after_it_is_not() -> None:
    training = made(LEAST_CHOICES + 5)
    last = day(LEAST_CHOICES)
    assert len(learnt_from(training, last)) == LEAST_CHOICES + 1
    assert len(learnt_from(training, last - INSTANT)) == LEAST_CHOICES


def test_too_few_choices_leave_the_default_weights_and_that_is_told(few_data: DataSet) -> None:
    plan = blocks(10, 20, LEAST_CHOICES)
    training = made(LEAST_CHOICES + 1)
    found = fit_by_block(training, plan, few_data, DEFAULT)
    assert [one.weights == DEFAULT for one in found] == [True, True, False]
    words = in_words("mine", training, plan)
    assert f"({LEAST_CHOICES + 1} choices)" in words
    assert "2 of 3 cases" in words


def test_choices_without_their_target_do_not_count() -> None:
    training = made(LEAST_CHOICES)
    lost = [choice._replace(taken=-1) for choice in training.choices[:1]]
    training = training._replace(choices=[*lost, *training.choices[1:]])
    assert learnt_from(training, day(999)) == []


def test_where_all_is_fitted_nothing_is_said_of_default_weights() -> None:
    assert "default" not in in_words("mine", made(LEAST_CHOICES), blocks(LEAST_CHOICES))


def test_a_fit_without_a_part_has_no_weights_of_it(few_data: DataSet) -> None:
    (found,) = fit_by_block(
        made(LEAST_CHOICES), blocks(LEAST_CHOICES), few_data, DEFAULT, ["rrf", "ease"]
    )
    assert set(found.weights.without_model.weights) == {"rrf", "ease"}


async def test_whyrec_takes_new_weights_up_when_their_moment_has_come(
    few_data: DataSet, tmp_path: Path
) -> None:
    start = middle(few_data)
    fitted = fit_by_block(made(500, wanted=3), blocks(10, LEAST_CHOICES), few_data, DEFAULT)
    moved = [one._replace(moment=start + timedelta(days=n)) for n, one in enumerate(fitted)]
    assert moved[0].weights != moved[1].weights
    system = FittedWhyrec("w", few_data, tmp_path, "plan", moved, {})
    assert system.provenance["weights"].count(" ") == 1
    await system.open()
    try:
        for at in (start, start + timedelta(hours=23), start + timedelta(days=1)):
            await system.at(at)
            used = load_weights(system.rec.settings.rank.weights)
            assert used == moved[at >= start + timedelta(days=1)].weights
    finally:
        await system.close()


@pytest.mark.parametrize("days", [10, LEAST_CHOICES])
async def test_trees_learn_from_earlier_choices_and_without_enough_rank_as_whyrec_does(
    few_data: DataSet, tmp_path: Path, days: int
) -> None:
    pytest.importorskip("lightgbm")
    as_of = middle(few_data)
    shift = microseconds(as_of) - microseconds(day(days - 1))
    training = made(500, wanted=3)
    training = training._replace(at_us=training.at_us + shift)
    system = LambdaMart("trees", few_data, tmp_path, "plan", training, 0)
    await system.open()
    try:
        await system.at(as_of)
        answer = await system.answer(Case("u00@", "u00", as_of, ("f00",), None, 1))
    finally:
        await system.close()
    assert bool(answer.probabilities) == (days < LEAST_CHOICES)
