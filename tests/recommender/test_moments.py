"""A moment knows nothing of what came after it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.fakes.scripted_model import ScriptedModel
from tests.recommender.world import END, START, catalogue, settings
from whyrec import Recommender
from whyrec._world import ACT_APART
from whyrec.domain import Event, EventGiven


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


async def test_on_a_standing_clock_ones_own_acts_lie_apart_and_nobody_elses(
    rec: Recommender,
) -> None:
    first = await rec.feedback("u0", "f1", "like")
    other = await rec.feedback("u1", "f1", "like")
    second = await rec.feedback("u0", "f2", "like")
    assert timedelta(0) < other.at - first.at < ACT_APART / 2
    assert second.at - first.at == ACT_APART


async def test_a_standing_clock_does_not_run_ahead_of_now(home: Path) -> None:
    async with Recommender.open(settings(home), model=ScriptedModel()) as rec:
        now = datetime.now(UTC)
        await rec.add_events("u0", [EventGiven(kind="view", item_id="f3", at=now)])
        acts = [await rec.feedback("u0", f"f{n}", "view") for n in range(4)]
    assert acts[-1].at - now < timedelta(minutes=1)
