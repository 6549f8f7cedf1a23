"""Interests carried over from one domain to another, through the public API."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.recommender.two_domains import END, START, ann, crowd, filled, items, liked, settings
from whyrec import Recommender
from whyrec.agents.profile import replay
from whyrec.agents.retrieve import Filters
from whyrec.domain import Interest, Profile
from whyrec.errors import ConflictError, InputError

NATURE = "topic=Nature"
BOOKS = Filters(domains=frozenset({"books"}))


@pytest.fixture
async def rec(tmp_path: Path) -> AsyncIterator[Recommender]:
    async with Recommender.open(settings(tmp_path)) as opened:
        yield await filled(opened)


def carried(profile: Profile) -> list[Interest]:
    return [i for i in profile.living if i.origin == "transferred"]


async def test_what_users_of_both_show_is_expected_with_what_led_to_it(rec: Recommender) -> None:
    report = await rec.transfer("ann", "books")
    assert (report.source, report.basis, report.users) == ("films", "users", 45)
    first = report.topics[0]
    assert first.topic == NATURE
    assert first.led_by == ("genre=Space",)
    assert first.share is not None
    assert first.usual is not None
    assert first.share > 1.25 * first.usual


async def test_it_becomes_a_version_whose_interests_rest_on_events_of_the_other_domain(
    rec: Recommender,
) -> None:
    report = await rec.transfer("ann", "books")
    profile = await rec.profile("ann")
    assert profile.version == report.version
    (interest,) = carried(profile)
    assert interest.id == report.topics[0].interest_id
    assert (interest.domain, interest.basis, interest.unconfirmed) == ("books", "users", True)
    assert interest.facets == (NATURE,)
    assert interest.evidence
    known = {e.id for e in ann()}
    assert all(e.carried and e.event_id in known for e in interest.evidence)
    assert "Carried over from a liking for films" in interest.statement
    assert profile.summary.endswith("May like nature books.")


async def test_a_second_time_nothing_is_added(rec: Recommender) -> None:
    first = await rec.transfer("ann", "books")
    again = await rec.transfer("ann", "books")
    assert again.version is None
    assert again.topics[0].interest_id is None
    assert (await rec.profile("ann")).version == first.version


async def test_it_weighs_little_and_fades_until_something_shows_it(rec: Recommender) -> None:
    await rec.transfer("ann", "books")
    now = END

    async def strength(days: float) -> float:
        profile = await rec.profile("ann", as_of=now + timedelta(days=days))
        (interest,) = carried(profile)
        assert interest.measured is not None
        return interest.measured.strength_long

    observed = (await rec.profile("ann")).living[0]
    assert observed.measured is not None
    assert await strength(0) < 0.25 * observed.measured.strength_long
    aged = 2.0 ** (-60 / 180)
    assert await strength(60) == pytest.approx(await strength(0) * aged / 2, rel=0.02)


async def test_an_event_of_its_own_domain_confirms_it(rec: Recommender) -> None:
    await rec.transfer("ann", "books")
    await rec.ingest(events=[liked("ann", "b0-9", 101)])
    await rec.evolve("ann")
    (interest,) = carried(await rec.profile("ann"))
    assert not interest.unconfirmed
    assert [e.event_id for e in interest.evidence if not e.carried] == ["ann-b0-9"]
    (told,) = await rec.recommend("ann", 1, filters=BOOKS)
    assert told.explanation is not None
    assert "carried over" not in told.explanation.text


async def test_an_event_of_the_other_domain_does_not(rec: Recommender) -> None:
    await rec.transfer("ann", "books")
    await rec.ingest(events=[liked("ann", "f0-20", 101)])
    await rec.evolve("ann")
    assert all(i.unconfirmed for i in carried(await rec.profile("ann")))


async def test_what_nothing_confirms_is_retired_and_not_expected_again(rec: Recommender) -> None:
    await rec.transfer("ann", "books")
    await rec.ingest(events=[liked("ann", "f0-20", 400)])
    await rec.evolve("ann")
    assert carried(await rec.profile("ann")) == []
    assert (await rec.transfer("ann", "books")).version is None


async def test_lists_of_the_domain_follow_it_and_say_where_it_comes_from(rec: Recommender) -> None:
    before = await rec.recommend("ann", 5, filters=BOOKS, explain=False)
    await rec.transfer("ann", "books")
    after = await rec.recommend("ann", 5, filters=BOOKS)
    assert all(one.item.id.startswith("b0-") for one in after)
    assert [o.item.id for o in before] != [o.item.id for o in after]
    assert after[0].parts["carried_over"] > 0
    assert after[0].explanation is not None
    text = after[0].explanation.text
    assert "carried over from what you like in films" in text
    assert "Nothing you took in books confirms it yet" in text
    chinese = await rec.why("ann", after[0].item.id, language="zh")
    assert "films" in chinese.text
    assert "推想" in chinese.text


async def test_lists_of_other_domains_stay_as_they_were(rec: Recommender) -> None:
    films = Filters(domains=frozenset({"films"}))
    await rec.evolve("ann")
    before = await rec.recommend("ann", 5, filters=films, explain=False)
    await rec.transfer("ann", "books")
    after = await rec.recommend("ann", 5, filters=films, explain=False)
    assert [o.item.id for o in before] == [o.item.id for o in after]
    assert all(o.parts.get("carried_over", 0.0) == 0.0 for o in after)


async def test_replaying_the_patches_gives_the_same_profile(rec: Recommender) -> None:
    await rec.transfer("ann", "books")
    await rec.ingest(events=[liked("ann", "b0-9", 101)])
    await rec.evolve("ann")
    stored = rec.store.profiles.revisions("default", "ann")
    versions = replay("ann", [r.patch for r in stored])
    assert versions[-1] == rec.store.profiles.head("default", "ann")


async def test_a_rollback_takes_it_back(rec: Recommender) -> None:
    report = await rec.transfer("ann", "books")
    assert report.version is not None
    await rec.rollback("ann", report.version - 1)
    assert carried(await rec.profile("ann")) == []
    assert "Nature books (transferred)" in await rec.diff("ann", report.version - 1, report.version)


async def test_forgetting_all_it_rests_on_forgets_it(rec: Recommender) -> None:
    await rec.transfer("ann", "books")
    (interest,) = carried(await rec.profile("ann"))
    gone, *left = [e.event_id for e in interest.evidence]
    await rec.forget("ann", gone)
    (shorter,) = carried(await rec.profile("ann"))
    assert gone not in {e.event_id for e in shorter.evidence}
    assert gone not in (await rec.profile("ann")).model_dump_json()
    for event in left:
        await rec.forget("ann", event)
    assert carried(await rec.profile("ann")) == []


async def test_erasing_and_exporting_reach_it(rec: Recommender) -> None:
    await rec.transfer("ann", "books")
    exported = await rec.export("ann")
    assert exported["revisions"][-1]["patch"]["operations"][0]["origin"] == "transferred"
    await rec.erase("ann")
    assert (await rec.profile("ann")).version == 0


async def test_words_of_the_user_overrule_it(rec: Recommender) -> None:
    await rec.evolve("ann")
    await rec.edit("ann", "no more nature")
    assert (await rec.transfer("ann", "books")).version is None


async def test_without_users_of_both_topics_tell_by_likeness(tmp_path: Path) -> None:
    async with Recommender.open(settings(tmp_path)) as rec:
        only_films = [e for e in [*crowd(), *ann()] if (e.item_id or "").startswith("f")]
        await rec.ingest(items=items(), events=only_films)
        report = await rec.transfer("ann", "books")
    assert (report.basis, report.users) == ("likeness", 0)


async def test_of_somebody_unknown_nothing_is_expected(rec: Recommender) -> None:
    report = await rec.transfer("nobody", "books")
    assert (report.source, report.topics, report.version) == (None, (), None)


@pytest.mark.parametrize(
    ("to", "source", "field"), [("songs", None, "to"), ("books", "songs", "source")]
)
async def test_a_domain_without_items_is_refused(
    rec: Recommender, to: str, source: str | None, field: str
) -> None:
    with pytest.raises(InputError, match=r"no item of the domain 'songs'") as refused:
        await rec.transfer("ann", to, source=source)
    assert refused.value.field == field


async def test_a_first_list_of_a_domain_carries_over_where_that_is_set(tmp_path: Path) -> None:
    async with Recommender.open(settings(tmp_path, transfer=True)) as rec:
        await filled(rec)
        await rec.evolve("ann")
        await rec.recommend("ann", 5, filters=BOOKS, explain=False)
        made = (await rec.profile("ann")).version
        assert carried(await rec.profile("ann"))
        await rec.recommend("ann", 5, filters=BOOKS, explain=False)
        assert (await rec.profile("ann")).version == made


async def test_nothing_later_is_learned_from(rec: Recommender) -> None:
    report = await rec.transfer("ann", "books", as_of=START + timedelta(hours=1))
    assert report.topics == ()


async def test_a_list_for_the_past_carries_nothing_over(tmp_path: Path) -> None:
    async with Recommender.open(settings(tmp_path, transfer=True)) as rec:
        await filled(rec)
        await rec.evolve("ann")
        before = (await rec.profile("ann")).version
        past = END - timedelta(days=1)
        await rec.recommend("ann", 5, filters=BOOKS, explain=False, as_of=past)
        assert (await rec.profile("ann")).version == before


async def test_a_profile_that_knows_later_events_gets_nothing_from_before_them(
    rec: Recommender,
) -> None:
    await rec.evolve("ann")
    with pytest.raises(ConflictError, match="already knows what came after"):
        await rec.transfer("ann", "books", as_of=START + timedelta(hours=1))
