"""What whyrec really composes, from a home that was really built."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest

from tests.recommender.test_context import events as of_scenes
from tests.recommender.world import END, catalogue
from whyrec import Recommender
from whyrec.domain import Explanation, Item, Language, Scene
from whyrec.evals.grounding import (
    CatalogueTitles,
    Circumstance,
    check,
    circumstances,
    evidence_of,
    ids_exist,
)

ITEMS = {item.id: item for item in catalogue()}
TITLES = CatalogueTitles(item.title for item in ITEMS.values())


async def faults(
    rec: Recommender,
    explanation: Explanation,
    sources: tuple[str, ...] = (),
    items: Mapping[str, Item] = ITEMS,
    scene: str | None = None,
) -> list[str]:
    profile = await rec.profile(explanation.user_id)
    named = explanation.interest_id
    interest = profile.interest(named) if named else None
    counted: frozenset[Circumstance] = frozenset()
    if interest is not None and scene:
        own = rec.store.events.of_user("default", explanation.user_id)
        counted = circumstances(interest, own)
    evidence = evidence_of(
        explanation,
        items,
        interest=interest,
        sources=sources,
        as_of=END,
        scale=(0, 10),
        circumstances=frozenset(c for c in counted if c.value == scene),
        catalogue=TITLES,
    )
    found = check(explanation.text, evidence).ungrounded
    return [f"{explanation.text} → {c.kind} {c.quote}: {c.by}" for c in found]


@pytest.mark.parametrize("user", ["u0", "u1", "u2", "u3", "newcomer"])
async def test_every_composed_explanation_is_grounded(rec: Recommender, user: str) -> None:
    await rec.evolve(user)
    listed = await rec.recommend(user, 10, use_model=False)
    assert len(listed) == 10
    events = rec.store.events.of_user("default", user)
    for one in listed:
        assert one.explanation is not None
        assert await faults(rec, one.explanation, one.sources) == []
        assert ids_exist(one.explanation, events, one.as_of)


async def test_words_of_the_user_and_what_they_refused_are_grounded_too(rec: Recommender) -> None:
    await rec.evolve("u0")
    await rec.edit("u0", "more westerns, no more comedy")
    for item in ("f3", "f9", "f1", "f7"):  # two westerns, two comedies
        why = await rec.why("u0", item, use_model=False)
        assert await faults(rec, why) == []


async def test_what_is_said_of_items_the_user_knows_is_grounded_too(rec: Recommender) -> None:
    await rec.evolve("u0")
    for event in rec.store.events.of_user("default", "u0")[:6]:
        assert event.item_id is not None
        why = await rec.why("u0", event.item_id, use_model=False)
        assert await faults(rec, why) == []


async def test_what_is_said_of_an_item_that_is_yet_to_come_is_grounded_then_and_not_now(
    rec: Recommender,
) -> None:
    later = Item(id="later", title="Horror Tale to Come", created_at=END + timedelta(days=300))
    now = later.model_copy(update={"created_at": None})
    await rec.ingest(items=[later])
    why = await rec.why("u0", "later", use_model=False)
    assert await faults(rec, why, items={**ITEMS, "later": later}) == []
    assert len(await faults(rec, why, items={**ITEMS, "later": now})) == 2


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_what_is_said_of_the_scene_of_a_list_is_grounded_there_and_nowhere_else(
    rec: Recommender, language: Language
) -> None:
    await rec.ingest(events=of_scenes())
    await rec.evolve("both")
    told = 0
    for scene, other in (("work", "home"), ("home", "work")):
        asked = Scene(scene=scene)
        listed = await rec.recommend("both", 10, use_model=False, language=language, scene=asked)
        for one in listed:
            assert one.explanation is not None
            if scene in one.explanation.text:
                told += 1
                assert await faults(rec, one.explanation, one.sources, scene=scene) == []
                assert await faults(rec, one.explanation, one.sources, scene=other)
    assert told > 4
