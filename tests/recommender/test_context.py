"""Lists for a scene, through the public API."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.fakes.scripted_model import ScriptedModel
from tests.recommender.world import START, settings
from whyrec import Recommender
from whyrec.domain import Context, Event, Recommendation, Scene
from whyrec.errors import InputError

WORK, HOME = Scene(scene="work"), Scene(scene="home")


def events(user: str = "both", contexts: bool = True) -> list[Event]:
    """Horror at nine at a desk, comedy at twenty before a television, all on January days."""
    made = []
    for n in range(24):
        work = n % 2 == 0
        place = Context(scene="work", device="desktop") if work else Context(scene="home")
        made.append(
            Event(
                id=f"{user}-{n}",
                user_id=user,
                item_id=f"f{(0 if work else 1) + 6 * (n % 18)}",
                kind="like",
                at=START + timedelta(days=n, hours=8 if work else 19),
                context=place if contexts else Context(),
            )
        )
    return made


@pytest.fixture
async def both(rec: Recommender) -> str:
    """Somebody with another taste at work than at home."""
    await rec.ingest(events=events())
    await rec.evolve("both")
    return "both"


async def listed(rec: Recommender, user: str, scene: Scene | None = None) -> list[Recommendation]:
    return await rec.recommend(user, 10, explain=False, use_model=False, scene=scene)


def of(genre: str, found: list[Recommendation]) -> int:
    return sum(one.item.facets["genre"] == (genre,) for one in found)


async def test_lists_for_work_and_for_home_differ_as_the_history_does(
    rec: Recommender, both: str
) -> None:
    work, home = await listed(rec, both, WORK), await listed(rec, both, HOME)
    assert of("Horror", work) > of("Horror", home)
    assert of("Comedy", home) > of("Comedy", work)
    assert any(one.parts["context"] > 0 for one in work)


async def test_no_scenes_list_is_given_to_another_or_to_none(rec: Recommender, both: str) -> None:
    before = await listed(rec, both)
    work, home = await listed(rec, both, WORK), await listed(rec, both, HOME)
    assert await listed(rec, both) == before
    assert await listed(rec, both, WORK) == work != home
    assert all("context" not in one.parts for one in before)


async def test_where_contexts_are_the_same_lists_are(rec: Recommender) -> None:
    await rec.ingest(events=events("plain", contexts=False))
    await rec.evolve("plain")
    work, home = await listed(rec, "plain", WORK), await listed(rec, "plain", HOME)
    assert [one.item.id for one in work] == [one.item.id for one in home]


async def test_a_scene_nobody_knows_changes_nothing(rec: Recommender, both: str) -> None:
    plain = await listed(rec, both)
    moon = await listed(rec, both, Scene(scene="moon"))
    assert [one.item.id for one in moon] == [one.item.id for one in plain]


async def test_no_time_of_day_is_claimed_without_a_time_zone(rec: Recommender, both: str) -> None:
    plain = await listed(rec, both)
    evening = await listed(rec, both, Scene(daypart="evening"))
    assert [one.item.id for one in evening] == [one.item.id for one in plain]
    await rec.set_timezone(both, "Europe/Vienna")
    evening = await listed(rec, both, Scene(daypart="evening"))
    assert of("Comedy", evening) > of("Horror", evening)


async def test_the_clock_that_is_said_is_the_users_own(rec: Recommender, both: str) -> None:
    await rec.set_timezone(both, "Europe/Vienna")
    shown = await listed(rec, both, Scene(at=datetime(2024, 2, 1, 20)))  # noqa: DTZ001
    meant = await listed(rec, both, Scene(at=datetime(2024, 2, 1, 19, tzinfo=UTC)))
    assert [one.item.id for one in shown] == [one.item.id for one in meant]


async def test_the_tenants_time_zone_is_that_of_users_without_one(
    rec: Recommender, both: str
) -> None:
    assert await rec.timezone(both) is None
    rec.tenants.set_policy(rec.tenants.policy().model_copy(update={"timezone": "Asia/Tokyo"}))
    assert await rec.timezone(both) == "Asia/Tokyo"
    assert await rec.set_timezone(both, "Europe/Vienna") == "Europe/Vienna"
    assert await rec.set_timezone(both, None) == "Asia/Tokyo"


async def test_everybodys_times_of_day_follow_the_tenants_time_zone_at_once(
    rec: Recommender, both: str
) -> None:
    evening = Scene(daypart="evening")
    plain = await listed(rec, "new", evening)
    rec.tenants.set_policy(rec.tenants.policy().model_copy(update={"timezone": "Europe/Vienna"}))
    vienna = await listed(rec, "new", evening)
    rec.tenants.set_policy(rec.tenants.policy().model_copy(update={"timezone": "Asia/Tokyo"}))
    tokyo = await listed(rec, "new", evening)

    def lifts(found: list[Recommendation]) -> dict[str, float]:
        return {one.item.id: one.parts.get("context", 0.0) for one in found}

    assert not any(lifts(plain).values())
    assert any(lifts(vienna).values())
    assert lifts(vienna) != lifts(tokyo)


@pytest.mark.parametrize("name", ["Europe", "Mars/Olympus", "../etc/passwd", ""])
async def test_what_is_no_time_zone_is_refused(rec: Recommender, name: str) -> None:
    with pytest.raises(InputError, match="no time zone"):
        await rec.set_timezone("both", name)


async def test_the_moments_own_time_counts_where_it_is_set(home: Path, both: str) -> None:
    more = settings(home, context={"derived": True})
    evening = START + timedelta(days=26, hours=19)
    async with Recommender.open(more, model=ScriptedModel()) as rec:
        await rec.set_timezone(both, "Europe/Vienna")
        found = await rec.recommend(both, explain=False, use_model=False, as_of=evening)
    assert any(one.parts["context"] > 0 for one in found)


async def test_a_profile_tells_where_an_interest_is_taken(rec: Recommender, both: str) -> None:
    profile = await rec.profile(both)
    told = {
        i.label: {(h.dimension, h.value) for h in i.measured.habits}
        for i in profile.living
        if i.measured
    }
    assert any(("scene", "work") in habits for habits in told.values())
    assert not any("daypart" in {d for d, _ in habits} for habits in told.values())
    await rec.set_timezone(both, "Europe/Vienna")
    later = await rec.profile(both)
    assert any(h.value == "evening" for i in later.living if i.measured for h in i.measured.habits)


async def test_forgotten_events_take_their_contexts_along(rec: Recommender, both: str) -> None:
    for event in events():
        if event.context.scene == "work":
            await rec.forget(both, event.id)
    plain = await listed(rec, both)
    work = await listed(rec, both, WORK)
    assert [one.item.id for one in work] == [one.item.id for one in plain]


async def test_erasing_a_user_forgets_their_time_zone(rec: Recommender, both: str) -> None:
    await rec.set_timezone(both, "Europe/Vienna")
    assert (await rec.export(both))["timezone"] == "Europe/Vienna"
    await rec.erase(both)
    assert await rec.timezone(both) is None
    assert not await rec.knows(both)


async def test_a_time_zone_is_one_tenants(rec: Recommender, both: str) -> None:
    await rec.set_timezone(both, "Europe/Vienna")
    assert await rec.timezone(both, tenant="other") is None


async def test_the_scenes_and_devices_of_events_are_told_of_their_tenant_alone(
    rec: Recommender, both: str
) -> None:
    told = await rec.contexts()
    assert (told.scenes, told.devices) == (("home", "work"), ("desktop",))
    assert (await rec.contexts(tenant="other")).scenes == ()
    await rec.erase(both)
    assert (await rec.contexts()).scenes == ()
