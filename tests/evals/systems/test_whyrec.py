"""whyrec as a system: how the profile follows the user, and that runs repeat."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple, get_args

import numpy as np
import pytest

from tests.evals.world import EventRow, events
from tests.fakes.scripted_model import ScriptedModel
from whyrec import Recommender, Settings
from whyrec.agents.models import CapabilityCard, LanguageModel, TaskScore, Usage
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
    Whyrec,
)
from whyrec.prompts._registry import _FORCED

EVENTS = events()
NO_DIVERSITY = {"rank": {"diversity": 0}}
MODES = get_args(ProfileMode)
Make = Callable[..., Whyrec]


class Whole(NamedTuple):
    """A run from the first case to the last."""

    answers: dict[str, Answer]
    profiles: dict[str, Profile]
    """What each case was answered with."""
    work: Path


Run = Callable[[ProfileMode], Awaitable[Whole]]


@pytest.fixture(scope="module")
def plan(data: DataSet) -> Plan:
    """Two users, each after 8, 16 and 24 events, in three blocks."""
    return replay(data.crowd, data.catalogue.ids, at=(8, 16, 24), users=2, blocks=3, n=10)


@pytest.fixture(scope="module")
def run(data: DataSet, plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The whole run of a mode, made once; its home stays as it left it."""
    known: dict[ProfileMode, Whole] = {}

    async def call(mode: ProfileMode) -> Whole:
        if mode not in known:
            work = tmp_path_factory.mktemp(mode)
            profiles: dict[str, Profile] = {}
            answers = await ask(system_of(data, work, mode), plan, profiles=profiles)
            known[mode] = Whole(answers, profiles, work)
        return known[mode]

    return call


@pytest.fixture
def make(data: DataSet, tmp_path: Path) -> Make:
    def call(profile: ProfileMode = "evolving", **options: Any) -> Whyrec:
        return system_of(data, tmp_path / "work", profile, **options)

    return call


def system_of(data: DataSet, work: Path, profile: ProfileMode, **options: Any) -> Whyrec:
    told = {"settings": NO_DIVERSITY, **options}
    return Whyrec(profile, data, work, "plan", profile=profile, **told)


async def ask(
    system: Whyrec,
    plan: Plan,
    *,
    only: slice = slice(None),
    profiles: dict[str, Profile] | None = None,
) -> dict[str, Answer]:
    """Answers to some cases, asked for as the runner does."""
    wanted = {case.id for case in plan.cases[only]}
    found: dict[str, Answer] = {}
    await system.open()
    try:
        for block in plan.blocks:
            left = [case for case in block.cases if case.id in wanted]
            if left:
                await system.at(block.moment)
            for case in left:
                found[case.id] = await system.answer(case)
                if profiles is not None:
                    profiles[case.id] = await system.rec.profile(case.user_id, as_of=case.as_of)
    finally:
        await system.close()
    return found


def cited(profile: Profile) -> set[str]:
    return {e.event_id for i in profile.interests for e in i.evidence}


def known(user: str, until: datetime) -> list[EventRow]:
    """A user's events up to a moment, in the order of time."""
    return [e for e in EVENTS if e.user_id == user and moment(e) <= until]


def moment(event: EventRow) -> datetime:
    return datetime.fromtimestamp(event.at, UTC)


async def test_candidates_come_back_all_of_them_with_their_probabilities(
    run: Run, plan: Plan
) -> None:
    answers = (await run("evolving")).answers
    for case in plan.cases:
        answer = answers[case.id]
        assert case.candidates is not None
        assert sorted(answer.items) == sorted(case.candidates)
        assert len(answer.probabilities) == len(answer.items)
        assert list(answer.probabilities) == sorted(answer.probabilities, reverse=True)
        assert not answer.degraded
        assert answer.usage == Usage()


async def test_without_candidates_it_lists_what_the_user_has_not_seen(
    make: Make, data: DataSet
) -> None:
    whole = replay(data.crowd, data.catalogue.ids, at=(8,), users=2, n=None)
    for case, answer in zip(whole.cases, (await ask(make(), whole)).values(), strict=True):
        assert 20 < len(answer.items) <= DEPTH
        assert not set(answer.items) & {e.item_id for e in known(case.user_id, case.as_of)}


async def test_an_evolving_profile_knows_everything_up_to_the_case_and_nothing_later(
    run: Run, plan: Plan
) -> None:
    profiles = (await run("evolving")).profiles
    for case in plan.cases:
        profile = profiles[case.id]
        assert cited(profile) == {e.event_id for e in known(case.user_id, case.as_of)}
        assert profile.as_of is not None
        assert profile.as_of <= case.as_of


async def test_a_frozen_profile_stays_at_half_of_what_the_first_case_knows(
    run: Run, plan: Plan
) -> None:
    profiles = (await run("frozen")).profiles
    first: dict[str, Case] = {}
    for case in plan.cases:
        history = known(case.user_id, first.setdefault(case.user_id, case).as_of)
        until = moment(history[(len(history) - 1) // 2])
        assert cited(profiles[case.id]) == {e.event_id for e in known(case.user_id, until)}


async def test_a_rebuilt_profile_is_what_a_new_home_would_make_of_all_events(
    run: Run, plan: Plan, tmp_path: Path, data: DataSet
) -> None:
    profiles = (await run("rebuilt")).profiles
    for case in plan.cases[-3:]:
        home = data.copy(tmp_path / case.id)
        async with Recommender.open(quiet(home, Settings(home=home))) as rec:
            await rec.evolve(case.user_id, as_of=case.as_of)
            fresh = await rec.profile(case.user_id, as_of=case.as_of)
        rebuilt = profiles[case.id]
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


async def test_without_a_profile_there_is_none(run: Run) -> None:
    assert {p.version for p in (await run("none")).profiles.values()} == {0}


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
    await ask(make(), plan, only=slice(2))
    assert content() == before


@pytest.mark.parametrize(
    ("mode", "done"), [("evolving", 1), ("evolving", 5), ("frozen", 3), ("rebuilt", 3)]
)
async def test_a_run_that_stopped_goes_on_with_the_same_answers(
    run: Run, make: Make, plan: Plan, mode: ProfileMode, done: int
) -> None:
    answers = (await run(mode)).answers
    first = await ask(make(mode), plan, only=slice(done))
    rest = await ask(make(mode), plan, only=slice(done, None))
    assert first | rest == answers
    assert len(rest) == len(answers) - done


@pytest.mark.parametrize("mode", MODES)
async def test_asked_again_on_the_home_of_a_whole_run_it_answers_the_same(
    run: Run, data: DataSet, plan: Plan, mode: ProfileMode
) -> None:
    whole = await run(mode)
    assert await ask(system_of(data, whole.work, mode), plan) == whole.answers


async def test_a_system_that_shares_a_home_answers_as_if_alone(
    run: Run, plan: Plan, data: DataSet, tmp_path: Path
) -> None:
    features = {"ease": 1.0, "item_knn": 1.0}
    alone = FeatureAlone("f", data, tmp_path / "other", "plan", features)
    work = (await run("evolving")).work
    shared = FeatureAlone("f", data, work, "plan", features)
    assert await ask(shared, plan) == await ask(alone, plan)
    assert len(list(work.glob("*/whyrec.db"))) == 1


async def test_factors_are_fitted_once_for_all_systems_of_a_run(
    plan: Plan, data: DataSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fitted: list[datetime | None] = []
    rebuild = Recommender.rebuild

    async def counting(self: Recommender, **told: Any) -> Any:
        fitted.append(told["as_of"])
        return await rebuild(self, **told)

    monkeypatch.setattr(Recommender, "rebuild", counting)
    for name in ("evolving", "none"):
        await ask(system_of(data, tmp_path, name), plan)
    assert fitted == [block.moment for block in plan.blocks]


async def test_factors_that_somebody_fitted_for_another_moment_are_not_used(
    plan: Plan, data: DataSet, tmp_path: Path
) -> None:
    def system() -> FeatureAlone:
        return FeatureAlone("f", data, tmp_path / "w", "plan", {"ease": 1.0})

    expected = await ask(system(), plan)
    between = system()
    await between.open()
    for block in plan.blocks:  # as when single cases are looked at
        await between.at(block.cases[-1].as_of)
    await between.close()
    assert await ask(system(), plan) == expected


async def test_a_feature_alone_orders_by_that_feature(
    data: DataSet, plan: Plan, tmp_path: Path
) -> None:
    system = FeatureAlone("f", data, tmp_path / "w", "plan", {"pop_7d": 1.0})
    case = plan.cases[-1]
    await system.open()
    table = await system.features(case)
    by_item = dict(zip(table.items, table.columns[:, table.names.index("pop_7d")], strict=True))
    values = [by_item[i] for i in (await system.answer(case)).items]
    assert values == sorted(values, reverse=True)
    assert table.names == tuple(feature.name for feature in FEATURES)
    await system.close()


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
    run: Run, make: Make, plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = (await run("evolving")).answers
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
    data: DataSet, plan: Plan, tmp_path: Path
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
    run: Run, data: DataSet, plan: Plan, tmp_path: Path
) -> None:
    inner = ScriptedModel()
    model = MeteredModel(inner, Generations(None))
    system = Whyrec("judged", data, tmp_path / "w", "plan", settings=NO_DIVERSITY, model=model)
    await system.open()
    carded(system, model)
    await system.close()
    judged, plain = await ask(system, plan), (await run("evolving")).answers
    assert inner.count("loglikelihood") > 0
    assert all(answer.usage.prompt_tokens > 0 for answer in judged.values())
    assert any(judged[id_].items != plain[id_].items for id_ in judged)
    assert np.isfinite([p for a in judged.values() for p in a.probabilities]).all()


async def test_a_card_told_by_the_suite_overrides_the_probes(
    data: DataSet, plan: Plan, tmp_path: Path
) -> None:
    inner = ScriptedModel()
    model = MeteredModel(inner, Generations(None))
    told = {"likelihood": False, "listwise": True, "name": False, "patch": False}
    system = Whyrec("l", data, tmp_path / "w", "plan", settings={}, model=model, card=told)
    for _ in range(2):  # also where an earlier run has left its home
        await system.open()
        card = await system.rec.card()
        engine = await system.rec._world.engine()
        assert card is not None
        assert engine is not None
        assert engine.card == card
        assert (card.judge, card.patch_mode) == ("listwise", "composed")
        await system.close()
    before = inner.count("loglikelihood")
    await ask(system, plan, only=slice(1))
    assert inner.count("loglikelihood") == before
    plain = Whyrec("l", data, tmp_path / "w", "plan", settings={}, model=model)
    assert system.provenance != plain.provenance
    assert system._home != plain._home


async def test_versions_of_prompts_are_those_the_suite_names(
    data: DataSet, plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rendered: list[Mapping[str, int]] = []
    recommend = Recommender.recommend

    async def watched(self: Recommender, *args: Any, **told: Any) -> Any:
        rendered.append(dict(_FORCED.get()))
        return await recommend(self, *args, **told)

    monkeypatch.setattr(Recommender, "recommend", watched)
    one = Whyrec("one", data, tmp_path / "w", "plan", settings={}, prompts={"judge": 1})
    await ask(one, plan, only=slice(2))
    assert rendered == [{"judge": 1}, {"judge": 1}]
    assert dict(_FORCED.get()) == {}
    assert one.provenance["prompts"] == '{"judge": 1}'
