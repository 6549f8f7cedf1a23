"""A moment knows nothing of what came after it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.recommender.world import END, START, catalogue
from whyrec import Recommender
from whyrec.domain import Event


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


async def test_an_item_that_enters_the_catalogue_later_is_no_candidate(rec: Recommender) -> None:
    late = catalogue()[5].model_copy(update={"id": "late", "created_at": END})
    await rec.ingest(items=[late])
    before = await rec.recommend(
        "u0", 200, use_model=False, explain=False, as_of=END - timedelta(days=1)
    )
    after = await rec.recommend("u0", 200, use_model=False, explain=False, as_of=END)
    assert "late" not in {one.item.id for one in before}
    assert "late" in {one.item.id for one in after}
