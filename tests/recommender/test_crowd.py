"""How often the crowd is counted, and up to when."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.fakes.scripted_model import ScriptedModel
from tests.recommender.conftest import built, home  # noqa: F401
from tests.recommender.world import settings
from whyrec import Recommender, _views
from whyrec.agents.retrieve import Statistics


class Counting:
    """An imported history, and how often its crowd was counted."""

    def __init__(self, rec: Recommender, monkeypatch: pytest.MonkeyPatch) -> None:
        self.rec = rec
        self.times = 0
        whole = Statistics.from_interactions

        def counted(*asked: object) -> Statistics:
            self.times += 1
            return whole(*asked)  # type: ignore[arg-type]

        monkeypatch.setattr(_views.Statistics, "from_interactions", counted)

    async def list(self, user: str = "u0", **more: object) -> list[str]:
        made = await self.rec.recommend(user, use_model=False, explain=False, **more)  # type: ignore[arg-type]
        return [one.item.id for one in made]


@pytest.fixture
async def here(home: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Counting]:  # noqa: F811
    async with Recommender.open(settings(home), model=ScriptedModel(mood="dead")) as rec:
        await rec.recommend("u0", use_model=False, explain=False)
        yield Counting(rec, monkeypatch)


async def test_a_like_does_not_make_the_crowd_be_counted_for_everybody(here: Counting) -> None:
    await here.rec.feedback("u1", "f1", "like")
    await here.list("u2")
    assert here.times == 0


async def test_ones_own_like_counts_at_once_all_the_same(here: Counting) -> None:
    first = (await here.list("u1"))[0]
    await here.rec.feedback("u1", first, "like")
    assert first not in await here.list("u1")
    assert here.times == 0


async def test_after_ten_minutes_the_crowd_is_counted_again(
    here: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    await here.rec.feedback("u1", "f1", "like")
    monkeypatch.setattr(_views, "LIVE_STEP", timedelta(0))
    await here.list("u2")
    assert here.times == 1


async def test_a_moment_that_is_named_knows_every_event_before_it_and_none_after(
    here: Counting,
) -> None:
    liked = await here.rec.feedback("u1", "f1", "like")
    world, look = here.rec._world, here.rec.store.look("default")
    live = await world.views.snapshot("default", liked.at, look, live=True)
    named = await world.views.snapshot("default", liked.at, look, live=False)
    before = await world.views.snapshot(
        "default", liked.at - timedelta(seconds=1), look, live=False
    )
    place = named.catalogue.indices(["f1"])[0]
    counts = [int(one.statistics.total[place]) for one in (live, before, named)]
    assert counts == [counts[0], counts[0], counts[0] + 1]


async def test_a_look_at_the_past_does_not_cost_the_present_its_count(here: Counting) -> None:
    moment = here.rec.moment()
    await here.list(as_of=moment - timedelta(days=9))
    await here.list()
    assert here.times == 1


async def test_what_was_forgotten_counts_no_longer(here: Counting) -> None:
    event = here.rec.store.events.of_user("default", "u3")[0]
    await here.rec.forget("u3", event.id)
    await here.list("u2")
    assert here.times == 1


async def test_what_one_tenant_forgets_leaves_anothers_views_alone(here: Counting) -> None:
    await here.rec.feedback("u1", "f1", "like")
    here.rec._world.views.forget_crowd("other")
    await here.list("u2")
    assert here.times == 0
