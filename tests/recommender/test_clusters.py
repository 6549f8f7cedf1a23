"""Clusters of people, through the public API."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from tests.fakes.scripted_model import ScriptedModel
from tests.recommender.world import END, START, settings
from whyrec import Recommender
from whyrec.domain import Event
from whyrec.errors import InputError, NotFoundError
from whyrec.store import Store


def took(user: str, genre: int, days: range, name: str = "x") -> list[Event]:
    """One film of a genre a day."""
    return [
        Event(
            id=f"{name}-{user}-{n}",
            user_id=user,
            item_id=f"f{genre + 6 * (n % 20)}",
            kind="like",
            at=START + timedelta(days=n),
        )
        for n in days
    ]


@pytest.fixture
async def fans(rec: Recommender) -> Recommender:
    """Thirty people of each of two kinds beside the crowd, in clusters."""
    await rec.ingest(
        events=[
            e
            for n in range(30)
            for genre in (0, 4)
            for e in took(f"fan{genre}-{n}", genre, range(n % 5, 12 + n % 5))
        ]
    )
    await rec.fit_clusters()
    return rec


async def test_people_of_two_kinds_are_in_two_clusters(fans: Recommender) -> None:
    horror, musical = [(await fans.membership(f"fan{g}-0")).parts[0] for g in (0, 4)]

    assert horror.cluster_id != musical.cluster_id
    assert horror.probability > 0.5
    told = await fans.cluster(horror.cluster_id)
    assert told.topics[0].topic == "genre=Horror"
    assert "Horror" in told.label
    assert told.written_by == "code"
    assert await fans.cluster(told.label) == told


async def test_all_shares_are_told_the_largest_first(fans: Recommender) -> None:
    found = await fans.clusters()

    shares = [one.share for one in found.clusters]
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) == pytest.approx(1.0)
    assert found.people == 90


async def test_nothing_of_fewer_than_five_people_is_told(fans: Recommender) -> None:
    for cluster in (await fans.clusters()).clusters:
        for item in cluster.items:
            takers = {
                e.user_id
                for user in await fans.users()
                for e in fans.store.events.of_user("default", user.user_id)
                if e.item_id == item.item_id
            }
            assert len(takers) >= 5


async def test_without_a_fit_there_are_no_clusters(rec: Recommender) -> None:
    with pytest.raises(NotFoundError, match="no clusters"):
        await rec.clusters()
    assert (await rec.membership("u0")).parts == ()


async def test_too_few_people_are_no_clusters(tmp_path: Path) -> None:
    async with Recommender.open(settings(tmp_path / "empty")) as empty:
        with pytest.raises(InputError, match="no items"):
            await empty.fit_clusters()


async def test_before_the_fit_nothing_is_known_of_it(fans: Recommender) -> None:
    with pytest.raises(NotFoundError):
        await fans.clusters(as_of=START + timedelta(days=3))


async def test_a_fit_for_a_moment_knows_no_later_event(rec: Recommender) -> None:
    moment = START + timedelta(days=40)
    before = await rec.fit_clusters(as_of=moment)
    await rec.ingest(events=[e for n in range(30) for e in took(f"n{n}", 5, range(60, 70))])

    assert (await rec.fit_clusters(as_of=moment)).clusters == before.clusters


async def test_a_cluster_keeps_its_id_in_the_next_fit(fans: Recommender) -> None:
    horror = (await fans.membership("fan0-0")).parts[0].cluster_id
    await fans.ingest(events=[e for n in range(9) for e in took(f"new{n}", 4, range(20, 30))])

    await fans.fit_clusters()

    assert (await fans.membership("fan0-0")).parts[0].cluster_id == horror


async def test_a_version_moves_centres_and_keeps_where_it_belongs(fans: Recommender) -> None:
    await fans.ingest(events=took("new", 0, range(97, 99)))
    revisions = await fans.evolve("new")

    after = fans.store.clusters.newest("default", END + timedelta(days=9))
    assert after is not None
    assert after.moved_at == revisions[-1].profile.as_of
    changed = [not np.array_equal(c.centre, c.moved) for c in after.clusters]
    assert any(changed)
    (kept,) = await fans.membership_history("new")
    assert kept.version == 1
    assert kept.parts[0].label is not None


async def test_what_moved_outlives_the_process(fans: Recommender, home: Path) -> None:
    await fans.ingest(events=took("new", 0, range(97, 99)))
    await fans.evolve("new")
    moved = await fans.membership("new")
    await fans.aclose()

    async with Recommender.open(settings(home)) as again:
        assert await again.membership("new") == moved
        assert len(await again.membership_history("new")) == 1


async def test_two_processes_lose_no_move_of_each_other(fans: Recommender, home: Path) -> None:
    as_of = (await fans.clusters()).as_of
    store = fans.store.clusters
    start = store.newest("default", as_of)
    assert start is not None
    with Store.open(f"sqlite:///{home / 'whyrec.db'}") as other:
        other.clusters.move("default", as_of, as_of, lambda centres: centres + 1)
        store.move("default", as_of, as_of, lambda centres: centres + 2)
    end = store.newest("default", as_of)
    assert end is not None
    for a, b in zip(start.clusters, end.clusters, strict=True):
        assert b.moved == pytest.approx(a.moved + 3, abs=1e-5)
        assert np.array_equal(b.centre, a.centre)


async def test_words_of_the_user_move_where_they_belong(fans: Recommender) -> None:
    await fans.edit("silent", "more horror")

    found = await fans.membership("silent")
    one = await fans.cluster(found.parts[0].cluster_id)
    assert found.version == 1
    assert len(await fans.membership_history("silent")) == 1
    assert one.share > 0


async def test_erasing_a_user_erases_where_they_belonged(fans: Recommender) -> None:
    await fans.ingest(events=took("new", 0, range(97, 99)))
    await fans.evolve("new")

    exported = await fans.export("new")
    assert exported["memberships"][0]["version"] == 1
    assert (await fans.erase("new")).memberships == 1
    assert await fans.membership_history("new") == []
    assert not await fans.knows("new")


async def test_forgetting_an_event_forgets_what_was_told_by_it(fans: Recommender) -> None:
    await fans.ingest(events=took("new", 0, range(93, 95)))
    await fans.evolve("new")
    await fans.ingest(events=took("new", 4, range(96, 98), "later"))
    await fans.evolve("new")
    assert [m.version for m in await fans.membership_history("new")] == [1, 2]

    await fans.forget("new", "later-new-96")

    assert [m.version for m in await fans.membership_history("new")] == [1]


async def test_a_rebuild_leaves_clusters_that_still_fit(fans: Recommender) -> None:
    before = await fans.clusters()

    report = await fans.rebuild(only="factors")

    assert report.clusters == len(before.clusters)
    assert (await fans.clusters()).clusters == before.clusters


async def test_a_rebuild_fits_clusters_anew_that_no_longer_do(fans: Recommender) -> None:
    await fans.ingest(events=[e for n in range(60) for e in took(f"n{n}", 5, range(60, 66))])

    await fans.rebuild(only="factors")

    assert (await fans.clusters()).people == 150


async def test_a_rebuild_makes_none_where_nobody_asks_for_them(rec: Recommender) -> None:
    assert (await rec.rebuild(only="factors")).clusters == 0


async def test_people_like_the_user_bring_and_rank_candidates(home: Path) -> None:
    asked = settings(home, rank={"extras": ["people"]})
    async with Recommender.open(asked, model=ScriptedModel()) as rec:
        await rec.ingest(
            events=[
                e for n in range(30) for g in (0, 4) for e in took(f"fan{g}-{n}", g, range(86, 99))
            ]
        )
        assert (await rec.rebuild(only="factors")).clusters > 1
        await rec.ingest(events=took("new", 0, range(98, 99), "a"))

        listed = await rec.recommend("new", 20, explain=False, use_model=False, diversity=0)
        table = await rec.features("new")

    by_people = [one for one in listed if "people" in one.sources]
    assert by_people
    horror = [one for one in by_people if "Horror" in one.item.title]
    assert len(horror) > len(by_people) / 2
    column = table.columns[:, table.names.index("people")]
    best = [table.items[int(p)] for p in np.argsort(-column)[:5]]
    assert all(int(item[1:]) % 6 == 0 for item in best)
