"""How long a user's ranking serves: until something of it changes, and a minute at most."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from tests.recommender.world import settings
from whyrec import Recommender, _lists, _seen, _seen_users
from whyrec.agents.retrieve import Candidates, Filters
from whyrec.domain import Item


class Counting:
    """A recommender, and how often candidates were looked for since it was last asked."""

    def __init__(self, rec: Recommender, monkeypatch: pytest.MonkeyPatch) -> None:
        self.rec = rec
        self._times = 0
        whole = _seen.retrieve

        def counted(*asked: object, **more: object) -> Candidates:
            self._times += 1
            return whole(*asked, **more)  # type: ignore[arg-type]

        monkeypatch.setattr(_seen, "retrieve", counted)

    async def list(self, user: str = "u0", **more: object) -> list[str]:
        made = await self.rec.recommend(user, use_model=False, **more)  # type: ignore[arg-type]
        return [one.item.id for one in made]

    def searches(self) -> int:
        times, self._times = self._times, 0
        return times


@pytest.fixture
async def here(rec: Recommender, monkeypatch: pytest.MonkeyPatch) -> Counting:
    await rec.evolve("u0")
    counting = Counting(rec, monkeypatch)
    await counting.list()
    counting.searches()
    return counting


async def test_what_is_asked_after_a_list_looks_for_nothing_again(here: Counting) -> None:
    first = await here.list()
    reason = await here.rec.why("u0", first[1], use_model=False)
    assert await here.list() == first
    left_out = reason.counterfactual is not None
    assert here.searches() == int(left_out)  # only the ranking without the events it rests on


async def _like(rec: Recommender) -> None:
    await rec.feedback("u0", "f1", "like")


async def _somebody_elses_like(rec: Recommender) -> None:
    await rec.feedback("u1", "f1", "like")


async def _edit(rec: Recommender) -> None:
    await rec.edit("u0", "no horror please")


async def _take_away(rec: Recommender) -> None:
    await rec.items.set_available(["f1"], False)


async def _new_item(rec: Recommender) -> None:
    await rec.items.upsert([Item(id="new", domain="movies", title="New")])


async def _rebuild(rec: Recommender) -> None:
    await rec.rebuild()


@pytest.mark.parametrize(
    "change", [_like, _somebody_elses_like, _edit, _take_away, _new_item, _rebuild]
)
async def test_a_change_counts_at_once(
    here: Counting, change: Callable[[Recommender], Awaitable[None]]
) -> None:
    await change(here.rec)
    await here.list()
    assert here.searches() == 1


async def test_conditions_and_another_moment_are_looked_for_by_themselves(here: Counting) -> None:
    moment = here.rec.store.look("default").watermark
    assert moment is not None
    await here.list(filters=Filters(domains=frozenset({"movies"})))
    await here.list(as_of=moment - timedelta(days=1))
    await here.list("u1")
    assert here.searches() == 3


async def test_nobody_gets_the_ranking_of_another_tenant(here: Counting) -> None:
    await here.rec.ingest(
        items=[Item(id="x", domain="movies", title="X")], events=(), tenant="other"
    )
    await here.rec.rebuild(tenant="other")
    assert await here.list(tenant="other") == ["x"]


async def test_it_serves_a_minute_of_the_clock_and_no_longer(here: Counting) -> None:
    seen = here.rec._world.seen.get("default", "u0")
    assert seen is not None
    made = seen.reading.as_of
    for seconds, serves in ((-1, False), (0, True), (59, True), (60, False)):
        at = made + timedelta(seconds=seconds)
        assert seen.serves(seen.state, seen.snapshot, at) is serves


async def test_where_the_clock_of_a_history_stands_still_it_serves_a_minute_too(
    here: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.monotonic()
    for seconds, searches in ((59, 0), (61, 1)):
        monkeypatch.setattr(_seen.time, "monotonic", lambda: now + seconds)  # noqa: B023
        await here.list()
        assert here.searches() == searches


async def test_of_an_older_catalogue_nothing_is_kept(here: Counting) -> None:
    seen = here.rec._world.seen
    await here.list("u1")
    assert seen.get("default", "u0") is not None
    await here.rec.items.upsert([Item(id="new", domain="movies", title="New")])
    await here.list("u1")
    assert seen.get("default", "u0") is None
    assert seen.get("default", "u1") is not None


async def test_users_with_long_histories_take_the_place_of_several(
    here: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = here.rec._world.seen.get("default", "u0")
    assert one is not None
    monkeypatch.setattr(_seen_users, "SEEN_HELD", 3 * _seen_users.size(one))
    users = _seen_users.SeenUsers()
    for name in "abcd":
        users.put(name, one, read_at=0)
    assert [users.get("default", name) is not None for name in "abcd"] == [False, True, True, True]


async def test_zero_seconds_rank_anew_each_time(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Recommender.open(settings(home, rank={"serves_s": 0})) as rec:
        here = Counting(rec, monkeypatch)
        assert await here.list() == await here.list()
        assert here.searches() == 2
        assert rec._world.seen.get("default", "u0") is None


async def test_who_is_erased_is_not_kept_in_memory(here: Counting) -> None:
    await here.rec.erase("u0")
    assert here.rec._world.seen.get("default", "u0") is None


async def test_who_is_erased_while_they_are_read_is_not_kept_either(
    here: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _like(here.rec)
    whole = _lists.view

    async def erased_meanwhile(*asked: object, **more: object) -> object:
        made = await whole(*asked, **more)  # type: ignore[arg-type]
        await here.rec.erase("u0")
        return made

    monkeypatch.setattr(_lists, "view", erased_meanwhile)
    await here.list()
    assert here.rec._world.seen.get("default", "u0") is None
