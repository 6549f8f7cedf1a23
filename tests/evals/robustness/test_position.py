"""Position bias shows where there is one, and likelihood has none."""

from __future__ import annotations

import asyncio

import pytest

from tests.fakes.scripted_model import Call, ScriptedModel
from whyrec.evals.robustness import (
    HostileModel,
    OpenRecommender,
    PositionTask,
    measure_position,
    plan_position,
    trusted_card,
)

TITLES = tuple(f"Film {letter}" for letter in "ABCDE")
TASKS = [
    PositionTask("- likes Horror", ("Psycho",), "movies", TITLES, target) for target in range(5)
]


def first_labels(call: Call) -> dict[str, list[str]]:
    """A judge that reads from the top and likes what it reads."""
    return {"best_first": [f"c{n}" for n in range(1, 6)]}


async def test_likelihood_is_exactly_the_same_in_every_order() -> None:
    result = await measure_position(ScriptedModel(), trusted_card("scripted"), TASKS, shuffles=3)
    curve = result.likelihood
    assert curve.spread == 0.0
    assert len({point.value for point in curve.rank}) == 1
    assert [point.slot for point in curve.rank] == [0, 1, 2, 3, 4]
    assert result.listwise.not_measured is not None


async def test_a_judge_that_names_the_first_first_has_a_steep_curve() -> None:
    model = ScriptedModel(on_parse=first_labels)
    result = await measure_position(model, trusted_card("scripted", judge="listwise"), TASKS)
    assert [point.value for point in result.listwise.rank] == [1.0, 2.0, 3.0, 4.0, 5.0]
    assert [point.value for point in result.listwise.hit] == [1.0, 0.0, 0.0, 0.0, 0.0]
    assert result.listwise.spread is not None
    assert result.listwise.spread > 0.5
    assert all(point.low <= point.value <= point.high for point in result.listwise.rank)


async def test_a_judge_that_knows_the_answer_is_flat() -> None:
    def knows(call: Call) -> dict[str, list[str]]:
        lines = call.prompt.split("<candidates>")[1].split("</candidates>")[0].strip().splitlines()
        return {"best_first": [line.split(":")[0] for line in lines if "Film C" in line]}

    model = ScriptedModel(on_parse=knows)
    card = trusted_card("scripted", judge="listwise")
    result = await measure_position(model, card, [TASKS[2]])
    assert {point.value for point in result.listwise.rank} == {1.0}
    assert {point.value for point in result.listwise.hit} == {1.0}


async def test_an_engine_that_cannot_judge_is_not_asked_and_the_result_says_why() -> None:
    model = ScriptedModel()
    result = await measure_position(model, trusted_card("scripted", judge=None), TASKS)
    assert model.calls == []
    for curve in (result.likelihood, result.listwise):
        assert curve.rank == curve.hit == ()
        assert curve.not_measured is not None
        assert "not measured" in curve.not_measured


async def test_only_the_slots_asked_for_are_measured() -> None:
    result = await measure_position(
        ScriptedModel(), trusted_card("scripted"), TASKS[:2], slots=[0, 4], shuffles=1
    )
    assert [point.slot for point in result.likelihood.hit] == [0, 4]


async def test_a_hostile_judge_gives_a_curve_and_no_error() -> None:
    model = HostileModel(only=["noise", "empty"])
    card = trusted_card(judge="listwise")
    result = await measure_position(model, card, TASKS[:2])
    assert len(result.listwise.rank) == 5


async def test_tasks_are_users_last_items_among_others(opened: OpenRecommender) -> None:
    model = ScriptedModel()
    async with opened(model) as rec:
        tasks = await plan_position(rec, model, ["u0", "u1", "nobody"], candidates=6)
        last = rec.store.events.of_user("default", "u0")[-1]
        title = rec.store.items.get("default", [last.item_id or ""])[last.item_id or ""].title
    assert len(tasks) == 2
    assert tasks[0].titles[tasks[0].target] == title
    assert len(set(tasks[0].titles)) == 6
    assert title not in tasks[0].recent


@pytest.mark.embedded
def test_the_embedded_models_likelihood_is_exactly_the_same_in_every_order(
    embedded_model: object,
) -> None:
    card = trusted_card(embedded_model.model)  # type: ignore[attr-defined]
    result = asyncio.run(
        measure_position(embedded_model, card, TASKS[:1], slots=[0, 2, 4], shuffles=1)  # type: ignore[arg-type]
    )
    assert result.likelihood.spread == 0.0
