"""What items are about: described once, used where it is said to be, reviewed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.fakes import ScriptedModel
from tests.fakes.scripted_model import Call
from tests.recommender.world import settings
from whyrec import Recommender, Settings
from whyrec.agents.models import CapabilityCard, TaskScore
from whyrec.domain import Event, Facet, Item
from whyrec.errors import InputError, NotFoundError, PrerequisiteError

FILMS = [
    Item(
        id=f"m{n}",
        title=f"Reel {n}",
        text="a bank robbery with blues guitar" if n % 2 else "puppies in the snow",
        facets={"genre": ("Drama",), "year": ("1986",)},
        domain="films",
    )
    for n in range(40)
]
SAID = {
    "topics": [{"because": "bank robbery", "label": "heists"}],
    "moods": [],
    "audiences": [],
    "eras": [],
    "proposed": [{"kind": "topic", "term": "blues guitar"}],
}
NOTHING: dict[str, list[Any]] = {name: [] for name in SAID}


def answer(call: Call) -> dict[str, Any]:
    return SAID if "bank robbery with" in call.messages[-1].content else NOTHING


def able(rec: Recommender) -> None:
    """Keep a card by which the model can say what items are about."""
    card = CapabilityCard(
        engine="llama_cpp",
        model="scripted",
        probed_at="2024-01-01T00:00:00+00:00",
        content=TaskScore(score=1.0, passed=True, n=9),
    )
    rec.store.meta.set("", card.key, card.model_dump(mode="json"))


@pytest.fixture
def model() -> ScriptedModel:
    return ScriptedModel(on_parse=answer)


@pytest.fixture
async def films(tmp_path: Path, model: ScriptedModel) -> AsyncIterator[Recommender]:
    async with Recommender.open(settings(tmp_path / "films"), model=model) as rec:
        able(rec)
        await rec.items.upsert(FILMS)
        yield rec


async def labels(rec: Recommender, item: str) -> list[str]:
    told = await rec.content.features(item)
    return [] if told is None else [f.label for f in told.features]


async def test_a_model_says_it_and_facets_and_rules_the_rest(films: Recommender) -> None:
    report = await films.content.describe()
    assert (report.by_model, report.by_code, report.proposed) == (20, 20, 20)
    assert report.why_no_model is None
    assert await labels(films, "m1") == ["heists", "1980s"]
    told = await films.content.features("m0")
    assert told is not None
    assert told.written_by == "code"  # the model said nothing of it


async def test_nothing_is_asked_twice(films: Recommender, model: ScriptedModel) -> None:
    await films.content.describe()
    asked = model.count()
    assert asked == len(FILMS)
    report = await films.content.describe()
    assert report.unchanged == len(FILMS)
    assert model.count() == asked


async def test_a_run_that_broke_off_goes_on(films: Recommender, model: ScriptedModel) -> None:
    class Killed(Exception): ...

    def killed(stage: str, done: int, total: int | None) -> None:
        if done >= 8:
            raise Killed

    with pytest.raises(Killed):
        await films.content.describe(progress=killed)
    asked = model.count()
    assert 0 < asked < len(FILMS)
    await films.content.describe()
    assert model.count() == len(FILMS)


async def test_a_changed_text_is_asked_again_and_until_then_nothing_is_said(
    films: Recommender, model: ScriptedModel
) -> None:
    await films.content.describe()
    await films.items.upsert([FILMS[1].model_copy(update={"text": "another text"})])
    assert await films.content.features("m1") is None
    asked = model.count()
    await films.content.describe()
    assert model.count() == asked + 1
    assert await labels(films, "m1") == ["1980s"]


async def test_without_a_model_rules_say_it_and_replace_no_model(
    films: Recommender, model: ScriptedModel
) -> None:
    await films.content.describe(limit=10)
    report = await films.content.describe(use_model=False)
    assert report.unchanged == 10
    assert report.by_code == len(FILMS) - 10
    assert model.count() == 10
    # Those that rules said are asked of the model when it may be.
    assert (await films.content.describe()).unchanged == 10


@pytest.mark.parametrize("mood", ["dead", "garbage"])
async def test_an_engine_that_fails_leaves_it_to_the_rules_and_is_asked_again(
    films: Recommender, model: ScriptedModel, mood: Any
) -> None:
    model.mood = mood
    report = await films.content.describe()
    assert report.by_code == len(FILMS)
    assert report.failed or report.why_no_model
    assert await labels(films, "m1") == ["heists", "1980s"]
    model.mood = "right"
    await films._world.health.check()
    assert (await films.content.describe()).by_model == 20


async def test_a_model_that_was_not_measured_to_be_able_is_not_asked(
    tmp_path: Path, model: ScriptedModel
) -> None:
    async with Recommender.open(settings(tmp_path / "weak"), model=model) as rec:
        weak = CapabilityCard(engine="llama_cpp", model="scripted", probed_at="now")
        rec.store.meta.set("", weak.key, weak.model_dump(mode="json"))
        await rec.items.upsert(FILMS)
        report = await rec.content.describe()
        assert report.by_code == len(FILMS)
        assert "model probe" in (report.why_no_model or "")
        assert model.count() == 0


async def test_a_word_that_is_missing_waits_and_is_said_of_nothing(films: Recommender) -> None:
    await films.content.describe()
    (term,) = await films.content.terms()
    assert (term.kind, term.term, term.state, term.count) == (
        "topic",
        "blue guitar",
        "waiting",
        20,
    )
    assert term.examples[0] == "m1"
    assert "blue guitar" not in await labels(films, "m1")


async def test_an_accepted_word_is_said_of_the_items_it_came_from_and_a_rejected_one_of_none(
    films: Recommender,
) -> None:
    await films.content.describe()
    await films.content.review("blue guitar", "accepted")
    assert "blue guitar" in await labels(films, "m1")
    assert "blue guitar" not in await labels(films, "m0")
    await films.content.review("blue guitar", "rejected")
    assert "blue guitar" not in await labels(films, "m1")
    await films.content.review("blue guitar", "accepted")
    assert (await labels(films, "m1")).count("blue guitar") == 1
    assert (await films.content.terms())[0].count == 20


async def test_accepting_one_word_leaves_the_others_waiting(
    films: Recommender, model: ScriptedModel
) -> None:
    both = [{"kind": "topic", "term": term} for term in ("blues guitar", "bank")]
    model.on_parse = lambda call: (
        SAID | {"proposed": both} if "bank robbery with" in call.messages[-1].content else NOTHING
    )
    await films.content.describe()
    waiting = {t.term: t.count for t in await films.content.terms()}
    await films.content.review(next(iter(waiting)), "accepted")
    assert {t.term: t.count for t in await films.content.terms()} == waiting
    assert len(waiting) == 2


@pytest.mark.parametrize("dead", [True, False], ids=["no answer", "not asked"])
async def test_what_a_model_said_stays_where_it_is_to_say_it_again_and_does_not(
    films: Recommender, model: ScriptedModel, dead: bool
) -> None:
    await films.content.describe()
    said = films.store.content.of_items("default")
    if dead:
        model.mood = "dead"
    await films.content.describe(again=True, use_model=dead)
    now = films.store.content.of_items("default")
    assert {k: v.features for k, v in now.items() if v.features.written_by == "model"} == {
        k: v.features for k, v in said.items() if v.features.written_by == "model"
    }
    assert (await films.content.terms())[0].count == 20


async def test_a_word_nobody_proposed_cannot_be_accepted(films: Recommender) -> None:
    with pytest.raises(NotFoundError, match="No model has proposed"):
        await films.content.review("jazz", "accepted")


async def test_a_word_of_two_kinds_needs_its_kind(films: Recommender, model: ScriptedModel) -> None:
    both = [{"kind": kind, "term": "guitar"} for kind in ("topic", "mood")]
    model.on_parse = lambda call: NOTHING | {"proposed": both}
    await films.content.describe()
    with pytest.raises(InputError, match="as mood and as topic"):
        await films.content.review("guitar", "accepted")
    done = await films.content.review("guitar", "accepted", kind="mood")
    assert done.kind == "mood"


async def test_tenants_know_nothing_of_each_other(films: Recommender) -> None:
    await films.items.upsert(FILMS[:2], tenant="theirs")
    await films.content.describe()
    await films.content.review("blue guitar", "accepted")
    assert await films.content.features("m1", tenant="theirs") is None
    assert await films.content.terms(tenant="theirs") == []
    await films.content.describe(tenant="theirs")
    assert [t.state for t in await films.content.terms(tenant="theirs")] == ["waiting"]


async def test_a_deleted_item_takes_what_was_said_of_it_along(films: Recommender) -> None:
    await films.content.describe()
    await films.items.delete("m1")
    assert films.store.content.of_items("default", ["m1"]) == {}
    assert (await films.content.terms())[0].count == 19
    with pytest.raises(NotFoundError):
        await films.content.features("m1")


async def test_used_nowhere_it_changes_no_view(films: Recommender) -> None:
    before = films.store.items.generation("default")
    await films.content.describe()
    assert films.store.items.generation("default") == before
    assert films._world.views.catalogue("default").items["m1"] == FILMS[1]


async def test_used_in_interests_it_is_what_they_are_founded_on(tmp_path: Path) -> None:
    async with Recommender.open(without_model(tmp_path, "interests")) as rec:
        await rec.items.upsert(FILMS)
        await rec.content.describe()
        await rec.ingest(events=_liked("m", range(1, 20, 2)))
        await rec.evolve("ann")
        interests = (await rec.profile("ann")).living
        assert Facet("topic", "heists") in {f for i in interests for f in i.facet_set()}
        assert "decade" not in rec._world.views.catalogue("default").items["m1"].facets
        assert "heists" in (await rec.why("ann", "m21")).text


async def test_used_in_explanations_it_may_be_told(tmp_path: Path) -> None:
    for used_in, is_told in ((["explanations"], True), ([], False)):
        async with Recommender.open(without_model(tmp_path / str(is_told), *used_in)) as rec:
            await rec.items.upsert(FILMS)
            await rec.content.describe()
            await rec.ingest(events=_liked("m", range(1, 20, 2)))
            await rec.evolve("ann")
            assert ("heists" in (await rec.why("ann", "m21")).text) is is_told
            facts = await rec.explanation_facts("ann", "m21")
            assert (Facet("topic", "heists") in facts.marks) is is_told


async def test_used_in_the_text_it_is_embedded_once_vectors_are_made_anew(
    tmp_path: Path, model: ScriptedModel
) -> None:
    home = tmp_path / "home"
    async with Recommender.open(settings(home), model=model) as rec:
        await rec.items.upsert(FILMS)
        await rec.rebuild()
        before = (await rec.catalogue()).vectors
    async with Recommender.open(settings(home, content={"used_in": ["text"]}), model=model) as rec:
        await rec.content.describe(use_model=False)
        with pytest.raises(PrerequisiteError, match="with content"):
            await rec.catalogue()
        await rec.rebuild()
        after = (await rec.catalogue()).vectors
        assert before is not None
        assert after is not None
        place = (await rec.catalogue()).index["m1"]
        assert abs(before[place] - after[place]).max() > 0.01
        # What is said anew is embedded anew, without a rebuild.
        await rec.items.upsert([FILMS[1].model_copy(update={"text": "zombies"})])
        await rec.content.describe(use_model=False)
        latest = (await rec.catalogue()).vectors
        assert latest is not None
        assert abs(latest[place] - after[place]).max() > 0.01


async def test_a_backup_brings_it_back(films: Recommender, tmp_path: Path) -> None:
    from whyrec.store import restore

    await films.content.describe()
    await films.content.review("blue guitar", "accepted")
    await films.backup(tmp_path / "all.tar.gz")
    restore(tmp_path / "all.tar.gz", tmp_path / "elsewhere")
    async with Recommender.open(settings(tmp_path / "elsewhere")) as rec:
        await rec.rebuild()
        assert await labels(rec, "m1") == ["heists", "1980s", "blue guitar"]


def without_model(home: Path, *used_in: str) -> Settings:
    told: dict[str, Any] = {"engine": {"enabled": False}, "content": {"used_in": used_in}}
    return Settings(home=home, clock="watermark", **told)


def _liked(prefix: str, numbers: range) -> list[Event]:
    from tests.recommender.world import START

    return [
        Event(id=f"e{n}", user_id="ann", item_id=f"{prefix}{n}", kind="like", at=START)
        for n in numbers
    ]
