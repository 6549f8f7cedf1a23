"""The public API, end to end on a small catalogue: SQL, Chroma, wordllama, a scripted model."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.fakes.scripted_model import ScriptedModel
from whyrec import Recommender, Settings
from whyrec.agents.profile import revise
from whyrec.domain import Event, Item
from whyrec.errors import (
    ConflictError,
    InputError,
    NotFoundError,
    PrerequisiteError,
    UpstreamError,
)

START = datetime(2024, 1, 1, tzinfo=UTC)
END = START + timedelta(days=100)
GENRES = ("Horror", "Comedy", "Drama", "Western", "Musical", "War")
WORDS = ("Silent", "Golden", "Broken", "Hidden", "Last", "Lonely", "Burning", "Frozen")


def catalogue() -> list[Item]:
    return [
        Item(
            id=f"f{n}",
            title=f"{WORDS[n % 8]} {GENRES[n % 6]} Tale {n}",
            facets={"genre": (GENRES[n % 6],), "year": (str(1960 + n % 50),)},
            domain="movies",
        )
        for n in range(120)
    ]


def crowd() -> list[Event]:
    """30 users, each with two favourite genres; ``u0`` loves horror, then westerns."""
    rng = np.random.default_rng(7)
    events = []
    for user in range(30):
        for n in range(24):
            late = n >= 12
            genre = (user + 3 * late) % 6
            item = int(rng.integers(20)) * 6 + genre
            at = START + timedelta(days=4 * n, minutes=user)
            events.append(
                Event(
                    id=f"u{user}-{n}",
                    user_id=f"u{user}",
                    item_id=f"f{item}",
                    kind="rating",
                    value=float(rng.integers(7, 11)) if n % 5 else 3.0,
                    at=at,
                )
            )
    return events


def settings(home: Path, **more: Any) -> Settings:
    return Settings(home=home, clock="watermark", engine={"timeout_s": 5}, **more)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with everything ingested, embedded and fitted; tests work on copies of it."""
    home = tmp_path_factory.mktemp("built") / "home"

    async def build() -> None:
        async with Recommender.open(settings(home)) as rec:
            report = await rec.ingest(items=catalogue(), events=crowd(), rating_scale=(0, 10))
            assert report.events_added == 720
            await rec.rebuild()

    asyncio.run(build())
    return home


@pytest.fixture
def home(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "copy"))


@pytest.fixture
def model() -> ScriptedModel:
    return ScriptedModel()


@pytest.fixture
async def rec(home: Path, model: ScriptedModel) -> AsyncIterator[Recommender]:
    async with Recommender.open(settings(home), model=model) as opened:
        yield opened


async def test_recommends_unseen_items_with_reasons_from_the_users_own_events(
    rec: Recommender,
) -> None:
    await rec.evolve("u0")
    mine = {e.id: e for e in rec.store.events.of_user("default", "u0")}
    listed = await rec.recommend("u0", 10)
    assert [r.rank for r in listed] == list(range(1, 11))
    assert not {r.item.id for r in listed} & {e.item_id for e in mine.values()}
    for one in listed:
        assert 0 <= one.score <= 1
        assert one.explanation is not None
        assert set(one.evidence) <= mine.keys()
        assert {c.event_id for c in one.explanation.evidence} <= mine.keys()
    assert any(r.interest_ids for r in listed)


async def test_the_parts_are_named_features_and_sum_to_the_order(rec: Recommender) -> None:
    listed = await rec.recommend("u0", 10, diversity=0, explain=False, use_model=False)
    totals = [sum(r.parts.values()) for r in listed]
    assert totals == sorted(totals, reverse=True)


async def test_why_names_the_interest_the_events_and_the_counterfactual(rec: Recommender) -> None:
    await rec.evolve("u0")
    listed = await rec.recommend("u0", 20, diversity=0, use_model=False)
    best = next(r for r in listed if r.interest_ids)
    answer = await rec.why("u0", best.item.id)
    assert answer.interest_id == best.interest_ids[0]
    assert answer.evidence
    assert answer.counterfactual is not None
    assert answer.counterfactual.rank == best.rank
    without = answer.counterfactual.rank_without
    assert without is None or without >= 1
    for cited in answer.evidence:
        assert cited.title in answer.text


async def test_a_dislike_moves_the_next_list_at_once(rec: Recommender) -> None:
    await rec.evolve("u0")
    before = await rec.recommend("u0", 10, explain=False, use_model=False)
    first = before[0].item
    await rec.feedback("u0", first.id, "dislike")
    after = await rec.recommend("u0", 10, explain=False, use_model=False)
    assert first.id not in {r.item.id for r in after}
    assert [r.item.id for r in after] != [r.item.id for r in before]


async def test_no_more_of_a_genre_takes_it_off_the_list(rec: Recommender) -> None:
    await rec.evolve("u0")
    outcome = await rec.edit("u0", "no more westerns")
    assert outcome.understood
    listed = await rec.recommend("u0", 20, explain=False, use_model=False)
    assert all("Western" not in r.item.facets["genre"] for r in listed)
    await rec.rollback("u0", outcome.revision.profile.version - 1)
    again = await rec.recommend("u0", 20, explain=False, use_model=False)
    assert any("Western" in r.item.facets["genre"] for r in again)


async def test_no_more_of_a_decade_takes_it_off_the_list(rec: Recommender) -> None:
    outcome = await rec.edit("u0", "no more 1970s movies")
    assert outcome.understood, outcome.message
    listed = await rec.recommend("u0", 30, explain=False, use_model=False)
    assert not any(r.item.facets["year"][0].startswith("197") for r in listed)


async def test_words_not_understood_have_no_effect_and_say_so(rec: Recommender) -> None:
    await rec.evolve("u0")
    before = await rec.recommend("u0", 10, explain=False, use_model=False)
    outcome = await rec.edit("u0", "I don't dislike westerns exactly")
    assert not outcome.understood
    assert "change nothing" in outcome.message
    after = await rec.recommend("u0", 10, explain=False, use_model=False)
    assert [r.item.id for r in after] == [r.item.id for r in before]


@pytest.mark.parametrize("mood", ["garbage", "hostile", "dead"])
async def test_whatever_the_model_does_a_full_list_of_real_items_comes(
    home: Path, mood: Any
) -> None:
    ids = {i.id for i in catalogue()}
    model = ScriptedModel(mood=mood)
    async with Recommender.open(settings(home), model=model) as rec:
        await rec.evolve("u0")
        listed = await rec.recommend("u0", 10)
        answer = await rec.why("u0", listed[0].item.id)
    assert {r.item.id for r in listed} <= ids
    assert len(listed) == 10
    for text in [answer.text, *(r.explanation.text for r in listed if r.explanation)]:
        assert text
        assert "Ignore all" not in text
        assert "[e" not in text
    if mood == "dead":
        assert all(r.degraded for r in listed)
        assert answer.degraded


async def test_without_an_engine_nothing_is_degraded(home: Path) -> None:
    off = settings(home).model_copy(
        update={"engine": settings(home).engine.model_copy(update={"enabled": False})}
    )
    async with Recommender.open(off) as rec:
        await rec.evolve("u0")
        listed = await rec.recommend("u0", 5)
    assert not any(r.degraded for r in listed)
    assert all(r.explanation and r.explanation.written_by == "code" for r in listed)


async def test_nothing_after_as_of_is_read(rec: Recommender) -> None:
    moment = START + timedelta(days=50)
    await rec.rebuild(as_of=moment)

    async def seen() -> list[tuple[str, float]]:
        listed = await rec.recommend("u0", 15, as_of=moment, explain=False, use_model=False)
        return [(r.item.id, r.score) for r in listed]

    before = await seen()
    canaries = [
        Event(
            id=f"canary-{n}",
            user_id=f"u{n % 30}",
            item_id="f119",
            kind="like",
            at=moment + timedelta(hours=n + 1),
        )
        for n in range(60)
    ]
    await rec.ingest(events=canaries)
    assert await seen() == before


async def test_forgetting_leaves_no_trace_in_the_export(rec: Recommender) -> None:
    await rec.evolve("u0")
    await rec.forget("u0", "u0-3")
    assert "u0-3" not in json.dumps(await rec.export("u0"))
    report = await rec.ingest(events=[e for e in crowd() if e.id == "u0-3"])
    assert report.events_forgotten == 1
    with pytest.raises(NotFoundError, match="u0-3"):
        await rec.forget("u0", "u0-3")


async def test_an_event_forgotten_while_a_profile_evolves_is_in_no_version(
    rec: Recommender, monkeypatch: pytest.MonkeyPatch
) -> None:
    early = rec.store.events.of_user("default", "u0")[11]
    await rec.evolve("u0", as_of=early.at)
    victims = ["u0-3", "u0-20"]  # one that a version cites, one that is being taken in

    async def slow(*args: Any, **kwargs: Any) -> Any:
        made = await revise(*args, **kwargs)
        if victims:
            await rec.forget("u0", victims.pop())
        return made

    monkeypatch.setattr("whyrec.agents.profile._evolve.revise", slow)
    await rec.evolve("u0")
    assert not victims
    exported = json.dumps(await rec.export("u0"))
    assert '"u0-3"' not in exported
    assert '"u0-20"' not in exported
    assert len(await rec.revisions("u0")) == (await rec.profile("u0")).version


async def test_a_user_erased_while_a_profile_evolves_stays_erased(
    rec: Recommender, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def slow(*args: Any, **kwargs: Any) -> Any:
        made = await revise(*args, **kwargs)
        await rec.erase("u0")
        return made

    monkeypatch.setattr("whyrec.agents.profile._evolve.revise", slow)
    assert await rec.evolve("u0") == []
    assert (await rec.profile("u0")).version == 0


async def test_a_past_moment_knows_no_later_version(rec: Recommender) -> None:
    moment = START + timedelta(days=40)
    await rec.rebuild(as_of=moment)
    await rec.evolve("u0", as_of=moment)

    async def then() -> tuple[Any, ...]:
        listed = await rec.recommend("u0", 15, as_of=moment, explain=False, use_model=False)
        profile = await rec.profile("u0", as_of=moment)
        return profile.version, [r.item.id for r in listed]

    before = await then()
    await rec.evolve("u0")
    await rec.edit("u0", "no more horror")
    assert await then() == before
    assert (await rec.profile("u0")).version > before[0]


async def test_a_rollback_shows_at_once(rec: Recommender) -> None:
    await rec.evolve("u0")
    await rec.rollback("u0", 0)
    assert (await rec.profile("u0")).living == ()


async def test_a_part_of_an_event_id_is_no_event(rec: Recommender) -> None:
    await rec.evolve("u0")
    with pytest.raises(NotFoundError):
        await rec.forget("u0", "u0-")


@pytest.mark.parametrize("event_id", ["odd[1]", 'quo"ted', "back\\slash", "100%5D"])
async def test_ids_with_odd_characters_are_named_and_forgotten(
    rec: Recommender, event_id: str
) -> None:
    at = START + timedelta(days=1)
    odd = Event(id=event_id, user_id="odd", item_id="f6", kind="like", at=at)
    await rec.ingest(events=[odd])
    await rec.evolve("odd")
    profile = await rec.profile("odd")
    assert "[event:" not in profile.model_dump_json()
    assert "Burning Horror Tale 6" in "".join(i.statement for i in profile.interests)
    await rec.forget("odd", event_id)
    assert (await rec.profile("odd")).interests == ()


async def test_what_nothing_is_known_of_is_no_taste(rec: Recommender) -> None:
    at = START + timedelta(days=1)
    await rec.ingest(events=[Event(id="x", user_id="odd", item_id="unknown", kind="like", at=at)])
    await rec.evolve("odd")
    assert (await rec.profile("odd")).summary == ""
    listed = await rec.recommend("odd", 5, use_model=False)
    assert all(r.interest_ids == () for r in listed)


async def test_a_dead_embedder_stops_neither_lists_nor_forgetting(home: Path) -> None:
    async with Recommender.open(settings(home), model=ScriptedModel()) as rec:
        await rec.evolve("u0")
        alive = rec._world.embedder

    class Dead:
        model_id, dimensions = alive.model_id, alive.dimensions

        async def embed(self, texts: list[str]) -> Any:
            raise UpstreamError("the embedding server is down")

        async def aclose(self) -> None: ...

    async with Recommender.open(settings(home), model=ScriptedModel(), embedder=Dead()) as rec:
        assert len(await rec.recommend("u0", 5)) == 5
        await rec.forget("u0", "u0-3")


async def test_nobody_forgets_anothers_event(rec: Recommender) -> None:
    with pytest.raises(NotFoundError):
        await rec.forget("u0", "u1-3")


async def test_erasing_a_user_leaves_the_others(rec: Recommender) -> None:
    await rec.evolve("u0")
    counts = await rec.erase("u0")
    assert counts.events == 24
    assert (await rec.export("u0"))["events"] == []
    assert (await rec.profile("u0")).version == 0
    assert len(await rec.users()) == 29


async def test_tenants_see_nothing_of_each_other(rec: Recommender) -> None:
    await rec.ingest(items=catalogue()[:40], tenant="other")
    assert await rec.users(tenant="other") == []
    listed = await rec.recommend("u0", 10, tenant="other", use_model=False)
    assert {r.item.id for r in listed} <= {i.id for i in catalogue()[:40]}
    assert all(not r.evidence for r in listed)


async def test_a_user_nobody_knows_gets_a_list_and_an_honest_reason(rec: Recommender) -> None:
    listed = await rec.recommend("stranger", 5, use_model=False)
    assert len(listed) == 5
    assert all(r.evidence == () and r.explanation and r.explanation.text for r in listed)


async def test_a_new_item_is_found_without_a_rebuild(rec: Recommender) -> None:
    await rec.evolve("u0")
    title = "Silent Western Tale in the Hills"
    fresh = Item(id="new", title=title, facets={"genre": ("Western",)}, domain="movies")
    await rec.ingest(items=[fresh])
    answer = await rec.why("u0", "new")
    assert answer.interest_label is not None
    assert "western" in answer.interest_label.lower()


async def test_the_engine_is_probed_once_and_its_card_kept(
    rec: Recommender, model: ScriptedModel, home: Path
) -> None:
    stages: list[str] = []
    await rec.recommend("u0", 3, progress=lambda stage, done, total: stages.append(stage))
    asked = len(model.calls)
    assert stages
    assert rec.store.meta.get("", "card:llama_cpp:scripted") is not None
    await rec.recommend("u0", 3)
    assert len(model.calls) - asked < 100


async def test_vectors_of_another_embedding_model_are_refused_until_rebuilt(home: Path) -> None:
    class Other:
        model_id, dimensions = "other/one", 8

        async def embed(self, texts: list[str]) -> Any:
            rows = np.ones((len(texts), 8), dtype=np.float32)
            rows[:, 0] = [len(t) for t in texts]
            return rows / np.linalg.norm(rows, axis=1, keepdims=True)

        async def aclose(self) -> None: ...

    async with Recommender.open(settings(home), model=ScriptedModel(), embedder=Other()) as rec:
        with pytest.raises(PrerequisiteError, match="whyrec rebuild"):
            await rec.recommend("u0", 3)
        report = await rec.rebuild()
        assert report.embedding == "other/one"
        assert len(await rec.recommend("u0", 3)) == 3


async def test_a_second_process_may_not_own_the_vectors(home: Path, rec: Recommender) -> None:
    await rec.recommend("u0", 3, use_model=False, explain=False)
    async with Recommender.open(settings(home), model=ScriptedModel()) as second:
        assert (await second.profile("u0")).user_id == "u0"
        with pytest.raises(ConflictError):
            await second.recommend("u0", 3)


async def test_a_version_nobody_made_is_not_found(rec: Recommender) -> None:
    with pytest.raises(NotFoundError, match="version 9"):
        await rec.profile("u0", 9)
    with pytest.raises(NotFoundError, match="version 9"):
        await rec.rollback("u0", 9)


@pytest.mark.parametrize("words", ["", "   ", "x" * 4001])
async def test_an_edit_needs_words(rec: Recommender, words: str) -> None:
    with pytest.raises(InputError):
        await rec.edit("u0", words)


async def test_an_empty_store_says_what_to_do(tmp_path: Path) -> None:
    async with Recommender.open(settings(tmp_path / "empty"), model=ScriptedModel()) as rec:
        with pytest.raises(InputError, match="whyrec ingest"):
            await rec.recommend("u0", 3)


def test_the_synchronous_face_has_every_call() -> None:
    from whyrec import SyncRecommender

    calls = {n for n in vars(Recommender) if not n.startswith("_")}
    assert calls - {"open", "aclose", "settings", "store"} <= set(vars(SyncRecommender))
