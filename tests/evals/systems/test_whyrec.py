"""whyrec as a system: how the profile follows the user, and that runs repeat."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.fakes.scripted_model import ScriptedModel
from whyrec import Recommender
from whyrec.agents.models import CapabilityCard, LanguageModel, TaskScore
from whyrec.agents.rank import FEATURES
from whyrec.domain import Profile
from whyrec.errors import InputError
from whyrec.evals._home import DataSet, quiet
from whyrec.evals.protocols import Case, Plan, replay
from whyrec.evals.systems import (
    DEPTH,
    Answer,
    FeatureAlone,
    Generations,
    MeteredModel,
    ProfileMode,
    System,
    Whyrec,
)

NO_DIVERSITY = {"rank": {"diversity": 0}}
Make = Callable[..., Whyrec]


@pytest.fixture
def plan(data: DataSet) -> Plan:
    """Three users, each after 8, 16 and 24 events, in three blocks."""
    return replay(data.crowd, data.catalogue.ids, at=(8, 16, 24), users=3, blocks=3, n=10)


@pytest.fixture
def make(data: DataSet, tmp_path: Path) -> Make:
    def call(profile: ProfileMode = "evolving", **options: Any) -> Whyrec:
        told = {"settings": NO_DIVERSITY, **options}
        return Whyrec(profile, data, tmp_path / "work", "plan", profile=profile, **told)

    return call


@pytest.fixture
async def open_system() -> AsyncIterator[Callable[[System], Any]]:
    """Opens a system that is closed when the test ends."""
    async with AsyncExitStack() as stack:

        async def call(system: System) -> System:
            await system.open()
            stack.push_async_callback(system.close)
            return system

        yield call


async def ask(system: System, plan: Plan, skip: int = 0) -> dict[str, Answer]:
    """All answers, as the runner asks for them; the first ``skip`` cases are left out."""
    await system.open()
    found: dict[str, Answer] = {}
    left = [case.id for case in plan.cases][skip:]
    try:
        for block in plan.blocks:
            if any(case.id in left for case in block.cases):
                await system.at(block.moment)
            for case in block.cases:
                if case.id in left:
                    found[case.id] = await system.answer(case)
    finally:
        await system.close()
    return found


def cited(profile: Profile) -> set[str]:
    return {e.event_id for i in profile.interests for e in i.evidence}


def known(system: Whyrec, user: str, until: datetime) -> list[str]:
    return [e.id for e in system.rec.store.events.of_user("default", user, until=until)]


async def profiles(system: Whyrec, plan: Plan) -> dict[str, Profile]:
    """The profile that each case was answered with."""
    found = {}
    await system.open()
    for block in plan.blocks:
        await system.at(block.moment)
        for case in block.cases:
            await system.answer(case)
            found[case.id] = await system.rec.profile(case.user_id, as_of=case.as_of)
    return found


async def test_candidates_come_back_all_of_them_with_their_probabilities(
    make: Make, plan: Plan
) -> None:
    for case, answer in zip(plan.cases, (await ask(make(), plan)).values(), strict=True):
        assert case.candidates is not None
        assert sorted(answer.items) == sorted(case.candidates)
        assert len(answer.probabilities) == len(answer.items)
        assert list(answer.probabilities) == sorted(answer.probabilities, reverse=True)
        assert not answer.degraded


async def test_without_candidates_it_lists_what_the_user_has_not_seen(
    make: Make, data: DataSet
) -> None:
    plan = replay(data.crowd, data.catalogue.ids, at=(8,), users=2, n=None)
    system = make()
    for case, answer in zip(plan.cases, (await ask(system, plan)).values(), strict=True):
        taken = data.crowd.until(case.as_of)
        mine = {
            data.catalogue.ids[i]
            for i, u in zip(taken.item, taken.user, strict=True)
            if taken.users[u] == case.user_id
        }
        assert 20 < len(answer.items) <= DEPTH
        assert not set(answer.items) & mine


async def test_an_evolving_profile_knows_everything_up_to_the_case_and_nothing_later(
    make: Make, plan: Plan
) -> None:
    system = make("evolving")
    found = await profiles(system, plan)
    for case in plan.cases:
        assert cited(found[case.id]) == set(known(system, case.user_id, case.as_of))
        assert found[case.id].as_of is not None
        assert found[case.id].as_of <= case.as_of
    await system.close()


async def test_a_frozen_profile_stays_at_half_of_what_the_first_case_knows(
    make: Make, plan: Plan
) -> None:
    system = make("frozen")
    found = await profiles(system, plan)
    first: dict[str, Case] = {}
    for case in plan.cases:
        history = known(system, case.user_id, first.setdefault(case.user_id, case).as_of)
        middle = system.rec.store.events.get("default", history)[history[(len(history) - 1) // 2]]
        assert cited(found[case.id]) == set(known(system, case.user_id, middle.at))
    await system.close()


async def test_a_rebuilt_profile_is_what_a_new_home_would_make_of_all_events(
    make: Make, plan: Plan, tmp_path: Path, data: DataSet
) -> None:
    system = make("rebuilt")
    found = await profiles(system, plan)
    await system.close()
    for case in plan.cases:
        home = data.copy(tmp_path / case.id)
        from whyrec import Settings

        async with Recommender.open(quiet(home, Settings(home=home))) as rec:
            await rec.evolve(case.user_id, as_of=case.as_of)
            fresh = await rec.profile(case.user_id, as_of=case.as_of)
        rebuilt = found[case.id]
        assert rebuilt.as_of is not None
        assert rebuilt.as_of <= case.as_of
        assert rebuilt.summary == fresh.summary
        assert said(rebuilt) == said(fresh)


def said(profile: Profile) -> list[tuple[Any, ...]]:
    """What a profile says, without the numbers of its interests."""
    return sorted(
        (i.label, i.statement, i.polarity, tuple(e.event_id for e in i.evidence))
        for i in profile.living
    )


async def test_without_a_profile_there_is_none(make: Make, plan: Plan) -> None:
    system = make("none")
    assert {p.version for p in (await profiles(system, plan)).values()} == {0}
    await system.close()


async def test_the_data_sets_own_home_is_never_touched(
    make: Make, plan: Plan, data: DataSet
) -> None:
    def content() -> dict[str, str]:
        return {
            str(file.relative_to(data.home)): hashlib.sha256(file.read_bytes()).hexdigest()
            for file in sorted(data.home.rglob("*"))
            if file.is_file()
        }

    before = content()
    await ask(make(), plan)
    assert content() == before


@pytest.mark.parametrize("mode", ["evolving", "frozen", "rebuilt", "none"])
@pytest.mark.parametrize("done", [1, 4, 7])
async def test_a_run_that_stopped_goes_on_with_the_same_answers(
    make: Make, plan: Plan, data: DataSet, tmp_path: Path, mode: ProfileMode, done: int
) -> None:
    whole = await ask(
        Whyrec("whole", data, tmp_path / "other", "plan", settings=NO_DIVERSITY, profile=mode), plan
    )
    first = Plan(plan.protocol, tuple(b for b in plan.blocks))
    system = make(mode)
    await system.open()
    asked = 0
    for block in first.blocks:
        if asked < done:
            await system.at(block.moment)
        for case in block.cases:
            if asked < done:
                assert await system.answer(case) == whole[case.id]
                asked += 1
    await system.close()
    rest = await ask(make(mode), plan, skip=done)
    assert rest == {id_: answer for id_, answer in whole.items() if id_ in rest}
    assert len(rest) == len(whole) - done


@pytest.mark.parametrize("mode", ["evolving", "frozen", "rebuilt", "none"])
async def test_asked_again_on_the_home_of_a_whole_run_it_answers_the_same(
    make: Make, plan: Plan, mode: ProfileMode
) -> None:
    assert await ask(make(mode), plan) == await ask(make(mode), plan)


async def test_a_system_that_shares_a_home_answers_as_if_alone(
    make: Make, plan: Plan, data: DataSet, tmp_path: Path
) -> None:
    features = {"ease": 1.0, "item_knn": 1.0}
    alone = FeatureAlone("f", data, tmp_path / "other", "plan", features)
    expected = await ask(alone, plan)
    await ask(make(), plan)
    shared = FeatureAlone("f", data, tmp_path / "work", "plan", features)
    assert await ask(shared, plan) == expected
    assert len(list((tmp_path / "work").iterdir())) == 1


async def test_a_feature_alone_orders_by_that_feature(
    data: DataSet, plan: Plan, tmp_path: Path, open_system: Any
) -> None:
    system = await open_system(FeatureAlone("f", data, tmp_path / "w", "plan", {"pop_7d": 1.0}))
    await system.at(plan.blocks[-1].moment)
    case = plan.cases[-1]
    table = await system.features(case)
    by_item = dict(zip(table.items, table.columns[:, table.names.index("pop_7d")], strict=True))
    values = [by_item[i] for i in (await system.answer(case)).items]
    assert values == sorted(values, reverse=True)
    assert table.names == tuple(feature.name for feature in FEATURES)


async def test_other_settings_or_another_plan_have_a_home_of_their_own(
    make: Make, data: DataSet, tmp_path: Path
) -> None:
    base = make()._home
    assert make()._home == make(settings={"rank": {"diversity": 1}})._home == base
    assert make("none")._home != base
    assert make(settings={"profile": {"half_life_long_days": 9}})._home != base
    assert make(model=MeteredModel(ScriptedModel(), Generations(None)))._home != base
    assert Whyrec("x", data, tmp_path / "work", "other plan", settings={})._home != base


async def test_neither_the_users_database_nor_tenant_are_used(
    make: Make, plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = await ask(make(), plan)
    theirs = tmp_path / "theirs.db"
    monkeypatch.setenv("WHYREC_DATABASE_URL", f"sqlite:///{theirs}")
    monkeypatch.setenv("WHYREC_TENANT", "shop")
    assert await ask(make(), plan) == expected
    assert not theirs.exists()


async def test_a_setting_that_is_none_is_named(make: Make) -> None:
    with pytest.raises(InputError, match=r"rank\.diversty"):
        make(settings={"rank": {"diversty": 0}})


PASSED = TaskScore(score=1.0, passed=True, n=9)


def carded(system: Whyrec, model: LanguageModel) -> None:
    """Keep a card, so that the model is not probed: it judges and names."""
    card = CapabilityCard(
        engine=model.engine,
        model=model.model,
        probed_at="2024-01-01T00:00:00+00:00",
        name=PASSED,
        sentence=PASSED,
        likelihood=PASSED,
    )
    system.rec.store.meta.set("", card.key, card.model_dump(mode="json"))


async def test_a_second_run_asks_the_model_nothing_and_reports_the_same_usage(
    make: Make, data: DataSet, plan: Plan, tmp_path: Path
) -> None:
    runs, calls = [], []
    for work in ("first", "second"):
        generations = Generations(tmp_path / "generations.db")
        inner = ScriptedModel()
        model = MeteredModel(inner, generations)
        system = Whyrec("judged", data, tmp_path / work, "plan", settings=NO_DIVERSITY, model=model)
        runs.append(await ask(system, plan))
        calls.append(inner.count())
        generations.close()
    assert calls[0] > 0
    assert calls[1] == 0
    assert runs[0] == runs[1]


async def test_what_the_probe_costs_is_no_cost_of_a_case(
    data: DataSet, plan: Plan, tmp_path: Path
) -> None:
    usages = []
    for known_before in (True, False):
        model = MeteredModel(ScriptedModel(), Generations(None))
        work = tmp_path / str(known_before)
        system = Whyrec("judged", data, work, "plan", settings=NO_DIVERSITY, model=model)
        if known_before:
            await system.open()
            await system.rec.probe()
            await system.close()
        answers = await ask(system, plan)
        usages.append([answer.usage for answer in answers.values()])
    assert usages[0] == usages[1]


async def test_a_dead_model_is_told_as_degraded_and_a_list_comes_all_the_same(
    data: DataSet, plan: Plan, tmp_path: Path
) -> None:
    model = MeteredModel(ScriptedModel(mood="dead"), Generations(None))
    system = Whyrec("dead", data, tmp_path / "w", "plan", settings=NO_DIVERSITY, model=model)
    answers = await ask(system, plan)
    assert all(answer.degraded and answer.items for answer in answers.values())


async def test_a_judging_model_takes_part(
    data: DataSet, plan: Plan, tmp_path: Path, make: Make, open_system: Any
) -> None:
    inner = ScriptedModel()
    model = MeteredModel(inner, Generations(None))
    system = Whyrec("judged", data, tmp_path / "w", "plan", settings=NO_DIVERSITY, model=model)
    await system.open()
    carded(system, model)
    await system.close()
    judged, plain = await ask(system, plan), await ask(make(), plan)
    assert inner.count("loglikelihood") > 0
    assert all(answer.usage.prompt_tokens > 0 for answer in judged.values())
    assert any(judged[id_].items != plain[id_].items for id_ in judged)
    assert all(answer.usage.prompt_tokens == 0 for answer in plain.values())
    assert np.isfinite([p for a in judged.values() for p in a.probabilities]).all()
