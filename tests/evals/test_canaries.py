"""Canaries: nothing that happens after the moment of prediction changes anything that is said.

The same data set is built twice, once with canary events of every kind after the moment. Every
system is asked at that moment, and what it says is compared byte for byte.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

from tests.evals.world import FIRST, ITEMS, USERS, EventRow, events, write
from tests.fakes.scripted_model import ScriptedModel
from whyrec import Recommender, Settings
from whyrec.agents.models import CapabilityCard, TaskScore
from whyrec.agents.retrieve import DAY_US, microseconds
from whyrec.evals._home import DataSet, open_data_set
from whyrec.evals.baselines import BASELINES, Past
from whyrec.evals.protocols import Case
from whyrec.evals.ranking import fit, training
from whyrec.evals.systems import Generations, MeteredModel, ProfileMode, Scored, Whyrec

DAY = 86_400
MOMENT_S = FIRST + 120 * DAY
MOMENT = datetime.fromtimestamp(MOMENT_S, UTC)
ASKED = ("u00", "u03", "u17")
NOBODY_YET = "stranger05"
"""Somebody who only ever does something later."""


def past() -> list[EventRow]:
    """What happened up to the moment, one event right at it."""
    at_it = EventRow("at-the-moment", "u00", "f06", "rating", "5", MOMENT_S)
    return [row for row in events() if row.at <= MOMENT_S] + [at_it]


def canaries() -> list[EventRow]:
    """Later events of every kind: each line is one way in which the future could leak."""
    rows: list[tuple[str, str, str, str, int, str]] = []
    for number, user in enumerate(ASKED):
        kinds = ("like", "dislike", "purchase", "skip", "share", "dismiss", "view", "click")
        for n, kind in enumerate(kinds):  # the asked themselves, of both tastes
            rows.append((user, f"f{(7 * n + number) % ITEMS:02d}", kind, "", 1 + n, ""))
        for n in range(40):  # enough for new versions of their profiles
            rows.append((user, f"f{(n * 11 + 1) % ITEMS:02d}", "rating", "1", 60 + n, ""))
        rows.append((user, "", "state", "", 2, "no more horror"))
        rows.append((user, "", "search", "", 3, "comedy"))
    for n in range(ITEMS):  # means of ratings, and the prior of the scale
        for user in range(0, USERS, 4):
            rows.append((f"u{user:02d}", f"f{n:02d}", "rating", "1", 3_600 + n, ""))
    for n in range(300):  # popularity in every window, at once and for a month
        rows.append((f"u{n % USERS:02d}", "f59", "view", "", 1 + n * 8_640, ""))
    for n in range(60):  # who takes what together: strangers before, between and after the known
        stranger = f"{('a-', 'stranger', 'u10x', 'zz')[n % 4]}{n:02d}"
        for item in (0, 59, 58, n % ITEMS):
            rows.append((stranger, f"f{item:02d}", "like", "", 7_200 + n, ""))
    return [
        EventRow(f"canary{n:05d}", user, item, kind, value, MOMENT_S + after, text)
        for n, (user, item, kind, value, after, text) in enumerate(rows)
    ]


class Worlds(NamedTuple):
    """The data set as it was known at the moment, and with all that came later."""

    then: DataSet
    later: DataSet


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Worlds:
    folder = tmp_path_factory.mktemp("canaries")
    own = [row for row in events() if row.at > MOMENT_S]

    async def opened(name: str, rows: list[EventRow]) -> DataSet:
        source = write(folder / name, rows)
        return await open_data_set(source, folder / "cache", Settings(home=folder))

    then = asyncio.run(opened("then", past()))
    later = asyncio.run(opened("later", past() + own + canaries()))
    assert len(later.columns.at_us) > len(then.columns.at_us) + 1_500
    assert [item.id for item in later.items] == [item.id for item in then.items]
    return Worlds(then, later)


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> DataSet:
    """What was known at the moment, with items that enter the catalogue after it."""
    folder = tmp_path_factory.mktemp("grown")
    source = write(folder / "grown", past(), later_items=12)
    return asyncio.run(open_data_set(source, folder / "cache", Settings(home=folder)))


@pytest.fixture(params=[0, 10], ids=["fitted at the moment", "fitted ten days before"])
def fitted(request: pytest.FixtureRequest) -> datetime:
    return MOMENT - timedelta(days=request.param)


def cases() -> list[Case]:
    given = tuple(f"f{n:02d}" for n in range(0, ITEMS, 3))
    return [
        Case(f"{user}{bool(candidates)}", user, MOMENT, ("f00",), candidates, 1)
        for user in (*ASKED, NOBODY_YET)
        for candidates in (None, given)
    ]


def test_the_canaries_are_all_later_and_the_moment_itself_is_known(worlds: Worlds) -> None:
    assert min(row.at for row in canaries()) == MOMENT_S + 1
    for data in worlds:
        known = data.crowd.until(MOMENT)
        assert known.at_us[-1] == microseconds(MOMENT)
        assert data.catalogue.ids[known.item[-1]] == "f06"
    never = set(range(ITEMS)) - set(worlds.then.crowd.item.tolist())
    assert len(never) > 5
    assert never & set(worlds.later.crowd.item.tolist())


@pytest.mark.parametrize("name", BASELINES)
async def test_a_baseline(worlds: Worlds, name: str, fitted: datetime) -> None:
    answers, raw = [], []
    for data in worlds:
        system = Scored(BASELINES[name], data)
        await system.open()
        await system.at(fitted)
        answers.append([await system.answer(case) for case in cases()])
        crowd = data.crowd.until(MOMENT)
        scorer = BASELINES[name].fit(data.catalogue, data.crowd.until(fitted))
        for user in ASKED:
            own = np.flatnonzero(crowd.user == crowd.users.index(user))
            ages = (microseconds(MOMENT) - crowd.at_us[own]) / DAY_US
            raw.append(scorer(Past(MOMENT, user, crowd.item[own], ages, crowd)).tobytes())
    assert answers[0] == answers[1]
    assert raw[: len(ASKED)] == raw[len(ASKED) :]


PASSED = TaskScore(score=1.0, passed=True, n=9)
CARDS = {
    "names and likelihoods": {"name": PASSED, "sentence": PASSED, "likelihood": PASSED},
    "free patches and lists": {"name": PASSED, "patch": PASSED, "listwise": PASSED},
    "sentences": {"sentence": PASSED},
}


def carded(rec: Recommender, card: str) -> None:
    """Keep a card, so that the model is not probed."""
    kept = CapabilityCard(
        engine="llama_cpp",
        model="scripted",
        probed_at="2024-01-01T00:00:00+00:00",
        **CARDS[card],
    )
    rec.store.meta.set("", kept.key, kept.model_dump(mode="json"))


async def everything(rec: Recommender, *, use_model: bool = False) -> dict[str, Any]:
    """All that can be asked about the moment, as bytes and JSON."""
    told: dict[str, Any] = {}
    for user in (*ASKED, NOBODY_YET):
        listed = await rec.recommend(user, 20, as_of=MOMENT, use_model=use_model)
        told[f"{user}: list"] = [one.model_dump_json() for one in listed]
        table = await rec.features(user, as_of=MOMENT)
        told[f"{user}: features"] = table.items, table.names, table.columns.tobytes()
        told[f"{user}: profile"] = (await rec.profile(user, as_of=MOMENT)).model_dump_json()
        for item in ("f00", "f59"):
            why = await rec.why(user, item, as_of=MOMENT, use_model=use_model)
            told[f"{user}: why {item}"] = why.model_dump_json()
    told["scale"] = rec._world.views.scales.at("default", MOMENT)
    return told


@asynccontextmanager
async def home(
    data: DataSet, folder: Path, model: ScriptedModel | MeteredModel | None = None
) -> AsyncIterator[Recommender]:
    """A copy of a data set's home, opened at its end."""
    copy = data.copy(folder)
    settings = Settings(home=copy, clock="watermark", engine={"enabled": model is not None})
    async with Recommender.open(settings, model=model) as rec:
        yield rec


def same(told: list[dict[str, Any]]) -> None:
    """Compare part by part, so that a leak says where it is."""
    first, *others = told
    for other in others:
        assert other.keys() == first.keys()
        for part in first:
            assert other[part] == first[part], part


async def test_whyrec_without_a_model(worlds: Worlds, tmp_path: Path, fitted: datetime) -> None:
    told = []
    for data in worlds:
        async with home(data, tmp_path / data.name) as rec:
            await rec.rebuild(only="factors", as_of=fitted)
            for user in (*ASKED, NOBODY_YET):
                await rec.evolve(user, as_of=MOMENT)
            told.append(await everything(rec))
    same(told)
    sources = {s for user in ASKED for s in ("exploration",) if s in str(told[0][f"{user}: list"])}
    assert sources == {"exploration"}


@pytest.mark.parametrize("card", CARDS)
async def test_whyrec_with_a_model_down_to_its_prompts(
    worlds: Worlds, tmp_path: Path, card: str
) -> None:
    told, asked = [], []
    for data in worlds:
        model = ScriptedModel()
        async with home(data, tmp_path / data.name, model) as rec:
            carded(rec, card)
            await rec.rebuild(only="factors", as_of=MOMENT)
            for user in (*ASKED, NOBODY_YET):
                await rec.evolve(user, as_of=MOMENT)
            told.append(await everything(rec, use_model=True))
        calls = [replace(c, schema=None) for c in model.calls]
        asked.append(
            [
                (c, str(m.schema and m.schema.model_json_schema()))
                for c, m in zip(calls, model.calls, strict=True)
            ]
        )
    same(told)
    assert asked[0] == asked[1]
    assert len(asked[0]) > 10


@pytest.mark.parametrize("mode", ["evolving", "frozen", "rebuilt", "none"])
async def test_every_way_in_which_a_profile_follows(
    worlds: Worlds, tmp_path: Path, mode: ProfileMode
) -> None:
    answers = []
    for data in worlds:
        system = Whyrec("w", data, tmp_path / data.name, "plan", settings={}, profile=mode)
        await system.open()
        await system.at(MOMENT - timedelta(days=10))
        found = []
        for days in (20, 5, 0):
            for case in cases():
                moment = MOMENT - timedelta(days=days)
                if days != 20:
                    found.append(await system.answer(replace(case, as_of=moment)))
        answers.append(found)
        await system.close()
    assert answers[0] == answers[1]


async def test_generations_kept_from_the_past_serve_the_moment_and_no_other(
    worlds: Worlds, tmp_path: Path
) -> None:
    calls, answers = [], []
    for data in worlds:
        generations = Generations(tmp_path / "generations.db")
        inner = ScriptedModel()
        model = MeteredModel(inner, generations)
        system = Whyrec("w", data, tmp_path / data.name, "plan", settings={}, model=model)
        await system.open()
        carded(system.rec, "names and likelihoods")
        await system.close()
        await system.open()
        await system.at(MOMENT)
        answers.append([await system.answer(case) for case in cases()])
        calls.append(inner.count())
        later = replace(cases()[0], as_of=MOMENT + timedelta(days=60))
        before = inner.count()
        assert await system.answer(later) != answers[0][0]
        calls.append(inner.count() - before)
        await system.close()
        generations.close()
    then, _, again, again_later = calls
    assert answers[0] == answers[1]
    assert then > 0
    assert again == 0  # every prompt is the same to the byte
    assert again_later > 0  # later events, another profile: another prompt, asked anew


async def test_a_home_that_has_lived_on(worlds: Worlds, tmp_path: Path) -> None:
    """Younger profiles, younger factors, feedback and edits lie in the home."""
    told = []
    for data in worlds:
        async with home(data, tmp_path / data.name) as rec:
            for user in (*ASKED, NOBODY_YET):
                await rec.evolve(user, as_of=MOMENT)
            if data is worlds.later:
                for user in (*ASKED, NOBODY_YET):
                    await rec.evolve(user)
                    await rec.edit(user, "no more horror")
                    await rec.feedback(user, "f01", "dislike")
                    await rec.rollback(user, 0)
                    await rec.evolve(user)
                for days in (0, 1, 2):
                    await rec.rebuild(as_of=rec._moment("default", None) - timedelta(days=days))
                assert (await rec.profile("u00")).version > 3
            await rec.rebuild(only="factors", as_of=MOMENT)
            told.append(await everything(rec))
    same(told)


async def test_younger_factors_are_not_used_even_where_there_are_no_others(
    worlds: Worlds, tmp_path: Path
) -> None:
    told = []
    for data in worlds:
        async with home(data, tmp_path / data.name) as rec:
            if data is worlds.later:
                await rec.rebuild(only="factors")
            told.append(await everything(rec))
    same(told)


async def test_a_profile_that_was_made_later_is_the_same_up_to_the_moment(
    worlds: Worlds, tmp_path: Path
) -> None:
    """Evolved only at the end: versions of before the moment know nothing of what followed."""
    rated = [row._replace(value="5") if row.kind == "rating" else row for row in canaries()]
    folder = tmp_path / "otherwise"
    source = write(folder, past() + [row for row in events() if row.at > MOMENT_S] + rated)
    otherwise = await open_data_set(source, tmp_path / "cache", Settings(home=tmp_path))
    told = []
    for data in (worlds.later, otherwise):
        async with home(data, tmp_path / f"home-{data.name}") as rec:
            versions = []
            for number in range(10):
                await rec.evolve(f"u{number:02d}")
                profile = await rec.profile(f"u{number:02d}", as_of=MOMENT)
                versions.append(profile.model_dump_json())
            told.append(versions)
    assert told[0] == told[1]


async def test_item_vectors_know_nothing_of_events(worlds: Worlds, tmp_path: Path) -> None:
    found = []
    for data in worlds:
        async with home(data, tmp_path / data.name) as rec:
            for user in ASKED:
                await rec.evolve(user)
                await rec.edit(user, "no more horror")
            collections = await rec._world.vectors.indexes("default")
            vectors = [c.get([item.id for item in data.items]) for c in collections]
            found.append([{k: v.tobytes() for k, v in held.items()} for held in vectors])
            assert sum(c.count() for c in collections) == ITEMS
    assert found[0] == found[1]


async def test_items_that_enter_the_catalogue_later(
    worlds: Worlds, grown: DataSet, tmp_path: Path
) -> None:
    told = []
    for data in (worlds.then, grown):
        async with home(data, tmp_path / f"home-{data.name}") as rec:
            await rec.evolve("u00", as_of=MOMENT)
            told.append(await everything(rec))
    same(told)


@pytest.mark.parametrize("name", BASELINES)
async def test_items_that_enter_the_catalogue_later_are_on_no_list(
    grown: DataSet, name: str
) -> None:
    system = Scored(BASELINES[name], grown)
    await system.open()
    await system.at(MOMENT)
    for case in cases():
        if case.candidates is None:
            listed = (await system.answer(case)).items
            assert not {f"a{n:02d}" for n in range(ITEMS, ITEMS + 12)} & set(listed)


async def test_fitted_weights(tmp_path: Path) -> None:
    """After the test begins as many events happen, but others: the cuts stay where they are."""
    rows = [row for row in events() if row.user_id < "u16"]
    cut = sorted(row.at for row in rows)[int(len(rows) * 0.9)]
    others = [
        row
        if row.at <= cut
        else EventRow(row.event_id, f"stranger{n % 5}", f"f{n % 7:02d}", "like", "", cut + 1 + n)
        for n, row in enumerate(rows)
    ]
    assert others != rows
    fitted = []
    for name, happened in (("then", rows), ("otherwise", others)):
        source = write(tmp_path / name, happened)
        data = await open_data_set(source, tmp_path / "cache", Settings(home=tmp_path))
        known = await training(data, tmp_path / "work", test_cut=0.9)
        fitted.append((fit(known), [c.columns.tobytes() for c in known.choices]))
    assert fitted[0] == fitted[1]
