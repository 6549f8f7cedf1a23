"""One system's cases in several processes: the same answers, the same errors, nothing left over."""

from __future__ import annotations

import asyncio
import multiprocessing
import sqlite3
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

import pytest

from tests.fakes.scripted_model import ScriptedModel
from whyrec.errors import InputError, WhyrecError
from whyrec.evals._home import DataSet
from whyrec.evals.baselines import BASELINES
from whyrec.evals.protocols import Plan, replay, sampled
from whyrec.evals.ranking import _workers
from whyrec.evals.ranking._ask import ask
from whyrec.evals.ranking._outcomes import Outcome, Outcomes
from whyrec.evals.ranking._workers import answers_of, spread
from whyrec.evals.systems import Answer, Generations, MeteredModel, Scored, Whyrec


@pytest.fixture(autouse=True)
def few_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """The data set is small."""
    monkeypatch.setattr(_workers, "LEAST_CASES", 3)


@pytest.fixture
def plan(few_data: DataSet) -> Plan:
    """Sixteen users, in two blocks."""
    return sampled(few_data.crowd, few_data.catalogue.ids, n=10, blocks=2)


def whyrec(data: DataSet, work: Path, plan: Plan, **options: object) -> Whyrec:
    return Whyrec("ours", data, work, plan.protocol, **{"settings": {}, **options})


def kept(folder: Path) -> Outcomes:
    return Outcomes(folder / "outcomes.jsonl", Outcome, {"made": "here"})


def answers(plan: Plan, outcomes: Outcomes) -> dict[str, Answer]:
    found = {case.id: outcomes.get(("ours", case.id)) for case in plan.cases}
    return {case: one.answer for case, one in found.items() if one is not None}


def profiles(work: Path) -> dict[str, str]:
    """Every profile of every home, by user."""
    found: dict[str, str] = {}
    for file in work.glob("*/whyrec.db"):
        with sqlite3.connect(file) as connection:
            found |= dict(connection.execute("select user_id, profile_json from profiles"))
    return found


async def test_answers_and_profiles_are_the_same_from_one_process_and_from_two(
    few_data: DataSet, plan: Plan, tmp_path: Path
) -> None:
    found = []
    for workers in (1, 2):
        work = tmp_path / str(workers)
        with kept(work) as outcomes:
            await ask(plan, [whyrec(few_data, work, plan)], outcomes, workers=workers)
            found.append((answers(plan, outcomes), profiles(work)))
    one, two = found
    assert len(list((tmp_path / "2").glob("*/whyrec.db"))) == 2
    assert len(one[0]) == len(plan.cases)
    assert one == two


async def test_a_run_goes_on_where_it_stopped_with_another_number_of_processes(
    few_data: DataSet, plan: Plan, tmp_path: Path
) -> None:
    with kept(tmp_path) as outcomes:
        await ask(plan, [whyrec(few_data, tmp_path / "one", plan)], outcomes)
        whole = answers(plan, outcomes)
    told: list[tuple[str, int, int | None]] = []
    done = plan.cases[::3]
    with kept(tmp_path / "two") as outcomes:
        for case in done:
            outcomes.add(Outcome("ours", case.id, whole[case.id], 0.1))
        system = whyrec(few_data, tmp_path / "two", plan)
        await ask(plan, [system], outcomes, lambda *said: told.append(said), workers=2)
        assert answers(plan, outcomes) == whole
    total = len(plan.cases)
    assert told == [("ours", n, total) for n in range(len(done) + 1, total + 1)]


async def test_what_goes_wrong_in_a_process_is_told_as_if_it_had_happened_here(
    few_data: DataSet, plan: Plan, tmp_path: Path
) -> None:
    weights = tmp_path / "weights.json"
    weights.write_text("{}")
    system = whyrec(few_data, tmp_path, plan, settings={"rank": {"weights": str(weights)}})
    with kept(tmp_path) as outcomes, pytest.raises(InputError, match="weights") as caught:
        await ask(plan, [system], outcomes, workers=2)
    assert caught.value.remedy
    assert any("_worker" in note for note in caught.value.__notes__)
    assert not multiprocessing.active_children()


async def test_a_process_that_is_killed_ends_the_run(
    few_data: DataSet, plan: Plan, tmp_path: Path
) -> None:
    parts = spread(whyrec(few_data, tmp_path, plan), plan.blocks, 2)

    async def kill_one() -> None:
        async with aclosing(answers_of(parts)) as found:
            async for _ in found:
                multiprocessing.active_children()[0].kill()

    with pytest.raises(WhyrecError, match="ended without a word"):
        await kill_one()
    assert not multiprocessing.active_children()


async def test_a_run_that_is_broken_off_leaves_no_process(
    few_data: DataSet, plan: Plan, tmp_path: Path
) -> None:
    parts = spread(whyrec(few_data, tmp_path, plan), plan.blocks, 2)
    first = asyncio.Event()

    async def run() -> None:
        async with aclosing(answers_of(parts)) as found:
            async for _ in found:
                first.set()

    running = asyncio.create_task(run())
    await first.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert not multiprocessing.active_children()


def test_every_case_is_in_one_part_and_all_of_a_users_in_the_same(
    few_data: DataSet, plan: Plan, tmp_path: Path
) -> None:
    parts = spread(whyrec(few_data, tmp_path, plan), plan.blocks, 3)
    cases = [case for part in parts for block in part.blocks for case in block.cases]
    assert len(parts) == 3
    assert sorted(case.id for case in cases) == sorted(case.id for case in plan.cases)
    assert len({part.system._home for part in parts}) == 3


def test_what_one_process_does_as_well_is_not_divided(
    few_data: DataSet, plan: Plan, tmp_path: Path
) -> None:
    ours = whyrec(few_data, tmp_path, plan)
    again = replay(few_data.crowd, few_data.catalogue.ids, at=(5, 10), n=5)
    model = MeteredModel(ScriptedModel(), Generations(None))
    assert spread(ours, plan.blocks, 2)
    assert not spread(ours, plan.blocks, 1)
    assert not spread(ours, [replace(plan.blocks[0], cases=plan.cases[:5])], 2)
    assert not spread(ours, again.blocks, 2)
    assert not spread(whyrec(few_data, tmp_path, plan, model=model), plan.blocks, 2)
    assert not spread(Scored(BASELINES["popularity"], few_data), plan.blocks, 2)
